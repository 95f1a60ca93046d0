"""The cheap question before the dear one: never a wording passed over that is there."""

import pytest
from django.core.cache import caches

from debrief.notes import wordings
from debrief.notes.literals import Index, needs
from debrief.notes.reading import Reading
from debrief.notes.wordings import patterns, places
from tests.notes import corpus


@pytest.mark.parametrize(
    ("expression", "texts"),
    [
        ("Sorry", {"sorry"}),
        (r"\bmy bad\b", {"my bad"}),
        ("so (?:very |really )?sorry", {"so sorry", "so very sorry", "so really sorry"}),
        ("nerv(?:es|ous)", {"nerves", "nervous"}),
        (r"train ?wreck", {"trainwreck", "train wreck"}),
        (r"car[- ]crash", {"car-crash", "car crash"}),
        (r"(?<!not )late(?! shift)", {"late"}),
        (r"\w{1,12} (?:froze|choked)", {" froze", " choked"}),
        (r"(?:the )?\w{1,9}? bus", {" bus"}),
        (r"(?:ha){2}", {"ha"}),
        (r"p\.a", {"p.a"}),
        (r"[^x]dire", {"dire"}),
        (r"a{0,3}", None),
        (r"(?:late)?", None),
        (r"[am]\d", {f"{letter}{digit}" for letter in "am" for digit in "0123456789"}),
        (r"(?:late|\d{1,2})", {"late", *"0123456789"}),
        (r"(?:late|\w{1,2})", None),
        (r"\w+", None),
    ],
)
def test_what_an_expression_cannot_do_without(expression: str, texts: set[str] | None) -> None:
    assert needs(expression) == texts


def test_an_expression_that_can_be_anything_is_always_possible() -> None:
    index = Index({"any": r"\w", "late": "late", "bus": "bus", "hr": "hr"})

    assert index.possible_in("") == {"any"}
    assert index.possible_in("the late shift") == {"any", "late"}
    assert index.possible_in("bus to hr") == {"any", "bus", "hr"}


def test_nothing_is_passed_over() -> None:
    for text in _texts():
        reading = Reading(text)
        everywhere = {pattern.id: span for pattern in patterns() if (span := pattern.place(reading))}
        assert places(reading) == everywhere


def test_a_note_is_looked_through_once_and_no_word_of_it_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caches["notes"].clear()
    look, looked = wordings._places, []
    monkeypatch.setattr(wordings, "_places", lambda reading: looked.append(reading.text) or look(reading))
    first, other = Reading("I was so nervous."), Reading("My train was late.")

    assert places(first) == places(first) != places(other)
    assert looked == [first.text, other.text]
    remembered = repr(caches["notes"]._cache)  # type: ignore[attr-defined]
    assert "nerves" in remembered
    assert not any(word in remembered for word in ("nervous", "train", "late"))


def _texts() -> list[str]:
    notes = [note.text for note in corpus.notes("troubled")[::2] + corpus.notes("good")[::4]]
    lines = [line.text for line in corpus.troubled_lines() + corpus.fine_lines()[::3]]
    return [*notes, *lines, *(wording.matches for pattern in patterns() for wording in pattern.wordings)]
