"""What somebody's first guesses and what became of them add up to (domain.md 9).

Counting is apart from reading, so that a page can say it in words and a plot can draw it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, exp, lgamma, log, pi, sqrt
from typing import Any

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from debrief.debriefs.choices import GuessKind, Result
from debrief.debriefs.models import Guess, Outcome

ENOUGH = 3  # resolved guesses; below that nothing is said
ENOUGH_FOR_DIRECTION = 5
MOST = 200  # of the newest interviews
SILENCE_IS_A_NO = timedelta(days=30)  # after the interview
TAIL = 0.1  # on either side of an 80 % interval
WORTH_SAYING = 10  # percentage points between what was expected and what came
_FURTHER = (Result.NEXT_ROUND, Result.OFFER)


@dataclass(frozen=True)
class Resolved:
    """A guess whose answer is known: the chance given, in per cent, and whether the person went further."""

    chance: int
    went_further: bool


def resolved_guesses(owner: Any, *, now: datetime | None = None) -> list[Resolved]:
    """`owner`'s guesses whose answer is known, newest interview first, at most `MOST`, in one query.

    Of each interview the first guess that gave a chance counts. Withdrawn, still waiting, or silent for
    less than `SILENCE_IS_A_NO`: not an answer. `now` is an aware datetime, the present by default.
    """
    first = Guess.objects.filter(
        owner=OuterRef("owner"),
        debrief=OuterRef("debrief"),
        kind=GuessKind.FIRST,
        chance_pct__isnull=False,
    ).order_by("made_at")
    silent_since = (now or timezone.now()) - SILENCE_IS_A_NO
    found = (
        Outcome.objects.of(owner)
        .annotate(
            chance=Subquery(first.values("chance_pct")[:1]),
            happened_at=Coalesce("debrief__interview_at", "debrief__created_at"),
        )
        .filter(
            Q(result__in=(*_FURTHER, Result.TURNED_DOWN))
            | Q(result=Result.SILENCE, happened_at__lte=silent_since),
            chance__isnull=False,
        )
        # Ids are in order of making, so this walks the key backwards and stops.
        .order_by("-debrief_id")
        .values_list("chance", "result")
    )
    return [Resolved(chance, result in _FURTHER) for chance, result in found[:MOST]]


def in_words(resolved: Sequence[Resolved]) -> str:
    """The record in a sentence or three; "" while there is too little of it."""
    count = len(resolved)
    if count < ENOUGH:
        return ""
    further = sum(guess.went_further for guess in resolved)
    expected = sum(guess.chance for guess in resolved) / count
    counted = _("You expected %(expected)d %% on average. You went further in %(further)d of %(count)d.") % {
        "expected": round(expected),
        "further": further,
        "count": count,
    }
    return f"{counted} {_direction(expected, further, count)}"


def _direction(expected: float, further: int, count: int) -> str:
    if count < ENOUGH_FOR_DIRECTION:
        return _("Too early to see a pattern.")
    # Outside the 80 % Jeffreys interval means that less than a tenth of its law lies beyond.
    below = mass_below(expected / 100, hits=further, misses=count - further)
    gap = expected - 100 * further / count
    if below < TAIL:
        return _("You tend to guess too low.")
    if below > 1 - TAIL:
        return _(
            "You tend to guess too high: your sense of how it went runs a bit warm. "
            "Worth asking for feedback once."
        )
    if gap <= -WORTH_SAYING:
        return _("You may be guessing a little low. Too early to be sure.")
    if gap >= WORTH_SAYING:
        return _("You may be guessing a little high. Too early to be sure.")
    return _("Your guesses are about right.")


def mass_below(x: float, *, hits: int, misses: int) -> float:
    """How likely it is that the true rate lies below `x`, 0 < x < 1, after so many hits and misses.

    By Jeffreys' law of a rate, Beta(hits + ½, misses + ½): its 80 % interval runs from where this is 0.1 to
    where it is 0.9. Beta(½, ½) is the arcsine law; each hit or miss adds one term of the recurrences of the
    incomplete beta function (DLMF 8.17.20 and 8.17.21).
    """
    a = b = 0.5
    mass = 2 / pi * asin(sqrt(x))
    for _hit in range(hits):
        mass -= _term(x, a, b) / a
        a += 1
    for _miss in range(misses):
        mass += _term(x, a, b) / b
        b += 1
    return mass


def _term(x: float, a: float, b: float) -> float:
    """x^a (1 − x)^b / B(a, b), by logarithms, because its factors leave the range of numbers."""
    return exp(a * log(x) + b * log(1 - x) + lgamma(a + b) - lgamma(a) - lgamma(b))
