"""What search engines ask for before they read anything: where to look, and where not to."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from debrief.privacy.decorators import same_for_everybody
from debrief.tips.models import Tip
from debrief.ui.addresses import absolute

KEEP = 3600  # seconds
MOST = 50_000  # addresses that a sitemap may have (sitemaps.org)


class Page(NamedTuple):
    address: str
    changed: datetime | None


@same_for_everybody(KEEP)
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The pages for anybody, each tip with the day its words last changed."""
    tips = list(Tip.objects.changed_last().values_list("slug", "updated_at")[: MOST - 3])
    changed = tips[0][1] if tips else None
    pages = [
        Page(absolute(reverse("home")), None),
        Page(absolute(reverse("helplines:help_now")), None),
        Page(absolute(reverse("tips:tip_list")), changed),
        *(Page(absolute(reverse("tips:tip_page", args=[slug])), at) for slug, at in tips),
    ]
    return render(request, "tips/sitemap.xml", {"pages": pages}, content_type="application/xml")


@same_for_everybody(KEEP)
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Where the sitemap is, and that nothing behind a sign-in is for them."""
    context = {"sitemap": absolute(reverse("sitemap"))}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")
