"""Finding tips: by what somebody typed, and for the page they are on."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from pathlib import Path
from time import monotonic

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.exceptions import EmptyResultSet
from django.db.models import F

from debrief.tips.models import Kind, Strength, Tip, TipQuerySet

# Ranking reads every match, so a common word is cut off here first (measured at 10⁶ rows: 165 ms without).
MOST_RANKED = 500
MOST_SHOWN = 50
LOW_MOOD_MINUTES = 5
LOW_MOOD_KINDS = frozenset({Kind.CALM, Kind.REST, Kind.PEOPLE, Kind.VIEW})
# What to offer when nothing fits (domain.md 10.5).
FALLBACK = ("what-held-up-first", "slow-minute", "borrow-someones-ears")

_CARD = ("slug", "title", "summary", "minutes", "stages", "low_ok", "kind", "strength")
_KEEP_CARDS = 60.0  # seconds: an edited tip shows on stage pages within a minute
_RANK = {Strength.WELL_SUPPORTED: 1.0, Strength.SOME_SUPPORT: 0.5}


@dataclass(frozen=True)
class Card:
    """What a page needs to offer a tip."""

    slug: str
    title: str
    summary: str
    minutes: int
    low_ok: bool
    kind: str
    strength: str
    stages: tuple[str, ...]

    def fits_low_mood(self) -> bool:
        return self.low_ok and self.minutes <= LOW_MOOD_MINUTES and self.kind in LOW_MOOD_KINDS


def search(words: str, tips: TipQuerySet) -> list[Tip]:
    """The tips of `tips` that say something about `words`, best first, at most `MOST_SHOWN`.

    People type sentences, so any word may match and the ones that match more come first. Words that
    mean nothing to the search ("I was") match nothing.
    """
    terms = [SearchQuery(word, config="english") for word in _with_synonyms(words)]
    if not terms:
        return []
    query = reduce(or_, terms)
    rank = SearchRank(F("search"), query, normalization=1)
    matches = tips.filter(search=query).annotate(rank=rank).order_by()[:MOST_RANKED]
    try:
        inner, values = matches.query.sql_with_params()
    except EmptyResultSet:
        return []
    # The ORM would look every match up a second time to sort it.
    sql = f"SELECT * FROM ({inner}) AS matches ORDER BY rank DESC, slug LIMIT {MOST_SHOWN}"  # noqa: S608
    return list(Tip.objects.raw(sql, values))


def tips_for_stage(stage: str, *, is_low: bool = False, most: int = 3) -> tuple[Card, ...]:
    """Up to `most` tips for a stage, no two of the same kind; on a low day only gentle, short ones."""
    cards, wanted = _cards(), (stage, is_low, most)
    if wanted not in _shelf.picked:
        _shelf.picked[wanted] = tuple(recommend(cards, stage=stage, is_low=is_low, most=most))
    return _shelf.picked[wanted]


def recommend(cards: Iterable[Card], *, stage: str, is_low: bool, most: int) -> list[Card]:
    """Pick from `cards`: home stage first, then stronger evidence, fewer minutes, slug (domain.md 10.5).

    A card without stages is for the library only and is never picked.
    """
    fitting = [card for card in cards if not is_low or card.fits_low_mood()]
    here = [card for card in fitting if stage in card.stages] or [c for c in fitting if c.slug in FALLBACK]
    here.sort(key=lambda c: (c.stages[0] != stage, -_RANK.get(Strength(c.strength), 0), c.minutes, c.slug))
    picked: list[Card] = []
    for card in here:
        if len(picked) < most and card.kind not in {p.kind for p in picked}:
            picked.append(card)
    return picked


def _cards() -> list[Card]:
    """Every tip's card, read again once a minute. The library is small and the same for everybody."""
    now = monotonic()
    if _shelf.read_at is None or now - _shelf.read_at > _KEEP_CARDS:
        _shelf.cards = [
            Card(**{**row, "stages": tuple(row["stages"])})
            for row in Tip.objects.order_by("slug").values(*_CARD)
        ]
        _shelf.read_at, _shelf.picked = now, {}
    return _shelf.cards


class _Shelf:
    """The cards of this process. Nothing depends on them: another process reads its own."""

    cards: list[Card] = []
    picked: dict[tuple[str, bool, int], tuple[Card, ...]] = {}
    read_at: float | None = None


_shelf = _Shelf()


def forget_cards() -> None:
    """Read the cards again at the next look."""
    _shelf.read_at = None


def _with_synonyms(words: str) -> list[str]:
    typed = re.findall(r"[^\W_]+", words.lower().replace("'", "").replace("’", ""))[:30]
    return list(dict.fromkeys(word for one in typed for word in (one, *_synonyms().get(one, ()))))


@cache
def _synonyms() -> dict[str, list[str]]:
    return tomllib.loads((Path(__file__).parent / "synonyms.toml").read_text(encoding="utf-8"))
