"""Which tips stand beside a page of the path, and why."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from debrief.recovery.journey import Journey, Step
from debrief.tips.cards import shelf
from debrief.tips.models import TipMark, Tried
from debrief.tips.reasons import REASONS
from debrief.tips.recommending import Marks, Moment, Pick, recommend

# The rows of a debrief that suggesting reads; name them when fetching it.
SUGGESTING_ROWS = ("causes", "tip_marks-")

ON_A_STAGE = 2
AT_THE_END = 2
FOR_NOBODY_YET = 1
# What somebody has time for while the five-minute path is still before them, in minutes.
RIGHT_AFTER = 2
LATELY = timedelta(days=7)
# The stages whose tips fit a page that is none.
FIRST_STAGE, AFTER_A_SITTING = "land", "recharge"


def tips_at_stage(journey: Journey, step: Step) -> tuple[Pick, ...]:
    """The tips below a stage; the debrief comes with its `SUGGESTING_ROWS`."""
    moment = _moment(
        journey,
        stage=step.stage.key,
        at=_("Because you're at “%(stage)s”") % {"stage": step.stage.title},
        **({"minutes": RIGHT_AFTER} if step.stage.is_short and journey.is_resting else {}),
    )
    return tuple(recommend(shelf().cards.values(), moment, most=ON_A_STAGE))


def tips_at_end(journey: Journey) -> tuple[Pick, ...]:
    """The tips at the end of a sitting; the debrief comes with its `SUGGESTING_ROWS`."""
    moment = _moment(journey, stage=AFTER_A_SITTING, at=_("Because that was enough for one day"))
    return tuple(recommend(shelf().cards.values(), moment, most=AT_THE_END))


def tip_before_any(marks: Iterable[TipMark]) -> tuple[Pick, ...]:
    """The tip for somebody who has no debrief yet: it may well be the hour after an interview."""
    now = timezone.localtime()
    moment = Moment(
        stage=FIRST_STAGE,
        at=_("Because it fits the first hour"),
        hour=now.hour,
        has_night_passed=False,
        tips=_marks(((mark.tip_id, mark.seen_at, mark.tried, mark.is_hidden) for mark in marks), now),
    )
    return tuple(recommend(shelf().cards.values(), moment, most=FOR_NOBODY_YET))


def _moment(journey: Journey, **more: Any) -> Moment:
    causes = [row for row in journey.debrief.causes_rows if row["key"] in REASONS]
    main = next((row["key"] for row in causes if row["is_main"]), "")
    marks = (
        (row["tip_id"], datetime.fromisoformat(row["seen_at"]), row["tried"], row["is_hidden"])
        for row in journey.debrief.tip_marks_rows
    )
    return Moment(
        main_cause=main,
        other_causes=[row["key"] for row in causes if row["key"] != main],
        hour=journey.now.astimezone(journey.zone).hour,
        is_low=journey.is_low_today,
        has_night_passed=not journey.is_resting,
        tips=_marks(marks, journey.now),
        **more,
    )


def _marks(rows: Iterable[tuple[str, datetime, str, bool]], now: datetime) -> Marks:
    """Marks from rows of (slug, seen at, tried, hidden)."""
    seen, hidden, helped = set(), set(), set()
    for slug, seen_at, tried, is_hidden in rows:
        if seen_at >= now - LATELY:
            seen.add(slug)
        if is_hidden:
            hidden.add(slug)
        if tried == Tried.HELPED:
            helped.add(slug)
    return Marks(seen, hidden, helped)
