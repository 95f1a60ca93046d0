"""People and debriefs for tests. Rows are written as their owner, because the database takes no others."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
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
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry, State
from debrief.recovery.stages import STAGES
from debrief.tips.models import TipMark

PASSWORD = "four unrelated words here"
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
        for n in range(people):
            baker.make(Person, name=f"Person {n}", remember=CANARY, position=n, **within)
        for n in range(questions):
            baker.make(
                Question, text=f"Question {n}? {CANARY}", note=CANARY, position=n, went="wobbly", **within
            )
        baker.make(BrightSpot, chip="listened", text="", position=0, **within)
        baker.make(BrightSpot, chip="", text=CANARY, position=1, **within)
        baker.make(MoodCheck, moment="before", mood=3, **within)
        baker.make(
            Guess, kind="first", felt_score=3, chance_pct=20, worst_noticed=CANARY, mood_in_week=3, **within
        )
        _note(within)
        _days_after(owner, within)
        for stage in STAGES:
            baker.make(StageEntry, stage_key=stage.key, state=State.DONE, answers={}, draft=None, **within)
        index_words(owner_id=owner.pk, debrief_id=made.pk)
    return made


def _days_after(owner: User, within: dict[str, Any]) -> None:
    asked = Question.objects.filter(**within).first()
    own, _ = OwnCause.objects.get_or_create(owner=owner, label=CANARY)
    baker.make(Confiding, person="Aunt", need="both", message=CANARY, told="told", after=CANARY, **within)
    baker.make(RoughPatch, position=0, what=CANARY, instead=CANARY, seen="maybe", question=asked, **within)
    baker.make(NamedCause, position=0, key="mind_blank", own=None, is_main=True, in_hands="partly", **within)
    baker.make(NamedCause, position=1, key="", own=own, is_main=False, in_hands="no", **within)
    baker.make(Preparation, item="said_aloud", answer="didnt", is_to_add=True, **within)
    baker.make(Lesson, position=0, text=CANARY, **within)
    baker.make(IfThenPlan, position=0, cue="x", action=CANARY, cue_kind="feeling", **within)
    if asked:
        baker.make(PracticeAnswer, position=0, question=asked, situation=CANARY, **within)
    baker.make(NextAction, kind="", own=CANARY, day=datetime.now(UTC).date(), **within)
    baker.make(Opening, owner=owner, organisation=CANARY, state="idea")
    TipMark.objects.get_or_create(owner=owner, tip_id="slow-minute", defaults={"note": CANARY})
    baker.make(Outcome, result="waiting", feedback=CANARY, worst_noticed_came_up="", **within)


def tip_mark(owner: User, slug: str, **fields: Any) -> None:
    """What a person made of a tip."""
    with acting_for(owner.pk):
        TipMark.objects.update_or_create(owner=owner, tip_id=slug, defaults=fields)


def _note(within: dict[str, Any]) -> None:
    """A note to the first of the people, every text of it filled in."""
    met = Person.objects.filter(**within).first()
    texts = ("specific", "clarify_topic", "clarify_answer", "clarify_step", "left_out_1", "left_out_2")
    texts += ("interest", "sign_off", "signed", "phone", "body")
    baker.make(
        Note,
        person=met,
        is_to_team=met is None,
        name=met.name if met else "",
        channel="email",
        tone="plain",
        situation="waiting",
        clarify_use="mention",
        left_out_1_use="leave",
        left_out_2_use="",
        built="",
        kept=[],
        sent_at=None,
        **dict.fromkeys(texts, CANARY),
        **within,
    )


def many_debriefs(owner: User, count: int) -> None:
    """Debriefs begun a minute apart, the newest last."""
    begun = datetime.now(UTC) - timedelta(minutes=count)
    with acting_for(owner.pk):
        Debrief.objects.bulk_create(
            Debrief(owner=owner, organisation=f"Place {n}", created_at=begun + timedelta(minutes=n))
            for n in range(count)
        )
