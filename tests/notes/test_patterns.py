"""The wordings: the examples kept with each, what the specification asks of them, and what they may cost."""

import re
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path

import pytest

from debrief.notes.marks import GROUPS, LEVELS
from debrief.notes.reading import LONGEST, Reading
from debrief.notes.wordings import FOLDER, PIECES, Pattern, Wording, patterns

SPECIFIED = tomllib.loads((Path(__file__).parent / "specified.toml").read_text(encoding="utf-8"))
BY_ID = {pattern.id: pattern for pattern in patterns()}
EACH_WORDING = {
    f"{pattern.id}-{number}": (pattern, wording)
    for pattern in patterns()
    for number, wording in enumerate(pattern.wordings, 1)
}

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
    assert pattern.place(Reading(row["matches"]))
    assert pattern.place(Reading(row["clean"])) is None


def test_all_of_the_specified_patterns_are_here() -> None:
    assert len(SPECIFIED) == 44
    assert set(SPECIFIED) <= set(BY_ID)


def test_a_wording_finds_its_example_and_leaves_the_other() -> None:
    found = {name: wording.place(Reading(wording.matches)) for name, (_, wording) in EACH_WORDING.items()}
    clean = {name: pattern.place(Reading(one.clean)) for name, (pattern, one) in EACH_WORDING.items()}

    assert [name for name, span in found.items() if span is None or span[0] >= span[1]] == []
    assert [name for name, span in clean.items() if span is not None] == []


def test_ids_are_unique_and_groups_and_levels_are_known() -> None:
    assert len(BY_ID) == len(patterns())
    assert {pattern.group for pattern in patterns()} <= set(GROUPS)
    assert {pattern.level for pattern in patterns()} <= set(LEVELS)


def test_reasons_are_one_line_and_kinder_words_raise_no_mark_of_their_own() -> None:
    for pattern in patterns():
        assert len(pattern.why) <= 160, pattern.id
        assert "\n" not in pattern.why + pattern.kinder, pattern.id
        assert not pattern.place(Reading(pattern.kinder)), pattern.id


def test_a_wording_keeps_to_what_python_and_javascript_share() -> None:
    for name, (_pattern, wording) in EACH_WORDING.items():
        for written in _regexes(wording):
            bare = re.sub(r"\\.|\[(?:\\.|[^\]])*\]", "x", written)
            unbounded = re.search(r"[*+]|\{\d*,\}", bare)
            grouped = re.search(r"\(\?(?!:|=|!|<!|<=)", bare)
            escaped = re.search(r"\\[AZzpPhRK]", written)

            assert not unbounded, f"{name}: a quantifier without a bound"
            assert not grouped, f"{name}: flags, names or groups of one language only"
            assert not escaped, f"{name}: an escape of one language only"


def test_every_piece_is_used() -> None:
    written = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.toml"))
    rules = (FOLDER.parent / "rules.py").read_text(encoding="utf-8")

    for piece in tomllib.loads(PIECES.read_text(encoding="utf-8")):
        assert f"<{piece}>" in written + rules


def test_no_pattern_takes_long_over_very_much_of_anything() -> None:
    slow = [
        (pattern.id, filler)
        for pattern in patterns()
        for filler in (*FILLERS, *_beginnings(pattern))
        if not _takes_less(partial(pattern.place, _read(filler)), SECONDS)
    ]
    assert slow == []


def test_time_grows_no_faster_than_what_is_read() -> None:
    """Four times as much takes about four times as long; where it took the square it would be sixteen."""
    slow = []
    for pattern in patterns():
        for filler in ("I ", "so ", "my ", *_beginnings(pattern)):
            little = min(_seconds(partial(pattern.place, _unlimited(filler, LONGEST))) for _run in range(2))
            if not _takes_less(partial(pattern.place, _unlimited(filler, 4 * LONGEST)), 10 * little + 0.005):
                slow.append((pattern.id, filler))
    assert slow == []


def test_a_note_is_read_to_a_limit() -> None:
    assert len(Reading("word " * MUCH).text) <= LONGEST


def _regexes(wording: Wording) -> Iterator[str]:
    for regex in (wording.find, wording.also, wording.unless, wording.unless_next):
        if regex:
            yield regex.pattern


def _beginnings(pattern: Pattern) -> Iterator[str]:
    """What comes close to a pattern, over and over: its own examples without their last word."""
    for wording in pattern.wordings:
        yield wording.matches.rsplit(" ", 1)[0] + " "


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
