"""People and debriefs for tests. Rows are written as their owner, because the database takes no others."""

from datetime import UTC, datetime, time, timedelta
from io import StringIO
from typing import Any, TypeVar
from uuid import uuid4

from django.core.management import call_command
from model_bakery import baker

from debrief.accounts.models import User
from debrief.debriefs.models import (
    BrightSpot,
    Confiding,
    Debrief,
    Guess,
    IfThenPlan,
    Lesson,
    MoodCheck,
    NamedCause,
    NextAction,
    Opening,
    Outcome,
    OwnCause,
    Person,
    PracticeAnswer,
    Preparation,
    Question,
    RoughPatch,
)
from debrief.debriefs.words import index_words
from debrief.notes.models import Note
from debrief.privacy.models import OwnedModel
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry, State
from debrief.recovery.stages import STAGES
from debrief.reminders.models import Reminder
from debrief.sharing.actions import make_link
from debrief.sharing.models import ShareLink
from debrief.sharing.tokens import fresh, hash_of
from debrief.tips.models import TipMark

PASSWORD = "four unrelated words here"
Row = TypeVar("Row", bound=OwnedModel)
# Stands in every text of a debrief, so that a test can look for it where it must not be.
CANARY = "Heron lantern 4417"


def person(name: str, **fields: Any) -> User:
    return User.objects.create_user(
        f"{name}-{uuid4().hex[:12]}@example.org", PASSWORD, first_name=name, **fields
    )


def editor(name: str = "editor", **fields: Any) -> User:
    """Somebody who edits the tips, made one as an installation makes them."""
    somebody = person(name, **fields)
    call_command("make_editor", somebody.email, stdout=StringIO())
    return User.objects.get(pk=somebody.pk)


def debrief(owner: User, **fields: Any) -> Debrief:
    """An empty debrief with a name."""
    with acting_for(owner.pk):
        return baker.make(Debrief, owner=owner, **{"organisation": "Northwind Traders", **fields})


def full_debrief(owner: User, *, questions: int = 3, people: int = 2, **fields: Any) -> Debrief:
    """A debrief with something in every table of it."""
    made = debrief(
        owner,
        role_title="Stock planner",
        interview_at=datetime.now(UTC) - timedelta(hours=1),
        anything_else=CANARY,
        **fields,
    )
    within: dict[str, Any] = {"owner": owner, "debrief": made}
    with acting_for(owner.pk):
        met = _add(Person, within, *({"name": f"Person {n}", "remember": CANARY} for n in range(people)))
        asked_for = ({"text": f"Question {n}? {CANARY}", "note": CANARY} for n in range(questions))
        asked = _add(Question, {**within, "went": "wobbly"}, *asked_for)
        _add(BrightSpot, within, {"chip": "listened", "text": ""}, {"chip": "", "text": CANARY})
        _add(MoodCheck, within, {"moment": "before", "mood": 3})
        _add(
            Guess,
            within,
            {"kind": "first", "felt_score": 3, "chance_pct": 20, "worst_noticed": CANARY, "mood_in_week": 3},
        )
        _note(within, met)
        _days_after(owner, within, asked)
        stages = (
            {"stage_key": stage.key, "state": State.DONE, "answers": {}, "draft": None} for stage in STAGES
        )
        _add(StageEntry, within, *stages)
        _reminders(within)
        index_words(owner_id=owner.pk, debrief_id=made.pk)
    return made


def _add(model: type[Row], within: dict[str, Any], *rows: dict[str, Any]) -> list[Row]:
    """Rows of one table in one statement, in order where there is one; baker makes up what is not given."""
    has_order = any(field.name == "position" for field in model._meta.fields)
    made = [
        baker.prepare(model, **({"position": n} if has_order else {}), **row, **within)
        for n, row in enumerate(rows)
    ]
    return model._default_manager.bulk_create(made)


def _days_after(owner: User, within: dict[str, Any], asked: list[Question]) -> None:
    own, _ = OwnCause.objects.get_or_create(owner=owner, label=CANARY)
    first = asked[0] if asked else None
    _add(
        Confiding,
        within,
        {"person": "Aunt", "need": "both", "message": CANARY, "told": "told", "after": CANARY},
    )
    _add(RoughPatch, within, {"what": CANARY, "instead": CANARY, "seen": "maybe", "question": first})
    _add(
        NamedCause,
        within,
        {"key": "mind_blank", "own": None, "is_main": True, "in_hands": "partly"},
        {"key": "", "own": own, "is_main": False, "in_hands": "no"},
    )
    _add(Preparation, within, {"item": "said_aloud", "answer": "didnt", "is_to_add": True})
    _add(Lesson, within, {"text": CANARY})
    _add(IfThenPlan, within, {"cue": "x", "action": CANARY, "cue_kind": "feeling"})
    if asked:
        _add(PracticeAnswer, within, {"question": first, "situation": CANARY})
    _add(NextAction, within, {"kind": "", "own": CANARY, "day": datetime.now(UTC).date()})
    _add(Opening, {"owner": owner}, {"organisation": CANARY, "state": "idea"})
    TipMark.objects.get_or_create(owner=owner, tip_id="slow-minute", defaults={"note": CANARY})
    _add(Outcome, within, {"result": "waiting", "feedback": CANARY, "worst_noticed_came_up": ""})
    given = {"for_whom": CANARY, "need": "both", "parts": [stage.key for stage in STAGES]}
    _add(ShareLink, within, {**given, **_good_for_a_week(), "token_hash": hash_of(fresh()), "ended_at": None})


def share_link(debrief: Debrief, *parts: str, days: int = 7, **fields: Any) -> str:
    """A link to a debrief that shows `parts`, keys of stages. Returns its token."""
    token = fresh()
    with acting_for(debrief.owner_id):
        make_link(debrief=debrief, token=token, parts=parts, days=days, **fields)
    return token


def _good_for_a_week() -> dict[str, datetime]:
    now = datetime.now(UTC)
    return {"made_at": now, "expires_at": now + timedelta(days=7)}


def tip_mark(owner: User, slug: str, **fields: Any) -> None:
    """What a person made of a tip."""
    with acting_for(owner.pk):
        TipMark.objects.update_or_create(owner=owner, tip_id=slug, defaults=fields)


def _reminders(within: dict[str, Any]) -> None:
    """One that went out, one that did not, and one for the owner's own calendar; none waits as a mail."""
    then, soon = (datetime.now(UTC) + timedelta(days=days) for days in (-2, 2))
    meant = {"wall_time": time(9), "zone": "Europe/London"}
    rows: list[dict[str, Any]] = [
        {"kind": "next_morning", "state": "sent", "wall_date": then, "sending_at": then, "sent_at": then},
        {"kind": "note_window", "state": "dropped", "wall_date": then, "reason": "note_sent"},
        {"kind": "decision", "state": "waiting", "wall_date": soon, "by": "calendar"},
    ]
    _add(Reminder, {**within, **meant}, *rows)


def _note(within: dict[str, Any], people: list[Person]) -> None:
    """A note to the first of the people, every text of it filled in."""
    met = people[0] if people else None
    texts = ("specific", "clarify_topic", "clarify_answer", "clarify_step", "left_out_1", "left_out_2")
    texts += ("interest", "sign_off", "signed", "phone", "body")
    written = {
        "person": met,
        "is_to_team": met is None,
        "name": met.name if met else "",
        "channel": "email",
        "tone": "plain",
        "situation": "waiting",
        "clarify_use": "mention",
        "left_out_1_use": "leave",
        "left_out_2_use": "",
        "built": "",
        "kept": [],
        "sent_at": None,
        **dict.fromkeys(texts, CANARY),
    }
    _add(Note, within, written)


def many_debriefs(owner: User, count: int) -> None:
    """Debriefs begun a minute apart, the newest last."""
    begun = datetime.now(UTC) - timedelta(minutes=count)
    with acting_for(owner.pk):
        Debrief.objects.bulk_create(
            Debrief(owner=owner, organisation=f"Place {n}", created_at=begun + timedelta(minutes=n))
            for n in range(count)
        )
