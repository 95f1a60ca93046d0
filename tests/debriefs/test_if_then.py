"""The ready plans, how a plan reads, and which one is asked about again."""

import pytest

from debrief.debriefs.causes import CAUSES
from debrief.debriefs.choices import CueKind
from debrief.debriefs.if_then import AFTER, READY, in_a_sentence, ready_for, says_what_not
from debrief.debriefs.models import IfThenPlan


def test_there_are_the_twelve_of_domain_md() -> None:
    assert set(READY) == {
        "mind_blank", "rambled", "too_thin", "misread", "nerves", "undersold", "flat", "late",
        "little_practice", "overshared", "interviewer", AFTER,
    }  # fmt: skip
    assert set(READY) - {AFTER} <= set(CAUSES)


@pytest.mark.parametrize("plan", READY.values(), ids=lambda plan: plan.key)
def test_each_is_a_plan_that_could_be_saved_as_it_stands(plan: object) -> None:
    cue, action = str(plan.cue), str(plan.action)  # type: ignore[attr-defined]
    assert 0 < len(cue) <= IfThenPlan._meta.get_field("cue").max_length
    assert 0 < len(action) <= IfThenPlan._meta.get_field("action").max_length
    assert plan.cue_kind in CueKind  # type: ignore[attr-defined]
    assert not says_what_not(action)
    assert not cue.lower().startswith("if ")
    assert not (cue + action).endswith(".")


def row(key: str, position: int, *, is_main: bool = False) -> dict[str, object]:
    return {"key": key, "position": position, "is_main": is_main}


def test_the_main_cause_comes_first_and_the_one_for_everybody_last() -> None:
    named = [row("nerves", 0), row("field", 1), row("rambled", 2, is_main=True), row("", 3)]
    assert [plan.key for plan in ready_for(named)] == ["rambled", "nerves", AFTER]
    assert [plan.key for plan in ready_for([])] == [AFTER]


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (("my mind goes blank", "breathe out"), "If my mind goes blank, then I will breathe out."),
        (("a", "b", "c"), "If a, then I will b, so that c."),
        (("If a, ", "then I'll b.", "so that c."), "If a, then I will b, so that c."),
        (("when a", "I will b"), "If a, then I will b."),
        (("I will be late", "ring"), "If I will be late, then I will ring."),
        (("iffy", "thence"), "If iffy, then I will thence."),
        (("a", "don’t rush"), "If a, then I will not rush."),
        (("", "b"), "If …, then I will b."),
        (("a", ""), "If a, then I will …."),
    ],
)
def test_it_reads_as_one_sentence(parts: tuple[str, ...], words: str) -> None:
    assert in_a_sentence(*parts) == words


@pytest.mark.parametrize(
    "action",
    [
        "not ramble",
        "Stop talking",
        "avoid the topic",
        "don't rush",
        "don’t rush",
        "Do not rush",
        "never apologise",
        "no longer say sorry",
        "I will not rush",
        "I’ll stop",
    ],
)
def test_what_is_to_be_left_is_noticed(action: str) -> None:
    assert says_what_not(action)


@pytest.mark.parametrize(
    "action",
    ["note the question", "breathe", "notice my feet", "stopwatch on", "donate", "", "say no", "nod"],
)
def test_what_is_to_be_done_is_not(action: str) -> None:
    assert not says_what_not(action)
