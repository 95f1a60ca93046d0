"""Take one thing forward: lessons, if-then plans, answers to practise, the next interview."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.access import get_debrief_or_404
from debrief.debriefs.models import (
    Debrief,
    IfThenPlan,
    Lesson,
    NamedCause,
    PracticeAnswer,
    Preparation,
    Question,
    RoughPatch,
)
from debrief.privacy.wall import acting_for
from debrief.recovery.journey import JOURNEY_ROWS
from debrief.recovery.models import StageEntry
from debrief.recovery.stages.plan import PlanForm
from tests import factories
from tests.test_bad_input import ODD

# The id of no row. Given, not made: both halves of a run have to name the same tests.
NOBODYS = "01890000-0000-7000-8000-000000000000"

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty(owner: User) -> Debrief:
    return factories.debrief(owner)


@pytest.fixture
def page(empty: Debrief) -> str:
    return reverse("recovery:stage_page", args=[empty.pk, "plan"])


@pytest.fixture
def send(owner_client: Client, empty: Debrief, page: str) -> Callable[..., Any]:
    """Post the page; lists of rows are given by their prefix, as lists of dicts."""

    def post(then: str = "go_on", **answers: Any) -> Any:
        data: dict[str, Any] = {"version": version(empty), "operation": str(uuid4()), "then": then}
        for prefix in ("lessons", "plans", "practise"):
            rows = answers.pop(prefix, [])
            data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
            data |= {f"{prefix}-{n}-{k}": v for n, row in enumerate(rows) for k, v in row.items()}
        return owner_client.post(page, data | answers)

    return post


@pytest.fixture
def html(owner_client: Client, page: str) -> Callable[[], str]:
    return lambda: owner_client.get(page).content.decode().replace("&#x27;", "'")


def version(debrief: Debrief) -> int:
    with acting_for(debrief.owner_id):
        entry = StageEntry.objects.filter(debrief=debrief).first()
        return entry.version if entry else 0


def state(debrief: Debrief) -> str:
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief).state


def make(model: Any, debrief: Debrief, **fields: Any) -> Any:
    with acting_for(debrief.owner_id):
        return model.objects.create(owner_id=debrief.owner_id, debrief=debrief, **fields)


def stored(model: Any, debrief: Debrief, *fields: str) -> list[tuple[Any, ...]]:
    with acting_for(debrief.owner_id):
        return list(model.objects.filter(debrief=debrief).values_list(*fields))


def ask(debrief: Debrief, *asked: tuple[str, str]) -> list[Question]:
    return [make(Question, debrief, position=n, text=text, went=went) for n, (text, went) in enumerate(asked)]


def form_of(owner: User, debrief: Debrief) -> PlanForm:
    with acting_for(owner.pk):
        request = type("Request", (), {"user": owner})()
        found = get_debrief_or_404(request, debrief.pk, *JOURNEY_ROWS, *PlanForm.reads)
    return PlanForm(debrief=found)


PLAN = {"cue_kind": "feeling", "cue": "my mind goes blank", "action": "breathe out", "reason": "I hear them"}


# --- done when, limits ---


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"lessons": [{"text": "One number in every answer"}]}, "done"),
        ({"plans": [{"cue": "a", "action": "b"}]}, "done"),
        ({"lessons": [{"text": " "}], "plans": [{"cue": ""}]}, "started"),
        ({"next_interview_date": "2999-01-01"}, None),
        ({"next_interview_date": (date.today() + timedelta(days=9)).isoformat()}, "started"),
    ],
)
def test_one_lesson_or_one_plan_is_enough(
    send: Callable[..., Any], empty: Debrief, answers: dict[str, Any], expected: str | None
) -> None:
    response = send(**answers)
    assert response.status_code == (302 if expected else 422)
    if expected:
        assert state(empty) == expected


def test_a_question_that_is_picked_alone_does_not_make_it_done(
    send: Callable[..., Any], empty: Debrief
) -> None:
    (asked,) = ask(empty, ("Why us?", ""))
    send(practise=[{"question": asked.pk}])
    assert state(empty) == "started"
    assert stored(PracticeAnswer, empty, "question_id") == [(asked.pk,)]


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"lessons": [{"text": "x" * 281}]}, "lessons-0-text"),
        ({"plans": [{**PLAN, "cue": "x" * 121}]}, "plans-0-cue"),
        ({"plans": [{**PLAN, "action": "x" * 201}]}, "plans-0-action"),
        ({"plans": [{**PLAN, "reason": "x" * 121}]}, "plans-0-reason"),
        ({"plans": [{**PLAN, "cue_kind": "mood"}]}, "plans-0-cue_kind_0"),
        ({"plans": [{"action": "breathe"}]}, "plans-0-cue"),
        ({"plans": [{"cue": "they smile"}]}, "plans-0-action"),
        ({"plans": [{"reason": "it helps"}]}, "plans-0-action"),
        ({"next_interview_time": "10:00"}, "next_interview_date"),
        ({"next_interview_date": "2026-02-30"}, "next_interview_date"),
        ({"next_interview_date": "0001-01-01"}, "next_interview_date"),
        ({"next_interview_date": "9999-12-31"}, "next_interview_date"),
        (
            {"next_interview_date": (date.today() - timedelta(days=2)).isoformat()},
            "next_interview_date",
        ),
        (
            {
                "next_interview_date": (date.today() + timedelta(days=9)).isoformat(),
                "next_interview_time": "25:00",
            },
            "next_interview_time",
        ),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_lost(
    send: Callable[..., Any], empty: Debrief, answers: dict[str, Any], field: str
) -> None:
    kept = [{"text": "Kept all the same"}]
    response = send(**{"lessons": kept, **answers})
    html = response.content.decode()
    assert response.status_code == 422
    assert f'href="#id_{field}"' in html
    assert f'id="{"id_" + field}"' in html
    assert "<title>Error:" in html
    assert "Kept all the same" in html or "lessons" in answers
    assert stored(Lesson, empty) == []


@pytest.mark.parametrize(
    ("beat", "most"), [("situation", 300), ("task", 200), ("action", 600), ("result", 300), ("free", 1200)]
)
def test_answers_have_the_room_that_is_stated(
    send: Callable[..., Any], empty: Debrief, beat: str, most: int
) -> None:
    (asked,) = ask(empty, ("Why us?", ""))
    response = send(practise=[{"question": asked.pk, beat: "x" * (most + 1)}])
    assert response.status_code == 422
    assert f'href="#id_practise-0-{beat}"' in response.content.decode()
    assert send(practise=[{"question": asked.pk, beat: "x" * most}]).status_code == 302
    assert stored(PracticeAnswer, empty, beat) == [("x" * most,)]


@pytest.mark.parametrize(
    ("prefix", "most", "row"), [("lessons", 3, {"text": "a"}), ("plans", 5, {"cue": "a", "action": "b"})]
)
def test_there_is_room_for_so_many(
    send: Callable[..., Any], prefix: str, most: int, row: dict[str, str]
) -> None:
    assert send(**{prefix: [row] * (most + 1)}).status_code == 422
    assert send(**{prefix: [row] * most}).status_code == 302


def test_five_questions_can_be_practised(send: Callable[..., Any], empty: Debrief) -> None:
    asked = ask(empty, *((f"Question {n}", "") for n in range(6)))
    assert send(practise=[{"question": q.pk} for q in asked]).status_code == 422
    assert send(practise=[{"question": q.pk} for q in asked[1:]]).status_code == 302
    assert stored(PracticeAnswer, empty, "question__text") == [(f"Question {n}",) for n in range(1, 6)]


# --- rows keep their ids, others go ---


def test_edited_rows_keep_their_ids_and_blanked_ones_go(send: Callable[..., Any], empty: Debrief) -> None:
    asked = ask(empty, ("Why us?", ""), ("Why now?", ""))
    send(
        lessons=[{"text": "One"}, {"text": "Two"}],
        plans=[PLAN, {"cue": "c", "action": "d"}],
        practise=[{"question": q.pk, "free": "Because"} for q in asked],
    )
    lessons, plans = stored(Lesson, empty, "pk"), stored(IfThenPlan, empty, "pk")
    answers = stored(PracticeAnswer, empty, "pk")
    send(
        lessons=[{"id": lessons[0][0], "text": ""}, {"id": lessons[1][0], "text": "Two, better"}],
        plans=[{"id": plans[0][0], "cue": ""}, {"id": plans[1][0], "cue": "c", "action": "e"}],
        practise=[
            {"id": answers[0][0], "question": asked[0].pk, "free": "Because", "leave_out": "on"},
            {"id": answers[1][0], "question": asked[1].pk, "result": "It worked"},
        ],
    )
    assert stored(Lesson, empty, "pk", "text", "position") == [(lessons[1][0], "Two, better", 0)]
    assert stored(IfThenPlan, empty, "pk", "cue", "action", "cue_kind") == [(plans[1][0], "c", "e", "")]
    fields = ("pk", "question_id", "free", "result")
    assert stored(PracticeAnswer, empty, *fields) == [(answers[1][0], asked[1].pk, "", "It worked")]


def test_rows_that_come_back_as_they_were_stay(send: Callable[..., Any], empty: Debrief) -> None:
    """Even from a page that does not know their ids, as after a reply that never came."""
    (asked,) = ask(empty, ("Why us?", ""))
    again = {
        "lessons": [{"text": "One"}],
        "plans": [PLAN],
        "practise": [{"question": asked.pk, "free": "Because"}],
    }
    for _time in range(2):
        assert send(**again).status_code == 302
        assert stored(Lesson, empty, "text") == [("One",)]
        assert stored(IfThenPlan, empty, *PLAN) == [tuple(PLAN.values())]
        assert stored(PracticeAnswer, empty, "free") == [("Because",)]


def test_an_answer_stays_with_its_question_whatever_ids_are_sent(
    send: Callable[..., Any], empty: Debrief
) -> None:
    asked = ask(empty, ("Why us?", ""), ("Why now?", ""))
    send(practise=[{"question": q.pk, "free": q.text} for q in asked])
    before = stored(PracticeAnswer, empty, "pk", "question_id")
    swapped = [
        {"id": before[1][0], "question": asked[0].pk, "free": "First"},
        {"id": before[0][0], "question": asked[1].pk, "free": "Second"},
    ]
    assert send(practise=swapped).status_code == 302
    assert stored(PracticeAnswer, empty, "pk", "question_id") == before
    assert stored(PracticeAnswer, empty, "free") == [("First",), ("Second",)]


@pytest.mark.parametrize("question", [*ODD.values(), "", NOBODYS], ids=[*ODD, "none", "unknown"])
def test_a_question_that_is_not_there_gets_a_sentence(
    send: Callable[..., Any], empty: Debrief, question: str
) -> None:
    response = send(practise=[{"question": question, "free": "Kept all the same"}])
    html = response.content.decode()
    assert response.status_code == 422
    assert "This question is not in the debrief any more" in html
    assert "Kept all the same" in html
    assert "A question that is gone" in html
    assert send(practise=[{"question": question, "free": "Gone", "leave_out": "on"}]).status_code in (
        302,
        422,
    )
    assert stored(PracticeAnswer, empty) == []


def test_a_question_twice_is_not_saved_twice(send: Callable[..., Any], empty: Debrief) -> None:
    (asked,) = ask(empty, ("Why us?", ""))
    twice = [{"question": asked.pk, "free": "One"}, {"question": asked.pk, "free": "Two"}]
    assert send(practise=twice).status_code == 422
    twice[0]["leave_out"] = "on"
    assert send(practise=twice).status_code == 302
    assert stored(PracticeAnswer, empty, "free") == [("Two",)]


def test_a_strangers_question_is_none(send: Callable[..., Any], stranger: User, empty: Debrief) -> None:
    (theirs,) = ask(factories.debrief(stranger), ("Why us?", ""))
    assert send(practise=[{"question": theirs.pk, "free": "Mine?"}]).status_code == 422
    assert stored(PracticeAnswer, empty) == []


def test_a_question_taken_out_while_the_page_is_saved_is_left_out(
    send: Callable[..., Any], empty: Debrief, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask(empty, ("Why us?", ""), ("Why now?", ""))
    save = PlanForm.save

    def save_late(form: PlanForm) -> Any:
        Question.objects.filter(pk=asked[0].pk).delete()
        return save(form)

    monkeypatch.setattr(PlanForm, "save", save_late)
    assert send(practise=[{"question": q.pk, "free": q.text} for q in asked]).status_code == 302
    assert stored(PracticeAnswer, empty, "free") == [("Why now?",)]


# --- what it takes from other stages ---


def test_what_you_would_do_now_can_be_taken_as_a_lesson(
    owner: User, empty: Debrief, send: Callable[..., Any], html: Callable[[], str], page: str
) -> None:
    patch = make(RoughPatch, empty, position=0, what="Silence", instead="Ask for a second")
    make(RoughPatch, empty, position=1, what="Only what it was")
    carried = form_of(owner, empty).carried()[0]
    assert (carried.stage, carried.lines) == ("look_again", ["Ask for a second"])
    assert carried.asks == [f"add_lessons:{patch.pk}"]
    response = send(f"add_lessons:{patch.pk}", lessons=[{"text": "Mine"}], plans=[{"cue": "half a plan"}])
    assert response["Location"] == f"{page}#lessons"
    shown = html()
    assert "Mine</textarea>" in shown
    assert "Ask for a second</textarea>" in shown
    assert "half a plan</textarea>" in shown
    assert 'name="lessons-TOTAL_FORMS" value="2"' in shown
    assert stored(Lesson, empty) == []
    send(lessons=[{"text": "Mine"}, {"text": "Ask for a second"}])
    assert stored(Lesson, empty, "text") == [("Mine",), ("Ask for a second",)]
    assert form_of(owner, empty).carried()[0].asks == [""]


def test_a_lesson_taken_over_fits(owner: User, empty: Debrief, send: Callable[..., Any]) -> None:
    patch = make(RoughPatch, empty, position=0, instead="word " * 119 + "last")
    send(f"add_lessons:{patch.pk}", lessons=[{"text": ""}])
    with acting_for(owner.pk):
        (begun,) = StageEntry.objects.get(debrief=empty).draft["lessons-0-text"]
    assert begun.startswith("word word")
    assert begun.endswith("word…")
    assert len(begun) <= 280
    assert send(lessons=[{"text": begun}]).status_code == 302
    assert form_of(owner, empty).carried()[0].asks == [""]


def test_a_full_list_is_left_as_it_is(
    empty: Debrief, send: Callable[..., Any], html: Callable[[], str]
) -> None:
    patch = make(RoughPatch, empty, position=0, instead="Ask for a second")
    for then in (f"add_lessons:{patch.pk}", "add_lessons"):
        assert send(then, lessons=[{"text": "One"}, {"text": "Two"}, {"text": "Three"}]).status_code == 302
        shown = html()
        assert "There is room for 3." in shown
        assert all(f"{word}</textarea>" in shown for word in ("One", "Two", "Three"))
        assert 'name="lessons-TOTAL_FORMS" value="3"' in shown
        assert f"add_lessons:{patch.pk}" not in shown


@pytest.mark.parametrize(
    "then",
    [
        "add_lessons:x",
        f"add_lessons:{NOBODYS}",
        "add_plans:field",
        "add_practise",
        "add_practise:x",
    ],
)
def test_a_button_for_what_is_not_there_only_keeps_the_page(
    send: Callable[..., Any], html: Callable[[], str], then: str
) -> None:
    assert send(then, lessons=[{"text": "Kept"}]).status_code == 302
    assert "Kept</textarea>" in html()
    assert 'name="practise-TOTAL_FORMS" value="0"' in html()


def test_the_item_to_add_stands_on_top(owner: User, empty: Debrief) -> None:
    make(Preparation, empty, item="said_aloud", answer="didnt")
    make(Preparation, empty, item="blank_sentence", answer="", is_to_add=True)
    part = form_of(owner, empty).carried()[1]
    assert (part.stage, part.lines) == ("prep_review", ["A sentence for when my mind goes blank"])


def test_ready_plans_are_for_the_named_causes_the_main_one_first(
    empty: Debrief, html: Callable[[], str]
) -> None:
    for n, key in enumerate(("nerves", "field", "rambled", "mind_blank")):
        make(NamedCause, empty, position=n, key=key, is_main=key == "rambled", in_hands="partly")
    shown = html()
    offered = [part.split('"')[0] for part in shown.split('value="add_plans:')[1:]]
    assert offered == ["rambled", "nerves", "mind_blank", "after"]
    assert "If I hear myself start a second example, then I will finish the sentence" in shown
    assert shown.index("More ready plans") < shown.index('value="add_plans:mind_blank"')


def test_a_ready_plan_fills_a_blank_row_and_loses_nothing(
    empty: Debrief, send: Callable[..., Any], html: Callable[[], str], page: str
) -> None:
    make(NamedCause, empty, position=0, key="nerves", in_hands="partly")
    rows = [{"cue": "they smile"}, {"cue": " "}]
    response = send("add_plans:nerves", plans=rows, lessons=[{"text": "Kept"}])
    assert response["Location"] == f"{page}#plans"
    shown = html()
    assert 'name="plans-TOTAL_FORMS" value="2"' in shown
    assert "they smile</textarea>" in shown
    assert "my heart races at the door</textarea>" in shown
    assert 'name="plans-1-cue_kind" value="feeling" checked' in shown
    assert "Kept</textarea>" in shown
    assert "add_plans:nerves" not in shown
    assert "add_plans:after" in shown
    assert stored(IfThenPlan, empty) == []


def test_a_plain_add_makes_a_row_more_beside_a_blank_one(
    send: Callable[..., Any], html: Callable[[], str]
) -> None:
    send("add_plans", plans=[{"cue": ""}])
    assert 'name="plans-1-cue"' in html()


# --- practising ---


def test_the_hard_questions_are_offered_first_and_only_picked_ones_get_boxes(
    empty: Debrief, html: Callable[[], str]
) -> None:
    asked = ask(empty, ("A", "solid"), ("B", "wobbly"), ("C", ""), ("D", "blank"), ("E", "wobbly"))
    shown = html()
    offered = [part.split('"')[0] for part in shown.split('value="add_practise:')[1:]]
    assert offered == [str(asked[n].pk) for n in (3, 1, 4, 0, 2)]
    assert 'name="practise-0-' not in shown


def test_picking_a_question_opens_its_boxes_and_begins_with_what_you_would_say_now(
    empty: Debrief, send: Callable[..., Any], html: Callable[[], str], page: str
) -> None:
    asked = ask(empty, ("Why us?", "blank"), ("Why now?", ""))
    make(RoughPatch, empty, position=0, question=asked[0], instead="Name the backlog\nand stop")
    make(RoughPatch, empty, position=1, question=asked[0], instead="A second one")
    said = "Action begins with what you would say now"
    response = send(f"add_practise:{asked[0].pk}", lessons=[{"text": "Kept"}])
    assert response["Location"] == f"{page}#practise"
    shown = html()
    assert "<legend>Why us?</legend>" in shown
    assert "Name the backlog\nand stop</textarea>" in shown
    assert said in shown
    assert "Kept</textarea>" in shown
    assert "add_practise:" + str(asked[0].pk) not in shown
    # A browser ends lines its own way.
    row = {
        "question": asked[0].pk,
        "action": "Name the backlog\r\nand stop",
        "situation": "The first ten minutes",
    }
    send(f"add_practise:{asked[1].pk}", practise=[row])
    shown = html()
    assert "The first ten minutes</textarea>" in shown
    assert "<legend>Why now?</legend>" in shown
    assert shown.count(said) == 1
    send(practise=[{**row, "action": "Name the backlog and the licence"}])
    assert said not in html()
    fields = ("situation", "action", "task", "result", "free")
    kept = ("The first ten minutes", "Name the backlog and the licence", "", "", "")
    assert stored(PracticeAnswer, empty, *fields) == [kept]


def test_pressing_twice_picks_once(empty: Debrief, send: Callable[..., Any], html: Callable[[], str]) -> None:
    (asked,) = ask(empty, ("Why us?", "blank"))
    send(f"add_practise:{asked.pk}", practise=[{"question": asked.pk, "free": "Because"}])
    assert 'name="practise-TOTAL_FORMS" value="1"' in html()


def test_a_picked_question_stays_picked_without_an_answer_until_it_is_left_out(
    empty: Debrief, send: Callable[..., Any], html: Callable[[], str]
) -> None:
    (asked,) = ask(empty, ("Why us?", "blank"))
    send(practise=[{"question": asked.pk}])
    assert "<legend>Why us?</legend>" in html()
    send(practise=[{"question": asked.pk, "leave_out": "on"}])
    assert "<legend>Why us?</legend>" not in html()
    assert f"add_practise:{asked.pk}" in html()


def test_words_of_a_question_are_escaped(
    empty: Debrief, send: Callable[..., Any], html: Callable[[], str]
) -> None:
    asked = ask(empty, ('<b>Why</b> “us” & "them"?', ""), ("<i>now</i>", ""))
    send(practise=[{"question": asked[0].pk}])
    shown = html()
    assert "<b>Why" not in shown
    assert "&lt;b&gt;Why&lt;/b&gt;" in shown
    assert "<i>now" not in shown


# --- a plan that says what not to do ---


HINT = "What will you do instead?"


def test_what_not_to_do_is_saved_and_asked_about_gently_afterwards(
    empty: Debrief, send: Callable[..., Any], html: Callable[[], str], owner_client: Client
) -> None:
    enough = reverse("recovery:enough", args=[empty.pk])
    assert send(plans=[{"cue": "they ask", "action": "don’t ramble"}]).status_code == 302
    assert stored(IfThenPlan, empty, "action") == [("don’t ramble",)]
    assert state(empty) == "done"
    assert HINT in html()
    assert HINT in owner_client.get(enough).content.decode()
    send(plans=[{"cue": "they ask", "action": "say one thing"}])
    assert HINT not in html()
    assert HINT not in owner_client.get(enough).content.decode()


# --- the next interview ---


def next_at(debrief: Debrief) -> datetime | None:
    with acting_for(debrief.owner_id):
        return Debrief.objects.get(pk=debrief.pk).next_interview_at


@pytest.mark.parametrize(
    ("time", "expected"), [("10:30", "2026-03-19T14:30:00+00:00"), ("", "2026-03-19T13:00:00+00:00")]
)
@time_machine.travel("2026-03-11T02:00:00+00:00", tick=False)
def test_it_is_kept_on_the_persons_clock(
    owner: User,
    owner_client: Client,
    send: Callable[..., Any],
    empty: Debrief,
    html: Callable[[], str],
    time: str,
    expected: str,
) -> None:
    owner.time_zone = "America/New_York"
    owner.save()
    owner_client.force_login(owner)
    send(next_interview_date="2026-03-19", next_interview_time=time)
    at = next_at(empty)
    assert at
    assert at.astimezone(UTC).isoformat() == expected
    assert 'value="2026-03-19"' in html()
    assert f'value="{time or "09:00"}"' in html()
    # Today is still the tenth there.
    assert send(next_interview_date="2026-03-10").status_code == 302
    assert send(next_interview_date="2026-03-09").status_code == 422
    send()
    assert next_at(empty) is None


def test_one_that_is_over_does_not_stand_in_the_way(
    owner: User, owner_client: Client, send: Callable[..., Any], empty: Debrief
) -> None:
    with time_machine.travel("2026-03-11T12:00:00+00:00", tick=False):
        owner_client.force_login(owner)
        send(next_interview_date="2026-03-12", next_interview_time="10:00")
    with time_machine.travel("2026-03-20T12:00:00+00:00", tick=False):
        owner_client.force_login(owner)
        row = [{"text": "It went better"}]
        answers = {"next_interview_date": "2026-03-12", "next_interview_time": "10:00"}
        assert send(lessons=row, **answers).status_code == 302
        answers["next_interview_date"] = "2026-03-13"
        response = send(lessons=row, **answers)
        assert response.status_code == 422
        assert "That day is over." in response.content.decode()


# --- in words ---


def test_every_answer_comes_out_in_words_and_on_the_sheet_to_print(
    owner_client: Client, empty: Debrief, send: Callable[..., Any], html: Callable[[], str]
) -> None:
    asked = ask(empty, ("Why us?", ""), ("Why now?", ""), ("Why you?", ""))
    day = date.today() + timedelta(days=9)
    send(
        lessons=[{"text": "One number"}, {"text": "Then stop"}],
        plans=[PLAN],
        practise=[
            {"question": asked[0].pk, "situation": "S", "task": "T", "action": "A", "result": "R"},
            {"question": asked[1].pk, "free": "All of it"},
            {"question": asked[2].pk},
        ],
        next_interview_date=day.isoformat(),
        next_interview_time="10:30",
    )
    closing = owner_client.get(reverse("recovery:enough", args=[empty.pk])).content.decode()
    sheet = html().split('class="sheet printed"')[1]
    for words in (
        "One number<br>Then stop",
        "If my mind goes blank, then I will breathe out, so that I hear them.",
        "<dt>Why us?</dt><dd>Situation: S<br>Task: T<br>Action: A<br>Result: R</dd>",
        "<dt>Why now?</dt><dd>All of it</dd>",
        "<dt>Why you?</dt><dd>Picked to practise</dd>",
        f"{day:%A} {day.day} {day:%B} {day.year}, 10:30",
    ):
        assert words in closing, words
        assert words in sheet, words


@pytest.mark.parametrize("total", ["-1", "999999999999", "x", "1e400", "", "٣"])
@pytest.mark.parametrize("prefix", ["lessons", "plans", "practise"])
def test_odd_row_counts_are_no_error(
    send: Callable[..., Any], owner_client: Client, page: str, prefix: str, total: str
) -> None:
    for then in ("go_on", f"add_{prefix}", f"add_{prefix}:x", "stop"):
        assert send(then, **{f"{prefix}-TOTAL_FORMS": total}).status_code in (302, 422)
        assert owner_client.get(page).status_code == 200
