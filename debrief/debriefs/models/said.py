"""What somebody said right after, or the same day: people, questions, what held up, moods and guesses."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from debrief.debriefs.choices import BrightChip, GuessKind, Moment, Mood, Need, Told, Went
from debrief.debriefs.models.record import DebriefPart, part_of
from debrief.privacy.models import OwnedQuerySet

MOODS = models.Q(mood__isnull=True) | models.Q(mood__range=(1, 5))


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
            ),
            # What points at a person has to be its owner's as well; see privacy.operations.SameOwner.
            models.UniqueConstraint(fields=["id", "owner"], name="person_id_and_owner"),
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
            # What points at a question has to be its owner's as well; see privacy.operations.SameOwner.
            models.UniqueConstraint(fields=["id", "owner"], name="question_id_and_owner"),
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


class Confiding(DebriefPart):
    """Letting somebody in: who, what was asked of them, and what they saw."""

    debrief = part_of("confidings")
    person = models.CharField(max_length=60, blank=True)
    need = models.CharField(max_length=16, choices=Need, blank=True)
    message = models.CharField(max_length=600, blank=True)
    told = models.CharField(max_length=16, choices=Told, blank=True)
    after = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet["Confiding"].as_manager()

    class Meta:
        ordering = ["made_at"]
        indexes = [models.Index(fields=["owner", "-made_at"], name="confiding_of_owner")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "debrief"], name="confiding_once"),
            models.CheckConstraint(condition=models.Q(need__in=["", *Need.values]), name="confiding_need"),
            models.CheckConstraint(condition=models.Q(told__in=["", *Told.values]), name="confiding_told"),
        ]

    def __str__(self) -> str:
        return self.person
