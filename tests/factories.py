"""People and debriefs for tests. Rows are written as their owner, because the database takes no others."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from model_bakery import baker

from debrief.accounts.models import User
from debrief.debriefs.models import BrightSpot, Debrief, Guess, MoodCheck, Person, Question
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry, State
from debrief.recovery.stages import STAGES

PASSWORD = "four unrelated words here"
# Stands in every text of a debrief, so that a test can look for it where it must not be.
CANARY = "Heron lantern 4417"


def person(name: str, **fields: Any) -> User:
    return User.objects.create_user(
        f"{name}-{uuid4().hex[:12]}@example.org", PASSWORD, first_name=name, **fields
    )


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
        for stage in STAGES:
            baker.make(StageEntry, stage_key=stage.key, state=State.DONE, answers={}, draft=None, **within)
    return made


def many_debriefs(owner: User, count: int) -> None:
    """Debriefs begun a minute apart, the newest last."""
    begun = datetime.now(UTC) - timedelta(minutes=count)
    with acting_for(owner.pk):
        Debrief.objects.bulk_create(
            Debrief(owner=owner, organisation=f"Place {n}", created_at=begun + timedelta(minutes=n))
            for n in range(count)
        )
