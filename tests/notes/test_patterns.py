"""The patterns: the examples kept with each, what the specification asks of them, and what they may cost."""

import re
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest

from debrief.notes.marks import GROUPS, LEVELS
from debrief.notes.reading import LONGEST, Reading
from debrief.notes.wordings import Pattern, compiled, patterns, places

SPECIFIED = tomllib.loads((Path(__file__).parent / "specified.toml").read_text(encoding="utf-8"))
BY_ID = {pattern.id: pattern for pattern in patterns()}
WITH_WORDINGS = [pattern for pattern in patterns() if pattern.find]

# Of anything: what a repeating key, a paste gone wrong or somebody with time on their hands would send.
FILLERS = (
    "a", " ", "so ", "I really ", "I ", "i was so ", "my ", "not ", "n't ", "sorry ", "it was ", "your ",
    "if ", "other ", "i . ", "...", "\n", "'", "é", "so so, ",
)  # fmt: skip
MUCH = 100_000  # characters
SECONDS = 0.05


@pytest.mark.parametrize("id", SPECIFIED)
def test_the_specified_examples(id: str) -> None:
    pattern, row = BY_ID[id], SPECIFIED[id]

    assert (pattern.group, pattern.level) == (row["group"], row["level"])
    assert id in places(Reading(row["matches"]))
    assert id not in places(Reading(row["clean"]))


def test_all_of_the_specified_patterns_are_here() -> None:
    assert len(SPECIFIED) == 44
    assert set(SPECIFIED) <= set(BY_ID)
    assert all(BY_ID[id].find for id in SPECIFIED)


@pytest.mark.parametrize("pattern", WITH_WORDINGS, ids=lambda pattern: pattern.id)
def test_a_wording_finds_its_example_and_leaves_the_other(pattern: Pattern) -> None:
    assert pattern.place_in(pattern.matches)
    assert pattern.id in places(Reading(pattern.matches))
    assert pattern.id not in places(Reading(pattern.clean))


def test_a_wording_counts_where_the_rest_of_its_sentence_may_be_trouble_too() -> None:
    assert "traffic" in places(Reading("My train was late."))
    assert "traffic" not in places(
        Reading("I told them when our bus was late and what we had for them in the hall.")
    )


def test_what_a_sentence_says_is_marked_once_where_a_wording_of_its_kind_is_found() -> None:
    assert list(places(Reading("My mind went completely blank when you asked me."))) == ["mind-blank"]


def test_a_kind_is_marked_in_the_sentence_that_says_it_most() -> None:
    weak, strong = (
        "I missed my stop and came in late.",
        "I missed my connection and ran in late and out of breath.",
    )
    for note in (f"{weak} {strong}", f"{strong} {weak}"):
        start, end = places(Reading(note))["traffic"]
        assert note[start:end] == strong


def test_ids_are_unique_and_groups_and_levels_are_known() -> None:
    assert len(BY_ID) == len(patterns())
    assert {pattern.group for pattern in patterns()} <= set(GROUPS)
    assert {pattern.level for pattern in patterns()} <= set(LEVELS)


def test_reasons_are_one_line_and_kinder_words_raise_no_mark_of_their_own() -> None:
    for pattern in patterns():
        assert len(pattern.why) <= 160, pattern.id
        assert "\n" not in pattern.why + pattern.kinder, pattern.id
        assert pattern.id not in places(Reading(pattern.kinder)), pattern.id


@pytest.mark.parametrize("pattern", WITH_WORDINGS, ids=lambda pattern: pattern.id)
def test_a_wording_keeps_to_what_python_and_javascript_share(pattern: Pattern) -> None:
    for written in (pattern.find, pattern.unless):
        bare = re.sub(r"\\.|\[(?:\\.|[^\]])*\]", "x", written)

        assert not re.search(r"[*+]|\{\d*,\}", bare), "a quantifier without a bound"
        assert not re.search(r"\(\?(?!:|=|!|<!|<=)", bare), "flags, names or groups of one language only"
        assert not re.search(r"\\[AZzpPhRK]", written), "an escape of one language only"
        assert compiled(written)


def test_no_pattern_takes_long_over_very_much_of_anything() -> None:
    slow = [
        (pattern.id, filler)
        for pattern in WITH_WORDINGS
        for filler in (*FILLERS, *_beginnings(pattern))
        if not _takes_less(partial(_look, pattern, _read(filler)), SECONDS)
    ]
    assert slow == []


def test_time_grows_no_faster_than_what_is_read() -> None:
    """Four times as much takes about four times as long; where it took the square it would be sixteen."""
    slow = []
    for pattern in WITH_WORDINGS:
        for filler in ("I ", "so ", "my ", *_beginnings(pattern)):
            little = min(_seconds(partial(_look, pattern, _unlimited(filler, LONGEST))) for _run in range(2))
            if not _takes_less(partial(_look, pattern, _unlimited(filler, 4 * LONGEST)), 10 * little + 0.005):
                slow.append((pattern.id, filler))
    assert slow == []


def test_a_note_is_read_to_a_limit() -> None:
    assert len(Reading("word " * MUCH).text) <= LONGEST


def _look(pattern: Pattern, reading: Reading) -> None:
    for start, end in reading.sentences:
        pattern.place_in(reading.text[start:end])


def _beginnings(pattern: Pattern) -> Iterator[str]:
    """What comes close to a pattern, over and over: its own example without its last word."""
    yield pattern.matches.rsplit(" ", 1)[0] + " "


def _much(filler: str, length: int) -> str:
    return (filler * (length // len(filler) + 1))[:length]


@cache
def _read(filler: str) -> Reading:
    return _with_sentences(Reading(_much(filler, MUCH)))


@cache
def _unlimited(filler: str, length: int) -> Reading:
    reading = Reading("")
    reading.text = _much(filler, length)
    return _with_sentences(reading)


def _with_sentences(reading: Reading) -> Reading:
    """With its sentences found, which is done once a note and not once a pattern."""
    assert reading.sentences is not None
    return reading


def _seconds(work: Callable[[], object]) -> float:
    """Processor time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def _takes_less(work: Callable[[], object], seconds: float) -> bool:
    """In the quickest of up to five runs: other work on the machine only adds to the time of one."""
    return any(_seconds(work) < seconds for _run in range(5))
