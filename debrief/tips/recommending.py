"""Which tips to offer somebody, and why (domain.md 10.5). Plain values in, plain values out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from debrief.tips.cards import Card
from debrief.tips.models import Kind, Strength
from debrief.tips.reasons import REASONS

# What to offer when nothing fits.
FALLBACK = ("what-held-up-first", "slow-minute", "borrow-someones-ears")

MAIN_CAUSE, OTHER_CAUSE, STAGE, MINUTES_FIT, HELPED, SEEN = 4, 2, 3, 1, 2, -4
MOST_OTHER_CAUSES = 2
STRENGTH = {Strength.WELL_SUPPORTED.value: 1.0, Strength.SOME_SUPPORT.value: 0.5}

LOW_MOOD_MINUTES = 5
LOW_MOOD_KINDS = frozenset({Kind.CALM.value, Kind.REST.value, Kind.PEOPLE.value, Kind.VIEW.value})
NOT_BEFORE_MORNING = frozenset({Kind.REVIEW.value, Kind.PRACTICE.value})

# How long a tip may take to fit the moment, in minutes: between these hours people are up late.
LATE, EARLY = 22, 6
AT_NIGHT, BY_DAY = 5, 15


@dataclass(frozen=True)
class Marks:
    """What somebody made of tips: slugs of those seen in the last seven days, hidden, and found to help."""

    seen: Collection[str] = ()
    hidden: Collection[str] = ()
    helped: Collection[str] = ()


@dataclass(frozen=True)
class Moment:
    """Where somebody is. Causes are keys of `tips.reasons`.

    `at` says in a sentence why a tip of `stage` is offered. `hour` is the one on the person's clock,
    `minutes` what they have, and `tips` what they made of tips before.
    """

    stage: str = ""
    at: str = ""
    main_cause: str = ""
    other_causes: Collection[str] = ()
    hour: int = 12
    minutes: int = BY_DAY
    is_low: bool = False
    has_night_passed: bool = True
    tips: Marks = Marks()

    @property
    def minutes_that_fit(self) -> int:
        return min(self.minutes, AT_NIGHT if self.hour >= LATE or self.hour < EARLY else BY_DAY)


class Pick(NamedTuple):
    """A tip to offer, and the sentence that says why."""

    slug: str
    title: str
    summary: str
    kind: str
    because: str


class _Case(NamedTuple):
    """What speaks for offering a card at a moment."""

    card: Card
    is_main_cause: bool
    other_causes: list[str]
    is_of_stage: bool
    helped: list[str]  # tips close to it

    @classmethod
    def of(cls, card: Card, moment: Moment, helped: Collection[str]) -> "_Case":
        return cls(
            card,
            moment.main_cause in card.causes,
            [key for key in moment.other_causes if key in card.causes],
            moment.stage in card.stages,
            [slug for slug in card.related if slug in helped],
        )

    def score(self, moment: Moment) -> float:
        return (
            MAIN_CAUSE * self.is_main_cause
            + OTHER_CAUSE * min(len(self.other_causes), MOST_OTHER_CAUSES)
            + STAGE * self.is_of_stage
            + MINUTES_FIT * (self.card.minutes <= moment.minutes_that_fit)
            + STRENGTH.get(self.card.strength, 0)
            + HELPED * bool(self.helped)
            + SEEN * (self.card.slug in moment.tips.seen)
        )

    def because(self, moment: Moment, titles: Mapping[str, str]) -> str:
        """What weighs most, in a sentence."""
        if self.is_main_cause:
            return _because_of(moment.main_cause)
        if self.is_of_stage:
            return moment.at
        if self.other_causes:
            return _because_of(self.other_causes[0])
        return _("Because “%(title)s” helped you before") % {"title": titles[self.helped[0]]}


def recommend(cards: Collection[Card], moment: Moment, *, most: int = 3) -> list[Pick]:
    """Up to `most` of `cards` for a moment, the best first, no two of the same kind.

    A card without stages is for the library only. One that nothing speaks for, no cause, no stage and no
    tip that helped, is not offered however sound it is: there would be no honest "because".
    """
    causes, titles = {moment.main_cause, *moment.other_causes}, {card.slug: card.title for card in cards}
    helped = titles.keys() & moment.tips.helped
    cases = [
        _Case.of(card, moment, helped)
        for card in cards
        if (
            moment.stage in card.stages
            or not causes.isdisjoint(card.causes)
            or not helped.isdisjoint(card.related)
        )
        and _may_be_offered(card, moment)
    ]
    cases.sort(key=lambda case: (-case.score(moment), *_tie(case.card)))
    picks: list[Pick] = []
    for case in cases:
        if len(picks) < most and case.card.kind not in {pick.kind for pick in picks}:
            picks.append(_pick(case.card, case.because(moment, titles)))
    return picks or _fallback(cards, moment)[:most]


def _fallback(cards: Collection[Card], moment: Moment) -> list[Pick]:
    offered = {card.slug: card for card in cards if card.slug in FALLBACK and _may_be_offered(card, moment)}
    return [_pick(offered[slug], _("Because it fits most days")) for slug in FALLBACK if slug in offered]


def _may_be_offered(card: Card, moment: Moment) -> bool:
    if not card.stages or card.slug in moment.tips.hidden:
        return False
    if not moment.has_night_passed and card.kind in NOT_BEFORE_MORNING:
        return False
    is_gentle = card.low_ok and card.minutes <= LOW_MOOD_MINUTES and card.kind in LOW_MOOD_KINDS
    return is_gentle or not moment.is_low


def _tie(card: Card) -> tuple[float, int, str]:
    return -STRENGTH.get(card.strength, 0), card.minutes, card.slug


def _because_of(cause: str) -> str:
    return _("Because %(reason)s") % {"reason": REASONS[cause].because}


def _pick(card: Card, because: str) -> Pick:
    return Pick(card.slug, card.title, card.summary, card.kind, because)
