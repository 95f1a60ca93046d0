"""How a note is read: one kind of everything, and the way back."""

import pytest

from debrief.notes.reading import Reading


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("I didn’t", "I didn't"),
        ("didn‘t didnʼt didn´t didn`t", "didn't didn't didn't didn't"),
        ("“cold” „sites‟", '"cold" "sites"'),
        ("a\u00a0b\u2009c\u3000d\te", "a b c d e"),
        ("  two   spaces  ", "two spaces"),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
        ("a — b – c", "a - b - c"),
        ("well…", "well."),
        ("one\ntwo", "one two"),
        ("one\r\ntwo", "one two"),
        ("one\n\ntwo", "one\ntwo"),
        ("one\r\n \r\ntwo", "one\ntwo"),
        ("One.\nTwo", "One.\nTwo"),
        ("one\u2029two", "one\ntwo"),
        ("", ""),
    ],
)
def test_text(note: str, text: str) -> None:
    assert Reading(note).text == text


def test_span_leads_back_to_what_was_typed() -> None:
    note = "  It’s \u200b a\u00a0\u00a0very “odd”\n\n\nthing. "
    reading = Reading(note)
    start = reading.text.index("a very")

    assert reading.text == 'It\'s a very "odd"\nthing.'
    assert note[slice(*reading.span(start, len(reading.text)))] == "a\u00a0\u00a0very “odd”\n\n\nthing."
    assert reading.span(0, 0) == (0, 0)


def test_words_sentences_and_paragraphs() -> None:
    reading = Reading("Dear O'Brien-Smith,\n\nWe met at 2.30. Really?! Yes…\n\nSam")
    text = reading.text

    assert [text[slice(*span)] for span in reading.words] == [
        "Dear", "O'Brien-Smith", "We", "met", "at", "2", "30", "Really", "Yes", "Sam",
    ]  # fmt: skip
    assert [text[slice(*span)] for span in reading.sentences] == [
        "Dear O'Brien-Smith,", "We met at 2.30.", "Really?!", "Yes.", "Sam",
    ]  # fmt: skip
    assert [text[slice(*span)] for span in reading.paragraphs] == [
        "Dear O'Brien-Smith,", "We met at 2.30. Really?! Yes.", "Sam",
    ]  # fmt: skip
