"""The wordings in Node: each compiles there, and marks the same words."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from debrief.notes import wordings
from debrief.notes.reading import Reading
from debrief.notes.wordings import Wording, patterns
from tests.notes import corpus

NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="no Node here to run the wordings as JavaScript")
def test_the_same_words_are_marked_in_javascript() -> None:
    notes = [note.text for note in corpus.notes("troubled") + corpus.notes("good")]
    lines = [line.text for line in corpus.troubled_lines() + corpus.fine_lines()]
    examples = [text for pattern in patterns() for w in pattern.wordings for text in (w.matches, w.clean)]
    readings = [
        Reading(text)
        for text in [*notes, *lines, *examples, "😀 I’m 😀 so sorry 😀. Naïve — my mind went blank"]
    ]

    in_python = [{pattern.id: pattern.place(reading) for pattern in patterns()} for reading in readings]
    in_node = run_in_node([reading.text for reading in readings])

    for reading, here, there in zip(readings, in_python, in_node, strict=True):
        assert {id: place and list(place) for id, place in here.items()} == there, reading.text


def run_in_node(texts: list[str]) -> list[dict[str, list[int] | None]]:
    given = {
        "patterns": {
            pattern.id: [written(wording) for wording in pattern.wordings] for pattern in patterns()
        },
        "texts": texts,
        "near": wordings._NEAR,
        "on": wordings._ON,
        "tries": wordings._TRIES,
    }
    script = Path(__file__).parent / "wordings.mjs"
    ran = subprocess.run(
        [str(NODE), str(script)],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def written(wording: Wording) -> dict[str, str]:
    parts = {name: getattr(wording, name) for name in ("find", "also", "unless", "unless_next")}
    return {name: regex.pattern for name, regex in parts.items() if regex}
