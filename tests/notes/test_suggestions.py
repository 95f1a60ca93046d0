"""What is said beside a note, and what its buttons make of the text. The checks are a stand-in."""

import re
from collections.abc import Collection, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from debrief.notes import noticing
from debrief.notes.noticing import Background
from debrief.notes.suggestions import MOST, SAME_NOTE, suggestions, with_kinder_words

LEAVE = "(Leave this out.)"
NOBODY = Background()


def mark(id_: str, start: int = 0, end: int = 0, kinder: str = LEAVE) -> Any:
    return SimpleNamespace(id=id_, start=start, end=end, why=f"Why {id_}.", kinder=kinder)


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Wordings by id with their kinder words, in order; the stand-in finds each where it comes first."""
    known: dict[str, str] = {}

    def noticed(text: str, background: Background) -> Sequence[Any]:
        found = ((id_.partition(":")[2], id_, kinder) for id_, kinder in known.items())
        spans = ((re.search(re.escape(words), text), id_, kinder) for words, id_, kinder in found)
        return [mark(id_, *span.span(), kinder) for span, id_, kinder in spans if span]

    def worth_saying(marks: Sequence[Any], kept: Collection[str]) -> Sequence[Any]:
        return [one for one in marks if one.id not in kept][:3]

    monkeypatch.setattr(noticing, "noticed", noticed)
    monkeypatch.setattr(noticing, "worth_saying", worth_saying)
    return known


def used(checks: dict[str, str], text: str, said: str, kinder: str, **background: Any) -> str:
    checks[f"x:{said}"] = kinder
    return with_kinder_words(text, f"x:{said}", Background(**background))


def test_at_most_three_and_in_the_order_they_come(checks: dict[str, str]) -> None:
    checks |= {"a:one": LEAVE, "b:two": LEAVE, "c:three": LEAVE, "d:four": LEAVE}
    found = suggestions("four three two one", NOBODY)
    assert [one.id for one in found] == ["a:one", "b:two", "c:three"]
    assert len(found) == MOST
    assert (found[0].said, found[0].why, found[0].instead) == ("one", "Why a:one.", "")


def test_one_that_was_answered_with_keep_mine_does_not_return(checks: dict[str, str]) -> None:
    checks |= {"a:one": LEAVE, "b:two": LEAVE}
    assert [one.id for one in suggestions("one two", NOBODY, kept=["a:one"])] == ["b:two"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Thank you. It was stupid. I look forward.", "Thank you. I look forward."),
        ("It was stupid! I look forward.", "I look forward."),
        ("Thank you. It was stupid.", "Thank you."),
        ("Thank you.\n\nIt was stupid.\n\nI look forward.", "Thank you.\n\nI look forward."),
        ("Dear Ms Okafor,\nIt was stupid, I know", "Dear Ms Okafor,"),
        ("Thank you.\n\nIt was stupid. I hold a licence.\n\nSam", "Thank you.\n\nI hold a licence.\n\nSam"),
        ("stupid", ""),
        ("He said “It was stupid.” Then we ate.", "Then we ate."),
    ],
)
def test_leaving_out_takes_the_sentence_and_no_more(checks: dict[str, str], text: str, left: str) -> None:
    assert used(checks, text, "stupid", LEAVE) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Hello. I am so sorry about it. Bye.", "Hello. One thing on SQL. Bye."),
        ("I am so sorry about it", "One thing on SQL."),
        ("Hello.\n\nI am so sorry. Bye.", "Hello.\n\nOne thing on SQL. Bye."),
    ],
)
def test_a_kinder_sentence_takes_the_place_of_the_sentence(
    checks: dict[str, str], text: str, left: str
) -> None:
    assert used(checks, text, "so sorry", "One thing on [topic].", words={"topic": "SQL"}) == left


def test_kinder_words_that_are_no_sentence_take_the_place_of_the_words(checks: dict[str, str]) -> None:
    assert used(checks, "Dear Okafur, thank you.", "Okafur", "Okafor") == "Dear Okafor, thank you."


def test_what_the_parts_have_fills_the_brackets_and_the_rest_is_said(checks: dict[str, str]) -> None:
    checks["x:sorry"] = "On [topic]: [answer]."
    (found,) = suggestions("I am sorry.", Background(words={"topic": "SQL"}))
    assert found.kinder == found.instead == "On SQL: [answer]."
    assert found.has_blanks
    (found,) = suggestions("I am sorry.", Background(words={"topic": "SQL", "answer": "x"}))
    assert not found.has_blanks


@pytest.mark.parametrize("kinder", ["(Cut the paragraph by half.)", "(Your own words, or nothing.)"])
def test_advice_is_not_put_into_a_note(checks: dict[str, str], kinder: str) -> None:
    checks["x:long"] = kinder
    (found,) = suggestions("A long one.", NOBODY)
    assert found.instead is None
    assert with_kinder_words("A long one.", "x:long", NOBODY) == "A long one."


@pytest.mark.parametrize("id_", ["the-thing-is", "sort-of"])
def test_nor_is_advice_without_brackets(monkeypatch: pytest.MonkeyPatch, id_: str) -> None:
    marks = [mark(id_, 0, 1, "State it once, plainly.")]
    monkeypatch.setattr(noticing, "noticed", lambda text, background: marks)
    assert with_kinder_words("A b.", id_, NOBODY) == "A b."


def test_a_mark_on_the_whole_note_has_no_words_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    marks = [mark("length", kinder="Between 80 and 150 words is about right.")]
    monkeypatch.setattr(noticing, "noticed", lambda text, background: marks)
    monkeypatch.setattr(noticing, "worth_saying", lambda found, kept: found)
    (found,) = suggestions("Hello.", NOBODY)
    assert (found.instead, found.said) == (None, "")


def test_closing_on_thanks_is_said_as_advice_and_put_as_words(checks: dict[str, str]) -> None:
    kinder = "Close on thanks: Thank you again for [specific thing]."
    text = used(checks, "Bye. Sorry again.", "Sorry again", kinder, words={"specific thing": "the tour"})
    assert text == "Bye. Thank you again for the tour."


def test_one_that_is_gone_changes_nothing(checks: dict[str, str]) -> None:
    assert with_kinder_words("A b.", "nothing-like-it", NOBODY) == "A b."


# --- two notes of one debrief ---

TO_LEE = "Dear Mr Lee,\n\nThank you, Mr Lee, for the tour.\n\nKind regards,\nSam"


@pytest.mark.parametrize(
    ("text", "is_marked"),
    [
        ("Hello Priya,\n\nThank you, Priya Raman, for the tour.\n\nKind regards,\nSam", True),
        ("Dear Priya,\n\nThank you, Priya, for the  tour.\n\nKind regards,\nSam", True),
        ("Dear Priya,\n\nThank you, Priya, for the dashboard.\n\nKind regards,\nSam", False),
        ("", False),
    ],
)
def test_the_same_note_but_for_the_name_is_marked_gently(
    checks: dict[str, str], text: str, is_marked: bool
) -> None:
    background = Background(name="Priya Raman", others=[("Mr Lee", TO_LEE)])
    assert [one.id for one in suggestions(text, background)] == ([SAME_NOTE] if is_marked else [])
    assert suggestions(text, background, kept=[SAME_NOTE]) == []
