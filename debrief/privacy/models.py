"""The base of every table that holds a person's words, and the table of what was done with an account."""

from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

_Row = TypeVar("_Row", bound=models.Model)


class OwnedQuerySet(models.QuerySet[_Row]):
    def of(self, owner: Any) -> Self:
        """Rows that belong to `owner`, a person or their id. The database refuses the others all the same."""
        return self.filter(owner=owner)


class OwnedModel(models.Model):
    """A row only its owner can read or write.

    The policy itself is made in a migration by `privacy.operations.OwnerOnlyRows`; the system check
    `privacy.E002` fails when a subclass goes without. Indexes of subclasses begin with the owner.
    """

    # Not guessable, in order of making, and can be made on a phone before there is a connection.
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False, editable=False
    )

    # Says nothing that other rows don't, and is made from them: deleted with them, in no archive.
    is_derived: ClassVar[bool] = False
    # Columns that are in no archive and in no other file: what opens something here and nowhere else.
    stays_here: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class Event(models.TextChoices):
    """What the audit notes: that it happened, never with which words."""

    SIGNED_UP = "signed_up", _("Signed up")
    SIGNED_IN = "signed_in", _("Signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("Could not sign in")
    SIGNED_OUT = "signed_out", _("Signed out")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    EMAIL_CHANGED = "email_changed", _("E-mail address changed")
    WAY_IN_ADDED = "way_in_added", _("A passkey, authenticator app or set of codes added")
    WAY_IN_REMOVED = "way_in_removed", _("A passkey, authenticator app or set of codes removed")
    REFUSED = "refused", _("Refused")
    DEBRIEF_EXPORTED = "debrief_exported", _("A debrief exported")
    DEBRIEF_DELETED = "debrief_deleted", _("A debrief deleted")
    LINK_MADE = "link_made", _("A link to a debrief made")
    LINK_ENDED = "link_ended", _("A link to a debrief ended")
    ACCOUNT_EXPORTED = "account_exported", _("Everything exported")
    ACCOUNT_DELETED = "account_deleted", _("Account deleted")


class AuditEntry(models.Model):
    """One line of the audit, written by `privacy.audit.record` alone.

    The database lets the application add lines and nothing else, reading included; see docs/decisions/0020.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    event = models.CharField(max_length=20, choices=Event)
    # Whose account, as `privacy.pseudonyms` writes it. No key to the person: it outlives them.
    who = models.CharField(max_length=16, blank=True)
    route = models.CharField(max_length=80, blank=True)  # the name of an address, such as "home"
    request_id = models.CharField(max_length=16, blank=True)

    class Meta:
        verbose_name_plural = "audit entries"
        constraints = [models.CheckConstraint(condition=models.Q(event__in=Event.values), name="audit_event")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.event} {self.who}"
