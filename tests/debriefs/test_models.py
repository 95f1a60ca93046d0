"""Every constraint of the database, violated once."""

from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, UniqueConstraint

from debrief.accounts.models import User
from debrief.debriefs.models import BrightSpot, Debrief, Guess, MoodCheck, Person, Question
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.tips.models import Tip
from tests import factories
from tests.tips.records import record

SAME_ID = UUID("01890000-0000-7000-8000-000000000000")

# Constraint by name: the model and rows that break it, the last of them the one that must be refused.
BROKEN: dict[str, tuple[Any, list[dict[str, Any]]]] = {
    "person_is_not_blank": (Person, [{"position": 0, "name": ""}]),
    "question_has_words": (Question, [{"position": 0, "text": ""}]),
    "question_went": (Question, [{"position": 0, "text": "x", "went": "sideways"}]),
    "bright_spot_chip_or_words": (BrightSpot, [{"position": 0, "chip": "ready", "text": "x"}]),
    "bright_spot_chip_once": (BrightSpot, [{"position": n, "chip": "ready"} for n in (0, 1)]),
    "mood_check_1_to_5": (MoodCheck, [{"moment": "before", "mood": 6}]),
    "mood_check_once_a_moment": (MoodCheck, [{"moment": "before", "mood": n} for n in (1, 2)]),
    "guess_felt_0_to_10": (Guess, [{"kind": "first", "felt_score": 11}]),
    "guess_chance_1_to_99": (Guess, [{"kind": "first", "chance_pct": 100}]),
    "guess_chance_or_cannot_say": (Guess, [{"kind": "first", "chance_pct": 10, "cannot_say": True}]),
    "guess_mood_1_to_5": (Guess, [{"kind": "first", "mood_in_week": 0}]),
    "stage_entry_once": (StageEntry, [{"stage_key": "land"}, {"stage_key": "land"}]),
    "stage_entry_state": (StageEntry, [{"stage_key": "land", "state": "lost"}]),
    "stage_entry_version": (StageEntry, [{"stage_key": "land", "version": 0}]),
    "tip_minutes": (Tip, [record(minutes=3)]),
    "tip_kind": (Tip, [record(kind="magic")]),
    "tip_when": (Tip, [record(when="never")]),
    "tip_strength": (Tip, [record(strength="certain")]),
    "tip_source_number": (Tip, [record(source="A", source_no=None)]),
    "accounts_user_email_any_case": (User, [{"email": "a@example.org"}, {"email": "A@example.org"}]),
}
# Broken on purpose elsewhere: the target of the children's second key.
ELSEWHERE = {"debrief_id_and_owner"}


def declared() -> set[str]:
    ours = [m for m in apps.get_models() if m.__module__.startswith("debrief.")]
    kinds = (CheckConstraint, UniqueConstraint)
    return {c.name for m in ours for c in m._meta.constraints if isinstance(c, kinds)}


def test_every_constraint_is_broken_here() -> None:
    assert set(BROKEN) | ELSEWHERE == declared()


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_the_database_refuses(name: str, owner: User) -> None:
    model, rows = BROKEN[name]
    debrief = factories.debrief(owner)
    within = {"owner": owner, "debrief": debrief} if hasattr(model, "debrief") else {}
    with acting_for(owner.pk):
        *fine, broken = [model(**within, **row) for row in rows]
        model.objects.bulk_create(fine)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            model.objects.bulk_create([broken])


def test_a_debriefs_id_is_its_own(owner: User) -> None:
    factories.debrief(owner, id=SAME_ID)
    with acting_for(owner.pk), pytest.raises(IntegrityError), transaction.atomic():
        Debrief.objects.bulk_create([Debrief(owner=owner, id=SAME_ID)])
