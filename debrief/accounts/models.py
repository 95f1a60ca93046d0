"""The person who uses Debrief."""

from collections.abc import Iterable
from typing import Any, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import DatabaseError, models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

MOST_EMAIL = 254  # characters (RFC 5321, 4.5.3.1.3, less the brackets)


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone of the IANA database, such as Europe/London."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValidationError(_("That isn't a time zone we know.")) from error


class Look(models.TextChoices):
    """Light or dark, or whatever the device says."""

    SYSTEM = "", _("As on this device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, **{**fields, "is_staff": True, "is_superuser": True})

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. The e-mail address is the name they sign in with."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail"), max_length=MOST_EMAIL, unique=True)
    first_name = models.CharField(_("first name"), max_length=60, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    # ISO 3166-1 alpha-2, or empty: decides which phone numbers are offered on a low day. Any two letters will
    # do, because any could be typed once; `countries.countries_to_choose` is what can be picked.
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"\A[A-Z]{2}\Z", _("That isn’t the code of a country."))],
    )
    # Not a choice field: adding a language needs no migration. Empty: the first of settings.LANGUAGES.
    language = models.CharField(_("language"), max_length=16, blank=True)
    look = models.CharField(_("look"), max_length=8, choices=Look, blank=True, default=Look.SYSTEM)
    # Whether reminders may come by e-mail. Each is asked for by itself; see the room of reminders.
    has_reminders = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_any_case"),
            models.CheckConstraint(condition=models.Q(look__in=Look.values), name="accounts_user_look"),
        ]

    def __str__(self) -> str:
        return self.email

    def save(
        self, *, force_update: bool = False, update_fields: Iterable[str] | None = None, **options: Any
    ) -> None:
        """Write the row; one that was deleted meanwhile is not made again.

        Raises User.DoesNotExist for that.
        """
        self.email = self.email.lower()
        is_there = not self._state.adding
        try:
            super().save(force_update=force_update or is_there, update_fields=update_fields, **options)
        except DatabaseError as error:
            if is_there and error.__cause__ is None:  # Django's own: no row was touched
                raise User.DoesNotExist from error
            raise

    def get_short_name(self) -> str:
        return self.first_name

    @property
    def spoken(self) -> str:
        """The code of the language the person reads, one of those there are."""
        return self.language if self.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone. Every hour and every day the product names is in it."""
        try:
            return ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            return ZoneInfo("UTC")


class Session(AbstractBaseSession):
    """A browser that somebody is signed in with, or a visitor who has left something behind.

    Beside what Django keeps of a session stands what its owner may see of it: with which browser, and in
    which hour it was last seen. No address is kept.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    device = models.CharField(max_length=40, blank=True)
    seen_at = models.DateTimeField()

    @classmethod
    def get_session_store_class(cls) -> Any:
        from debrief.accounts.sessions import SessionStore  # it needs this model

        return SessionStore
