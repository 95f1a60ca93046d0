"""The record of an interview, and what it takes to be a part of one."""

from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext as _

from debrief.debriefs.carry import rows_of
from debrief.debriefs.choices import Format, Length, Round
from debrief.privacy.models import OwnedModel, OwnedQuerySet

if TYPE_CHECKING:
    from debrief.debriefs.cursor import Cursor


# Written out for the reason that `carry.rows_of` is.
_RESULT: dict[str, Any] = {
    "result": RawSQL(
        "(SELECT known.result FROM debriefs_outcome known "
        "WHERE known.owner_id = debriefs_debrief.owner_id AND known.debrief_id = debriefs_debrief.id)",
        [],
        output_field=models.CharField(null=True),
    )
}


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
        are ISO text, ids are text. The lists a person keeps across debriefs (`of_owner`) come along too.
        """
        return self.annotate(**{f"{name.rstrip('-')}_rows": rows_of(self.model, name) for name in relations})

    def with_result(self) -> Self:
        """Carry the outcome along as `result`, a `choices.Result` or None. The cheap way, for lists."""
        return self.annotate(**_RESULT)


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
    # What was promised is a to-do until then.
    promised_done_at = models.DateTimeField(null=True, blank=True)
    # Out of the list, until it is brought back.
    put_away_at = models.DateTimeField(null=True, blank=True)
    next_interview_at = models.DateTimeField(null=True, blank=True)
    # The round before this one, at the same place.
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        related_name="followed_by",
        db_index=False,
        db_constraint=False,
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = DebriefQuerySet.as_manager()

    # What belongs to the person and not to one debrief, and is carried along all the same.
    of_owner: ClassVar[dict[str, str]] = {
        "own_causes": "debriefs.OwnCause",
        "openings": "debriefs.Opening",
        "tip_marks": "tips.TipMark",
    }

    # Only there when `with_rows` was asked for them.
    people_rows: list[dict[str, Any]]
    questions_rows: list[dict[str, Any]]
    bright_spots_rows: list[dict[str, Any]]
    mood_checks_rows: list[dict[str, Any]]
    guesses_rows: list[dict[str, Any]]
    confidings_rows: list[dict[str, Any]]
    rough_patches_rows: list[dict[str, Any]]
    causes_rows: list[dict[str, Any]]
    preparations_rows: list[dict[str, Any]]
    lessons_rows: list[dict[str, Any]]
    plans_rows: list[dict[str, Any]]
    practice_answers_rows: list[dict[str, Any]]
    next_actions_rows: list[dict[str, Any]]
    outcomes_rows: list[dict[str, Any]]
    stage_entries_rows: list[dict[str, Any]]
    notes_rows: list[dict[str, Any]]
    reminders_rows: list[dict[str, Any]]
    own_causes_rows: list[dict[str, Any]]
    openings_rows: list[dict[str, Any]]
    tip_marks_rows: list[dict[str, Any]]
    # Only there after `with_result`.
    result: str | None

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-created_at", "-id"], name="debrief_newest_first"),
            models.Index(
                fields=["owner", "follows"], condition=models.Q(follows__isnull=False), name="debrief_follows"
            ),
            # Few are put away, and without this finding them would walk all the others.
            models.Index(
                fields=["owner", "-created_at", "-id"],
                condition=models.Q(put_away_at__isnull=False),
                name="debrief_put_away",
            ),
        ]
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

    # Text columns that hold keys and not somebody's words; search passes them over.
    not_words: ClassVar[tuple[str, ...]] = ()

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


@cache
def parts() -> dict[str, type[DebriefPart]]:
    """Every table of a debrief, those of rooms above included, by the name `with_rows` knows it under."""
    related = Debrief._meta.related_objects
    return {
        str(one.related_name): one.related_model
        for one in related
        if issubclass(one.related_model, DebriefPart)
    }
