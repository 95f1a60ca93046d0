from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from debrief.debriefs.causes import MOST_OWN_CAUSES
from debrief.debriefs.cursor import Cursor
from debrief.debriefs.models import OwnCause
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


@require_http_methods(["GET", "HEAD", "POST"])
def reasons(request: HttpRequest) -> HttpResponse:
    """The reasons a person has put in their own words; each can be put away, and brought back."""
    if request.method == "POST":
        return _move_reason(request)
    own = list(OwnCause.objects.of(request.user))
    context = {
        "offered": [reason for reason in own if reason.archived_at is None],
        "away": [reason for reason in own if reason.archived_at is not None],
    }
    return render(request, "debriefs/reasons.html", context)


def _move_reason(request: HttpRequest) -> HttpResponse:
    """Put a reason away (`away`) or bring it back (`back`). Debriefs that name it go on naming it."""
    is_away = "away" in request.POST
    try:
        key = UUID(request.POST.get("away" if is_away else "back", ""))
        reason = OwnCause.objects.of(request.user).get(pk=key)
    except (ValueError, OwnCause.DoesNotExist):
        raise Http404 from None
    offered = OwnCause.objects.of(request.user).filter(archived_at=None).exclude(pk=key)
    if is_away:
        reason.archived_at = reason.archived_at or timezone.now()
    elif offered.count() < MOST_OWN_CAUSES:
        reason.archived_at = None
    else:
        said = _("There is room for %(most)d reasons of your own. Put one away first.")
        messages.error(request, said % {"most": MOST_OWN_CAUSES})
    reason.save(update_fields=["archived_at"])
    return redirect("debriefs:reasons")
