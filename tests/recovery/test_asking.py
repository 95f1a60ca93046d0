"""When home asks what happened in the end, on a moved clock, in several zones and across clock changes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from debrief.debriefs.models import Debrief
from debrief.recovery.asking import asks_outcome, may_be_silence, outcome_days, stands
from debrief.recovery.journey import Journey

INTERVIEW = date(2026, 3, 10)


def day(number: int) -> date:
    """So many days after the interview."""
    return INTERVIEW + timedelta(days=number)


@pytest.mark.parametrize(
    ("decision_by", "days"),
    [
        (None, (10, 21)),
        (day(4), (5, 21)),
        (day(0), (1, 21)),  # they decide the same day
        (day(-1), (10, 21)),  # a day before the interview is a slip
        (day(19), (20, 21)),
        (day(20), (21,)),  # both fall on one day, and are one ask
        (day(40), (41,)),  # day 21 would ask before they decide
    ],
)
def test_the_days_it_asks(decision_by: date | None, days: tuple[int, ...]) -> None:
    assert outcome_days(INTERVIEW, decision_by) == tuple(map(day, days))


@pytest.mark.parametrize(("passed", "expected"), [(-1, False), (0, True), (6, True), (7, False)])
def test_a_question_stands_for_a_week(passed: int, expected: bool) -> None:
    assert stands(INTERVIEW, day(passed)) is expected


def asking(*, waiting: int | None = None, decision_by: date | None = None) -> list[int]:
    """The days after the interview on which home asks."""
    days = outcome_days(INTERVIEW, decision_by)
    waiting_on = None if waiting is None else day(waiting)
    return [n for n in range(60) if asks_outcome(days, today=day(n), waiting_on=waiting_on)]


def test_each_ask_stands_for_a_week() -> None:
    assert asking() == [*range(10, 17), *range(21, 28)]


@pytest.mark.parametrize(
    ("waiting", "days"),
    [
        (9, [*range(10, 17), *range(21, 28)]),  # told before it was asked, which answers nothing
        (10, [*range(21, 28)]),
        (16, [*range(21, 28)]),
        (20, [*range(21, 28)]),
        (21, []),
        (40, []),
    ],
)
def test_still_waiting_answers_until_the_next_ask(waiting: int, days: list[int]) -> None:
    assert asking(waiting=waiting) == days


def test_an_answer_holds_only_until_the_next_ask_when_two_weeks_overlap() -> None:
    assert asking(decision_by=day(18), waiting=19) == [*range(21, 28)]
    assert asking(decision_by=day(18)) == [*range(19, 28)]


@pytest.mark.parametrize(("passed", "expected"), [(20, False), (21, True), (400, True)])
def test_silence_is_an_answer_from_day_21(passed: int, expected: bool) -> None:
    assert may_be_silence(INTERVIEW, day(passed)) is expected


# --- the same on somebody's clock ---


def journey(now: datetime, interview: datetime, zone: ZoneInfo, **fields: Any) -> Journey:
    debrief = Debrief(interview_at=interview, created_at=interview, **fields)
    debrief.stage_entries_rows = debrief.mood_checks_rows = debrief.outcomes_rows = []
    return Journey(debrief, now=now, zone=zone)


@pytest.mark.parametrize(
    ("zone", "interview", "first_asks"),
    [
        # Late in the evening: the day is the one on the wall, not the one in UTC.
        ("America/Los_Angeles", "2026-03-01T23:30:00", "2026-03-11T00:00:00"),  # clocks go forward on the 8th
        ("America/Los_Angeles", "2026-10-25T23:30:00", "2026-11-04T00:00:00"),  # and back on the 1st
        ("Pacific/Auckland", "2026-03-28T00:10:00", "2026-04-07T00:00:00"),  # back on the 5th of April
        ("Europe/London", "2026-03-20T14:00:00", "2026-03-30T00:00:00"),  # forward on the 29th
        ("Asia/Kathmandu", "2026-03-20T14:00:00", "2026-03-30T00:00:00"),  # 5:45 ahead, no change
        ("America/Santiago", "2026-08-28T14:00:00", "2026-09-07T00:00:00"),  # midnight of the 6th is skipped
    ],
)
def test_it_asks_from_midnight_of_that_day_on_the_persons_clock(
    zone: str, interview: str, first_asks: str
) -> None:
    here = ZoneInfo(zone)
    happened = datetime.fromisoformat(interview).replace(tzinfo=here)
    midnight = datetime.fromisoformat(first_asks).replace(tzinfo=here).astimezone(UTC)
    assert journey(midnight, happened, here).asks_outcome
    assert not journey(midnight - timedelta(seconds=1), happened, here).asks_outcome
    a_week_on = datetime.fromisoformat(first_asks).replace(tzinfo=here) + timedelta(days=7)
    assert not journey(a_week_on.astimezone(UTC), happened, here).asks_outcome
    assert journey(a_week_on.astimezone(UTC) - timedelta(seconds=1), happened, here).asks_outcome


def test_the_day_after_the_decision_is_one_on_the_persons_clock() -> None:
    tokyo, london = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/London")
    now = datetime(2026, 3, 12, 16, tzinfo=UTC)  # already the 13th in Tokyo
    interview = datetime(2026, 3, 10, 2, tzinfo=UTC)
    assert journey(now, interview, tokyo, decision_by=date(2026, 3, 12)).asks_outcome
    assert not journey(now, interview, london, decision_by=date(2026, 3, 12)).asks_outcome


def test_what_is_known_ends_the_asking_and_waiting_only_for_a_while() -> None:
    zone = ZoneInfo("Pacific/Auckland")
    interview = datetime(2026, 3, 10, 14, tzinfo=zone)
    on_day_12 = journey(datetime(2026, 3, 22, 9, tzinfo=zone), interview, zone)
    assert on_day_12.asks_outcome
    # Ten in the evening of the 21st there is the 21st, though it is the morning of that day in UTC.
    told = {"told_at": datetime(2026, 3, 21, 22, tzinfo=zone).astimezone(UTC).isoformat()}
    on_day_12.debrief.outcomes_rows = [{"result": "waiting", **told}]
    assert not on_day_12.asks_outcome
    on_day_21 = journey(datetime(2026, 3, 31, 9, tzinfo=zone), interview, zone)
    on_day_21.debrief.outcomes_rows = [{"result": "waiting", **told}]
    assert on_day_21.asks_outcome
    for result in ("next_round", "offer", "turned_down", "withdrew", "silence"):
        on_day_21.debrief.outcomes_rows = [{"result": result, **told}]
        assert not on_day_21.asks_outcome


@pytest.mark.parametrize(("passed", "expected"), [(30, False), (31, True)])
def test_after_a_month_it_is_long_ago(passed: int, expected: bool) -> None:
    zone = ZoneInfo("Europe/London")
    interview = datetime(2026, 3, 10, 23, 50, tzinfo=zone)
    now = datetime(2026, 3, 10, 0, 10, tzinfo=zone) + timedelta(days=passed)
    assert journey(now, interview, zone).is_long_ago is expected
