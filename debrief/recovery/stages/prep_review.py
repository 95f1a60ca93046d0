"""How you got ready: B4, and what B7 says of before. Thirty things, of which one comes along next time.

Talking to people and practising by recall are what helps (Caldwell & Burger 1998; Pan & Rickard 2018). There
is no score: the answers are never added up.
"""

from typing import Any, ClassVar

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.causes import CAUSES, Cause
from debrief.debriefs.choices import Prepared
from debrief.debriefs.models import Preparation
from debrief.debriefs.preparation import GROUPS, ITEMS
from debrief.recovery.stages.base import Carried, Spell, Stage, StageForm
from debrief.recovery.stages.look_again import LOOK_AGAIN
from debrief.ui.forms import MatrixField, OneFrom, OneOf

ENOUGH_ITEMS = 6  # answered, for the stage to be done


class Hours(models.TextChoices):
    NONE = "none", _("None")
    UNDER_1 = "under_1", _("Under 1")
    UP_TO_3 = "1_3", _("1 to 3")
    UP_TO_6 = "3_6", _("3 to 6")
    OVER_6 = "over_6", _("Over 6")


class PractisedWith(models.TextChoices):
    NOBODY = "nobody", _("Nobody")
    ALONE = "alone", _("Alone, out loud")
    SOMEONE = "someone", _("With someone")


class PrepReviewForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("preparations", "causes")

    item = MatrixField(
        label=_("What was ready?"),
        help_text=_("Six answers are plenty. Nothing is added up."),
        groups=[(title, [(item.key, item.label) for item in items]) for title, items in GROUPS],
        choices=Prepared.choices,
    )
    one_to_add = OneFrom(
        label=_("One to add next time"),
        help_text=_("It waits for you before the next interview."),
        choices=[("", _("None for now")), *((key, item.label) for key, item in ITEMS.items())],
    )
    hours = OneOf(label=_("How many hours went into it, all in all?"), choices=Hours.choices)
    practised_with = OneOf(label=_("Who did you practise with?"), choices=PractisedWith.choices)

    @property
    def causes(self) -> list[Cause]:
        """The reasons of this debrief that something on the list is about."""
        keys = (row["key"] for row in self.debrief.causes_rows)
        return [CAUSES[key] for key in keys if key in CAUSES and CAUSES[key].prepares]

    @cached_property
    def notes(self) -> dict[str, str]:
        """Which of these reasons an item goes with, by item."""
        told: dict[str, list[str]] = {}
        for cause in self.causes:
            for key in cause.prepares:
                told.setdefault(key, []).append(str(cause.label))
        return {key: _("Goes with: %(reasons)s") % {"reasons": ", ".join(t)} for key, t in told.items()}

    def carried(self) -> list[Carried]:
        labels = [str(cause.label) for cause in self.causes]
        return [Carried(LOOK_AGAIN.key, _("What you named"), labels)]

    def stored(self) -> dict[str, Any]:
        rows = self.debrief.preparations_rows
        return {
            **self.answers,
            "item": {row["item"]: row["answer"] for row in rows if row["answer"]},
            "one_to_add": next((row["item"] for row in rows if row["is_to_add"]), ""),
        }

    def is_done(self) -> bool:
        values = self.cleaned_data
        return len(values["item"]) >= ENOUGH_ITEMS or bool(values["one_to_add"])

    def save(self) -> dict[str, Any]:
        kept = super().save()
        answers, to_add = kept.pop("item", {}), kept.pop("one_to_add", "")
        before = {row["item"]: {"id": row["id"]} for row in self.debrief.preparations_rows}
        Preparation.objects.filter(owner=self.debrief.owner_id, debrief=self.debrief).delete()
        Preparation.objects.bulk_create(
            Preparation(
                owner_id=self.debrief.owner_id,
                debrief=self.debrief,
                item=key,
                answer=answers.get(key, ""),
                is_to_add=key == to_add,
                **before.get(key, {}),  # a row that stays keeps its id
            )
            for key in ITEMS
            if key in answers or key == to_add
        )
        return kept

    @property
    def proposed(self) -> list[str]:
        """What to add next time: things that were not done first, and in both halves those with a note."""
        answers, notes = self["item"].value() or {}, self.notes
        return ["", *sorted(ITEMS, key=lambda key: (answers.get(key) != Prepared.DIDNT, key not in notes))]


PREP_REVIEW = Stage(
    key="prep_review",
    title=_("How you got ready"),
    why=_("What was ready, what wasn't, and one thing to add next time."),
    spell=Spell.TOMORROW,
    minutes=4,
    sources=("B4", "B7"),
    form_class=PrepReviewForm,
    template_name="recovery/prep_review_page.html",
    rests_first=True,
)
