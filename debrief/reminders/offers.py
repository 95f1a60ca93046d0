"""What a page says of each kind of reminder: whether it waits, came, or can be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from debrief.reminders.models import MISSED, By, Kind, Reason, Reminder, State
from debrief.reminders.planning import Asked, planned
from debrief.reminders.when import WallTime, wall_time


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One kind. `when` is set where it can be asked for or waits, `told` where there is something to say."""

    kind: Kind
    is_waiting: bool = False
    when: str = ""
    told: str = ""

    @property
    def can_be_asked_for(self) -> bool:
        return bool(self.when)

    @property
    def words(self) -> str:
        """The line below the box of one that can be asked for."""
        first = self.when[:1].upper() + self.when[1:]
        return f"{self.told} {_('Again:')} {self.when}" if self.told else first


def offers(asked: Asked) -> list[Offer]:
    """Each kind in order; the debrief comes with its `reminders` as well."""
    there = {row["kind"]: reminder_of(row) for row in asked.debrief.reminders_rows}
    return [_offer(kind, asked, there.get(kind)) for kind in Kind]


def reminder_of(row: Mapping[str, Any]) -> Reminder:
    """A reminder from a row as `with_rows` brings it, in which instants, days and times are text."""
    known = (field for field in Reminder._meta.concrete_fields if field.attname in row)
    return Reminder(**{field.attname: field.to_python(row[field.attname]) for field in known})


def _offer(kind: Kind, asked: Asked, reminder: Reminder | None) -> Offer:
    if reminder and reminder.state == State.WAITING and reminder.wall.at > asked.now:
        return Offer(kind=kind, is_waiting=True, when=asked.said(reminder.wall))
    told = _told(reminder, asked.now) if reminder else ""
    if reminder and not _may_be_asked_for_again(reminder, asked.now):
        return Offer(kind=kind, told=told)
    found = planned(kind, asked, is_again=bool(told))
    if isinstance(found, WallTime):
        return Offer(kind=kind, when=asked.said(found), told=told)
    reason = str(found.label)
    return Offer(kind=kind, told=reason if told in ("", reason) else f"{told} {reason}")


def _may_be_asked_for_again(reminder: Reminder, now: datetime) -> bool:
    is_past = reminder.state == State.WAITING and (reminder.by == By.CALENDAR or _is_missed(reminder, now))
    return is_past or reminder.state == State.DROPPED or reminder.is_unclear(now)


def _is_missed(reminder: Reminder, now: datetime) -> bool:
    """Whether no worker looked after it for so long that it will not be sent any more."""
    return now - reminder.wall.at > MISSED


def _told(reminder: Reminder, now: datetime) -> str:
    """What became of one that was asked for."""
    if reminder.is_unclear(now):
        return _("We can’t tell whether this one went out.")
    if reminder.state == State.SENT and reminder.sent_at:
        return _("Sent: %(when)s.") % {"when": wall_time(reminder.sent_at, reminder.zone).in_words(now)}
    if reminder.state == State.DROPPED:
        return str(Reason(reminder.reason).label)
    if reminder.state == State.WAITING and reminder.by == By.EMAIL and _is_missed(reminder, now):
        return str(Reason.MISSED.label)
    return _("Its time has come and gone.") if reminder.by == By.CALENDAR else _("On its way.")
