"""Made-up notes against the checks: trouble is found for the right reason, and good notes are left alone."""

import pytest

from debrief.notes.checks import check, shown
from debrief.notes.marks import Known
from tests.notes import corpus
from tests.notes.corpus import Line, Note

# A single line is short and need not be the one that says thanks.
ABOUT_WHOLE_NOTES = {"length", "thanks"}


@pytest.mark.parametrize("note", corpus.notes("troubled"), ids=lambda note: note.name)
def test_what_is_wrong_is_among_the_marks_shown(note: Note) -> None:
    assert note.raises & {mark.id for mark in shown(check(note.text, note.known))}


@pytest.mark.parametrize("note", corpus.notes("good"), ids=lambda note: note.name)
def test_a_good_note_has_no_mark_at_all(note: Note) -> None:
    assert check(note.text, note.known) == []


@pytest.mark.parametrize("line", corpus.fine_lines(), ids=lambda line: line.text[:40])
def test_a_fine_line_has_no_mark(line: Line) -> None:
    assert [mark.id for mark in check(line.text, Known()) if mark.id not in ABOUT_WHOLE_NOTES] == []


def test_nearly_every_troubled_line_is_marked_for_the_right_reason() -> None:
    lines = corpus.troubled_lines()
    missed = [
        line.text for line in lines if not line.raises & {mark.id for mark in check(line.text, Known())}
    ]

    assert len(missed) <= len(lines) // 50, missed


def test_the_corpus_is_large_and_has_notes_of_every_length() -> None:
    good, troubled = corpus.notes("good"), corpus.notes("troubled")
    lengths = {len(note.text.split()) for note in good}

    assert len(good) >= 60
    assert len(troubled) >= 60
    assert lengths >= set(range(34, 50))
    assert max(lengths) > 80
