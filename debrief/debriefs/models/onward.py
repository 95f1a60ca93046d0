"""What is taken forward: lessons, plans, practised answers, the next action, openings, the outcome."""

from django.db import models
from django.utils import timezone

from debrief.debriefs.choices import (
    Action,
    ActionState,
    CameUp,
    CueKind,
    OpeningState,
    Result,
)
from debrief.debriefs.models.record import DebriefPart, part_of
from debrief.debriefs.models.said import Question
from debrief.privacy.models import OwnedModel, OwnedQuerySet


class Lesson(DebriefPart):
    """One thing learned, in a sentence."""

    debrief = part_of("lessons")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=280)

    objects = OwnedQuerySet["Lesson"].as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["owner", "debrief", "position"], name="lesson_of_debrief")]
        constraints = [models.CheckConstraint(condition=~models.Q(text=""), name="lesson_has_words")]

    def __str__(self) -> str:
        return self.text


class IfThenPlan(DebriefPart):
    """If this happens, then I will do that, so that (Sheeran et al. 2024)."""

    debrief = part_of("plans")
    position = models.PositiveSmallIntegerField()
    cue_kind = models.CharField(max_length=16, choices=CueKind, blank=True)
    cue = models.CharField(max_length=120)
    action = models.CharField(max_length=200)
    reason = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet["IfThenPlan"].as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["owner", "debrief", "position"], name="if_then_plan_of_debrief")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(cue="") & ~models.Q(action=""), name="if_then_plan_has_both_halves"
            ),
            models.CheckConstraint(
                condition=models.Q(cue_kind__in=["", *CueKind.values]), name="if_then_plan_cue_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cue}: {self.action}"


class PracticeAnswer(DebriefPart):
    """A better answer to a question they asked, in four beats or in one piece."""

    debrief = part_of("practice_answers")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(
        Question, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    situation = models.CharField(max_length=300, blank=True)
    task = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=600, blank=True)
    result = models.CharField(max_length=300, blank=True)
    free = models.CharField(max_length=1200, blank=True)

    objects = OwnedQuerySet["PracticeAnswer"].as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "debrief", "question"], name="practice_answer_once_a_question"
            )
        ]

    def __str__(self) -> str:
        return self.free or self.action


class NextAction(DebriefPart):
    """The one small step after this interview, and what became of it."""

    debrief = part_of("next_actions")
    kind = models.CharField(max_length=16, choices=Action, blank=True)
    own = models.CharField(max_length=140, blank=True)
    day = models.DateField()
    state = models.CharField(max_length=8, choices=ActionState, default=ActionState.OPEN)

    objects = OwnedQuerySet["NextAction"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "debrief"], name="next_action_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=Action.values) | (models.Q(kind="") & ~models.Q(own="")),
                name="next_action_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ActionState.values), name="next_action_state"
            ),
        ]

    def __str__(self) -> str:
        return self.own or self.get_kind_display()


class Opening(OwnedModel):
    """Another door: somebody's own list of what is still open, the same in every debrief."""

    organisation = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=16, choices=OpeningState, default=OpeningState.IDEA)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet["Opening"].as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["owner", "created_at", "id"], name="opening_of_owner")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(organisation="", role=""), name="opening_has_a_name"),
            models.CheckConstraint(condition=models.Q(state__in=OpeningState.values), name="opening_state"),
        ]

    def __str__(self) -> str:
        return self.organisation or self.role


class Outcome(DebriefPart):
    """What happened in the end, or what is known of it."""

    debrief = part_of("outcomes")
    result = models.CharField(max_length=16, choices=Result)
    heard_at = models.DateField(null=True)
    feedback = models.TextField(blank=True)
    worst_noticed_came_up = models.CharField(max_length=8, choices=CameUp, blank=True)
    tell_self_then = models.CharField(max_length=280, blank=True)
    told_at = models.DateTimeField(default=timezone.now)

    # What a list of debriefs has no use for; see DebriefQuerySet.with_rows.
    left_behind = ("feedback", "tell_self_then")

    objects = OwnedQuerySet["Outcome"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "debrief"], name="outcome_once"),
            models.CheckConstraint(condition=models.Q(result__in=Result.values), name="outcome_result"),
            models.CheckConstraint(
                condition=models.Q(worst_noticed_came_up__in=["", *CameUp.values]), name="outcome_came_up"
            ),
        ]

    def __str__(self) -> str:
        return self.get_result_display()
