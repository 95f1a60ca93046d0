"""Debriefs as a list, and what can be done with one as a whole."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from debrief.debriefs import actions
from debrief.debriefs.access import get_debrief_or_404
from debrief.debriefs.causes import MOST_OWN_CAUSES
from debrief.debriefs.cursor import Cursor
from debrief.debriefs.export import as_json, file_name
from debrief.debriefs.forms import DebriefFilterForm
from debrief.debriefs.models import Debrief, OwnCause
from debrief.debriefs.queries import RESULTS, debrief_page, list_row
from debrief.debriefs.whole import whole_rows
from debrief.privacy.audit import record
from debrief.privacy.models import Event

# Most ask for nothing, and then the form is found ready.
_NOTHING_ASKED = DebriefFilterForm(QueryDict())
_COUNTED = ("questions", "people", "outcomes", "stage_entries-")


@require_safe
def debrief_list(request: HttpRequest) -> HttpResponse:
    """Debriefs of the person, newest first. A cursor nobody gave out shows the first page."""
    after = Cursor.parse(request.GET.get("after", ""))
    form = DebriefFilterForm(request.GET) if request.GET.keys() - {"after"} else _NOTHING_ASKED
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


@require_POST
def put_away(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """Take a debrief out of the list and off the home page. Done twice, it keeps the first day."""
    debrief = get_debrief_or_404(request, debrief_id)
    debrief.put_away_at = debrief.put_away_at or timezone.now()
    debrief.save(update_fields=["put_away_at"])
    messages.success(request, _("Put away. The list keeps it under “Those put away”."))
    return redirect("debriefs:debrief_list")


@require_POST
def bring_back(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    debrief = get_debrief_or_404(request, debrief_id)
    debrief.put_away_at = None
    debrief.save(update_fields=["put_away_at"])
    messages.success(request, _("Back in the list."))
    return redirect("recovery:path_page", debrief.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_debrief(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """Ask once, saying what goes; then delete it whole.

    What is not there, or somebody else's, is answered 404 with a page that says it may be gone already.
    """
    try:
        debrief = get_debrief_or_404(request, debrief_id, *_COUNTED, *Debrief.of_owner)
        if request.method == "POST":
            actions.delete_debrief(debrief=debrief)
            record(request, Event.DEBRIEF_DELETED)
            messages.success(request, _("Deleted, all of it."))
            return redirect("debriefs:debrief_list")
    except (Http404, Debrief.DoesNotExist):
        return render(request, "debriefs/gone.html", status=404)
    context = {"debrief": debrief, "what_goes": _what_goes(debrief)}
    return render(request, "debriefs/delete_debrief.html", context)


@require_safe
def export_json(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """A debrief as a file that loses nothing."""
    debrief = get_debrief_or_404(request, debrief_id, *whole_rows())
    record(request, Event.DEBRIEF_EXPORTED)
    name = file_name(debrief, "json")
    return HttpResponse(
        as_json(debrief),
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _what_goes(debrief: Debrief) -> list[str]:
    """What a debrief holds, in words and small numbers; nothing is said of what there is none of."""
    questions, people = len(debrief.questions_rows), len(debrief.people_rows)
    stages = len(debrief.stage_entries_rows)
    counted = [
        (1, _("The interview, when it was and with whom")),
        (questions, ngettext("%(n)d question", "%(n)d questions", questions)),
        (people, ngettext("%(n)d person", "%(n)d people", people)),
        (len(debrief.outcomes_rows), _("What happened in the end")),
        (stages, ngettext("Everything written in one stage", "Everything written in %(n)d stages", stages)),
    ]
    return [words % {"n": number} for number, words in counted if number]
