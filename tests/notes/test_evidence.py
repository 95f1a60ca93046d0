"""What the words of a sentence say together: trouble in whatever words, and none where they are innocent."""

import json

import pytest

from debrief.notes import learning
from debrief.notes.checks import check
from debrief.notes.evidence import LEARNED, MAYBE, SURE, evidence, features
from debrief.notes.learning import Line, fine_lines, good_notes, learn, troubled_lines
from debrief.notes.wordings import patterns
from tests.notes import unseen


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("i couldn't sleep", "i could not sleep"),
        ("i can't, i cannot", "i ca not i not"),
        ("we've worried", "we have worr"),
        ("families stayed", "famil stay"),
        ("at 8.30 for £12", "at 0 0 for £ 0"),
        ("is it so?", "is it so ?"),
    ],
)
def test_the_words_of_a_sentence(sentence: str, words: str) -> None:
    single = {feature for feature in features(sentence) if " " not in feature}
    assert single == set(words.split())


def test_two_words_in_a_row_are_one_more() -> None:
    assert features("no sleep at all") >= {"^ no", "no sleep", "sleep at", "at all"}
    assert "sleep all" not in features("no sleep at all")


def test_what_was_learned_is_of_these_sentences() -> None:
    """After a change of what there is to learn from: manage.py learn_troubles."""
    assert json.loads(LEARNED.read_text(encoding="utf-8"))["digest"] == learning.digest()


@pytest.mark.parametrize("name", ["SAME", "SOME", "_PENALTY"])
def test_what_was_learned_another_way_is_old(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = learning.digest()
    monkeypatch.setattr(learning, name, None)
    assert learning.digest() != before


def test_each_kind_is_a_pattern() -> None:
    ids = {pattern.id for pattern in patterns()}

    assert set(evidence().kinds) <= ids
    assert {id for line in troubled_lines() for id in line.raises} == set(evidence().kinds)
    assert {pattern.kind for pattern in patterns() if pattern.kind} <= set(evidence().kinds)
    assert [
        pattern.id for pattern in patterns() if not pattern.find and pattern.id not in evidence().kinds
    ] == []


def test_a_word_that_tells_weighs_more_than_one_that_is_everywhere() -> None:
    given = [Line(f"my {word} was late", frozenset({"traffic"})) for word in ("train", "bus", "train")]
    given += [Line(f"my {word} was kind", frozenset()) for word in ("sister", "teacher", "sister")]
    kinds, (at_first,), weights = learn(given)

    assert kinds == ["traffic"]
    assert 0 < at_first < 1
    assert weights["late"][0] > abs(weights["my"][0])
    assert weights["kind"][0] < 0
    assert "bus" not in weights, "said once, which may be chance"


def test_a_sentence_of_no_known_word_has_what_is_to_be_expected() -> None:
    assert max(evidence().scores("").values()) < MAYBE
    assert max(evidence().scores("xyzzy plugh").values()) < MAYBE


def test_troubled_notes_nobody_learned_from_are_marked_at_what_is_wrong() -> None:
    """At least 18 of 20."""
    notes = unseen.troubled()
    missed = [note.name for note in notes if not note.is_found]

    assert len(missed) <= len(notes) // 10, missed


def test_and_mostly_for_the_right_reason() -> None:
    kind_of = {pattern.id: pattern.kind or pattern.id for pattern in patterns()}
    notes = [note for note in unseen.troubled() if note.kinds]
    right = [note for note in notes if note.kinds & {kind_of.get(mark.id) for mark in note.marks}]
    assert len(right) >= len(notes) * 9 // 10


def test_good_notes_nobody_learned_from_are_left_alone() -> None:
    """All but one of 20."""
    notes = unseen.good()
    marked = {note.name: ids for note in notes if (ids := [mark.id for mark in note.marks])}

    assert len(marked) <= len(notes) // 20, marked


def test_what_it_learned_from_is_known_again() -> None:
    lines = list(troubled_lines())
    known = [line for line in lines if max(evidence().scores(line.text.lower()).values()) >= SURE]

    assert len(known) >= len(lines) * 9 // 10


def test_the_good_notes_it_learned_from_have_hardly_a_mark() -> None:
    notes = list(good_notes())
    marked = {note.name: ids for note in notes if (ids := [mark.id for mark in check(note.text, note.known)])}
    fine = [line for line in fine_lines() if max(evidence().scores(line.text.lower()).values()) < SURE]

    assert len(marked) <= len(notes) // 25, marked
    assert len(fine) >= len(list(fine_lines())) * 49 // 50
