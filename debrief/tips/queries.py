"""Finding tips by what somebody typed, and what one person made of them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log, log2
from typing import Any

from django.db import connection
from django.db.models import BooleanField, FloatField
from django.db.models.expressions import RawSQL

from debrief.tips.cards import COLUMNS, Card, Shelf, shelf
from debrief.tips.evidence import evidence
from debrief.tips.lexemes import lexemes_of
from debrief.tips.models import Tip, TipMark
from debrief.tips.typed import Typed, split, understand

# Ranking reads every match, so a common word is cut off here first (measured at 10⁶ rows: 165 ms without).
MOST_RANKED = 500

# What words of the body, of the summary and of the title weigh, as ts_rank takes them: D, C, B, A.
_PLACES = "{0.1, 0.2, 0.4, 1}"
# What it weighs that what people say speaks for a tip, and that a tip names the reason that those tips name
# first: so one without sayings of its own is found beside those that have some.
_SAID, _REASON = 10.0, 1.4
_HARDLY = 0.05  # what is said speaks for nearly every tip a little; less than this is chance
# Once it is clear what a sentence is about, a tip that ranks below this part of the best shares a word with
# it by chance, and a long list is no help to anybody upset.
_CLEAR, _WORTH = 0.3, 0.04
_WORD = 30.0  # what a word weighs that only one tip has, so that the words of a title find it
_FEW = 3  # words that count in full; of more, each counts the less
_LEAST = 0.05  # what a word weighs that every tip has
_TELLING = 0.3  # a word of this weight or more tells tips apart, and is marked on the page


@dataclass(frozen=True)
class Found:
    """Tips, the best first, and the lexemes they were found by."""

    cards: list[Card]
    lexemes: frozenset[str]


def find(text: str) -> Found:
    """The tips that say something about what somebody typed, at most `MOST_RANKED`, the best first.

    People type sentences, so any word may match and the ones that tell tips apart weigh more. Of words that
    more tips have than that, only so many are looked at. Words that mean nothing ("I was") find nothing.
    """
    library = shelf()
    # One query for every word that is asked about from here on, the marking of what is found included.
    lexemes_of({*split(text), *evidence().words, *library.words})
    terms = _Terms(understand(text, library.vocabulary), library)
    if not terms.lexemes and not terms.is_understood:
        return Found([], frozenset())
    matches = Tip.objects.filter(terms.is_match()).annotate(rank=terms.rank()).values(*COLUMNS, "rank")
    inner, values = matches.order_by()[:MOST_RANKED].query.sql_with_params()
    with connection.cursor() as cursor:
        # The ORM would look every match up a second time to sort it.
        cursor.execute(f"SELECT * FROM ({inner}) AS matches ORDER BY rank DESC, slug", values)  # noqa: S608
        rows = cursor.fetchall()
    least = rows[0][-1] * _WORTH if rows and terms.is_understood else 0
    cards = [Card.of(dict(zip(COLUMNS, row, strict=False))) for row in rows if row[-1] >= least]
    return Found(cards, frozenset(terms.telling))


class _Terms:
    """What to look for, and how much each part of it weighs."""

    def __init__(self, typed: Typed, library: Shelf) -> None:
        weights: dict[str, float] = defaultdict(float)
        words = {word.lexeme for word in typed.words if not word.is_small}
        for lexeme in words:
            # The more words, the more of them tips have by chance.
            weights[lexeme] = _tells(lexeme, library) * _WORD * min(1, _FEW / len(words)) ** 2
        # To the nearest power of two: ranking reads a tip's words once more for every weight there is.
        self.by_weight: dict[float, list[str]] = defaultdict(list)
        for lexeme, weight in sorted(weights.items()):
            self.by_weight[2.0 ** round(log2(weight))].append(lexeme)
        self.tips = {slug: said for slug, said in typed.tips.items() if said >= _HARDLY}
        self.reasons: dict[str, float] = defaultdict(float)
        for slug in self.tips.keys() & library.cards.keys():
            for reason in library.cards[slug].causes[:1]:
                self.reasons[reason] += self.tips[slug]
        self.lexemes = [lexeme for lexemes in self.by_weight.values() for lexeme in lexemes]
        self.is_understood = len(typed.words) > 1 and max(self.tips.values(), default=0) >= _CLEAR
        self.telling = {lexeme for lexeme in self.lexemes if _tells(lexeme, library) >= _TELLING}

    def is_match(self) -> RawSQL:
        """Whether a tip has any of it."""
        words = _any_of(self.lexemes)
        if not self.tips:
            return RawSQL("search @@ %s::tsquery", [words], BooleanField())
        either = "(search @@ %s::tsquery OR causes && %s::varchar[] OR slug = ANY(%s::varchar[]))"
        return RawSQL(either, [words, list(self.reasons), list(self.tips)], BooleanField())  # noqa: S611

    def rank(self) -> RawSQL:
        """How much of it a tip has."""
        parts, values = [], []
        for weight, lexemes in self.by_weight.items():
            parts.append("%s * ts_rank(%s, search, %s::tsquery, 1)")
            # ts_rank divides by the number of words; here each counts by itself.
            values += [weight * len(lexemes), _PLACES, _any_of(lexemes)]
        for reason, weight in self.reasons.items():
            parts.append("coalesce(%s / (1 + array_position(causes, %s)), 0)")
            values += [weight * _REASON, reason]
        if self.tips:
            parts.append("coalesce((%s::float8[])[array_position(%s::varchar[], slug)], 0)")
            values += [[_SAID * said for said in self.tips.values()], list(self.tips)]
        return RawSQL(" + ".join(parts), values, FloatField())  # noqa: S611


def _tells(lexeme: str, library: Shelf) -> float:
    """How well a word tells tips apart: from very little, when all have it, to 1, when one has it or none.

    None that this process knows of may still be one that was added in the last minute.
    """
    tips, having = len(library.cards), library.vocabulary[lexeme]
    if not having or tips <= 1:
        return 1
    return max(log(tips / having) / log(tips), _LEAST)


def _any_of(lexemes: Iterable[str]) -> str:
    """A tsquery of lexemes that are stemmed already."""
    return " | ".join("'{}'".format(one.replace("\\", "\\\\").replace("'", "''")) for one in lexemes)


def marks_of(owner: Any) -> dict[str, TipMark]:
    """Everything `owner` made of tips, by slug; nothing for a stranger, without a query."""
    if not owner.is_authenticated:
        return {}
    return {mark.tip_id: mark for mark in TipMark.objects.of(owner)}
