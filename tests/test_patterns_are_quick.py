"""No pattern of ours takes long on a long text (ASVS 1.3.12), or somebody could stop a worker with one."""

import importlib
import pkgutil
import re
from collections import deque
from time import thread_time

import pytest

import debrief

LONG = 100_000  # characters
AT_MOST = (
    0.1  # seconds of processor time: twice the 50 ms to hold, because a busy machine slows that clock too
)
TEXTS = {
    "one letter": "a",
    "one blank": " ",
    "one digit": "1",
    "one line end": "\n",
    "words": "word ",
    "sentences": "A word. ",
    "stops": ".",
    "dashes": "- ",
    "quotes": "'\"",
    "brackets": "[(<",
    "at signs": "a@",
    "percents": "%0",
    "odd letters": "é‮​",
}


def patterns() -> dict[str, re.Pattern[str]]:
    """Every pattern that stands in a module of ours, by where it stands."""
    found = {}
    for module in pkgutil.walk_packages(debrief.__path__, "debrief."):
        if module.name.endswith((".wsgi", ".serving", ".__main__")) or ".migrations" in module.name:
            continue  # these act when they are imported
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                found[f"{module.name}.{name}"] = value
    return found


# Reads expressions out of files of ours, and nothing anybody typed.
OF_FILES = {"debrief.notes.literals._TOKEN"}
PATTERNS = {name: pattern for name, pattern in patterns().items() if name not in OF_FILES}


def test_there_are_patterns_to_test() -> None:
    assert len(PATTERNS) > 10


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_no_pattern_of_ours_takes_long(pattern: re.Pattern[str]) -> None:
    for what, unit in TEXTS.items():
        # The shorter ones first: a pattern that is not linear fails on those, and the test does not hang.
        for length in (1_000, 10_000, LONG):
            text = (unit * length)[:length]
            for tried in (text, text + "!"):
                assert any(timed(pattern, tried) < AT_MOST for _ in range(5)), (what, length)


def timed(pattern: re.Pattern[str], text: str) -> float:
    began = thread_time()
    deque(pattern.finditer(text), maxlen=0)
    return thread_time() - began
