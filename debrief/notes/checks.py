"""The checks of a note before it is sent: what might be better out, and how else to say it.

Pure functions over plain values: nothing is stored, nothing is logged. The rules and the wordings are those
of domain.md sections 7 and 7.1. Nothing here blocks: every mark is a suggestion.
"""

from collections.abc import Collection, Iterable, Iterator

from debrief.notes.marks import GROUPS, LEVELS, Known, Mark, mark
from debrief.notes.reading import Reading
from debrief.notes.rules import RULES, has_at_most_one_apology
from debrief.notes.wordings import patterns, places

MOST_SHOWN = 3  # at a time


def check(note: str, known: Known) -> list[Mark]:
    """Every mark on a note, worst first; each id once, where it comes first. A blank note has none."""
    reading = Reading(note)
    if not reading.words:
        return []
    return sorted([*_found(reading, known), *_broken(reading, known)], key=_rank)


def shown(marks: Iterable[Mark], kept: Collection[str] = ()) -> list[Mark]:
    """The marks to show, of those `check` found.

    None whose id is among `kept`. Words that a worse mark is on are not marked a second time, even when that
    one was kept: keeping it was about the words.
    """
    apart: list[Mark] = []
    for candidate in marks:
        if not any(candidate.overlaps(worse) for worse in apart):
            apart.append(candidate)
    return [each for each in apart if each.id not in kept][:MOST_SHOWN]


def _broken(reading: Reading, known: Known) -> Iterator[Mark]:
    yield from filter(None, (rule(reading, known) for rule in RULES))


def _found(reading: Reading, known: Known) -> Iterator[Mark]:
    found = places(reading)
    for pattern in patterns():
        if pattern.id not in found:
            continue
        if pattern.before_a_no and known.already_told_no:
            continue
        if pattern.once_if_late and known.they_lost_time and has_at_most_one_apology(reading):
            continue
        yield mark(reading, found[pattern.id], pattern)


def _rank(each: Mark) -> tuple[int, int, int]:
    return LEVELS.index(each.level), GROUPS.index(each.group), each.start
