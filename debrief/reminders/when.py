"""Times as a clock on the wall shows them: the moment each is, and how it is said."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext


@dataclass(frozen=True)
class WallTime:
    """A day and a time on the clocks of a zone of the IANA database, such as Europe/London."""

    day: date
    clock: time
    zone: str

    @property
    def at(self) -> datetime:
        """The one moment meant, in UTC, whatever the clocks do that night.

        Of a time that comes twice, the first. Of one that the clocks skip, the first moment after the gap.
        """
        zone = ZoneInfo(self.zone)
        shown = datetime.combine(self.day, self.clock)
        early, late = (shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if early <= late:
            return early
        # Skipped: read with the offset of before it lies behind the gap, with that of after it before.
        before, after = late, early
        offset = before.astimezone(zone).utcoffset()
        while after - before > timedelta(seconds=1):
            middle = before + (after - before) // 2
            if middle.astimezone(zone).utcoffset() == offset:
                before = middle
            else:
                after = middle
        return after.replace(microsecond=0)

    def on(self, day: date) -> Self:
        """The same time on another day."""
        return replace(self, day=day)

    def not_before(self, moment: datetime) -> Self:
        """The first day from this one on, at the same time, that does not come before `moment`."""
        if self.at >= moment:
            return self
        day = max(self.day, moment.astimezone(ZoneInfo(self.zone)).date())
        later = self.on(day)
        return later if later.at >= moment else self.on(day + timedelta(days=1))

    def in_words(self, now: datetime) -> str:
        """As it is said on the day of `now`: "tomorrow, Monday 23 November, 09:00"."""
        near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
        today = now.astimezone(ZoneInfo(self.zone)).date()
        day = date_format(self.day, "l j F" if self.day.year == today.year else "l j F Y")
        return ", ".join(filter(None, (near.get((self.day - today).days), day, f"{self.clock:%H:%M}")))


def wall_time(moment: datetime, zone: str) -> WallTime:
    """What the clocks of `zone` show at `moment`, to the minute."""
    shown = moment.astimezone(ZoneInfo(zone))
    return WallTime(shown.date(), shown.time().replace(second=0, microsecond=0), zone)
