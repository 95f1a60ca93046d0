"""The forms of signing up, in and back in, in our words and our look."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.models import EmailAddress
from allauth.core import context
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from debrief.accounts import tries
from debrief.accounts.actions import set_email
from debrief.accounts.countries import countries_to_choose
from debrief.accounts.models import MOST_EMAIL, Look, User, validate_time_zone
from debrief.accounts.signing_in import sessions, shared_phone
from debrief.accounts.zones import zones_to_choose
from debrief.ui.forms import CalmForm, OneOf, Shared, Tick, WordsField

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
            own = form_field.help_text if isinstance(form_field, Shared) else ""
            form_field.help_text = self.hints.get(name, own)
            if name in self.autocomplete:
                form_field.widget.attrs["autocomplete"] = self.autocomplete[name]


class MailedForm(EntranceForm):
    """A form that has something mailed to whichever address is typed in; so many times, and no more."""

    way = ""  # of settings.LIMITS
    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        if email := self.cleaned_data.get("email"):
            tries.count(self.way, context.request, email)
            tries.begin_codes_anew(context.request)
        super().clean()  # type: ignore[misc]
        return self.cleaned_data


class CodeForm(EntranceForm):
    """A form that takes a code. Allauth counts wrong ones in the session, where two sent at once are one."""

    labels = {"code": _("The code from the mail")}
    autocomplete = {"code": "one-time-code"}

    def clean_code(self) -> str:
        tries.count_code(context.request)
        code: str = super().clean_code()  # type: ignore[misc]
        return code


class SignUpForm(MailedForm, allauth_forms.SignupForm):
    way = "sign-up"
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

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        if self.account_already_exists:
            # What a new account takes longest over; without it the answer came fifty times as fast.
            make_password(self.cleaned_data["password1"])
        saved: tuple[User | None, HttpResponse | None] = super().try_save(request)
        return saved


class SharedPhoneForm(forms.Form):
    is_shared = Tick(
        label=_("This phone is shared"),
        help_text=_(
            "You are signed out when the browser closes, or after 20 minutes. "
            "Until then every tab says “Notes”."
        ),
    )

    def clean(self) -> dict[str, Any]:
        super().clean()
        if not self.errors:
            shared_phone.choose(context.request, is_shared=self.cleaned_data["is_shared"])
        return self.cleaned_data


class SignInForm(EntranceForm, SharedPhoneForm, allauth_forms.LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}
    autocomplete = {"login": "username", "password": "current-password"}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if self.user:
            tries.begin_codes_anew(context.request)
        return cleaned


class ResetPasswordForm(MailedForm, allauth_forms.ResetPasswordForm):
    way = "reset"
    labels = {"email": _("E-mail address")}
    autocomplete = {"email": "username"}

    def save(self, request: HttpRequest, **options: Any) -> str:
        if not self.users:
            # What making a link asks for; without it the answer came a moment sooner.
            EmailAddress.objects.filter(user_id=uuid7()).exists()
        email: str = super().save(request, **options)
        return email


class NewPasswordForm(EntranceForm, allauth_forms.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("The same again")}
    hints = {"password1": PASSWORD_HINT}
    autocomplete = {"password1": "new-password", "password2": "new-password"}

    def save(self) -> None:
        super().save()
        sessions.end_all(self.user)


class ChangePasswordForm(EntranceForm, allauth_forms.ChangePasswordForm):
    end_others = Tick(
        label=_("Sign out everywhere else"),
        help_text=_("A good idea if somebody else may know the old one."),
        initial=True,
    )

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


class SetPasswordForm(EntranceForm, allauth_forms.SetPasswordForm):
    labels = NewPasswordForm.labels
    hints = NewPasswordForm.hints
    autocomplete = NewPasswordForm.autocomplete


class RequestCodeForm(MailedForm, SharedPhoneForm, allauth_forms.RequestLoginCodeForm):
    way = "code"
    labels = {"email": _("E-mail address")}
    autocomplete = {"email": "username"}


class ConfirmCodeForm(CodeForm, allauth_forms.ConfirmLoginCodeForm):
    pass


class VerifyEmailForm(CodeForm, allauth_forms.ConfirmEmailVerificationCodeForm):
    pass


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
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=_("It decides which help lines are offered."),
        required=False,
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={"invalid_choice": _("Pick a country from the list, or leave it at “Not said”.")},
    )
    language = OneOf(label=_("Language"), choices=settings.LANGUAGES)
    look = OneOf(label=_("Light or dark"), choices=Look.choices)

    class Meta:
        model = User
        fields = ("first_name", "time_zone", "country", "language", "look")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["language"] = self.instance.spoken
        zones, countries = self.fields["time_zone"], self.fields["country"]
        zones.choices = zones_to_choose(timezone.now(), self.initial["time_zone"])  # type: ignore[attr-defined]
        countries.choices = [  # type: ignore[attr-defined]
            ("", _("Not said")),
            *countries_to_choose(self.initial["country"]),
        ]
