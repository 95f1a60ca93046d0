"""Your first guess: A4, part one. Stored with its time; a change of mind is a new guess (domain.md 9)."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import GuessKind, Mood
from debrief.debriefs.models import Debrief, Guess
from debrief.recovery.stages.base import Spell, Stage, StageForm
from debrief.ui.forms import OneOf, WordsField

CANNOT_SAY = "none"
CHANCES = (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99)  # per cent


def latest_guess(debrief: Debrief, kind: GuessKind) -> dict[str, Any] | None:
    """The last guess of one kind as a row; `debrief` comes with its `guesses`."""
    return next((row for row in reversed(debrief.guesses_rows) if row["kind"] == kind), None)


class FirstGuessForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("guesses",)

    felt_score = OneOf(
        label=_("How did it feel?"),
        help_text=_("0 couldn't have been worse, 10 couldn't have gone better."),
        choices=[(n, str(n)) for n in range(11)],
        layout="scale",
    )
    chance_pct = OneOf(
        label=_("What chance do you give it?"),
        help_text=_(
            "The chance to get to the next round, or an offer. Several people are interviewed for each "
            "opening, so even a good interview usually ends in a no."
        ),
        choices=[*((n, f"{n} %") for n in CHANCES), (CANNOT_SAY, _("I can't say"))],
    )
    worst_noticed = WordsField(
        label=_("What are you most afraid they noticed?"),
        help_text=_("Written down, it can be checked later against what they say."),
        max_length=200,
        rows=2,
    )
    mood_in_week = OneOf(label=_("How do you think you'll feel about this in a week?"), choices=Mood.choices)

    def stored(self) -> dict[str, Any]:
        guess = latest_guess(self.debrief, GuessKind.FIRST)
        if guess is None:
            return {}
        chance = CANNOT_SAY if guess["cannot_say"] else guess["chance_pct"]
        return {
            "felt_score": guess["felt_score"],
            "chance_pct": chance,
            "worst_noticed": guess["worst_noticed"],
            "mood_in_week": guess["mood_in_week"],
        }

    def is_done(self) -> bool:
        return bool(self.cleaned_data["felt_score"] or self.cleaned_data["chance_pct"])

    def save(self) -> dict[str, Any]:
        guess = self._as_guess()
        latest = latest_guess(self.debrief, GuessKind.FIRST)
        if any(value not in (None, "", False) for value in guess.values()) and (
            latest is None or any(latest[name] != value for name, value in guess.items())
        ):
            Guess.objects.create(
                owner_id=self.debrief.owner_id, debrief=self.debrief, kind=GuessKind.FIRST, **guess
            )
        return {}

    def _as_guess(self) -> dict[str, Any]:
        values = self.cleaned_data
        cannot_say = values["chance_pct"] == CANNOT_SAY
        return {
            "felt_score": int(values["felt_score"]) if values["felt_score"] else None,
            "chance_pct": int(values["chance_pct"]) if values["chance_pct"] and not cannot_say else None,
            "cannot_say": cannot_say,
            "worst_noticed": values["worst_noticed"],
            "mood_in_week": int(values["mood_in_week"]) if values["mood_in_week"] else None,
        }


FIRST_GUESS = Stage(
    key="first_guess",
    title=_("Your first guess"),
    why=_("How it felt and how it went are two things. Put the first one down before it drifts."),
    spell=Spell.NOW,
    minutes=1,
    sources=("A4",),
    form_class=FirstGuessForm,
    is_short=True,
)
