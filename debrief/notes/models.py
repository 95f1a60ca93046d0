"""A thank-you note: the parts it is made from, the text as its writer left it, and when it was sent."""

from typing import Any

from django.db import models
from django.utils import timezone

from debrief.debriefs.models import DebriefPart, Person, part_of
from debrief.notes.choices import Channel, Situation, Tone, Use
from debrief.privacy.models import OwnedQuerySet

_USES = ["", *Use.values]


class Note(DebriefPart):
    """One note to one person who was met, or one to the organisation. Debrief never sends it."""

    debrief = part_of("notes")
    # Whom it is to. A note outlives the row of its person, and keeps the name as it was written.
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False, db_constraint=False
    )
    is_to_team = models.BooleanField(default=False)
    name = models.CharField(max_length=80, blank=True)

    channel = models.CharField(max_length=8, choices=Channel, default=Channel.EMAIL)
    tone = models.CharField(max_length=8, choices=Tone, default=Tone.PLAIN)
    situation = models.CharField(max_length=16, choices=Situation, default=Situation.WAITING)

    specific = models.CharField(max_length=200, blank=True)
    clarify_use = models.CharField(max_length=8, choices=Use, blank=True)
    clarify_topic = models.CharField(max_length=100, blank=True)
    clarify_answer = models.CharField(max_length=300, blank=True)
    clarify_step = models.CharField(max_length=100, blank=True)
    left_out_1 = models.CharField(max_length=300, blank=True)
    left_out_1_use = models.CharField(max_length=8, choices=Use, blank=True)
    left_out_2 = models.CharField(max_length=300, blank=True)
    left_out_2_use = models.CharField(max_length=8, choices=Use, blank=True)
    interest = models.CharField(max_length=200, blank=True)
    sign_off = models.CharField(max_length=40, blank=True)
    signed = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    body = models.TextField(blank=True)
    # The print of the draft the body began as, or was last held against (`compose.print_of`).
    built = models.CharField(max_length=16, blank=True)
    # Ids of suggestions the writer answered with "Keep mine".
    kept: Any = models.JSONField(default=list)
    sent_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet["Note"].as_manager()

    class Meta:
        ordering = ["made_at", "id"]
        indexes = [models.Index(fields=["owner", "debrief", "made_at"], name="note_of_debrief")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "debrief", "person"], name="note_once_a_person"),
            models.UniqueConstraint(
                fields=["owner", "debrief"],
                condition=models.Q(is_to_team=True),
                name="note_once_to_the_team",
            ),
            models.CheckConstraint(
                condition=models.Q(is_to_team=False) | models.Q(person__isnull=True),
                name="note_to_a_person_or_the_team",
            ),
            models.CheckConstraint(condition=models.Q(channel__in=Channel.values), name="note_channel"),
            models.CheckConstraint(condition=models.Q(tone__in=Tone.values), name="note_tone"),
            models.CheckConstraint(condition=models.Q(situation__in=Situation.values), name="note_situation"),
            models.CheckConstraint(
                condition=models.Q(clarify_use__in=_USES)
                & models.Q(left_out_1_use__in=_USES)
                & models.Q(left_out_2_use__in=_USES),
                name="note_mention_or_leave",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | ~models.Q(body=""), name="note_sent_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.name
