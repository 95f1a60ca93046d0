"""The library: what to do now, how long it takes, what it rests on and how sure that is.

And what one person made of a tip, which is theirs.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from debrief.privacy.models import OwnedModel, OwnedQuerySet
from debrief.tips.library import FIELDS, digest


class Kind(models.TextChoices):
    CALM = "calm", _("Settle")
    VIEW = "view", _("A fairer picture")
    REVIEW = "review", _("Look again")
    PEOPLE = "people", _("People")
    NOTE = "note", _("The note")
    PRACTICE = "practice", _("Practice")
    SEARCH = "search", _("The search")
    REST = "rest", _("Rest")


class Shelf(models.TextChoices):
    """When a tip is for, in plain words."""

    NOW = "now", _("Right now")
    TODAY = "today", _("Today")
    TOMORROW = "tomorrow", _("Tomorrow")
    THIS_WEEK = "this_week", _("This week")
    BEFORE_NEXT = "before_next", _("Before the next one")
    ANY = "any", _("Any time")


class Strength(models.TextChoices):
    """How sure we are, in four words (domain.md, section 1)."""

    WELL_SUPPORTED = "well_supported", _("Well supported")
    SOME_SUPPORT = "some_support", _("Some support")
    MIXED = "mixed", _("Mixed")
    COMMON_PRACTICE = "common_practice", _("Common practice")


class Source(models.TextChoices):
    A = "A", _("Recovering From a Bad Job Interview")
    B = "B", _("10 Best Ways For Recovery After a Bad Interview")
    ADDED = "added", _("Added by Debrief")


class Tried(models.TextChoices):
    """What came of a tip for one person."""

    HELPED = "helped", _("Helped")
    A_BIT = "a_bit", _("A bit")
    NOT_FOR_ME = "not_for_me", _("Not for me")


class State(models.TextChoices):
    """Whether people read a tip."""

    NEW = "new", _("Not published yet")
    PUBLIC = "public", _("Public")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Change(models.TextChoices):
    """What was done to a tip, as its history has it."""

    SHIPPED = "shipped", _("Loaded from the tips that ship with Debrief")
    IMPORTED = "imported", _("Brought in from a file")
    DRAFT = "draft", _("Draft saved")
    DROPPED = "dropped", _("Draft dropped")
    BROUGHT_BACK = "brought_back", _("An older text brought back as a draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DELETED = "deleted", _("Deleted")


MINUTES = (1, 2, 5, 10, 15, 30)
MOST_NOTE = 300  # characters


class TipQuerySet(models.QuerySet["Tip"]):
    def in_source_order(self) -> Self:
        return self.order_by("source", "source_no", "slug")

    def changed_last(self) -> Self:
        """The one whose words changed last comes first."""
        return self.order_by("-updated_at", "slug")


class _PublicTips(models.Manager.from_queryset(TipQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> TipQuerySet:
        tips: TipQuerySet = super().get_queryset()
        return tips.filter(state=State.PUBLIC)


class Tip(models.Model):
    """One tip. The record of domain.md 10.1, as people read it; `rules` has its limits.

    Beside it lies what staff are writing: `draft` is the whole record as it would be published, and may
    break any limit until it is.
    """

    slug = models.SlugField(max_length=60, primary_key=True)
    title = models.CharField(max_length=60)
    summary = models.CharField(max_length=140)
    body = models.TextField(help_text=_("Markdown, 120 to 250 words."))
    try_this = models.CharField(max_length=160)
    minutes = models.PositiveSmallIntegerField(choices=[(n, n) for n in MINUTES])
    when = models.CharField(max_length=16, choices=Shelf)
    stages: ClassVar = ArrayField(models.CharField(max_length=32), default=list)
    causes: ClassVar = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    low_ok = models.BooleanField(_("fine to show at a low mood"), default=False)
    kind = models.CharField(max_length=16, choices=Kind)
    source = models.CharField(max_length=8, choices=Source)
    source_no = models.PositiveSmallIntegerField(null=True, blank=True)
    evidence = models.CharField(max_length=240)
    strength = models.CharField(max_length=16, choices=Strength)
    caution = models.CharField(max_length=160, blank=True)
    related: ClassVar = ArrayField(models.SlugField(max_length=60), default=list)
    reviewed_on = models.DateField()
    # When its words last changed, as `library.WORDS` has them: what the feed and the sitemap go by.
    updated_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=16, choices=State, default=State.PUBLIC, editable=False)
    draft = models.JSONField(null=True, blank=True, editable=False)
    # What the file said when it was last loaded. A row that says otherwise was edited, and is kept.
    shipped_digest = models.CharField(max_length=64, editable=False, default="")
    search = models.GeneratedField(
        expression=(
            SearchVector("title", weight="A", config="english")
            + SearchVector("summary", "try_this", weight="B", config="english")
            + SearchVector("body", weight="C", config="english")
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    # Only those people may read, for whoever asks without thinking of authoring; it needs all of them.
    objects = _PublicTips()
    every = TipQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["search"])

    class Meta:
        verbose_name = _("tip")
        verbose_name_plural = _("tips")
        indexes = [
            GinIndex(fields=["search"], name="tip_search"),
            GinIndex(fields=["causes"], name="tip_causes"),
            models.Index(fields=["source", "source_no", "slug"], name="tip_source_order"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__in=MINUTES), name="tip_minutes"),
            models.CheckConstraint(condition=models.Q(kind__in=Kind.values), name="tip_kind"),
            models.CheckConstraint(condition=models.Q(when__in=Shelf.values), name="tip_when"),
            models.CheckConstraint(condition=models.Q(strength__in=Strength.values), name="tip_strength"),
            models.CheckConstraint(
                condition=models.Q(source="added", source_no__isnull=True)
                | models.Q(source__in=("A", "B"), source_no__isnull=False),
                name="tip_source_number",
            ),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="tip_state"),
            models.CheckConstraint(
                condition=~models.Q(state="new", draft__isnull=True), name="tip_new_has_draft"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("tips:tip_page", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return self.state == State.PUBLIC

    @property
    def published(self) -> dict[str, Any]:
        """The record people read, or read until it was withdrawn."""
        return {name: getattr(self, name) for name in FIELDS}

    @property
    def latest(self) -> dict[str, Any]:
        """The record that staff go on writing: the draft, or without one what was published."""
        return latest_of(self)

    def says_only(self, *digests: str) -> bool:
        """Whether nobody made more of it here than a file with one of these digests says."""
        return self.is_public and self.draft is None and digest(self.published) in digests


def latest_of(row: Any) -> dict[str, Any]:
    """The record that a tip, or a row of its history, has staff go on writing."""
    if row.draft is None:
        return {name: getattr(row, name) for name in FIELDS}
    return {**row.draft, "reviewed_on": date.fromisoformat(row.draft["reviewed_on"])}


def as_draft(record: Mapping[str, Any]) -> dict[str, Any]:
    """A record as the column for drafts holds it."""
    return {**record, "reviewed_on": record["reviewed_on"].isoformat()}


class TipMark(OwnedModel):
    """What one person made of one tip. There is a row from the first time they had it open."""

    # No key in the database: a tip that is taken out of the library must not have to reach into rows that
    # only their owners can see. A mark whose tip is gone is never shown.
    tip = models.ForeignKey(
        Tip, on_delete=models.DO_NOTHING, related_name="marks", db_index=False, db_constraint=False
    )
    seen_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(null=True, blank=True)
    tried = models.CharField(max_length=16, choices=Tried, blank=True)
    is_hidden = models.BooleanField(default=False)
    note = models.CharField(max_length=MOST_NOTE, blank=True)

    objects = OwnedQuerySet["TipMark"].as_manager()

    # Carried along with debriefs only for suggesting; see `Debrief.objects.with_rows`.
    left_behind = ("id", "saved_at", "note")

    class Meta:
        ordering = ["tip_id"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "tip"], name="tip_mark_once"),
            models.CheckConstraint(condition=models.Q(tried__in=["", *Tried.values]), name="tip_mark_tried"),
        ]

    def __str__(self) -> str:
        return self.tip_id
