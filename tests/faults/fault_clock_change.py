"""Clock changes in every zone there is: what was meant for a wall time happens at that wall time.

There are no reminders yet, so this is about what there is: until when looking again can wait, and when the
window of a note closes.
"""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from debrief.debriefs.models import Debrief
from debrief.notes import timing
from debrief.recovery.journey import MORNING, REST, Journey
from tests.faults.conftest import Figure

YEARS = (2026, 2027)
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
        "clock changes",
        f"{seen} of them in {zones} zones, {YEARS[0]} and {YEARS[-1]}: rest ends at {MORNING:%H:%M} on the "
        "person's clock, the note's window is 24 hours long",
        "the wall time meant (reminders themselves do not exist yet)",
    )
    assert seen > 500
