"""The services where they are needed: a list of them, a card, and one line."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.template.context import Context

from debrief.helplines.countries import COUNTRIES, DIRECTORIES
from debrief.helplines.directory import Listing
from debrief.helplines.place import listing_for

register = template.Library()

ON_A_CARD = 2


@register.filter
def site(url: str) -> str:
    """The address of a site as people say it: example.org for https://www.example.org/."""
    return (urlsplit(url).hostname or url).removeprefix("www.")


@register.inclusion_tag("helplines/_services.html")
def list_services(listing: Listing, most: int | None = None) -> dict[str, Any]:
    """Why to talk, to whom (at most `most` of them, or lists of helplines where we know none), and when to
    call an ambulance instead.
    """
    return {"listing": listing, "services": listing.services[:most], "directories": DIRECTORIES}


@register.inclusion_tag("helplines/_card.html", takes_context=True)
def care_card(context: Context) -> dict[str, Any]:
    """The same as a card that can be folded away, for the reader of this page."""
    return {"listing": listing_for(context["request"]), "most": ON_A_CARD, "countries": COUNTRIES}


@register.inclusion_tag("helplines/_line.html", takes_context=True)
def someone_to_call(context: Context) -> dict[str, Any]:
    """The same in one line, with one number."""
    return {"service": listing_for(context["request"]).first_to_call}
