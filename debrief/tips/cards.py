"""Every tip as a lean record, kept by each process for a minute: the library is small, and one for all."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.db.models import Func, QuerySet

from debrief.tips.lexemes import words_of
from debrief.tips.models import Kind, Strength, Tip

KEEP = 60.0  # seconds: a page that is kept as well shows an edited tip within two minutes
# What a process keeps at most, in source order. Of a library larger than that no words are known.
MOST_KEPT = 1_000
COLUMNS = (
    "slug",
    "title",
    "summary",
    "minutes",
    "when",
    "stages",
    "causes",
    "low_ok",
    "kind",
    "source",
    "source_no",
    "strength",
    "related",
)


@dataclass(frozen=True, slots=True)
class Card:
    """What a page needs to offer a tip, to filter it and to say why. Columns as in `models.Tip`."""

    slug: str
    title: str
    summary: str
    minutes: int
    when: str
    stages: tuple[str, ...]
    causes: tuple[str, ...]
    low_ok: bool
    kind: str
    source: str
    source_no: int | None
    strength: str
    related: tuple[str, ...]

    @property
    def get_kind_display(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def get_strength_display(self) -> str:
        return str(Strength(self.strength).label)

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Card":
        """A card from a row of `COLUMNS`."""
        lists = {name: tuple(row[name]) for name in ("stages", "causes", "related")}
        return cls(**{name: row[name] for name in COLUMNS} | lists)


@dataclass(frozen=True)
class Shelf:
    """The cards by slug, in source order, and how many tips have each lexeme."""

    cards: dict[str, Card]
    vocabulary: Counter[str]
    words: frozenset[str]  # of all titles and summaries, in small letters


class _Kept:
    shelf: Shelf | None = None
    read_at = 0.0


def shelf() -> Shelf:
    """The library as this process has it; another process reads its own."""
    now = monotonic()
    if _Kept.shelf is None or now - _Kept.read_at > KEEP:
        _Kept.shelf, _Kept.read_at = _read(), now
    return _Kept.shelf


def forget_cards() -> None:
    """Read the library again at the next look."""
    _Kept.shelf = None


def _read() -> Shelf:
    lexemes = Func("search", function="tsvector_to_array")
    tips: QuerySet[Tip, dict[str, Any]] = Tip.objects.in_source_order().values(*COLUMNS, lexemes=lexemes)
    rows = list(tips[: MOST_KEPT + 1])
    cards = {row["slug"]: Card.of(row) for row in rows[:MOST_KEPT]}
    is_whole = len(rows) <= MOST_KEPT
    return Shelf(
        cards,
        Counter(lexeme for row in rows for lexeme in row["lexemes"]) if is_whole else Counter(),
        frozenset(word for card in cards.values() for word in words_of(f"{card.title} {card.summary}")),
    )
