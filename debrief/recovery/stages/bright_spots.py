"""What held up, before anything else: A1. Looking at what went right is not soft (Ellis et al. 2006)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import BrightChip
from debrief.debriefs.models import BrightSpot
from debrief.recovery.asking import NEXT_DAY, stands
from debrief.recovery.stages.base import Spell, Stage, StageForm
from debrief.ui.forms import AnyOf, SeveralField, Tick, WordsField


class BrightSpotsForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("bright_spots",)

    bright_chips = AnyOf(
        label=_("Did any of these happen?"),
        help_text=_("Tap all that are even half true."),
        choices=BrightChip.choices,
    )
    bright_text = SeveralField(
        label=_("Anything else that held up, in your words"),
        help_text=_("An answer, a minute, a look on someone's face. Up to three, a sentence is plenty."),
        most=3,
        max_length=280,
    )
    bright_how = WordsField(
        label=_("What did you do that made that happen?"),
        max_length=280,
        rows=2,
    )
    nothing_yet = Tick(
        label=_("I can't see anything yet"),
        help_text=_("That's common in the first hour. We'll ask once more tomorrow."),
    )

    def stored(self) -> dict[str, Any]:
        rows = self.debrief.bright_spots_rows
        return {
            **self.answers,
            "bright_chips": [row["chip"] for row in rows if row["chip"]],
            "bright_text": [row["text"] for row in rows if row["text"]],
        }

    @classmethod
    def follow_up(cls, answers: Mapping[str, Any], *, saved_on: date, today: date) -> str | Promise:
        since = answers.get("nothing_since")
        if since is None or answers.get("asked_again"):
            return ""
        is_due = stands(date.fromisoformat(since) + NEXT_DAY, today)
        return _("Anything look different this morning?") if is_due else ""

    def is_done(self) -> bool:
        values = self.cleaned_data
        return bool(values["bright_chips"] or values["bright_text"] or values["nothing_yet"])

    def save(self) -> dict[str, Any]:
        BrightSpot.objects.filter(owner=self.debrief.owner_id, debrief=self.debrief).delete()
        parts = [{"chip": chip} for chip in self.cleaned_data["bright_chips"]]
        parts += [{"text": text} for text in self.cleaned_data["bright_text"]]
        BrightSpot.objects.bulk_create(
            BrightSpot(owner_id=self.debrief.owner_id, debrief=self.debrief, position=n, **part)
            for n, part in enumerate(parts)
        )
        kept = super().save()
        answers = {name: kept[name] for name in ("bright_how", "nothing_yet") if kept.get(name)}
        if kept.get("nothing_yet"):
            today = timezone.localdate().isoformat()
            answers["nothing_since"] = self.answers.get("nothing_since", today)
            if answers["nothing_since"] < today:
                answers["asked_again"] = True  # once is enough
        return answers


def held_up(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Bright spots in words, from the `bright_spots` rows of a debrief."""
    return [row["text"] or str(BrightChip(row["chip"]).label) for row in rows]


BRIGHT_SPOTS = Stage(
    key="bright_spots",
    title=_("What held up"),
    why=_("Even a rough hour can have a steady minute in it. Look for one."),
    spell=Spell.NOW,
    minutes=1,
    sources=("A1",),
    form_class=BrightSpotsForm,
    is_short=True,
)
