"""When each kind of reminder is meant, and when there is nothing to remind of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from django.utils import timezone

from debrief.debriefs.choices import Result
from debrief.debriefs.models import Debrief
from debrief.notes import timing
from debrief.recovery.journey import is_settled
from debrief.reminders.models import Kind, Reason
from debrief.reminders.when import WallTime, wall_time

# The rows of a debrief that planning reads; name them when fetching it.
PLANNING_ROWS = ("stage_entries-", "notes", "outcomes-")

INTO_THE_WINDOW = timedelta(hours=18)  # of the 24 in which a note reads best (domain.md, section 11)
LAST_OF_THE_DAY = time(21, 30)  # half an hour before the night in which nothing is sent
SMALL_HOURS = time(5)  # until then the next morning is that of the day it already is


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a reminder is planned from: a debrief with its `PLANNING_ROWS`, and when and where it is asked.

    `now` is aware, `zone` the name of the person's, `morning` the time they like in the morning.
    """

    debrief: Debrief
    now: datetime
    zone: str
    morning: time

    def said(self, wall: WallTime) -> str:
        return wall.in_words(self.now)


def why_not(kind: str, asked: Asked) -> Reason | None:
    """Why there is nothing to remind of now, or None."""
    debrief = asked.debrief
    if debrief.closed_at:
        return Reason.CLOSED
    if kind == Kind.NEXT_MORNING and is_settled(debrief):
        return Reason.SETTLED
    if kind == Kind.NOTE_WINDOW:
        if any(row["sent_at"] for row in debrief.notes_rows):
            return Reason.NOTE_SENT
        if asked.now >= _closes(debrief):
            return Reason.WINDOW_OVER
    if kind == Kind.DECISION:
        if any(row["result"] != Result.WAITING for row in debrief.outcomes_rows):
            return Reason.OUTCOME_KNOWN
        if debrief.decision_by is None:
            return Reason.NO_DATE
    return None


def planned(kind: str, asked: Asked, *, is_again: bool = False) -> WallTime | Reason:
    """When a reminder of this kind is meant if it is asked for now, or why there is none.

    It keeps clear of the time for which somebody wants to be left alone. `is_again`: one of this kind was
    meant before and did not come.
    """
    if reason := why_not(kind, asked):
        return reason
    meant = _MEANT[kind](asked)
    if meant.at <= asked.now:
        if kind != Kind.DECISION:
            return Reason.WINDOW_OVER
        if not is_again:
            return Reason.DATE_GONE
        meant = _next_morning(asked)
    meant = after_rest(meant, asked.debrief)
    return Reason.WINDOW_OVER if is_too_late(kind, meant, asked.debrief) else meant


def meant_now(kind: str, asked: Asked) -> WallTime | None:
    """When a reminder of a day that the debrief itself names is meant, as the debrief stands now."""
    if kind == Kind.NEXT_MORNING or (kind == Kind.DECISION and asked.debrief.decision_by is None):
        return None
    return _MEANT[kind](asked)


def after_rest(wall: WallTime, debrief: Debrief) -> WallTime:
    """`wall`, or the same time on the first day after the pause that somebody asked for."""
    return wall.not_before(debrief.pause_until) if debrief.pause_until else wall


def is_too_late(kind: str, wall: WallTime, debrief: Debrief) -> bool:
    """Whether what it is about will be over by then."""
    return kind == Kind.NOTE_WINDOW and wall.at >= _closes(debrief)


def _closes(debrief: Debrief) -> datetime:
    # In UTC, because adding to a local time would count the hour a clock change skips.
    closes: datetime = debrief.happened_at.astimezone(UTC) + timing.CLOSES
    return closes


def _next_morning(asked: Asked) -> WallTime:
    here = wall_time(asked.now, asked.zone)
    day = here.day if here.clock < SMALL_HOURS else here.day + timedelta(days=1)
    return WallTime(day, asked.morning, asked.zone)


def _note_window(asked: Asked) -> WallTime:
    """Hour 18, to the quarter; not in the night, but in the morning after, or if that is too late before."""
    wall = wall_time(asked.debrief.happened_at.astimezone(UTC) + INTO_THE_WINDOW, asked.zone)
    wall = replace(wall, clock=wall.clock.replace(minute=wall.clock.minute // 15 * 15))
    if timing.NIGHT_ENDS <= wall.clock < timing.NIGHT_FALLS:
        return wall
    evening = wall.day if wall.clock >= timing.NIGHT_FALLS else wall.day - timedelta(days=1)
    morning = WallTime(evening + timedelta(days=1), timing.NIGHT_ENDS, asked.zone)
    if morning.at < _closes(asked.debrief):
        return morning
    return WallTime(evening, LAST_OF_THE_DAY, asked.zone)


def _after_the_decision(asked: Asked) -> WallTime:
    decision_by = asked.debrief.decision_by
    assert decision_by is not None
    return WallTime(decision_by + timedelta(days=1), asked.morning, asked.zone)


_MEANT: Mapping[str, Callable[[Asked], WallTime]] = {
    Kind.NEXT_MORNING: _next_morning,
    Kind.NOTE_WINDOW: _note_window,
    Kind.DECISION: _after_the_decision,
}


def asked_now(debrief: Debrief, *, zone: str, morning: time) -> Asked:
    return Asked(debrief=debrief, now=timezone.now(), zone=zone, morning=morning)
