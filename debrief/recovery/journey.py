"""Every question about the path of one debrief: where it stands, what is next, what can wait.

The rules of time are those of domain.md, section 3.1. All hours are in the person's own time zone.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Result
from debrief.debriefs.models import Debrief
from debrief.recovery.asking import asks_outcome, outcome_days
from debrief.recovery.models import SETTLED, State
from debrief.recovery.stages import OUTCOME, STAGES
from debrief.recovery.stages.base import Spell, Stage

NOT_STARTED = "not_started"
RESTING = "resting"
_STATUS = {**dict(State.choices), RESTING: _("Better after some rest")}

# The rows of a debrief a journey reads; name them when fetching it. The lean ones come
# without what is still being typed.
JOURNEY_ROWS = ("stage_entries", "mood_checks")
LEAN_JOURNEY_ROWS = ("stage_entries-", "mood_checks")

MORNING = time(7)  # when the next day begins, on the person's clock
REST = timedelta(hours=8)  # the shortest rest before looking again
LOW_MOOD = 2  # this and below is a low day
MONTH = timedelta(days=30)

# Twelve skies, from dusk to morning: which of them belong to which spell of time.
SKIES = {
    Spell.NOW: (1, 2, 3, 4),
    Spell.TODAY: (5, 6, 7),
    Spell.TOMORROW: (8, 9, 10),
    Spell.THIS_WEEK: (11, 12),
}


@dataclass(frozen=True)
class Step:
    """One stage as this debrief stands to it."""

    stage: Stage
    index: int  # from 0
    total: int  # stages of the path
    state: str
    sky: int  # 1 to 12
    version: int = 0  # 0 while there is nothing saved
    operation: str | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    draft: Mapping[str, list[str]] | None = None
    saved_at: datetime | None = None
    follow_up: str | Promise = ""  # what it asks once, now that its day has come

    @property
    def number(self) -> int:
        return self.index + 1

    @property
    def is_settled(self) -> bool:
        return self.state in SETTLED

    @property
    def place(self) -> str:
        """Where it stands on the path, in words."""
        return gettext("Stage %(number)d of %(total)d") % {"number": self.number, "total": self.total}

    @property
    def takes(self) -> str:
        """How long it takes, in words."""
        minutes = self.stage.minutes
        return ngettext("about a minute", "about %(minutes)d minutes", minutes) % {"minutes": minutes}

    @property
    def status(self) -> str:
        """The state in words, or how long it takes while nothing has happened."""
        if self.state in _STATUS:
            return str(_STATUS[self.state])
        return self.takes.capitalize()


def settled_count(debrief: Debrief) -> int:
    """How many stages of `debrief`, which comes with its lean rows, are done or left out."""
    keys = {stage.key for stage in STAGES}
    return sum(row["state"] in SETTLED and row["stage_key"] in keys for row in debrief.stage_entries_rows)


def is_settled(debrief: Debrief) -> bool:
    """Whether every stage is; as `Journey.is_settled`, without a journey for each row of a list."""
    return settled_count(debrief) == len(STAGES)


def is_low_day(moods: Iterable[Mapping[str, Any]], *, today: date, zone: tzinfo) -> bool:
    """Whether the last mood named on `today` was 1 or 2; `moods` are rows of any debriefs, in any order."""
    named = [(datetime.fromisoformat(row["felt_at"]).astimezone(zone), row["mood"]) for row in moods]
    of_today = [(felt, mood) for felt, mood in named if felt.date() == today]
    _felt, last = max(of_today, key=lambda one: one[0], default=(None, None))
    return last is not None and last <= LOW_MOOD


def _first_open(steps: Iterable[Step]) -> Step | None:
    first = next((step for step in steps if not step.is_settled), None)
    return None if first is None or first.state == RESTING else first


class Journey:
    """The path of one debrief, at one instant.

    `debrief` comes with its `JOURNEY_ROWS`. `now` is an aware datetime, the present by default; `zone`
    the person's time zone, the active one by default; `stages` the whole path, `STAGES` by default.
    """

    def __init__(
        self,
        debrief: Debrief,
        *,
        now: datetime | None = None,
        zone: tzinfo | None = None,
        stages: Sequence[Stage] = STAGES,
    ) -> None:
        self.debrief = debrief
        self.now = now or timezone.now()
        self.zone = zone or timezone.get_current_timezone()
        self.stages = stages

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        return tuple(self._step(i, stage) for i, stage in enumerate(self.stages))

    @cached_property
    def outcome_step(self) -> Step:
        """What happened in the end, which is asked beyond the path and settles nothing of it."""
        return self._step(self.total, OUTCOME)

    def step(self, key: str) -> Step:
        """The step of one stage, or of the outcome. Raises KeyError when there is no such stage."""
        for step in (*self.steps, self.outcome_step):
            if step.stage.key == key:
                return step
        raise KeyError(key)

    @property
    def total(self) -> int:
        return len(self.stages)

    @cached_property
    def settled(self) -> frozenset[int]:
        """The indexes of stages that are done or left out."""
        return frozenset(step.index for step in self.steps if step.is_settled)

    @property
    def is_settled(self) -> bool:
        return len(self.settled) == self.total

    @property
    def is_closed(self) -> bool:
        return self.debrief.closed_at is not None

    @cached_property
    def next(self) -> Step | None:
        """Where to pick up: the first stage that is not settled. Nowhere while it is better after some rest:
        nothing behind it on the path hurries.
        """
        return _first_open(self.steps)

    @property
    def here(self) -> int | None:
        """The index of the stage to pick up with, for the line; None when nothing is waiting."""
        return self.next.index if self.next and not self.is_closed else None

    def next_after(self, key: str) -> Step | None:
        """The stage to go on with after saving `key`; None when it is time to stop.

        The five-minute path ends by itself: from its last stage on, "that's enough for today".
        """
        here = self.step(key)
        following = _first_open(self.steps[here.index + 1 :])
        if following and here.stage.is_short and not following.stage.is_short:
            return None
        return following

    @cached_property
    def rest_until(self) -> datetime:
        """Until when looking again can wait: the later of the next 07:00 and eight hours afterwards.

        Both count from the interview, on the person's clock.
        """
        happened = self.debrief.happened_at.astimezone(self.zone)
        morning = datetime.combine(happened.date(), MORNING, self.zone)
        if morning <= happened:
            morning = datetime.combine(happened.date() + timedelta(days=1), MORNING, self.zone)
        # In UTC, because adding to a local time would count the hour a clock change skips.
        return max(morning, happened.astimezone(UTC) + REST)

    @property
    def is_resting(self) -> bool:
        return self.now < self.rest_until

    @cached_property
    def is_low_today(self) -> bool:
        """Whether the last mood named today was 1 or 2."""
        return is_low_day(self.debrief.mood_checks_rows, today=self.today, zone=self.zone)

    @property
    def gentle(self) -> tuple[Step, ...]:
        """All that home offers on a low day."""
        return tuple(
            step
            for step in self.steps
            if step.stage.suits_low_mood and not step.is_settled and self._is_in_time(step.stage)
        )

    @property
    def pausing_until(self) -> datetime | None:
        """Until when the person asked to be left alone, if that is still ahead."""
        until = self.debrief.pause_until
        return until if until and until > self.now else None

    @cached_property
    def today(self) -> date:
        """The day it is on the person's clock."""
        return self._day_of(self.now)

    @cached_property
    def happened_on(self) -> date:
        """The day of the interview on the person's clock."""
        return self._day_of(self.debrief.happened_at)

    @property
    def is_long_ago(self) -> bool:
        """Whether the interview is more than a month back."""
        return self.today - self.happened_on > MONTH

    @property
    def follow_ups(self) -> list[Step]:
        """The steps that ask something once, now that their day has come."""
        asking = [(i, stage) for i, stage in enumerate(self.stages) if self._follow_up(stage)]
        return [self._step(i, stage) for i, stage in asking]

    @property
    def outcome_days(self) -> tuple[date, ...]:
        """The days on which home asks what happened in the end."""
        return outcome_days(self.happened_on, self.debrief.decision_by)

    @property
    def asks_outcome(self) -> bool:
        """Whether today is one of them, and nothing final is known; `debrief` comes with its `outcomes`."""
        waiting_on = None
        for row in self.debrief.outcomes_rows:
            if row["result"] != Result.WAITING:
                return False
            waiting_on = self._day_of(datetime.fromisoformat(row["told_at"]))
        return asks_outcome(self.outcome_days, today=self.today, waiting_on=waiting_on)

    @property
    def next_ask(self) -> date | None:
        """The next day on which home will, as long as nothing final is known."""
        return next((day for day in self.outcome_days if day > self.today), None)

    def _day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    @cached_property
    def _entries(self) -> dict[str, dict[str, Any]]:
        return {row["stage_key"]: row for row in self.debrief.stage_entries_rows}

    def _follow_up(self, stage: Stage) -> str | Promise:
        entry = self._entries.get(stage.key)
        if entry is None:
            return ""
        saved_on = self._day_of(datetime.fromisoformat(entry["saved_at"]))
        return stage.form_class.follow_up(entry.get("answers") or {}, saved_on=saved_on, today=self.today)

    def _is_in_time(self, stage: Stage) -> bool:
        if stage.within_hours is None:
            return True
        ends = self.debrief.happened_at.astimezone(UTC) + timedelta(hours=stage.within_hours)
        return self.now < ends

    def _step(self, index: int, stage: Stage) -> Step:
        sky, entry = self._sky(stage), self._entries.get(stage.key)
        rests = stage.rests_first and self.is_resting
        if entry is None:
            return Step(stage, index, self.total, RESTING if rests else NOT_STARTED, sky)
        return Step(
            stage=stage,
            index=index,
            total=self.total,
            state=entry["state"],
            sky=sky,
            version=entry["version"],
            operation=entry["operation"],
            answers=entry.get("answers") or {},
            draft=entry.get("draft"),
            saved_at=datetime.fromisoformat(entry["saved_at"]),
            follow_up=self._follow_up(stage),
        )

    @cached_property
    def _skies(self) -> dict[str, int]:
        """A stage's place among those of its spell, laid over the skies of that spell."""
        fellows: dict[Spell, list[str]] = {}
        for stage in self.stages:
            fellows.setdefault(stage.spell, []).append(stage.key)
        return {
            key: SKIES[spell][n * len(SKIES[spell]) // max(len(keys), len(SKIES[spell]))]
            for spell, keys in fellows.items()
            for n, key in enumerate(keys)
        }

    def _sky(self, stage: Stage) -> int:
        return self._skies.get(stage.key, SKIES[stage.spell][-1])  # the last one beyond the path
