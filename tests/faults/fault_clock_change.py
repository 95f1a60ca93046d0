"""Clock changes in every zone there is: what was meant for a wall time happens at that wall time."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from debrief.debriefs.models import Debrief
from debrief.notes import timing
from debrief.recovery.journey import MORNING, REST, Journey
from debrief.reminders.when import WallTime
from tests.faults.conftest import Figure

YEARS = (2026, 2027)
EVERY = timedelta(minutes=15)
NIGHT_BEFORE = time(20, 30)  # more than eight hours before the morning, whatever the clock does


def changes(zone: ZoneInfo) -> list[datetime]:
    """The days of these years on whose night the clock changes."""
    day = datetime(YEARS[0], 1, 1, 12, tzinfo=UTC)
    found = []
    while day.year <= YEARS[-1]:
        after = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != after.astimezone(zone).utcoffset():
            found.append(day)
        day = after
    return found


def test_rest_and_note_across_every_clock_change(figure: Figure) -> None:
    seen = zones = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        zones += 1
        for day in changes(zone):
            evening = datetime.combine(day.astimezone(zone).date(), NIGHT_BEFORE, zone)
            debrief = Debrief(interview_at=evening)
            until = Journey(debrief, now=evening, zone=zone, stages=()).rest_until
            local = until.astimezone(zone)
            assert until - evening.astimezone(UTC) >= REST, (name, day)
            # In the morning, unless the night was too short for eight hours.
            assert local.time() == MORNING or until == evening.astimezone(UTC) + REST, (name, day, local)
            closes = evening.astimezone(UTC) + timing.CLOSES
            before = timing.window(
                ended_at=evening, now=closes - timedelta(seconds=1), zone=zone, is_low=False
            )
            after = timing.window(ended_at=evening, now=closes, zone=zone, is_low=False)
            assert (before.is_past, after.is_past) == (False, True), (name, day)
            seen += 1
    figure(
        "clock changes: rest, and the window of a note",
        f"{seen} of them in {zones} zones, {YEARS[0]} and {YEARS[-1]}: rest ends at {MORNING:%H:%M} on the "
        "person's clock, the note's window is 24 hours long",
        "the wall time meant",
    )
    assert seen > 500


def test_reminders_across_every_clock_change(figure: Figure) -> None:
    """Each quarter of an hour around each change is one moment: the first at which a clock is there."""
    meant = skipped = twice = 0
    for name in sorted(available_timezones()):
        zone = ZoneInfo(name)
        for day in changes(zone):
            # What the clocks there show, moment by moment, from well before the change until well after.
            first = day - timedelta(hours=13)
            shown = [
                (moment, moment.astimezone(zone).replace(tzinfo=None))
                for moment in (first + n * EVERY for n in range(4 * 50))
            ]
            wall, last = shown[0][1], shown[-1][1] - timedelta(hours=2)
            while wall < last:
                at = WallTime(wall.date(), wall.time(), name).at
                clocks = [moment for moment, clock in shown if clock == wall]
                if clocks:
                    assert at == clocks[0], (name, wall, at)
                    twice += len(clocks) > 1
                else:
                    # The first moment after the gap: a second before, clocks show an earlier time.
                    assert at.astimezone(zone).replace(tzinfo=None) > wall, (name, wall, at)
                    before = (at - timedelta(seconds=1)).astimezone(zone).replace(tzinfo=None)
                    assert before < wall, (name, wall, at)
                    skipped += 1
                meant, wall = meant + 1, wall + EVERY
    figure(
        "clock changes: reminders",
        f"{meant} wall times around every change of {YEARS[0]} and {YEARS[-1]}: one moment each; {skipped} "
        f"that clocks skip come first thing after the gap, {twice} that come twice come the first time",
        "one reminder, at the wall time meant",
    )
    assert skipped > 500
    assert twice > 500
