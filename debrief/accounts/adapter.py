"""Where django-allauth asks what to do."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from debrief.accounts import known_browsers, tries
from debrief.accounts.models import User
from debrief.accounts.sessions import DEVICE, IS_SHARED
from debrief.accounts.signing_in import again, sessions, shared_phone
from debrief.accounts.signing_in.devices import device_of
from debrief.privacy.audit import record
from debrief.privacy.models import Event

_WRONG_PASSWORD = "wrong-password"  # noqa: S105  (a name of settings.LIMITS)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "incorrect_code": gettext_lazy("That code does not fit, or its ten minutes are over."),
        "incorrect_password": gettext_lazy("That isn't the password of this account."),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password before it is known to be one: so those tried at once count as well."""
        tries.count(_WRONG_PASSWORD, request, credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            tries.take_back(_WRONG_PASSWORD, request, credentials.get("email", ""))
        return user

    def get_client_ip(self, request: HttpRequest) -> str:
        """The client's address, past as many proxies as there are; the nearest one's when they do not say."""
        try:
            return str(super().get_client_ip(request))
        except (ImproperlyConfigured, PermissionDenied):
            return str(request.META.get("REMOTE_ADDR", ""))

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Keep what our sign-up asks besides allauth's own fields."""
        user.first_name = form.cleaned_data.get("first_name", "")
        user.time_zone = form.cleaned_data.get("time_zone") or "UTC"
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def login(self, request: HttpRequest, user: User) -> None:
        """Note what the list of sessions will show, and clear away those that are over."""
        super().login(request, user)
        record(request, Event.SIGNED_IN, person=user.pk)
        request.session[DEVICE] = device_of(request.headers.get("User-Agent", ""))
        sessions.end_expired()

    def logout(self, request: HttpRequest) -> None:
        record(request, Event.SIGNED_OUT)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record(request, Event.SIGN_IN_FAILED, typed=credentials.get("email", ""))
        super().authentication_failed(request, **credentials)

    def post_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **login)
        shared_phone.mark(request, response)
        if not request.session.get(IS_SHARED):
            known_browsers.remember(request, response, user.email)
        return response

    def add_message(
        self, request: HttpRequest, level: int, *args: Any, message: str | None = None, **kwargs: Any
    ) -> None:
        """No "successfully signed in": the page that follows says so by being there. Trouble is told."""
        if level == messages.ERROR and message:
            messages.error(request, message)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell the person about a change, and with what it was made."""
        device = device_of(self.get_http_user_agent(self.request))
        super().send_notification_mail(template_prefix, user, {"device": device, **(context or {})}, email)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways to sign in again in our words, the first of them being asked for; by mail for the rest."""
        words = {
            "reauthenticate": _("Use the password"),
            "mfa_reauthenticate": _("Use a code from the app, or a recovery code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        ways = [
            {**way, "description": words[way["id"]]} for way in super().get_reauthentication_methods(user)
        ]
        if settings.HAS_MAIL and user.is_authenticated and not is_mfa_enabled(user):
            by_mail = {"description": _("Send me a code by e-mail"), "url": reverse("sign_in_again_by_mail")}
            ways.append({"id": "by_mail", **by_mail})
        return ways

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """allauth asks nothing of somebody with neither password nor second step; a code by mail can."""
        request = context.request
        if (
            not get_reauthentication_flows(request.user)
            and self.get_reauthentication_methods(request.user)
            and not again.is_recent(request)
        ):
            raise ReauthenticationRequired
        return True
