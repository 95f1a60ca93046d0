"""Time zones to choose from, by part of the world, each with the time it is there now."""

from collections import defaultdict
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

# The parts of the world of the IANA database. Its other names are short cuts and things of the past.
_PARTS = (
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)

Group = tuple[str, list[tuple[str, str]]]


def zones_to_choose(now: datetime, chosen: str = "") -> list[Group]:
    """Every zone of the world in groups, in words and with the clock there at `now`.

    `chosen` is offered whatever it is called, because it is somebody's already.
    """
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in _names():
        part, _slash, place = name.partition("/")
        groups[part].append((name, _in_words(place, name, now)))
    others = dict.fromkeys(["UTC", *([chosen] if chosen and chosen not in _names() else [])])
    groups[_("Other")] = [(name, _in_words(name, name, now)) for name in others]
    return list(groups.items())


@cache
def _names() -> list[str]:
    return sorted(name for name in available_timezones() if name.partition("/")[0] in _PARTS)


@cache
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _in_words(place: str, name: str, now: datetime) -> str:
    words = place.replace("_", " ").replace("/", ", ")
    return f"{words}: {now.astimezone(_zone(name)):%H:%M}"
