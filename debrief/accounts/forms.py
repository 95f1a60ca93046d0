"""The forms of signing up, in and back in, in our words and our look."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from debrief.accounts.actions import set_email
from debrief.accounts.models import MOST_EMAIL, Look, User, validate_time_zone
from debrief.accounts.zones import zones_to_choose
from debrief.ui.forms import CalmForm, OneOf, WordsField

PASSWORD_HINT = _("15 characters or more. Four words that have nothing to do with each other work well.")


class EntranceForm:
    """What allauth's forms need to look like ours: no placeholders, our labels, the right autocomplete."""

    use_required_attribute = False
    labels: dict[str, Any] = {}
    hints: dict[str, Any] = {}
    autocomplete: dict[str, str] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, form_field in self.fields.items():
            form_field.widget.attrs.pop("placeholder", None)
            form_field.widget.attrs.pop("maxlength", None)
            form_field.label = self.labels.get(name, form_field.label)
            form_field.help_text = self.hints.get(name, "")
            if name in self.autocomplete:
                form_field.widget.attrs["autocomplete"] = self.autocomplete[name]


class SignUpForm(EntranceForm, allauth_forms.SignupForm):
    first_name = WordsField(
        label=_("First name, if you like"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    # Filled in by a script; without one the person's zone can be set on the You page.
    time_zone = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    labels = {"email": _("E-mail address"), "password1": _("Password")}
    hints = {"password1": PASSWORD_HINT, "first_name": _("Debrief greets you with it.")}
    autocomplete = {"email": "username", "password1": "new-password"}
    field_order = ("email", "password1", "first_name", "time_zone")

    def clean_time_zone(self) -> str:
        name: str = self.cleaned_data["time_zone"]
        try:
            validate_time_zone(name)
        except ValidationError:
            # A browser that names a zone nobody knows is no reason to turn anybody away.
            return ""
        return name


class SignInForm(EntranceForm, allauth_forms.LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}
    autocomplete = {"login": "username", "password": "current-password"}


class ResetPasswordForm(EntranceForm, allauth_forms.ResetPasswordForm):
    labels = {"email": _("E-mail address")}
    autocomplete = {"email": "username"}


class NewPasswordForm(EntranceForm, allauth_forms.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("The same again")}
    hints = {"password1": PASSWORD_HINT}
    autocomplete = {"password1": "new-password", "password2": "new-password"}


class ChangePasswordForm(EntranceForm, allauth_forms.ChangePasswordForm):
    labels = {
        "oldpassword": _("Password now"),
        "password1": _("New password"),
        "password2": _("The new one again"),
    }
    hints = {"password1": PASSWORD_HINT}
    autocomplete = {
        "oldpassword": "current-password",
        "password1": "new-password",
        "password2": "new-password",
    }


class RequestCodeForm(EntranceForm, allauth_forms.RequestLoginCodeForm):
    labels = {"email": _("E-mail address")}
    autocomplete = {"email": "username"}


class ConfirmCodeForm(EntranceForm, allauth_forms.ConfirmLoginCodeForm):
    labels = {"code": _("The code from the mail")}
    autocomplete = {"code": "one-time-code"}


class VerifyEmailForm(EntranceForm, allauth_forms.ConfirmEmailVerificationCodeForm):
    labels = {"code": _("The code from the mail")}
    autocomplete = {"code": "one-time-code"}


class NewAddressForm(EntranceForm, allauth_forms.AddEmailForm):
    labels = {"email": _("New e-mail address")}
    autocomplete = {"email": "email"}

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if len(email) > MOST_EMAIL:
            raise ValidationError(_("That’s too long for an e-mail address."))
        # With mail the answer is the same for an address that has an account, and a code for it is never of
        # any use. Without, there is nothing to hide behind.
        if not settings.HAS_MAIL and User.objects.filter(email__iexact=email).exists():
            raise ValidationError(_("There is an account with that address already."))
        return email

    def save(self, request: HttpRequest) -> EmailAddress:
        """Send a code to the new address; without mail, put it in the old one's place at once."""
        if settings.HAS_MAIL:
            return super().save(request)
        return set_email(user=self.user, email=self.cleaned_data["email"])


class YouForm(CalmForm, forms.ModelForm):
    first_name = WordsField(
        label=_("First name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        help_text=_("Each with the time it is there now. Every hour Debrief names is in yours."),
    )
    country = WordsField(
        label=_("Country, as two letters"),
        help_text=_(
            "For example GB or DE. It decides which help lines are offered. Leave it empty if you’d rather."
        ),
        max_length=2,
        widget=forms.TextInput(attrs={"autocomplete": "country", "autocapitalize": "characters"}),
    )

    language = OneOf(label=_("Language"), choices=settings.LANGUAGES)
    look = OneOf(label=_("Light or dark"), choices=Look.choices)

    class Meta:
        model = User
        fields = ("first_name", "time_zone", "country", "language", "look")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = self.instance.spoken
        zones = self.fields["time_zone"]
        zones.choices = zones_to_choose(timezone.now(), self.initial["time_zone"])  # type: ignore[attr-defined]

    def clean_country(self) -> str:
        code: str = self.cleaned_data["country"].upper()
        if code and not (len(code) == 2 and code.isascii() and code.isalpha()):
            raise ValidationError(_("Two letters, such as GB, or nothing."))
        return code
