"""The window of a note, on a moved clock and in the person's zone."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from debrief.notes import timing
from debrief.notes.timing import BEFORE_DAWN, FOOD_FIRST, LATE_IS_FINE, TONIGHT, WEEK_GONE, Window, window

LONDON = ZoneInfo("Europe/London")


def at(text: str, zone: ZoneInfo = LONDON) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def shown(ended: str, now: str, zone: ZoneInfo = LONDON, *, is_low: bool = False) -> Window:
    return window(ended_at=at(ended, zone), now=at(now, zone), zone=zone, is_low=is_low)


@pytest.mark.parametrize(
    ("now", "advice"),
    [
        ("2026-03-10 14:00", [FOOD_FIRST]),
        ("2026-03-10 15:59", [FOOD_FIRST]),
        ("2026-03-10 16:00", []),
        ("2026-03-10 21:59", []),
        ("2026-03-10 22:00", [TONIGHT]),
        ("2026-03-11 00:00", [BEFORE_DAWN]),
        ("2026-03-11 06:59", [BEFORE_DAWN]),
        ("2026-03-11 07:00", []),
        ("2026-03-11 13:59", []),
        ("2026-03-11 14:00", [LATE_IS_FINE]),
        ("2026-03-11 23:00", [LATE_IS_FINE, TONIGHT]),
        ("2026-03-17 13:59", [LATE_IS_FINE]),
        ("2026-03-17 14:00", [WEEK_GONE]),
    ],
)
def test_what_is_said_when(now: str, advice: list[str]) -> None:
    assert shown("2026-03-10 14:00", now).advice == advice


@pytest.mark.parametrize("now", ["2026-03-10 15:00", "2026-03-10 18:00", "2026-03-12 12:00"])
def test_on_a_low_day_food_comes_first(now: str) -> None:
    assert FOOD_FIRST in shown("2026-03-10 14:00", now, is_low=True).advice
    assert shown("2026-03-10 14:00", now, is_low=True).advice.count(FOOD_FIRST) == 1


def test_the_line_has_its_beginning_its_best_part_and_where_now_is() -> None:
    told = shown("2026-03-10 14:00", "2026-03-10 20:00")
    assert told.place == 0.25
    assert told.opens == pytest.approx(2 / 24)
    assert (told.began, told.until, told.is_past) == ("today, 14:00", "tomorrow, 14:00", False)


def test_it_does_not_run_over_its_ends() -> None:
    assert shown("2026-03-10 14:00", "2026-03-10 13:00").place == 0
    past = shown("2026-03-10 14:00", "2026-03-20 14:00")
    assert (past.place, past.is_past, past.began) == (1, True, "10 March, 14:00")


@pytest.mark.parametrize(
    ("ended", "until"),
    [("2026-03-28 14:00", "tomorrow, 15:00"), ("2026-10-24 14:00", "tomorrow, 13:00")],
)
def test_a_day_is_24_hours_across_a_clock_change(ended: str, until: str) -> None:
    assert shown(ended, ended).until == until


def test_night_is_on_the_persons_clock() -> None:
    now = datetime(2026, 3, 10, 22, 30, tzinfo=UTC)
    for zone, advice in (("Europe/London", [TONIGHT]), ("America/New_York", []), ("Asia/Tokyo", [])):
        told = window(ended_at=now - timedelta(hours=5), now=now, zone=ZoneInfo(zone), is_low=False)
        assert told.advice == advice


def test_days_are_named_for_a_week_and_dated_from_then_on() -> None:
    today = at("2026-03-10 12:00").date()
    assert timing.day_in_words(today, today=today) == "Tuesday"
    assert timing.day_in_words(today - timedelta(days=6), today=today) == "Wednesday"
    assert timing.day_in_words(today - timedelta(days=7), today=today) == "3 March"
