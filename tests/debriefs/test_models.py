"""Every constraint of the database, violated once."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import CheckConstraint, UniqueConstraint

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
    WordIndex,
)
from debrief.notes.models import Note
from debrief.privacy.models import AuditEntry, OwnedModel
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.reminders.models import Reminder
from debrief.sharing.models import ShareLink
from debrief.tips.models import Tip, TipMark
from tests import factories
from tests.tips.records import record

SAME_ID = UUID("01890000-0000-7000-8000-000000000000")
TODAY = date(2026, 11, 22)
LINK: dict[str, Any] = {
    "token_hash": bytes(32),
    "parts": ["capture"],
    "made_at": datetime(2026, 11, 22, tzinfo=UTC),
    "expires_at": datetime(2026, 11, 29, tzinfo=UTC),
}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
REMINDER = {"kind": "decision", "wall_date": TODAY, "wall_time": time(9), "zone": "Europe/London"}

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
    "confiding_once": (Confiding, [{"person": "x"}, {"person": "y"}]),
    "confiding_need": (Confiding, [{"need": "money"}]),
    "confiding_told": (Confiding, [{"told": "everyone"}]),
    "rough_patch_has_words": (RoughPatch, [{"position": 0}]),
    "rough_patch_seen": (RoughPatch, [{"position": 0, "what": "x", "seen": "never"}]),
    "own_cause_once": (OwnCause, [{"label": "x"}, {"label": "x"}]),
    "own_cause_has_words": (OwnCause, [{"label": ""}]),
    "named_cause_shipped_or_own": (NamedCause, [{"position": 0, "in_hands": "yes"}]),
    "named_cause_key_once": (NamedCause, [{"position": n, "key": "late", "in_hands": "no"} for n in (0, 1)]),
    "named_cause_own_once": (
        NamedCause,
        [{"position": n, "own_id": SAME_ID, "in_hands": "no"} for n in (0, 1)],
    ),
    "named_cause_one_main": (
        NamedCause,
        [{"position": 0, "key": key, "in_hands": "no", "is_main": True} for key in ("late", "tech")],
    ),
    "named_cause_in_hands": (NamedCause, [{"position": 0, "key": "late", "in_hands": "maybe"}]),
    "preparation_item_once": (Preparation, [{"item": "x", "answer": "did"}, {"item": "x", "answer": "did"}]),
    "preparation_one_to_add": (Preparation, [{"item": item, "is_to_add": True} for item in "xy"]),
    "preparation_answer": (Preparation, [{"item": "x"}]),
    "lesson_has_words": (Lesson, [{"position": 0, "text": ""}]),
    "if_then_plan_has_both_halves": (IfThenPlan, [{"position": 0, "cue": "x", "action": ""}]),
    "if_then_plan_cue_kind": (IfThenPlan, [{"position": 0, "cue": "x", "action": "y", "cue_kind": "z"}]),
    "practice_answer_once_a_question": (
        PracticeAnswer,
        [{"position": n, "question_id": SAME_ID} for n in (0, 1)],
    ),
    "next_action_once": (NextAction, [{"kind": kind, "day": TODAY} for kind in ("cv", "apply")]),
    "next_action_says_what": (NextAction, [{"day": TODAY}]),
    "next_action_state": (NextAction, [{"kind": "cv", "day": TODAY, "state": "lost"}]),
    "opening_has_a_name": (Opening, [{"state": "idea"}]),
    "opening_state": (Opening, [{"role": "x", "state": "ajar"}]),
    "outcome_once": (Outcome, [{"result": "offer"}, {"result": "withdrew"}]),
    "outcome_result": (Outcome, [{"result": "glory"}]),
    "outcome_came_up": (Outcome, [{"result": "offer", "worst_noticed_came_up": "twice"}]),
    "note_once_a_person": (Note, [{"person_id": SAME_ID}, {"person_id": SAME_ID}]),
    "note_once_to_the_team": (Note, [{"is_to_team": True}, {"is_to_team": True}]),
    "note_to_a_person_or_the_team": (Note, [{"is_to_team": True, "person_id": SAME_ID}]),
    "note_channel": (Note, [{"channel": "pigeon"}]),
    "note_tone": (Note, [{"tone": "cross"}]),
    "note_situation": (Note, [{"situation": "lost"}]),
    "note_mention_or_leave": (Note, [{"left_out_2_use": "perhaps"}]),
    "share_link_shows_something": (ShareLink, [{**LINK, "parts": []}]),
    "share_link_hash_or_ended": (ShareLink, [{**LINK, "token_hash": None}]),
    "share_link_sha256": (ShareLink, [{**LINK, "token_hash": b"x"}]),
    "share_link_ends_later": (ShareLink, [{**LINK, "expires_at": LINK["made_at"]}]),
    "share_link_need": (ShareLink, [{**LINK, "need": "money"}]),
    "note_sent_has_words": (Note, [{"sent_at": NOON}]),
    "reminder_once_a_kind": (Reminder, [REMINDER, REMINDER]),
    "reminder_kind": (Reminder, [{**REMINDER, "kind": "birthday"}]),
    "reminder_by": (Reminder, [{**REMINDER, "by": "pigeon"}]),
    "reminder_state": (Reminder, [{**REMINDER, "state": "lost"}]),
    "reminder_dropped_for_a_reason": (Reminder, [{**REMINDER, "state": "dropped"}]),
    "reminder_sending_since": (Reminder, [{**REMINDER, "state": "sending"}]),
    "reminder_sent_when_sent": (Reminder, [{**REMINDER, "state": "sent", "sending_at": NOON}]),
    "stage_entry_once": (StageEntry, [{"stage_key": "land"}, {"stage_key": "land"}]),
    "stage_entry_state": (StageEntry, [{"stage_key": "land", "state": "lost"}]),
    "stage_entry_version": (StageEntry, [{"stage_key": "land", "version": 0}]),
    "word_index_once": (WordIndex, [{"words": "a"}, {"words": "b"}]),
    "tip_minutes": (Tip, [record(minutes=3)]),
    "tip_kind": (Tip, [record(kind="magic")]),
    "tip_when": (Tip, [record(when="never")]),
    "tip_strength": (Tip, [record(strength="certain")]),
    "tip_source_number": (Tip, [record(source="A", source_no=None)]),
    "tip_state": (Tip, [record(state="lost")]),
    "tip_new_has_draft": (Tip, [record(state="new")]),
    "tip_mark_once": (TipMark, [{"tip_id": "a-tip"}, {"tip_id": "a-tip"}]),
    "tip_mark_tried": (TipMark, [{"tip_id": "a-tip", "tried": "twice"}]),
    "audit_event": (AuditEntry, [{"event": "made up"}]),
    "accounts_user_look": (User, [{"email": "a@example.org", "look": "neon"}]),
    "accounts_user_email_any_case": (User, [{"email": "a@example.org"}, {"email": "A@example.org"}]),
}
# The targets of the second keys, which are broken on purpose in test_wall.
ELSEWHERE = {
    "debrief_id_and_owner",
    "person_id_and_owner",
    "question_id_and_owner",
    "own_cause_id_and_owner",
}


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
    within = {"owner": owner} if issubclass(model, OwnedModel) else {}
    within |= {"debrief": debrief} if hasattr(model, "debrief") else {}
    with acting_for(owner.pk):
        Person.objects.create(owner=owner, debrief=debrief, id=SAME_ID, position=0, name="Ms Okafor")
        Question.objects.create(owner=owner, debrief=debrief, id=SAME_ID, position=0, text="Why us?")
        OwnCause.objects.create(owner=owner, id=SAME_ID, label="The lift")
        *fine, broken = [model(**within, **row) for row in rows]
        model.objects.bulk_create(fine)
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            model.objects.bulk_create([broken])


def test_a_debriefs_id_is_its_own(owner: User) -> None:
    factories.debrief(owner, id=SAME_ID)
    with acting_for(owner.pk), pytest.raises(IntegrityError), transaction.atomic():
        Debrief.objects.bulk_create([Debrief(owner=owner, id=SAME_ID)])
