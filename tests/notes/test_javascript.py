"""The module that browsers get, in Node: it marks what the server marks, and says and does the same."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from debrief.notes import browser, noticing
from debrief.notes.learning import fine_lines, troubled_lines
from debrief.notes.noticing import Background
from debrief.notes.suggestions import print_of, suggestions, with_kinder_words
from debrief.notes.wordings import patterns
from tests.notes import test_names, unseen
from tests.notes.test_checks import GOOD_EXAMPLE, MANY_TROUBLES

NODE = shutil.which("node")
MODULE = Path(__file__).parents[2] / "static/js/checks.js"

OKAFOR = Background(
    name="Ms Okafor",
    people=["Ms Okafor", "Stephen O'Brien", "Zoë Müller"],
    organisation="Northfield Housing",
    specific="The winter backlog",
    words={"topic": "SQL", "specific thing": "the tour"},
)
NO_MORE = Background(name="Priya Raman", is_after_no=True, specific="your time")
LATE = Background(name="Lee", they_lost_time=True, specific="")
ODD = [
    "😀 I’m 😀 so sorry 😀. Naïve — my mind went blank",
    "Dear Zoe,\r\n\r\nthank you\u00a0for “everything” … \u200b Sorry again!\n\nSam 😀",
    "Dear Ms Okafur,\n\nThank you for [specific thing. I met Stephan O’Brian at Northfeild\nand Mr Muller there. Kind regards, Sam",  # noqa: E501
    *(f"{GOOD_EXAMPLE}{end}" for end in ("\n\nSorry.", " Sorry for the muddle! Best wishes, Sam", " xx XX")),
    GOOD_EXAMPLE.replace("\n\n", " "),
    GOOD_EXAMPLE * 2,
    "word " * 2000,
    MANY_TROUBLES,
    "",
    "  \n ",
]


def test_the_module_marks_says_and_does_what_the_server_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noticing, "noticed", _once(noticing.noticed))
    # Of so many lines a part tells whether two engines read alike; of every pattern both examples do.
    texts = [note.text for note in unseen.notes()][::2]
    texts += [line.text for line in [*troubled_lines(), *fine_lines()][::7]]
    texts += [text for pattern in patterns() for text in (pattern.matches, pattern.clean)]
    cases = [(text, (OKAFOR, NO_MORE, LATE)[n % 3]) for n, text in enumerate(texts)]
    cases += [(text, background) for text in ODD for background in (OKAFOR, NO_MORE, LATE)]
    cases += [(each.values[0], Background(people=[str(each.values[1])])) for each in _names()]

    for (text, background), there in zip(cases, in_node(cases), strict=True):
        marks = noticing.noticed(text, background)
        shown = suggestions(text, background)
        assert there["marks"] == [[m.id, m.start, m.end, str(m.why)] for m in marks], text
        assert there["shown"] == [
            {"id": s.id, "why": s.why, "kinder": s.kinder, "said": s.said, "instead": s.instead}
            for s in shown
        ], text
        assert there["put"] == [with_kinder_words(text, s.id, background) for s in shown], text
        assert there["print"] == print_of(text, background.name), text


def test_the_same_note_to_somebody_else_is_known_by_its_print() -> None:
    note = "Dear {0},\n\nThank you, {0}, for the tour of the yard.\n\nSam"
    background = Background(
        name="Priya Raman", specific="x", others=[("Zoë Lee", note.format("Zoë Lee")), ("", "")]
    )
    cases = [(text, background) for text in (note.format("Priya"), note.format("Priya") + " Lee", "")]

    ids = [[one["id"] for one in each["shown"]] for each in in_node(cases)]
    assert ids == [[one.id for one in suggestions(text, background)] for text, background in cases]
    assert ["same-note" in each for each in ids] == [True, False, False]


def test_what_was_kept_stays_kept() -> None:
    kept = ["names", "bombed"]
    cases = [(MANY_TROUBLES, OKAFOR)]

    (there,) = in_node(cases, kept=kept)
    assert [one["id"] for one in there["shown"]] == [
        one.id for one in suggestions(MANY_TROUBLES, OKAFOR, kept=kept)
    ]


def _once(notice: Callable[[str, Background], Any]) -> Callable[[str, Background], Any]:
    """Each note read once, although what is said of it and each of its kinder words asks anew."""
    found: dict[tuple[str, int], Any] = {}

    def noticed(text: str, background: Background) -> Any:
        case = (text, id(background))
        if case not in found:
            found[case] = notice(text, background)
        return found[case]

    return noticed


def _names() -> Any:
    for test in (test_names.test_near_misses, test_names.test_no_misses):
        for mark in test.pytestmark:  # type: ignore[attr-defined]
            yield from (pytest.param(*each) for each in mark.args[1])


def in_node(cases: list[tuple[str, Background]], kept: list[str] | None = None) -> list[dict[str, Any]]:
    if NODE is None:
        pytest.skip("no Node here to run the module")
    data, _print = browser.checks()
    given = {
        "module": MODULE.as_uri(),
        "data": json.loads(data),
        "cases": [
            {"text": text, "known": {**browser.known(background), "kept": kept or []}}
            for text, background in cases
        ],
    }
    script = Path(__file__).parent / "shipped.mjs"
    ran = subprocess.run(
        [NODE, str(script)], input=json.dumps(given), capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return found
