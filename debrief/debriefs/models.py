"""The record of an interview, and what another page, plot or reminder reads of what was said about it.

What only its own stage reads back is kept with the stage, in `recovery.StageEntry`. Limits of texts are
in the forms; the database holds what has to be true of every row.
"""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from debrief.debriefs.carry import rows_of
from debrief.debriefs.choices import BrightChip, Format, GuessKind, Length, Moment, Mood, Round, Went
from debrief.privacy.models import OwnedModel, OwnedQuerySet

if TYPE_CHECKING:
    from debrief.debriefs.cursor import Cursor

MOODS = models.Q(mood__isnull=True) | models.Q(mood__range=(1, 5))


class DebriefQuerySet(OwnedQuerySet["Debrief"]):
    def newest_first(self) -> Self:
        return self.order_by("-created_at", "-id")

    def after(self, cursor: "Cursor") -> Self:
        """Rows older than the one a page ended with. Walks the index at any depth."""
        return self.filter(created_at__lte=cursor.created_at).exclude(
            created_at=cursor.created_at, id__gte=cursor.id
        )

    def with_rows(self, *relations: str) -> Self:
        """Carry rows of related tables along as lists of plain values, in the same query.

        `relations` are reverse names (`people`, `stage_entries`); with a minus behind it
        (`stage_entries-`) a relation comes without the columns its model names in `left_behind`. Each
        arrives as `<name>_rows`, a list of dicts of columns, in the related model's own order. Instants
        are ISO text, ids are text.
        """
        return self.annotate(**{f"{name.rstrip('-')}_rows": rows_of(self.model, name) for name in relations})


class Debrief(OwnedModel):
    """One interview. Empty until the first page of it is saved."""

    organisation = models.CharField(max_length=120, blank=True)
    role_title = models.CharField(max_length=120, blank=True)
    # The end of the interview, as far as it is known.
    interview_at = models.DateTimeField(null=True, blank=True)
    format = models.CharField(max_length=16, choices=Format, blank=True)
    round = models.CharField(max_length=16, choices=Round, blank=True)
    length = models.CharField(max_length=16, choices=Length, blank=True)
    forgot_to_say = models.TextField(blank=True)
    clarify_one = models.TextField(blank=True)
    next_they_said = models.TextField(blank=True)
    decision_by = models.DateField(null=True, blank=True)
    promised = models.TextField(blank=True)
    anything_else = models.TextField(blank=True)
    # Until then reminders keep quiet and home shows a resting card.
    pause_until = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DebriefQuerySet.as_manager()

    # Only there when `with_rows` was asked for them.
    people_rows: list[dict[str, Any]]
    questions_rows: list[dict[str, Any]]
    bright_spots_rows: list[dict[str, Any]]
    mood_checks_rows: list[dict[str, Any]]
    guesses_rows: list[dict[str, Any]]
    stage_entries_rows: list[dict[str, Any]]

    class Meta:
        indexes = [models.Index(fields=["owner", "-created_at", "-id"], name="debrief_newest_first")]
        # The target of every child's second key; see privacy.operations.OwnerOnlyRows.
        constraints = [models.UniqueConstraint(fields=["id", "owner"], name="debrief_id_and_owner")]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What the person calls it: the organisation, else the role, else when it was begun."""
        if name := self.organisation or self.role_title:
            return name
        day = timezone.localtime(self.created_at)
        return _("Interview, %(day)s") % {"day": f"{day.day} {day:%B}"}

    @property
    def happened_at(self) -> Any:
        """When the interview ended, or when the debrief was begun if nobody has said."""
        return self.interview_at or self.created_at


class DebriefPart(OwnedModel):
    """A row within a debrief. Owner and debrief together are checked by the database."""

    debrief: models.ForeignKey[Debrief, Debrief]

    class Meta:
        abstract = True


def part_of(related_name: str) -> Any:
    """The key to the debrief.

    The constraint and its index are over (debrief, owner), made by `OwnerOnlyRows(within="debrief")` and
    by each table's own index; Django's over the debrief alone would be looked up without the owner.
    """
    return models.ForeignKey(
        Debrief, on_delete=models.CASCADE, related_name=related_name, db_index=False, db_constraint=False
    )


class Person(DebriefPart):
    """Somebody who was on the other side of the table."""

    debrief = part_of("people")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=80, blank=True)
    remember = models.CharField(max_length=200, blank=True)

    objects = OwnedQuerySet["Person"].as_manager()

    class Meta:
        ordering = ["position"]
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["owner", "debrief", "position"], name="person_of_debrief")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="", role="", remember=""), name="person_is_not_blank"
            )
        ]

    def __str__(self) -> str:
        return self.name or self.role


class Question(DebriefPart):
    """A question they asked."""

    debrief = part_of("questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    went = models.CharField(max_length=16, choices=Went, blank=True)
    note = models.CharField(max_length=500, blank=True)

    objects = OwnedQuerySet["Question"].as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["owner", "debrief", "position"], name="question_of_debrief")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="question_has_words"),
            models.CheckConstraint(condition=models.Q(went__in=["", *Went.values]), name="question_went"),
        ]

    def __str__(self) -> str:
        return self.text


class BrightSpot(DebriefPart):
    """Something that held up: a ready-made phrase or the person's own words, never both."""

    debrief = part_of("bright_spots")
    position = models.PositiveSmallIntegerField()
    chip = models.CharField(max_length=16, choices=BrightChip, blank=True)
    text = models.CharField(max_length=280, blank=True)

    objects = OwnedQuerySet["BrightSpot"].as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [models.Index(fields=["owner", "debrief", "position"], name="bright_spot_of_debrief")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(chip="") ^ models.Q(text=""), name="bright_spot_chip_or_words"
            ),
            models.UniqueConstraint(
                fields=["owner", "debrief", "chip"],
                condition=~models.Q(chip=""),
                name="bright_spot_chip_once",
            ),
        ]

    def __str__(self) -> str:
        return self.get_chip_display() if self.chip else self.text


class MoodCheck(DebriefPart):
    """How somebody said they were at one moment of one debrief. No mood: they rather not say."""

    debrief = part_of("mood_checks")
    moment = models.CharField(max_length=16, choices=Moment)
    mood = models.PositiveSmallIntegerField(choices=Mood, null=True)
    felt_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet["MoodCheck"].as_manager()

    class Meta:
        ordering = ["felt_at"]
        indexes = [models.Index(fields=["owner", "-felt_at"], name="mood_check_of_owner")]
        constraints = [
            models.CheckConstraint(condition=MOODS, name="mood_check_1_to_5"),
            models.UniqueConstraint(fields=["owner", "debrief", "moment"], name="mood_check_once_a_moment"),
        ]

    def __str__(self) -> str:
        return str(self.get_mood_display()) if self.mood else _("Rather not say")


class Guess(DebriefPart):
    """What somebody expected, and when. A change of mind is a new row, so the first one stays."""

    debrief = part_of("guesses")
    kind = models.CharField(max_length=8, choices=GuessKind)
    felt_score = models.PositiveSmallIntegerField(null=True)
    chance_pct = models.PositiveSmallIntegerField(null=True)
    cannot_say = models.BooleanField(default=False)
    worst_noticed = models.CharField(max_length=200, blank=True)
    mood_in_week = models.PositiveSmallIntegerField(choices=Mood, null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet["Guess"].as_manager()

    class Meta:
        ordering = ["made_at"]
        verbose_name_plural = "guesses"
        indexes = [models.Index(fields=["owner", "debrief", "made_at"], name="guess_of_debrief")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(felt_score__isnull=True) | models.Q(felt_score__range=(0, 10)),
                name="guess_felt_0_to_10",
            ),
            models.CheckConstraint(
                condition=models.Q(chance_pct__isnull=True) | models.Q(chance_pct__range=(1, 99)),
                name="guess_chance_1_to_99",
            ),
            models.CheckConstraint(
                condition=models.Q(chance_pct__isnull=True) | models.Q(cannot_say=False),
                name="guess_chance_or_cannot_say",
            ),
            models.CheckConstraint(
                condition=models.Q(mood_in_week__isnull=True) | models.Q(mood_in_week__range=(1, 5)),
                name="guess_mood_1_to_5",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.felt_score if self.felt_score is not None else '–'}/10"
