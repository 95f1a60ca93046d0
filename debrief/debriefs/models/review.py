"""Looking again: rough patches, the reasons for them, and how somebody got ready."""

from django.db import models
from django.utils import timezone

from debrief.debriefs.choices import InHands, Prepared, Seen
from debrief.debriefs.models.record import DebriefPart, part_of
from debrief.debriefs.models.said import Question
from debrief.privacy.models import OwnedModel, OwnedQuerySet


class RoughPatch(DebriefPart):
    """A minute that went badly: what a camera would have seen, and what to do with that minute now."""

    debrief = part_of("rough_patches")
    position = models.PositiveSmallIntegerField()
    # The question it is about, when it began as one. It outlives the question.
    question = models.ForeignKey(
        Question, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    what = models.CharField(max_length=400, blank=True)
    instead = models.CharField(max_length=600, blank=True)
    seen = models.CharField(max_length=16, choices=Seen, blank=True)

    objects = OwnedQuerySet["RoughPatch"].as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "rough patches"
        indexes = [models.Index(fields=["owner", "debrief", "position"], name="rough_patch_of_debrief")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(what="", instead=""), name="rough_patch_has_words"),
            models.CheckConstraint(condition=models.Q(seen__in=["", *Seen.values]), name="rough_patch_seen"),
        ]

    def __str__(self) -> str:
        return self.what or self.instead


class OwnCause(OwnedModel):
    """A reason in somebody's own words, offered in every debrief until it is archived."""

    label = models.CharField(max_length=120)
    archived_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet["OwnCause"].as_manager()

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "label"], name="own_cause_once"),
            models.CheckConstraint(condition=~models.Q(label=""), name="own_cause_has_words"),
            models.UniqueConstraint(fields=["id", "owner"], name="own_cause_id_and_owner"),
        ]

    def __str__(self) -> str:
        return self.label


class NamedCause(DebriefPart):
    """A reason somebody named for one debrief: one of `debriefs.causes`, or one of their own."""

    debrief = part_of("causes")
    position = models.PositiveSmallIntegerField()
    # Not a choice field: adding a cause needs no migration.
    key = models.CharField(max_length=24, blank=True)
    # One that is named somewhere is archived, and goes only together with what names it.
    own = models.ForeignKey(
        OwnCause,
        on_delete=models.RESTRICT,
        null=True,
        related_name="named",
        db_index=False,
        db_constraint=False,
    )
    is_main = models.BooleanField(default=False)
    in_hands = models.CharField(max_length=8, choices=InHands)

    not_words = ("key",)

    objects = OwnedQuerySet["NamedCause"].as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(fields=["owner", "debrief", "position"], name="named_cause_of_debrief"),
            models.Index(
                fields=["owner", "own"], condition=models.Q(own__isnull=False), name="named_cause_own"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(key="") ^ models.Q(own__isnull=True), name="named_cause_shipped_or_own"
            ),
            models.UniqueConstraint(
                fields=["owner", "debrief", "key"], condition=~models.Q(key=""), name="named_cause_key_once"
            ),
            models.UniqueConstraint(fields=["owner", "debrief", "own"], name="named_cause_own_once"),
            models.UniqueConstraint(
                fields=["owner", "debrief"], condition=models.Q(is_main=True), name="named_cause_one_main"
            ),
            models.CheckConstraint(
                condition=models.Q(in_hands__in=InHands.values), name="named_cause_in_hands"
            ),
        ]

    def __str__(self) -> str:
        return self.key or str(self.own)


class Preparation(DebriefPart):
    """One item of the checklist of `debriefs.preparation`, as it was before this interview."""

    debrief = part_of("preparations")
    # Not a choice field: adding an item needs no migration.
    item = models.CharField(max_length=24)
    answer = models.CharField(max_length=16, choices=Prepared, blank=True)
    # The one to add next time.
    is_to_add = models.BooleanField(default=False)

    not_words = ("item",)

    objects = OwnedQuerySet["Preparation"].as_manager()

    class Meta:
        ordering = ["item"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "debrief", "item"], name="preparation_item_once"),
            models.UniqueConstraint(
                fields=["owner", "debrief"], condition=models.Q(is_to_add=True), name="preparation_one_to_add"
            ),
            models.CheckConstraint(
                condition=models.Q(answer__in=Prepared.values) | models.Q(answer="", is_to_add=True),
                name="preparation_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.item
