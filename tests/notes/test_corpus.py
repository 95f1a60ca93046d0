"""Made-up notes against the checks: trouble is found for the right reason, and good notes are left alone."""

from debrief.notes.checks import check, shown
from debrief.notes.marks import Known
from tests.notes import corpus

# A single line is short and need not be the one that says thanks.
ABOUT_WHOLE_NOTES = {"length", "thanks"}


def marks_of(text: str, known: Known) -> set[str]:
    return {mark.id for mark in check(text, known)}


def test_what_is_wrong_is_among_the_marks_shown() -> None:
    missed = [
        note.name
        for note in corpus.notes("troubled")
        if not note.raises & {mark.id for mark in shown(check(note.text, note.known))}
    ]
    assert missed == []


def test_a_good_note_has_no_mark_at_all() -> None:
    marked = {note.name: marks_of(note.text, note.known) for note in corpus.notes("good")}
    assert {name: marks for name, marks in marked.items() if marks} == {}


def test_a_fine_line_has_no_mark() -> None:
    marked = {line.text: marks_of(line.text, Known()) - ABOUT_WHOLE_NOTES for line in corpus.fine_lines()}
    assert {text: marks for text, marks in marked.items() if marks} == {}


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
