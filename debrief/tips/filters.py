"""Narrowing the library down, and how many tips each further choice would leave."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from debrief.tips.cards import Card
from debrief.tips.models import Kind, Source, Strength
from debrief.tips.reasons import GROUPS
from debrief.tips.shelves import SHELVES, shelves_of
from debrief.tips.stages import STAGES

Choice = tuple[str, str | Promise]
Groups = Sequence[tuple[str | Promise, Sequence[Choice]]]

LONGEST = (2, 5, 15)  # minutes
DOCUMENTS = "documents"  # either of the two that the first tips come from

# By name in the address: what is asked, and the choices in their groups, in the order of the page.
FILTERS: dict[str, tuple[str | Promise, Groups]] = {
    "when": (_("For when"), [("", SHELVES)]),
    "reason": (_("What went wrong"), [(title, [(r.key, r.label) for r in group]) for title, group in GROUPS]),
    "stage": (_("Where you are"), [("", list(STAGES.items()))]),
    "minutes": (
        _("Takes at most"),
        [("", [("2", _("2 minutes")), ("5", _("5 minutes")), ("15", _("15 minutes"))])],
    ),
    "kind": (_("What it is about"), [("", Kind.choices)]),
    "source": (_("Where it comes from"), [("", [(DOCUMENTS, _("The source documents")), *Source.choices])]),
    "strength": (_("How sure we are"), [("", Strength.choices)]),
    "saved": (_("Saved"), [("", [("yes", _("Only those I saved"))])]),
}


@dataclass(frozen=True)
class Option:
    value: str
    label: str | Promise
    count: int
    is_set: bool


@dataclass(frozen=True)
class Filter:
    """A filter as the page shows it: only choices that leave something, and the one that is made."""

    name: str
    label: str | Promise
    groups: Sequence[tuple[str | Promise, Sequence[Option]]]

    @property
    def options(self) -> list[Option]:
        return [option for _title, options in self.groups for option in options]


@dataclass(frozen=True)
class Narrowed:
    """The cards that fit everything asked for, in their order; and of each filter, how many more would.

    `counts` of a filter are over the cards that fit all others.
    """

    cards: list[Card] = field(default_factory=list)
    counts: Mapping[str, Counter[str]] = field(default_factory=dict)
    nearest: list[Card] = field(default_factory=list)

    def filters(self, asked: Mapping[str, str]) -> list[Filter]:
        return [
            Filter(name, label, _shown(groups, self.counts[name], asked.get(name, "")))
            for name, (label, groups) in FILTERS.items()
        ]


def narrow(cards: Iterable[Card], asked: Mapping[str, str], *, saved: Collection[str] = ()) -> Narrowed:
    """Filter `cards` by what is asked for, by name; `saved` are the slugs the person saved."""
    fitting: list[Card] = []
    missed: list[tuple[int, Card]] = []
    counts: dict[str, Counter[str]] = {name: Counter() for name in FILTERS}
    for card in cards:
        values = _values(card, saved)
        failing = [name for name in asked if asked[name] not in values[name]]
        if not failing:
            fitting.append(card)
        else:
            missed.append((len(failing), card))
        for name in FILTERS if not failing else failing[:1] if len(failing) == 1 else ():
            counts[name].update(values[name])
    nearest = [card for _failing, card in sorted(missed, key=lambda one: one[0])]
    return Narrowed(fitting, counts, nearest)


def address(asked: Mapping[str, str], **changes: str) -> str:
    """The library with everything `asked` for, and `changes` to it; an empty value takes a filter away."""
    query = urlencode({name: value for name, value in {**asked, **changes}.items() if value})
    return f"{reverse('tips:tip_list')}?{query}" if query else reverse("tips:tip_list")


def _values(card: Card, saved: Collection[str]) -> dict[str, Collection[str]]:
    """What a card answers to each filter."""
    return {
        "when": shelves_of(card.slug, card.when),
        "reason": card.causes,
        "stage": card.stages,
        "minutes": [str(limit) for limit in LONGEST if card.minutes <= limit],
        "kind": (card.kind,),
        "source": (card.source,) if card.source == Source.ADDED else (card.source, DOCUMENTS),
        "strength": (card.strength,),
        "saved": ("yes",) if card.slug in saved else (),
    }


def _shown(groups: Groups, counts: Counter[str], chosen: str) -> list[tuple[str | Promise, Sequence[Option]]]:
    shown = (
        (
            title,
            [
                Option(value, label, counts[value], is_set=value == chosen)
                for value, label in choices
                if counts[value] or value == chosen
            ],
        )
        for title, choices in groups
    )
    return [(title, options) for title, options in shown if options]
