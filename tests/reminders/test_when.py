"""Wall times and the moments they mean, when the clocks change as well. Over every zone: tests/faults."""

from datetime import UTC, date, datetime, time

import pytest

from debrief.reminders.when import WallTime, wall_time


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "zone", "moment"),
    [
        ("2026-01-07", "09:00", "Europe/London", "2026-01-07T09:00"),
        ("2026-07-07", "09:00", "Europe/London", "2026-07-07T08:00"),
        # Skipped: the first moment after the gap.
        ("2026-03-29", "01:30", "Europe/London", "2026-03-29T01:00"),
        ("2026-03-29", "01:00", "Europe/London", "2026-03-29T01:00"),
        ("2026-03-29", "02:00", "Europe/London", "2026-03-29T01:00"),
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30"),
        ("2011-12-30", "09:00", "Pacific/Apia", "2011-12-30T10:00"),
        # Twice: the first of the two.
        ("2026-10-25", "01:30", "Europe/London", "2026-10-25T00:30"),
        ("2026-10-25", "02:00", "Europe/London", "2026-10-25T02:00"),
        ("2026-04-05", "01:45", "Australia/Lord_Howe", "2026-04-04T14:45"),
    ],
)
def test_the_moment_meant(day: str, clock: str, zone: str, moment: str) -> None:
    meant = WallTime(date.fromisoformat(day), time.fromisoformat(clock), zone)
    assert meant.at == at(moment)


def test_what_a_clock_shows() -> None:
    shown = wall_time(at("2026-07-07T23:10:59"), "Asia/Kolkata")
    assert shown == WallTime(date(2026, 7, 8), time(4, 40), "Asia/Kolkata")


def test_the_first_day_that_is_not_before() -> None:
    nine = WallTime(date(2026, 1, 7), time(9), "America/New_York")  # 14:00 in UTC
    for moment, day in [
        ("2026-01-01T00:00", 7),
        ("2026-01-07T14:00", 7),
        ("2026-01-07T14:01", 8),
        ("2026-01-10T03:00", 10),  # the evening of the 9th there
        ("2026-01-10T13:00", 10),
    ]:
        assert nine.not_before(at(moment)).day.day == day, moment


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-01-06T15:00", "tomorrow, Wednesday 7 January, 09:00"),
        ("2026-01-07T08:00", "today, Wednesday 7 January, 09:00"),
        ("2026-01-08T00:00", "yesterday, Wednesday 7 January, 09:00"),
        ("2026-01-05T15:00", "Wednesday 7 January, 09:00"),
        ("2025-12-31T15:00", "Wednesday 7 January 2026, 09:00"),
    ],
)
def test_how_it_is_said(now: str, words: str) -> None:
    assert WallTime(date(2026, 1, 7), time(9), "Europe/London").in_words(at(now)) == words
