"""How a guess is asked for and kept, the first time and again later (domain.md 9)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import GuessKind
from debrief.debriefs.models import Debrief, Guess

CANNOT_SAY = "none"
SCORES = [(n, str(n)) for n in range(11)]
CHANCES = [
    *((n, f"{n} %") for n in (1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99)),
    (CANNOT_SAY, _("I can't say")),
]


def guesses_of(debrief: Debrief, kind: GuessKind) -> list[dict[str, Any]]:
    """The guesses of one kind, oldest first. `debrief` comes with its `guesses` rows."""
    return [row for row in debrief.guesses_rows if row["kind"] == kind]


def first_guess(debrief: Debrief) -> dict[str, Any] | None:
    """What somebody expected at first: their first guess that gave a chance, else the first there is.

    The record counts the same one (`debriefs.record_of_guesses`).
    """
    guesses = guesses_of(debrief, GuessKind.FIRST)
    return next((row for row in guesses if row["chance_pct"] is not None), next(iter(guesses), None))


def latest_guess(debrief: Debrief, kind: GuessKind) -> dict[str, Any] | None:
    """The guess of one kind that stands."""
    return next(reversed(guesses_of(debrief, kind)), None)


def as_guess(felt: str, chance: str) -> dict[str, Any]:
    """What was picked, the way a guess holds it; "" stands for nothing picked."""
    cannot_say = chance == CANNOT_SAY
    return {
        "felt_score": int(felt) if felt else None,
        "chance_pct": int(chance) if chance and not cannot_say else None,
        "cannot_say": cannot_say,
    }


def picked_chance(guess: Mapping[str, Any]) -> Any:
    """The choice of `CHANCES` that a guess made."""
    return CANNOT_SAY if guess["cannot_say"] else guess["chance_pct"]


def keep_guess(debrief: Debrief, kind: GuessKind, guess: Mapping[str, Any]) -> None:
    """Keep a guess with its time. A change of mind is a new one; one that says nothing new is none."""
    says_something = any(value not in (None, "", False) for value in guess.values())
    latest = latest_guess(debrief, kind)
    if says_something and (latest is None or any(latest[name] != value for name, value in guess.items())):
        Guess.objects.create(owner_id=debrief.owner_id, debrief=debrief, kind=kind, **guess)
