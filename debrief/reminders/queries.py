"""Reads of reminders that are worth a name."""

from typing import Any, NamedTuple

from django.utils import timezone

from debrief.debriefs.models import Debrief
from debrief.reminders.models import Reminder

MOST_LISTED = 100


class Waiting(NamedTuple):
    """A reminder that waits, its debrief, and when it comes, in words."""

    reminder: Reminder
    debrief: Debrief
    when: str


def waiting_for(owner: Any) -> list[Waiting]:
    """What waits in all debriefs of `owner`, the nearest first, in one query; at most `MOST_LISTED`."""
    now = timezone.now()
    found = Reminder.objects.of(owner).waiting().select_related("debrief")[:MOST_LISTED]
    return [Waiting(one, one.debrief, one.wall.in_words(now)) for one in found]
