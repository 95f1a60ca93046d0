"""Your first guess: A4, part one. Stored with its time; a change of mind is a new guess (domain.md 9)."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import GuessKind, Mood
from debrief.recovery.guesses import CHANCES, SCORES, as_guess, keep_guess, latest_guess, picked_chance
from debrief.recovery.stages.base import Spell, Stage, StageForm
from debrief.ui.forms import OneOf, WordsField


class FirstGuessForm(StageForm):
    reads: ClassVar[tuple[str, ...]] = ("guesses",)

    felt_score = OneOf(
        label=_("How did it feel?"),
        help_text=_("0 couldn't have been worse, 10 couldn't have gone better."),
        choices=SCORES,
        layout="scale",
    )
    chance_pct = OneOf(
        label=_("What chance do you give it?"),
        help_text=_(
            "The chance to get to the next round, or an offer. Several people are interviewed for each "
            "opening, so even a good interview usually ends in a no."
        ),
        choices=CHANCES,
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
        return {
            "felt_score": guess["felt_score"],
            "chance_pct": picked_chance(guess),
            "worst_noticed": guess["worst_noticed"],
            "mood_in_week": guess["mood_in_week"],
        }

    def is_done(self) -> bool:
        return bool(self.cleaned_data["felt_score"] or self.cleaned_data["chance_pct"])

    def save(self) -> dict[str, Any]:
        values = self.cleaned_data
        guess = {
            **as_guess(values["felt_score"], values["chance_pct"]),
            "worst_noticed": values["worst_noticed"],
            "mood_in_week": int(values["mood_in_week"]) if values["mood_in_week"] else None,
        }
        keep_guess(self.debrief, GuessKind.FIRST, guess)
        return {}


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
