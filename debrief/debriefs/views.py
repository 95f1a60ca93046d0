from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from debrief.debriefs.cursor import Cursor
from debrief.debriefs.queries import debrief_page, list_row


@require_safe
def debrief_list(request: HttpRequest) -> HttpResponse:
    """Every debrief of the person, newest first. A cursor nobody gave out shows the first page."""
    after = Cursor.parse(request.GET.get("after", ""))
    page = debrief_page(request.user, after=after)
    base = reverse("debriefs:debrief_list")
    rows = [list_row(debrief, base=base) for debrief in page.debriefs]
    context = {"page": page, "rows": rows, "is_first": after is None}
    return render(request, "debriefs/debrief_list.html", context)
