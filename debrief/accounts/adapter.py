"""Where django-allauth asks what to do."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse

from debrief.accounts import known_browsers, tries
from debrief.accounts.models import User
from debrief.privacy.audit import record
from debrief.privacy.models import Event

_WRONG_PASSWORD = "wrong-password"  # noqa: S105  (a name of settings.LIMITS)


class AccountAdapter(DefaultAccountAdapter):
    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a wrong password before it is known to be one: so those tried at once count as well."""
        tries.count(_WRONG_PASSWORD, request, credentials.get("email", ""))

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user:
            tries.take_back(_WRONG_PASSWORD, request, credentials.get("email", ""))
        return user

    def post_login(self, request: HttpRequest, user: User, **about: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **about)
        known_browsers.remember(request, response, user.email)
        return response

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

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "successfully signed in": the page that follows says so by being there."""

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        record(request, Event.SIGNED_IN, person=user.pk)

    def logout(self, request: HttpRequest) -> None:
        record(request, Event.SIGNED_OUT)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record(request, Event.SIGN_IN_FAILED, typed=credentials.get("email", ""))
        super().authentication_failed(request, **credentials)
