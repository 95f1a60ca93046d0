"""The forms of passkeys, the authenticator app and recovery codes, in our words and our look."""

import struct
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.utils.translation import gettext_lazy as _

from debrief.accounts import tries
from debrief.accounts.forms import EntranceForm, SharedPhoneForm
from debrief.accounts.signing_in import again
from debrief.ui.forms import CalmForm, WordsField

# What reading a credential raises when somebody made it up: it is Base64, CBOR and a key in one another.
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error)


class PasswordAgainForm(EntranceForm, ReauthenticateForm):
    labels = {"password": _("Password")}
    autocomplete = {"password": "current-password"}


class _TellsOfRecoveryCodes:
    """A recovery code that was used is told by mail: it may not have been the person."""

    user: Any
    authenticator: Authenticator

    def save(self) -> None:
        super().save()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            self.authenticator.refresh_from_db()  # the code was crossed out in a copy
            left = len(self.authenticator.wrap().get_unused_codes())
            get_account_adapter().send_notification_mail(
                "mfa/email/recovery_code_used", self.user, {"left": left}
            )


class SecondStepForm(EntranceForm, _TellsOfRecoveryCodes, AuthenticateForm):
    labels = {"code": _("Code from the app, or a recovery code")}
    autocomplete = {"code": "one-time-code"}


class CodeAgainForm(EntranceForm, _TellsOfRecoveryCodes, CodeReauthenticateForm):
    labels = SecondStepForm.labels
    autocomplete = SecondStepForm.autocomplete


class MailedCodeForm(CalmForm):
    code = forms.CharField(
        label=_("The code from the mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        tries.count_code(context.request)
        code: str = self.cleaned_data["code"]
        if not again.take_mailed_code(context.request, code):
            raise get_account_adapter().validation_error("incorrect_code")
        return code


class AddAppForm(EntranceForm, ActivateTOTPForm):
    labels = {"code": _("The six digits the app shows now")}
    autocomplete = {"code": "one-time-code"}


class _ReadsCredential:
    """Turns what cannot be read into a sentence."""

    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except _UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class SecondStepPasskeyForm(_ReadsCredential, AuthenticateWebAuthnForm):
    """A passkey after the password."""


class PasskeyAgainForm(_ReadsCredential, ReauthenticateWebAuthnForm):
    """A passkey, to sign in again."""


class PasskeySignInForm(_ReadsCredential, SharedPhoneForm, LoginWebAuthnForm):
    """A passkey instead of everything else."""


class AddPasskeyForm(EntranceForm, AddWebAuthnForm):
    """Every passkey can be signed in with, so the device has to check who holds it."""

    name = WordsField(label=_("What to call it"), max_length=60, required=False)
    passwordless = None
    labels = {"credential": _("Passkey")}
    hints = {"name": _("The device it lies on, for example. Only you see it.")}

    def clean_credential(self) -> dict[str, Any]:
        credential = self.cleaned_data["credential"]
        if not isinstance(credential, dict):
            # allauth keeps 0 and false as they are, and from then on no page with passkeys can be drawn.
            raise get_adapter().validation_error("incorrect_code")
        return credential

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            return super().clean()
        except _UNREADABLE as error:
            raise get_adapter().validation_error("incorrect_code") from error


class NamePasskeyForm(EntranceForm, EditWebAuthnForm):
    name = WordsField(label=_("What to call it"), max_length=60, required=True)
