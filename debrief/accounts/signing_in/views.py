"""How somebody signs in: what they sign in with, where they are signed in, and signing out."""

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import (
    BaseReauthenticateView,
    LogoutView,
    PasswordChangeView,
    PasswordSetView,
)
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from debrief.accounts.sessions import IS_SHARED
from debrief.accounts.signing_in import again, sessions, shared_phone
from debrief.accounts.signing_in.forms import MailedCodeForm
from debrief.privacy import held_words

_get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def ways(request: HttpRequest) -> HttpResponse:
    """What the person signs in with, and where they are signed in."""
    owned = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    by_type = {one.type: one.wrap() for one in owned}
    codes = by_type.get(Authenticator.Type.RECOVERY_CODES)
    context = {
        "passkeys": [one for one in owned if one.type == Authenticator.Type.WEBAUTHN],
        "app": by_type.get(Authenticator.Type.TOTP),
        "has_codes": codes is not None,
        "codes_left": len(codes.get_unused_codes()) if codes else 0,
        "sessions": sessions.signed_in(request),
        "can_have_passkeys": not _is_bare_address(request),
    }
    return render(request, "mfa/index.html", context)


@require_POST
def end_session(request: HttpRequest) -> HttpResponse:
    """End one of the other sessions, as the list names it."""
    if sessions.end(request, request.POST.get("session", "")):
        messages.info(request, _("Signed out there."))
    return redirect("mfa_index")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every session but this one."""
    ended = sessions.end_others(request)
    told = ngettext("Signed out in one other place.", "Signed out in %(count)d other places.", ended)
    messages.info(request, told % {"count": ended})
    return redirect("mfa_index")


class SignOutView(LogoutView):
    """Leaves nothing of the person in the browser.

    On a phone of one's own the cookie stays by which limits know it again (`accounts.known_browsers`).
    """

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        was_signed_in, was_shared = request.user.is_authenticated, bool(request.session.get(IS_SHARED))
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        if was_signed_in:
            cookies = '"cookies", ' if was_shared else ""
            response["Clear-Site-Data"] = f'"cache", {cookies}"storage"'
            shared_phone.unmark(response)
        return response


class ChangePasswordView(PasswordChangeView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_valid(form)
        if form.cleaned_data["end_others"]:
            sessions.end_others(self.request)
        else:
            sessions.keep_others(self.request, form.user)
        messages.info(self.request, _("The new password is set."))
        return response


class SetPasswordView(PasswordSetView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponseBase:
        response: HttpResponseBase = super().form_valid(form)
        sessions.end_others(self.request)
        return response


class AddPasskeyView(AddWebAuthnView):
    """Adds a passkey that signs in by itself, which allauth leaves to a tick and a script."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super(AddWebAuthnView, self).get_context_data(**kwargs)
        options = webauthn.begin_registration(self.request.user, passwordless=True)
        is_first = not Authenticator.objects.filter(user=self.request.user).exists()
        return {
            **context,
            "js_data": {"creation_options": options},
            "is_first": is_first,
            "can_have_passkeys": not _is_bare_address(self.request),
        }


class NamePasskeyView(EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def get_initial(self) -> dict[str, Any]:
        held = held_words.waiting(self.request)  # typed before signing in again
        return {"name": held["name"]} if held and "name" in held else {}


class RemovePasskeyView(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class PasskeySignInView(LoginWebAuthnView):
    """Hands out a challenge to a script, and takes the answer."""

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(
            self.request, _("That passkey does not open an account here. The other ways still do.")
        )
        return _back_to(self.request, reverse("account_login"))


class PasskeyAgainView(ReauthenticateWebAuthnView):
    def form_invalid(self, form: Any) -> HttpResponse:
        messages.error(self.request, _("That passkey does not belong to this account."))
        return _back_to(self.request, self.request.path)


class MailedCodeAgainView(BaseReauthenticateView):
    """Sends a code when asked to, and takes it."""

    form_class = MailedCodeForm
    template_name = "account/reauthenticate_by_mail.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "send" in request.POST:
            again.mail_code(request)
            return _back_to(request, request.path)
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_sent": again.has_mailed_code(self.request)}


def _back_to(request: HttpRequest, address: str) -> HttpResponse:
    """The address, with the page that is to follow."""
    follows = get_next_redirect_url(request)
    return redirect(f"{address}?{urlencode({'next': follows})}" if follows else address)


def _is_bare_address(request: HttpRequest) -> bool:
    """Whether the site is reached by a number. Browsers keep passkeys for names alone."""
    try:
        ip_address(split_domain_port(request.get_host())[0].strip("[]"))
    except ValueError:
        return False
    return True


sign_out = _get_or_post(SignOutView.as_view())
change_password = _get_or_post(ChangePasswordView.as_view())
set_password = _get_or_post(reauthentication_required(SetPasswordView.as_view()))
passkey_again = _get_or_post(PasskeyAgainView.as_view())
mailed_code_again = _get_or_post(MailedCodeAgainView.as_view())
add_passkey = _get_or_post(AddPasskeyView.as_view())
name_passkey = _get_or_post(NamePasskeyView.as_view())
remove_passkey = _get_or_post(RemovePasskeyView.as_view())
passkey_sign_in = _get_or_post(PasskeySignInView.as_view())
