"""The library. For anybody, the same for everybody, and no session is touched."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control, cache_page
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from debrief.privacy.decorators import public
from debrief.tips.forms import TipFilterForm
from debrief.tips.models import Tip
from debrief.tips.queries import FALLBACK, search
from debrief.tips.text import as_html

KEEP = 60  # seconds a browser may show a page again before asking whether it changed
NEAREST = 2
ON_A_CARD = ("title", "summary", "kind", "minutes", "strength")


@public
@require_safe
@cache_page(KEEP, cache="pages")
@cache_control(public=True, max_age=KEEP)
@vary_on_cookie  # only whether a cookie came along shows, in the bar
def tip_list(request: HttpRequest) -> HttpResponse:
    form = TipFilterForm(request.GET)
    asked = form.asked
    tips = list(_filtered(asked))
    nearest = [] if tips else _nearest(asked)
    context = {"form": form, "asked": asked, "tips": tips, "nearest": nearest}
    return render(request, "tips/tip_list.html", context)


@public
@require_safe
@cache_page(KEEP, cache="pages")
@cache_control(public=True, max_age=KEEP)
@vary_on_cookie
def tip_page(request: HttpRequest, slug: str) -> HttpResponse:
    tip = get_object_or_404(Tip, slug=slug)
    related = {one.slug: one for one in Tip.objects.filter(slug__in=tip.related)}
    context = {
        "tip": tip,
        "body": as_html(tip.body),
        "related": [related[slug] for slug in tip.related if slug in related],
    }
    return render(request, "tips/tip_page.html", context)


def _filtered(asked: dict[str, Any]) -> Iterable[Tip]:
    tips = Tip.objects.in_source_order().only(*ON_A_CARD)
    names = {"when": "when", "minutes": "minutes__lte", "kind": "kind", "source": "source"}
    tips = tips.filter(**{names[name]: value for name, value in asked.items() if name in names})
    return search(asked["q"], tips) if "q" in asked else tips


def _nearest(asked: dict[str, Any]) -> list[Tip]:
    """When nothing fits all of it: what fits the words alone, else what fits most days."""
    by_words = list(_filtered({"q": asked["q"]}))[:NEAREST] if "q" in asked else []
    return by_words or list(Tip.objects.filter(slug__in=FALLBACK).in_source_order()[:NEAREST])
