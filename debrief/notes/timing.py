"""When a note reads best: a wide window after the interview, and no countdown (domain.md, section 7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

OPENS = timedelta(hours=2)  # after the end of the interview; before that, food
CLOSES = timedelta(hours=24)
LONG_AGO = timedelta(days=7)
# On the person's clock: nothing is sent between these, and it arrives well at half past eight.
NIGHT_FALLS, NIGHT_ENDS = time(22), time(7)
MORNING_POST = time(8, 30)

FOOD_FIRST = _("Save it, read it again after food.")
TONIGHT = _("It's late. Written now, it can go at 08:30 tomorrow.")
BEFORE_DAWN = _("It's early. Written now, it can go at 08:30.")
LATE_IS_FINE = _("Late is fine. No need to explain the delay.")
WEEK_GONE = _(
    "More than a week has gone by. “Waiting, over a week” asks how things stand; “Already told no” asks "
    "for one piece of feedback."
)


@dataclass(frozen=True, kw_only=True)
class Window:
    """The window at one instant. `place` is how far along it now is, from 0 to 1; `opens` as well."""

    began: str
    until: str
    opens: float
    place: float
    is_past: bool
    advice: Sequence[str | Promise]


def window(*, ended_at: datetime, now: datetime, zone: tzinfo, is_low: bool) -> Window:
    """The window of an interview that ended at `ended_at`, and what to say about it.

    `ended_at` and `now` are aware; `zone` is the person's. `is_low`: they have said today that their mood is
    1 or 2.
    """
    # In UTC, because adding to a local time would count the hour a clock change skips.
    until = ended_at.astimezone(UTC) + CLOSES
    age = now - ended_at
    return Window(
        began=in_words(ended_at, now=now, zone=zone),
        until=in_words(until, now=now, zone=zone),
        opens=OPENS / CLOSES,
        place=min(max(age / CLOSES, 0.0), 1.0),
        is_past=now >= until,
        advice=_advice(age, now.astimezone(zone).time(), is_low=is_low),
    )


def in_words(at: datetime, *, now: datetime, zone: tzinfo) -> str:
    """A day and a time as they are said on the person's clock: "tomorrow, 14:00"."""
    here, today = at.astimezone(zone), now.astimezone(zone).date()
    near = {-1: gettext("yesterday"), 0: gettext("today"), 1: gettext("tomorrow")}
    day = near.get((here.date() - today).days) or day_in_words(here.date(), today=today)
    return f"{day}, {here:%H:%M}"


def day_in_words(day: date, *, today: date) -> str:
    """A day as it is said: "Tuesday" within a week, "3 March" from then on."""
    return date_format(day, "l" if abs((today - day).days) < 7 else "j F")


def _advice(age: timedelta, clock: time, *, is_low: bool) -> list[str | Promise]:
    advice: list[str | Promise] = []
    if age >= LONG_AGO:
        advice.append(WEEK_GONE)
    elif age >= CLOSES:
        advice.append(LATE_IS_FINE)
    if age < OPENS or is_low:
        advice.append(FOOD_FIRST)
    if clock >= NIGHT_FALLS:
        advice.append(TONIGHT)
    elif clock < NIGHT_ENDS:
        advice.append(BEFORE_DAWN)
    return advice
