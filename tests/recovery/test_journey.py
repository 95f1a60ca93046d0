"""The rules of time and order, on a moved clock, also for stages still to come."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from debrief.debriefs.models import Debrief
from debrief.recovery.journey import NOT_STARTED, RESTING, SKIES, Journey
from debrief.recovery.stages import STAGES
from debrief.recovery.stages.base import Spell, Stage, StageForm

LONDON = ZoneInfo("Europe/London")
TWELVE = (
    ("land", Spell.NOW, {"is_short": True}),
    ("capture", Spell.NOW, {"is_short": True}),
    ("bright_spots", Spell.NOW, {"is_short": True}),
    ("first_guess", Spell.NOW, {"is_short": True}),
    ("recharge", Spell.TODAY, {"is_short": True, "suits_low_mood": True}),
    ("people", Spell.TODAY, {"suits_low_mood": True}),
    ("note", Spell.TODAY, {"suits_low_mood": True, "within_hours": 24}),
    ("look_again", Spell.TOMORROW, {"rests_first": True}),
    ("prep_review", Spell.TOMORROW, {"rests_first": True}),
    ("step_back", Spell.TOMORROW, {"rests_first": True}),
    ("plan", Spell.THIS_WEEK, {"rests_first": True}),
    ("keep_going", Spell.THIS_WEEK, {}),
)


@pytest.fixture
def path() -> tuple[Stage, ...]:
    """All twelve stages of domain.md, those without a page yet included."""
    return tuple(
        Stage(key=key, title=key, why="", spell=spell, minutes=1, sources=(), form_class=StageForm, **rules)
        for key, spell, rules in TWELVE
    )


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def entry(key: str, state: str) -> dict[str, Any]:
    return {
        "stage_key": key,
        "state": state,
        "version": 1,
        "operation": None,
        "answers": {},
        "draft": None,
        "saved_at": "2026-03-01T10:00:00+00:00",
    }


def journey(
    path: Sequence[Stage],
    *,
    now: datetime,
    interview: datetime | None,
    states: dict[str, str] | None = None,
    moods: Sequence[tuple[int | None, datetime]] = (),
    zone: ZoneInfo = LONDON,
    **fields: Any,
) -> Journey:
    debrief = Debrief(interview_at=interview, created_at=interview or now, **fields)
    debrief.stage_entries_rows = [entry(key, state) for key, state in (states or {}).items()]
    debrief.mood_checks_rows = [{"mood": mood, "felt_at": felt.isoformat()} for mood, felt in moods]
    return Journey(debrief, now=now, zone=zone, stages=path)


@pytest.mark.parametrize(
    ("interview", "until"),
    [
        ("2026-03-10 14:00", "2026-03-11 07:00"),  # an afternoon: the next morning
        ("2026-03-10 23:30", "2026-03-11 07:30"),  # late: eight hours outlast the morning
        ("2026-03-10 02:00", "2026-03-10 10:00"),  # at night: the same day's morning comes first
        ("2026-03-10 07:00", "2026-03-11 07:00"),  # at seven sharp, the next seven is tomorrow's
        ("2026-03-28 16:00", "2026-03-29 07:00"),  # the clock goes forward that night
        ("2026-03-28 23:30", "2026-03-29 08:30"),  # eight real hours across it
        ("2026-10-24 16:00", "2026-10-25 07:00"),  # and back
        ("2026-10-24 23:30", "2026-10-25 07:00"),  # eight real hours end at half past six
    ],
)
def test_rest_ends_at_seven_or_after_eight_hours(path: tuple[Stage, ...], interview: str, until: str) -> None:
    told = journey(path, now=at(interview), interview=at(interview))
    assert told.rest_until.astimezone(UTC) == at(until).astimezone(UTC)


def test_rest_is_on_the_persons_own_clock(path: tuple[Stage, ...]) -> None:
    auckland = ZoneInfo("Pacific/Auckland")
    interview = datetime(2026, 3, 10, 1, tzinfo=UTC)  # 14:00 there
    told = journey(path, now=interview, interview=interview, zone=auckland)
    assert told.rest_until.astimezone(auckland).isoformat() == "2026-03-11T07:00:00+13:00"


def test_stages_that_look_back_rest_until_then_and_no_longer(path: tuple[Stage, ...]) -> None:
    interview = at("2026-03-10 14:00")
    evening = journey(path, now=at("2026-03-10 20:00"), interview=interview)
    morning = journey(path, now=at("2026-03-11 07:00"), interview=interview)
    resting = {s.stage.key for s in evening.steps if s.state == RESTING}
    assert resting == {"look_again", "prep_review", "step_back", "plan"}
    assert all(step.state == NOT_STARTED for step in morning.steps)


def test_a_stage_opened_anyway_does_not_rest(path: tuple[Stage, ...]) -> None:
    now = at("2026-03-10 20:00")
    told = journey(path, now=now, interview=at("2026-03-10 14:00"), states={"look_again": "started"})
    assert told.step("look_again").state == "started"


def test_without_a_time_the_rest_counts_from_the_beginning(path: tuple[Stage, ...]) -> None:
    told = journey(path, now=at("2026-03-10 14:00"), interview=None)
    assert told.rest_until == at("2026-03-11 07:00")


def test_next_is_the_first_that_is_not_settled_unless_it_is_better_after_some_rest(
    path: tuple[Stage, ...],
) -> None:
    states = dict.fromkeys(("land", "capture", "bright_spots", "first_guess", "recharge", "people"), "done")
    states["note"] = "skipped"
    evening = journey(path, now=at("2026-03-10 20:00"), interview=at("2026-03-10 14:00"), states=states)
    assert evening.next is None
    assert evening.next_after("people") is None
    assert len(evening.settled) == 7
    assert not evening.is_settled
    morning = journey(path, now=at("2026-03-11 07:00"), interview=at("2026-03-10 14:00"), states=states)
    assert morning.next is not None
    assert morning.next.stage.key == "look_again"
    assert morning.next_after("people") == morning.next


def test_the_short_path_ends_by_itself(path: tuple[Stage, ...]) -> None:
    told = journey(path, now=at("2026-03-10 15:00"), interview=at("2026-03-10 14:00"))
    after = [told.next_after(key) for key in ("land", "capture", "bright_spots", "first_guess", "recharge")]
    keys = [step.stage.key if step else None for step in after]
    assert keys == ["capture", "bright_spots", "first_guess", "recharge", None]


def test_going_on_passes_over_what_is_settled(path: tuple[Stage, ...]) -> None:
    told = journey(
        path,
        now=at("2026-03-10 15:00"),
        interview=at("2026-03-10 14:00"),
        states={"capture": "done", "bright_spots": "skipped"},
    )
    following = told.next_after("land")
    assert following is not None
    assert following.stage.key == "first_guess"


def test_all_done_or_left_out_is_settled(path: tuple[Stage, ...]) -> None:
    states = {key: "done" for key, *_ in TWELVE[:6]} | {key: "skipped" for key, *_ in TWELVE[6:]}
    told = journey(path, now=at("2026-03-12 15:00"), interview=at("2026-03-10 14:00"), states=states)
    assert told.is_settled
    assert told.next is None
    assert told.here is None


@pytest.mark.parametrize("mood", [1, 2])
def test_on_a_low_day_only_the_gentle_stages_are_offered(path: tuple[Stage, ...], mood: int) -> None:
    now = at("2026-03-10 15:00")
    told = journey(path, now=now, interview=at("2026-03-10 14:00"), moods=[(mood, now)])
    assert told.is_low_today
    assert [s.stage.key for s in told.gentle] == ["recharge", "people", "note"]


@pytest.mark.parametrize("mood", [3, 4, 5, None])
def test_other_days_are_not_low(path: tuple[Stage, ...], mood: int | None) -> None:
    now = at("2026-03-10 15:00")
    told = journey(
        path, now=now, interview=at("2026-03-10 14:00"), moods=[(1, now), (mood, now + timedelta(minutes=1))]
    )
    assert not told.is_low_today


def test_the_note_is_offered_for_24_hours(path: tuple[Stage, ...]) -> None:
    interview = at("2026-03-10 14:00")
    late = at("2026-03-11 14:00")
    told = journey(path, now=late, interview=interview, moods=[(1, late)])
    assert [s.stage.key for s in told.gentle] == ["recharge", "people"]
    in_time = journey(path, now=late - timedelta(seconds=1), interview=interview, moods=[(1, late)])
    assert "note" in [s.stage.key for s in in_time.gentle]


def test_a_low_mood_is_of_its_day_on_the_persons_clock(path: tuple[Stage, ...]) -> None:
    felt = at("2026-03-10 23:50")
    told = journey(path, now=at("2026-03-11 00:10"), interview=at("2026-03-10 14:00"), moods=[(1, felt)])
    assert not told.is_low_today
    # Ten past midnight in London is still the evening before in New York.
    there = journey(
        path,
        now=at("2026-03-11 00:10"),
        interview=at("2026-03-10 14:00"),
        moods=[(1, felt)],
        zone=ZoneInfo("America/New_York"),
    )
    assert there.is_low_today


def test_a_better_mood_later_that_day_counts(path: tuple[Stage, ...]) -> None:
    told = journey(
        path,
        now=at("2026-03-10 20:00"),
        interview=at("2026-03-10 14:00"),
        moods=[(1, at("2026-03-10 15:00")), (4, at("2026-03-10 19:00"))],
    )
    assert not told.is_low_today


def test_a_pause_is_over_when_its_time_has_come(path: tuple[Stage, ...]) -> None:
    until = at("2026-03-11 09:00")
    before = journey(path, now=at("2026-03-11 08:59"), interview=None, pause_until=until)
    after = journey(path, now=until, interview=None, pause_until=until)
    assert before.pausing_until == until
    assert after.pausing_until is None


def test_the_twelve_stages_wear_the_twelve_skies(path: tuple[Stage, ...]) -> None:
    told = journey(path, now=at("2026-03-10 15:00"), interview=None)
    assert [step.sky for step in told.steps] == list(range(1, 13))


def test_a_thirteenth_stage_finds_a_sky_of_its_spell(path: tuple[Stage, ...]) -> None:
    extra = Stage(
        key="extra", title="", why="", spell=Spell.TOMORROW, minutes=1, sources=(), form_class=StageForm
    )
    told = journey((*path[:10], extra, *path[10:]), now=at("2026-03-10 15:00"), interview=None)
    assert all(step.sky in SKIES[step.stage.spell] for step in told.steps)


def test_the_stages_of_the_specification_stand_in_its_order(path: tuple[Stage, ...]) -> None:
    specified = {stage.key for stage in path}
    listed = [(s.key, s.spell, s.is_short, s.suits_low_mood, s.rests_first) for s in STAGES]
    wanted = [(s.key, s.spell, s.is_short, s.suits_low_mood, s.rests_first) for s in path]
    # Others may stand between them.
    assert [one for one in listed if one[0] in specified] == wanted
