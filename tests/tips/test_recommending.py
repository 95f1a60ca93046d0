"""Which tip is offered, and why: domain.md 10.5, case by case."""

from dataclasses import replace
from typing import Any

import pytest

from debrief.tips import library
from debrief.tips.cards import Card
from debrief.tips.recommending import FALLBACK, Marks, Moment, recommend

WELL, SOME = {"strength": "well_supported"}, {"strength": "some_support"}
HERE = {"stage": "plan", "at": "Because you're at “Take one thing forward”"}


def card(slug: str, **fields: Any) -> Card:
    """A card that nothing speaks for, unless `fields` say so: thirty minutes, common practice, gentle."""
    values = {
        "title": slug.capitalize(),
        "summary": "",
        "minutes": 30,
        "when": "any",
        "stages": ("somewhere",),
        "causes": (),
        "low_ok": True,
        "kind": "view",
        "source": "added",
        "source_no": None,
        "strength": "common_practice",
        "related": (),
    }
    return Card(slug=slug, **{**values, **fields})


def offered(moment: Moment, *cards: Card, most: int = 3) -> list[str]:
    return [pick.slug for pick in recommend(cards, moment, most=most)]


# Two cards that have the stage and differ in what a row names: the moment, the one that wins, the other.
WEIGHED = {
    "main cause 4 beats two other causes 4 by name": (
        {"main_cause": "late", "other_causes": ["tech", "nerves"]},
        {"causes": ("late",)},
        {"causes": ("tech", "nerves")},
    ),
    "main cause 4 beats one other cause 2 and minutes 1": (
        {"main_cause": "late", "other_causes": ["tech"]},
        {"causes": ("late",)},
        {"causes": ("tech",), "minutes": 2},
    ),
    "two other causes 4 and some support ½ beat the main cause 4": (
        {"main_cause": "late", "other_causes": ["tech", "nerves"]},
        SOME | {"causes": ("tech", "nerves")},
        {"causes": ("late",)},
    ),
    "another cause 2 and some support ½ beat a related tip that helped 2": (
        {"other_causes": ["tech"], "tips": Marks(helped={"c"})},
        SOME | {"causes": ("tech",)},
        {"related": ("c",)},
    ),
    "seen this week -4 takes back the main cause 4": (
        {"main_cause": "late", "tips": Marks(seen={"b"})},
        SOME,
        {"causes": ("late",)},
    ),
    "seen this week -4 takes back no more than the main cause 4": (
        {"main_cause": "late", "tips": Marks(seen={"a"})},
        SOME | {"causes": ("late",)},
        {},
    ),
    "two other causes 4 beat one 2 and minutes 1": (
        {"other_causes": ["tech", "late"]},
        {"causes": ("tech", "late")},
        {"causes": ("tech",), "minutes": 2},
    ),
    "a third other cause counts no more": (
        {"other_causes": ["tech", "late", "flat"]},
        {"causes": ("tech", "late"), "minutes": 2},
        {"causes": ("tech", "late", "flat")},
    ),
    "minutes that fit 1 beat some support ½": (
        {},
        {"minutes": 15},
        {"strength": "some_support", "minutes": 30},
    ),
    "minutes that fit 1 tie with well supported 1, and the stronger goes first": (
        {},
        {"strength": "well_supported"},
        {"minutes": 15},
    ),
    "well supported 1 beats some support ½": (
        {},
        {"strength": "well_supported"},
        {"strength": "some_support"},
    ),
    "some support ½ beats common practice": ({}, {"strength": "some_support"}, {}),
    "mixed counts as nothing": ({}, {"strength": "mixed", "minutes": 10}, {"strength": "some_support"}),
    "a related tip that helped 2 beats minutes 1 and some support ½": (
        {"tips": Marks(helped={"c"})},
        {"related": ("c",)},
        {"minutes": 2, "strength": "some_support"},
    ),
    "seen this week -4 loses to one that has nothing else": (
        {"tips": Marks(seen={"b"})},
        {},
        {"minutes": 2, "strength": "well_supported", "causes": ()},
    ),
    "seen this week -4 is made up for by the main cause 4 and minutes 1": (
        {"main_cause": "late", "tips": Marks(seen={"a"})},
        {"causes": ("late",), "minutes": 2},
        {},
    ),
    "at night only short ones fit": (
        {"hour": 23},
        {"minutes": 5},
        SOME | {"minutes": 15},
    ),
    "in the small hours too": ({"hour": 5}, {"minutes": 5}, SOME | {"minutes": 15}),
    "at six it is day again": ({"hour": 6}, SOME | {"minutes": 15}, {"minutes": 5}),
    "the moment says how long": ({"minutes": 2}, {"minutes": 2}, SOME | {"minutes": 5}),
}


@pytest.mark.parametrize("case", WEIGHED)
def test_the_score(case: str) -> None:
    moment, first, second = WEIGHED[case]
    cards = [
        card("c"),
        card("b", kind="calm", stages=("plan",), **second),
        card("a", kind="rest", stages=("plan",), **first),
    ]
    assert offered(Moment(**{**HERE, **moment}), *cards)[0] == "a"


def test_a_stage_3_beats_another_cause_2() -> None:
    moment = Moment(**HERE, other_causes=["tech"])
    cards = [card("a", kind="calm", causes=("tech",)), card("b", stages=("plan",))]
    assert offered(moment, *cards) == ["b", "a"]


def test_the_main_cause_4_beats_the_stage_3() -> None:
    moment = Moment(**HERE, main_cause="tech")
    cards = [card("a", stages=("plan",)), card("b", kind="calm", causes=("tech",))]
    assert offered(moment, *cards) == ["b", "a"]


def test_ties_go_to_stronger_evidence_then_fewer_minutes_then_the_name() -> None:
    moment = Moment(**HERE, other_causes=["tech"])
    cards = [
        card("d", kind="rest", stages=("plan",), minutes=15),
        card("c", kind="calm", stages=("plan",), minutes=10),
        card("b", kind="people", stages=("plan",), minutes=10),
        card("a", kind="view", stages=("plan",), minutes=30, strength="well_supported"),
    ]
    assert offered(moment, *cards, most=4) == ["a", "b", "c", "d"]


def test_no_two_of_a_kind_and_no_more_than_asked_for() -> None:
    kinds = {"a": "view", "b": "view", "c": "calm", "d": "rest", "e": "note"}
    cards = [card(slug, kind=kind, stages=("plan",)) for slug, kind in kinds.items()]
    assert offered(Moment(**HERE), *cards) == ["a", "c", "d"]
    assert offered(Moment(**HERE), *cards, most=2) == ["a", "c"]


LOW = {
    "gentle": ({}, True),
    "six minutes": ({"minutes": 10}, False),
    "five minutes": ({"minutes": 5}, True),
    "not for a low day": ({"low_ok": False}, False),
    **{kind: ({"kind": kind}, True) for kind in ("calm", "rest", "people", "view")},
    **{kind: ({"kind": kind}, False) for kind in ("review", "note", "practice", "search")},
}


@pytest.mark.parametrize("case", LOW)
def test_a_low_day_gets_short_gentle_ones_of_four_kinds(case: str) -> None:
    fields, is_offered = LOW[case]
    one = card("a", **{"stages": ("plan",), "minutes": 2, **fields})
    assert bool(offered(Moment(**HERE, is_low=True), one)) == is_offered
    assert offered(Moment(**HERE), one) == ["a"]


@pytest.mark.parametrize("kind", ["calm", "view", "review", "people", "note", "practice", "search", "rest"])
def test_before_the_morning_after_nothing_is_reviewed_or_practised(kind: str) -> None:
    one = card("a", kind=kind, stages=("plan",))
    assert offered(Moment(**HERE, has_night_passed=False), one) == (
        [] if kind in ("review", "practice") else ["a"]
    )
    assert offered(Moment(**HERE), one) == ["a"]


def test_a_hidden_tip_is_never_offered() -> None:
    fits = card("slow-minute", stages=("plan",), causes=("late",))
    assert offered(Moment(**HERE, main_cause="late", tips=Marks(hidden={"slow-minute"})), fits) == []


def test_a_tip_without_stages_is_never_pushed() -> None:
    moment = Moment(**HERE, main_cause="late", tips=Marks(helped={"b"}))
    assert offered(moment, card("a", stages=(), causes=("late",), related=("b",)), card("b")) == []


def test_a_tip_nothing_speaks_for_is_not_offered_however_sound_it_is() -> None:
    sound = card("a", minutes=1, strength="well_supported")
    assert offered(Moment(**HERE), sound, card("b", kind="calm", stages=("plan",))) == ["b"]


def test_when_nothing_fits_there_are_three_that_always_do() -> None:
    cards = [
        card("other"),
        *(card(slug, kind=kind) for slug, kind in zip(FALLBACK, ("view", "calm", "people"), strict=True)),
    ]
    picks = recommend(cards, Moment(**HERE))
    assert [pick.slug for pick in picks] == ["what-held-up-first", "slow-minute", "borrow-someones-ears"]
    assert {pick.because for pick in picks} == {"Because it fits most days"}
    assert offered(Moment(**HERE, tips=Marks(hidden={"slow-minute"})), *cards, most=1) == [
        "what-held-up-first"
    ]


BECAUSE = {
    "the main cause": (
        {"main_cause": "mind_blank"},
        {"causes": ("mind_blank",)},
        "Because your mind went blank",
    ),
    "the main cause before the stage": (
        {"main_cause": "late"},
        {"causes": ("late",), "stages": ("plan",)},
        "Because you were late or rushing",
    ),
    "the stage": ({}, {"stages": ("plan",)}, "Because you're at “Take one thing forward”"),
    "the stage before another cause": (
        {"other_causes": ["late"]},
        {"causes": ("late",), "stages": ("plan",)},
        "Because you're at “Take one thing forward”",
    ),
    "the first of other causes": (
        {"other_causes": ["tech", "late"]},
        {"causes": ("late", "tech")},
        "Because the tech let you down",
    ),
    "a tip that helped": (
        {"tips": Marks(helped={"b"})},
        {"related": ("x", "b")},
        "Because “B” helped you before",
    ),
}


@pytest.mark.parametrize("case", BECAUSE)
def test_it_always_says_why(case: str) -> None:
    moment, fields, because = BECAUSE[case]
    (pick,) = recommend([card("a", **fields), card("b")], Moment(**{**HERE, **moment}))
    assert pick.because == because


def test_a_tip_that_helped_and_is_gone_speaks_for_nothing() -> None:
    assert offered(Moment(**HERE, tips=Marks(helped={"gone"})), card("a", related=("gone",))) == []


def test_the_shipped_library_speaks_to_a_blank_mind_and_gently_on_a_low_evening() -> None:
    cards = [Card.of({"slug": slug, **tip}) for slug, tip in library.read_all()]
    moment = Moment(**HERE, main_cause="mind_blank", other_causes=["nerves"])
    picks = recommend(cards, moment)
    assert [pick.because for pick in picks] == ["Because your mind went blank"] * 3
    evening = recommend(cards, replace(moment, is_low=True, has_night_passed=False, hour=22))
    assert evening
    assert {pick.kind for pick in evening} <= {"calm", "rest", "people", "view"}
