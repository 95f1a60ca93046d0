"""A reminder somebody asked for: when it is meant, and what became of it."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from debrief.accounts.models import validate_time_zone
from debrief.debriefs.models import DebriefPart, part_of
from debrief.privacy.models import OwnedQuerySet
from debrief.reminders.when import WallTime

# Handing a mail over takes seconds. What is still under way after so long was cut off, and nobody can tell
# on which side of it.
UNCLEAR_AFTER = timedelta(minutes=5)
# What is later than that is not sent at all: a backup that was restored may bring back what was sent since.
MISSED = timedelta(hours=24)


class Kind(models.TextChoices):
    """What a reminder is about; a debrief has at most one of each (domain.md, section 11)."""

    NEXT_MORNING = "next_morning", _("In the morning")
    NOTE_WINDOW = "note_window", _("While a note still fits")
    DECISION = "decision", _("The day after they said they’d decide")


class By(models.TextChoices):
    """How it comes: as a mail, or not from us at all, for somebody's own calendar."""

    EMAIL = "email", _("By e-mail")
    CALENDAR = "calendar", _("In my own calendar")


class State(models.TextChoices):
    """`sending` is written before a mail is handed over, so that one that was cut off is never sent again."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Sent")
    UNKNOWN = "unknown", _("Unclear")
    DROPPED = "dropped", _("Dropped")


# States in which a mail may have gone out. They are what "one a day" counts.
MAY_HAVE_GONE_OUT = (State.SENDING, State.SENT, State.UNKNOWN)


class Reason(models.TextChoices):
    """Why there is nothing to remind of, or why a reminder that was asked for did not come."""

    CLOSED = "closed", _("This debrief is closed, and nothing asks about it.")
    SETTLED = "settled", _("Its path is settled. Nothing waits.")
    NOTE_SENT = "note_sent", _("A note is sent.")
    WINDOW_OVER = "window_over", _("That day is over. A note is fine later, too.")
    ONE_A_DAY = "one_a_day", _("Another one had come that day, and one a day is the most.")
    NO_DATE = "no_date", _("There is no day by which they said they’d decide.")
    DATE_GONE = "date_gone", _("That day has gone by.")
    OUTCOME_KNOWN = "outcome_known", _("You know how it ended.")
    TURNED_OFF = "turned_off", _("Reminders were turned off.")
    NOT_TAKEN = "not_taken", _("The mail server didn’t take it, so it didn’t go out.")
    MISSED = "missed", _("Its time went by while no mail could be sent.")
    BROUGHT_IN = "brought_in", _("It waited in the account you brought it from. Here it waits once you ask.")


class ReminderQuerySet(OwnedQuerySet["Reminder"]):
    def waiting(self) -> "ReminderQuerySet":
        return self.filter(state=State.WAITING)

    def by_email(self) -> "ReminderQuerySet":
        return self.filter(by=By.EMAIL)

    def gone_out_between(self, first: datetime, end: datetime) -> "ReminderQuerySet":
        """Those whose mail went out, or may have, from `first` on and before `end`."""
        return self.filter(state__in=MAY_HAVE_GONE_OUT, sending_at__gte=first, sending_at__lt=end)


class Reminder(DebriefPart):
    """One reminder of one debrief. The wall time and the zone are what was meant; the moment is computed."""

    debrief = part_of("reminders")
    kind = models.CharField(max_length=16, choices=Kind)
    by = models.CharField(max_length=8, choices=By, default=By.EMAIL)
    wall_date = models.DateField()
    wall_time = models.TimeField()
    zone = models.CharField(max_length=64, validators=[validate_time_zone])
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # Why it was dropped. Not a choice field: its sentences can be put better without a migration.
    reason = models.CharField(max_length=16, blank=True)
    sending_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    not_words = ("zone", "reason")

    objects = ReminderQuerySet.as_manager()

    class Meta:
        ordering = ["wall_date", "wall_time", "id"]
        indexes = [
            # How many a person got on one day, and what waits.
            models.Index(fields=["owner", "sending_at"], name="reminder_sent_when"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "debrief", "kind"], name="reminder_once_a_kind"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="reminder_kind"),
            models.CheckConstraint(condition=models.Q(by__in=By.values), name="reminder_by"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="reminder_state"),
            models.CheckConstraint(
                condition=models.Q(state=State.DROPPED, reason__in=Reason.values)
                | (~models.Q(state=State.DROPPED) & models.Q(reason="")),
                name="reminder_dropped_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=MAY_HAVE_GONE_OUT, sending_at__isnull=False, by=By.EMAIL)
                | (~models.Q(state__in=MAY_HAVE_GONE_OUT) & models.Q(sending_at__isnull=True)),
                name="reminder_sending_since",
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.SENT, sent_at__isnull=False)
                | (~models.Q(state=State.SENT) & models.Q(sent_at__isnull=True)),
                name="reminder_sent_when_sent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.state}"

    @property
    def wall(self) -> WallTime:
        return WallTime(self.wall_date, self.wall_time, self.zone)

    @wall.setter
    def wall(self, meant: WallTime) -> None:
        self.wall_date, self.wall_time, self.zone = meant.day, meant.clock, meant.zone

    def is_unclear(self, now: datetime) -> bool:
        """Whether nobody can tell if its mail went out."""
        if self.state == State.SENDING and self.sending_at:
            return now - self.sending_at > UNCLEAR_AFTER
        return self.state == State.UNKNOWN

    def go_to(self, state: State, *, reason: str = "", **fields: Any) -> None:
        """Write another state, and only what goes with it."""
        self.state, self.reason = state, reason
        for name in ("sending_at", "sent_at"):
            setattr(self, name, fields.get(name))
        self.save(update_fields=["state", "reason", "sending_at", "sent_at"])
