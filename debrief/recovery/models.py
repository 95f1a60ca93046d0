"""Where a person is in one stage of one debrief."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.models import DebriefPart, part_of
from debrief.privacy.models import OwnedQuerySet


class State(models.TextChoices):
    """States that are stored. A stage without a row is not started; resting is told by the clock."""

    STARTED = "started", _("Started")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Left out")


# States in which a stage needs nothing more.
SETTLED = frozenset({State.DONE, State.SKIPPED})


class StageEntry(DebriefPart):
    """One stage of one debrief: its state, what only it reads back, and what is still being typed."""

    debrief = part_of("stage_entries")
    # Not a choice field: adding a stage needs no migration.
    stage_key = models.CharField(max_length=32)
    state = models.CharField(max_length=8, choices=State, default=State.STARTED)
    # Validated by the stage's form on the way in; names are its fields.
    answers: Any = models.JSONField(default=dict)
    # Raw form values as posted, {name: [value, …]}, or NULL when nothing is waiting to be saved.
    draft: Any = models.JSONField(null=True)
    # Raised by every write. A page that was opened with an older one is refused.
    version = models.PositiveIntegerField(default=1)
    # The last write's own id, so that a repeat after a lost reply is told from a conflict.
    operation = models.UUIDField(null=True)
    saved_at = models.DateTimeField(default=timezone.now)

    # What a list of debriefs has no use for; see DebriefQuerySet.with_rows.
    left_behind = ("draft",)
    # A draft is not saved yet, and is found once it is.
    not_words = ("stage_key", "draft")

    objects = OwnedQuerySet["StageEntry"].as_manager()

    class Meta:
        verbose_name_plural = "stage entries"
        constraints = [
            models.UniqueConstraint(fields=["owner", "debrief", "stage_key"], name="stage_entry_once"),
            models.CheckConstraint(condition=models.Q(state__in=State.values), name="stage_entry_state"),
            models.CheckConstraint(condition=models.Q(version__gte=1), name="stage_entry_version"),
        ]

    def clean(self) -> None:
        """What pages take for granted of the JSON in a row that no form of ours has written."""
        draft = self.draft if self.draft is not None else {}
        if not (isinstance(self.answers, dict) and isinstance(draft, dict)):
            raise ValidationError(_("The answers of a stage have names."))
        if not all(isinstance(values, list) and all(isinstance(one, str) for one in values)
                   for values in draft.values()):  # fmt: skip
            raise ValidationError(_("A draft is made of texts."))

    def __str__(self) -> str:
        return f"{self.stage_key}: {self.state}"
