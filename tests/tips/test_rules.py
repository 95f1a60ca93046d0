"""What a tip has to keep: each rule of domain.md 10.1 broken once, and the sentence that says so."""

from datetime import date, datetime
from typing import Any

import pytest

from debrief.tips.library import read_all
from debrief.tips.rules import problems

SHIPPED = dict(read_all())
TODAY = date(2026, 11, 22)


def wrong(slug: str = "slow-minute", **fields: Any) -> dict[str, list[str]]:
    """What is wrong with a sound tip once `fields` are in place of its own."""
    return problems(slug, {**SHIPPED["slow-minute"], **fields}, known=SHIPPED, today=TODAY)


def test_a_sound_tip_has_nothing_wrong() -> None:
    assert wrong() == {}
    assert wrong(caution="", stages=[], causes=[], related=[]) == {}
    assert wrong(source="A", source_no=4) == {}
    assert wrong(body="word " * 119 + "word") == {}
    assert wrong(body="word " * 249 + "word") == {}
    assert wrong(reviewed_on=date(2026, 11, 23)) == {}  # it is tomorrow already in Auckland


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Fill this in"),
        ("title", "  ", "Fill this in"),
        ("title", "x" * 61, "61 characters; at most 60"),
        ("summary", "x" * 141, "at most 140"),
        ("try_this", "x" * 161, "at most 160"),
        ("caution", "x" * 161, "at most 160"),
        ("evidence", "Kross 2014" + "x" * 231, "at most 240"),
        ("body", "", "Fill this in"),
        ("body", "word " * 118 + "word", "119 words"),
        ("body", "word " * 250 + "word", "251 words"),
        ("title", "two\nlines", "line breaks"),
        ("title", " a space", "spaces at either end"),
        ("body", "word " * 119 + "wo\0rd", "nobody can see"),
        ("summary", "half \ud800", "nobody can see"),
        ("caution", " ", "Fill this in"),
        ("minutes", 3, "1, 2, 5, 10, 15, 30"),
        ("when", "never", "Choose one"),
        ("kind", "magic", "Choose one"),
        ("strength", "certain", "Choose one"),
        ("source", "C", "Choose one"),
        ("stages", ["land", "moon"], "There is no moon"),
        ("stages", ["land", "land"], "once"),
        ("causes", ["nerves", "luck"], "There is no luck"),
        ("causes", ["nerves", "nerves"], "once"),
        ("source_no", 1, "Only a tip of a source document"),
        ("related", ["nowhere"], "There is no tip called nowhere"),
        ("related", ["slow-minute"], "not close to itself"),
        ("related", ["what-exactly", "what-exactly"], "once"),
        ("related", ["what-exactly", "facts-first", "one-if-then", "make-something"], "at most 3"),
        ("evidence", "A study found that it helps.", "and the year"),
        ("evidence", "In 2014 a study found that it helps.", "and the year"),
        ("evidence", "It helps (Kross et al.).", "and the year"),
        ("evidence", "A re-analysis gives .42 (Sackett et al. 2022).", "nobody has checked"),
        ("evidence", "18 % of them (Spera et al. 1994).", "nobody has checked"),
        ("evidence", "Tests went up (Di Stefano 2014).", "nobody has checked"),
        ("body", "word " * 120 + "Countless people were first choice.", "Countless"),
        ("summary", "Interviews are about chemistry.", "chemistry"),
        ("try_this", "Grab a drink with a friend.", "a drink"),
        ("reviewed_on", date(2026, 11, 24), "still to come"),
        # What a file may hold, and a form never sends.
        ("title", 5, "sort of value"),
        ("minutes", "2", "sort of value"),
        ("minutes", True, "sort of value"),
        ("low_ok", 1, "sort of value"),
        ("stages", "land", "sort of value"),
        ("causes", [1], "sort of value"),
        ("source_no", 1.5, "sort of value"),
        ("reviewed_on", "2026-11-22", "sort of value"),
        ("reviewed_on", datetime(2026, 11, 22, 10), "sort of value"),
    ],
)
def test_each_rule(field: str, value: Any, sentence: str) -> None:
    found = wrong(**{field: value})
    assert found.keys() == {field}
    assert sentence in found[field][0]


@pytest.mark.parametrize("number", [None, 0, 5])
def test_a_source_document_has_so_many_tips(number: int | None) -> None:
    assert "1 to 4" in wrong(source="A", source_no=number)["source_no"][0]
    assert "1 to 10" in wrong(source="B", source_no=number and number + 6)["source_no"][0] or number == 0


@pytest.mark.parametrize("slug", ["Slow", "slow minute", "slow--minute", "-slow", "x" * 61, "", "saved"])
def test_an_address_is_small_letters_and_hyphens_and_not_taken(slug: str) -> None:
    assert wrong(slug).keys() == {"slug"}


def test_without_a_day_the_clock_is_not_asked() -> None:
    """A clock that is wrong must not keep Debrief from starting."""
    record = {**SHIPPED["slow-minute"], "reviewed_on": date(2099, 1, 1)}
    assert problems("slow-minute", record, known=SHIPPED) == {}
