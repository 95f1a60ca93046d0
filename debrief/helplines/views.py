"""The page with the numbers. For anybody, and it has to come up whatever else does not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from debrief.helplines.countries import COUNTRIES
from debrief.helplines.place import listing_for
from debrief.privacy.decorators import public


@public
@require_safe
def help_now(request: HttpRequest) -> HttpResponse:
    """Whom to talk to, in the reader's country.

    Kept by no cache: it differs by country, and a shared computer has no need to remember who read it.
    """
    context = {
        "listing": listing_for(request),
        "countries": COUNTRIES,
        # Messages lie in the session; they wait for a page that may look there.
        "may_have_messages": False,
    }
    return render(request, "helplines/help_now.html", context)
