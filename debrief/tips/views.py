"""The library: the same for everybody who is not signed in; and what somebody who is made of its tips."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from debrief.privacy.decorators import posted_from, same_for_everybody, shared_with_strangers
from debrief.tips import actions
from debrief.tips.cards import Card, forget_cards, shelf
from debrief.tips.editors import may_edit
from debrief.tips.feed import TipFeed
from debrief.tips.filters import FILTERS, Narrowed, address, narrow
from debrief.tips.forms import NoteForm, TipFilterForm
from debrief.tips.marking import marked
from debrief.tips.models import State, Tip, TipMark, Tried
from debrief.tips.queries import find, marks_of
from debrief.tips.recommending import FALLBACK
from debrief.tips.shelves import ENTRANCE, THEMES
from debrief.tips.structured import about
from debrief.tips.text import as_html
from debrief.ui.addresses import absolute

KEEP = 60  # seconds a browser may show a page again before asking whether it changed
KEEP_FEED = 900  # seconds
SHOWN_AT_FIRST = 14  # of a longer list: those from the source documents, when nothing is asked for
NEAREST = 2
DESCRIPTION = _(
    "Small things that help after a bad job interview: what to do now, how long it takes, what it rests on "
    "and how sure that is."
)


class ShownCard(NamedTuple):
    tip: Card
    title: str
    summary: str
    mark: TipMark | None


@dataclass(frozen=True)
class Link:
    href: str
    label: str | Promise
    count: int = 0
    is_here: bool = False


@require_safe
@shared_with_strangers(KEEP)
def tip_list(request: HttpRequest) -> HttpResponse:
    _show_editors_the_latest(request)
    form = TipFilterForm(request.GET)
    marks = marks_of(request.user)
    asked = form.asked
    if not request.user.is_authenticated:
        asked.pop("saved", None)
    found = find(asked["q"]) if "q" in asked else None
    cards = found.cards if found else _in_order(asked.get("when", ""))
    wanted = {name: value for name, value in asked.items() if name in FILTERS}
    narrowed = narrow(cards, wanted, saved={slug for slug, mark in marks.items() if mark.saved_at})
    lexemes = found.lexemes if found else frozenset()
    first = None if request.GET.get("show") == "all" else SHOWN_AT_FIRST
    context = {
        "form": form,
        "description": DESCRIPTION,
        "asked": asked,
        "total": len(narrowed.cards),
        "tips": _shown(narrowed.cards[:first], marks, lexemes),
        "nearest": [] if narrowed.cards else _shown(_nearest(narrowed), marks, lexemes),
        "all_of_them": address(asked, show="all"),
        "shelves": _shelves(asked, narrowed),
        "filters": [one for one in narrowed.filters(wanted) if one.options],
        "set": _set(asked),
        # The shelves stand open beside the filters, so one of them opens nothing.
        "is_narrowed": bool(wanted.keys() - {"when"}),
    }
    response = render(request, "tips/tip_list.html", context)
    if "q" in asked:
        # Anybody can link to a search for anything; a search engine would show those words under our name.
        response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@shared_with_strangers(KEEP)
def tip_page(request: HttpRequest, slug: str) -> HttpResponse:
    _show_editors_the_latest(request)
    tip = get_object_or_404(Tip.every, slug=slug)
    if tip.state == State.WITHDRAWN:
        return render(request, "tips/withdrawn_tip.html", status=410)
    if not tip.is_public:
        raise Http404
    return _tip_page(request, tip)


@require_safe
def preview_tip(request: HttpRequest, slug: str) -> HttpResponse:
    """The draft of a tip, or without one what is published, as a stranger will read it. For editors alone."""
    if not may_edit(request.user):
        raise Http404
    _show_editors_the_latest(request)
    tip = get_object_or_404(Tip.every, slug=slug)
    return render(request, "tips/preview_tip.html", _context_of(Tip(slug=slug, **tip.latest)))


feed = same_for_everybody(KEEP_FEED)(require_safe(TipFeed()))


@require_safe
def saved_tips(request: HttpRequest) -> HttpResponse:
    """What the person kept, and what they would rather not be offered."""
    _show_editors_the_latest(request)
    marks, cards = marks_of(request.user), shelf().cards
    kept = [mark for slug, mark in marks.items() if slug in cards]
    saved = sorted(((mark.saved_at, mark.tip_id) for mark in kept if mark.saved_at), reverse=True)
    context = {
        "saved": _shown((cards[slug] for _saved_at, slug in saved), marks),
        "tried": _shown(
            (cards[mark.tip_id] for mark in kept if (mark.tried or mark.note) and not mark.saved_at), marks
        ),
        "hidden": [cards[mark.tip_id] for mark in kept if mark.is_hidden],
        "offered": _shown([cards[slug] for slug in FALLBACK[:1] if slug in cards], marks),
    }
    return render(request, "tips/saved_tips.html", context)


# What each button under a tip changes.
_CHANGES: dict[str, Callable[[], dict[str, Any]]] = {
    "save": lambda: {"saved_at": timezone.now()},
    "unsave": lambda: {"saved_at": None},
    "hide": lambda: {"is_hidden": True},
    "unhide": lambda: {"is_hidden": False},
    "helped": lambda: {"tried": Tried.HELPED},
    "a_bit": lambda: {"tried": Tried.A_BIT},
    "not_for_me": lambda: {"tried": Tried.NOT_FOR_ME},
    "untry": lambda: {"tried": ""},
}


@require_POST
@posted_from("tips:tip_page")
def mark_tip(request: HttpRequest, slug: str) -> HttpResponse:
    """One of the buttons under a tip; each has another that takes it back.

    After signing in again a note is not given back as other words are: everybody has this address, and the
    next person at this browser would read it.
    """
    tip = get_object_or_404(Tip, slug=slug)
    pressed = request.POST.get("do", "")
    if pressed == "note":
        form = NoteForm(request.POST)
        if not form.is_valid():
            return _tip_page(request, tip, form)
        actions.mark_tip(owner=request.user, tip=tip, note=form.cleaned_data["note"])  # type: ignore[arg-type]
    elif pressed in _CHANGES:
        actions.mark_tip(owner=request.user, tip=tip, **_CHANGES[pressed]())  # type: ignore[arg-type]
    response = redirect("tips:tip_page", slug)
    response["Location"] += "#yours"
    return response


@require_POST
@posted_from("tips:tip_page")
def seen_tip(request: HttpRequest, slug: str) -> HttpResponse:
    """A tip was open for a while. Said by a script, because fetching a page changes nothing."""
    actions.mark_tip(owner=request.user, tip=get_object_or_404(Tip, slug=slug))  # type: ignore[arg-type]
    return HttpResponse(status=204)


def _tip_page(request: HttpRequest, tip: Tip, form: NoteForm | None = None) -> HttpResponse:
    mark = None
    if request.user.is_authenticated:
        mark = TipMark.objects.of(request.user).filter(tip=tip).first()
        form = form or NoteForm(initial={"note": mark.note if mark else ""})
    context = {
        **_context_of(tip),
        "mark": mark,
        "note": form,
        "answers": [(value, label) for value, label in Tried.choices if not (mark and mark.tried == value)],
    }
    return render(request, "tips/tip_page.html", context, status=422 if form and form.errors else 200)


def _context_of(tip: Tip) -> dict[str, Any]:
    """What everybody reads of a tip."""
    cards = shelf().cards
    related = _shown((cards[slug] for slug in tip.related if slug in cards), {})
    return {
        "tip": tip,
        "told": about(tip),
        "address": absolute(tip.get_absolute_url()),
        "body": as_html(tip.body),
        "related": related,
    }


def _show_editors_the_latest(request: HttpRequest) -> None:
    """Whoever published a tip sees it everywhere at once, whichever process they come to."""
    if request.user.is_staff:
        forget_cards()


def _in_order(shelf_key: str) -> list[Card]:
    """All cards, those a shelf names first; the others in source order."""
    cards = shelf().cards
    _title, named = THEMES.get(shelf_key, ("", ()))
    return [cards[slug] for slug in dict.fromkeys((*named, *cards)) if slug in cards]


def _nearest(narrowed: Narrowed) -> list[Card]:
    """When nothing fits all of it: what misses the fewest filters, else what fits most days."""
    cards = shelf().cards
    return (narrowed.nearest or [cards[slug] for slug in FALLBACK if slug in cards])[:NEAREST]


def _shown(
    cards: Iterable[Card], marks: Mapping[str, TipMark], lexemes: frozenset[str] = frozenset()
) -> list[ShownCard]:
    return [
        ShownCard(card, marked(card.title, lexemes), marked(card.summary, lexemes), marks.get(card.slug))
        for card in cards
    ]


def _shelves(asked: Mapping[str, str], narrowed: Narrowed) -> list[Link]:
    """The shelves that hold something of what is asked for; if none does, all of them, to start again."""
    if not narrowed.cards:
        asked, narrowed = {}, narrow(shelf().cards.values(), {})
    counts, here = narrowed.counts["when"], asked.get("when")
    return [
        Link(address(asked, when=key), title, counts[key], here == key)
        for key, title in ENTRANCE
        if counts[key]
    ]


def _set(asked: Mapping[str, str]) -> list[Link]:
    """What is asked for, each leading to the library without it."""
    links = [Link(address(asked, q=""), f"“{asked['q']}”")] if "q" in asked else []
    for name, (_label, groups) in FILTERS.items():
        labels = {value: label for _title, choices in groups for value, label in choices}
        if name in asked:
            links.append(Link(address(asked, **{name: ""}), labels[asked[name]]))
    return links
