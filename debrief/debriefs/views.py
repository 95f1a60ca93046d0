"""Debriefs as a list."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from debrief.debriefs.cursor import Cursor
from debrief.debriefs.forms import DebriefFilterForm
from debrief.debriefs.queries import RESULTS, debrief_page, list_row

# Most ask for nothing, and then the form is found ready.
_NOTHING_ASKED = DebriefFilterForm(QueryDict())


@require_safe
def debrief_list(request: HttpRequest) -> HttpResponse:
    """Debriefs of the person, newest first. A cursor nobody gave out shows the first page."""
    after = Cursor.parse(request.GET.get("after", ""))
    form = DebriefFilterForm(request.GET) if request.GET else _NOTHING_ASKED
    page = debrief_page(request.user, wanted=form.wanted, after=after)
    base = reverse("debriefs:debrief_list")
    asked = form.asked
    context = {
        "form": form,
        "asked": asked,
        "filters": urlencode(asked),
        "older": urlencode({**asked, "after": page.older}) if page.older else "",
        "put_away": "" if page.debriefs else urlencode({**asked, "shown": "away"}),
        "page": page,
        "rows": [list_row(debrief, base=base, tag=str(RESULTS[debrief.result])) for debrief in page.debriefs],
        "is_first": after is None,
    }
    return render(request, "debriefs/debrief_list.html", context)
