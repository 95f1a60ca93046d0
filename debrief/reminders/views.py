"""Asking for reminders of one debrief, their file for a calendar, and all of them on or off."""

from datetime import time
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from debrief.debriefs.access import get_debrief_or_404
from debrief.debriefs.models import Debrief
from debrief.reminders import actions
from debrief.reminders.calendar_file import as_calendar
from debrief.reminders.forms import MORNINGS, USUAL_MORNING, AccountForm, AskForm
from debrief.reminders.models import By, Kind, State
from debrief.reminders.offers import offers
from debrief.reminders.planning import PLANNING_ROWS, asked_now
from debrief.reminders.queries import waiting_for

_pages = require_http_methods(["GET", "HEAD", "POST"])


@_pages
def reminders_page(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """What can be reminded of in one debrief, what waits, and what became of the rest."""
    user: Any = request.user
    debrief = get_debrief_or_404(request, debrief_id, "reminders", *PLANNING_ROWS)
    data = request.POST if request.method == "POST" else None
    morning = _morning(debrief)
    offered = offers(asked_now(debrief, zone=user.zone.key, morning=time.fromisoformat(morning)))
    form = AskForm(data, offers=offered, morning=morning, by=_by(debrief, user), has_mail=settings.HAS_MAIL)
    if data is not None and not form.kinds:
        # Asked from a page that was opened before; this one says why there is nothing any more.
        return redirect("reminders:reminders_page", debrief.pk)
    if data is not None and form.is_valid():
        asked = asked_now(debrief, zone=user.zone.key, morning=form.cleaned_data["morning"])
        try:
            actions.ask_for(asked=asked, kinds=form.wanted, by=form.way)
        except Debrief.DoesNotExist:  # deleted in another tab
            raise Http404 from None
        messages.info(request, _("Saved."))
        return redirect("reminders:reminders_page", debrief.pk)
    context = {
        "debrief": debrief,
        "form": form,
        "told": [offer for offer in offered if not offer.can_be_asked_for],
        "is_any_waiting": any(offer.is_waiting for offer in offered),
        "is_off": not user.has_reminders,
    }
    return render(request, "reminders/reminders_page.html", context, status=422 if form.is_bound else 200)


@require_safe
def calendar(request: HttpRequest, debrief_id: UUID) -> HttpResponse:
    """What waits, as a file for a calendar; it gives away nothing but when."""
    debrief = get_debrief_or_404(request, debrief_id, "reminders")
    return HttpResponse(
        as_calendar(debrief, now=timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="debrief.ics"'},
    )


@_pages
def your_reminders(request: HttpRequest) -> HttpResponse:
    """Whether there are reminders at all, and what waits in all of somebody's debriefs."""
    user: Any = request.user
    data = request.POST if request.method == "POST" and settings.HAS_MAIL else None
    form = AccountForm(data, initial={"reminders": "on" if user.has_reminders else "off"})
    if form.is_bound and form.is_valid():
        turn = actions.turn_on if form.cleaned_data["reminders"] == "on" else actions.turn_off
        turn(owner_id=user.pk)
        messages.info(request, _("Saved."))
        return redirect("reminders:your_reminders")
    context = {"form": form, "waiting": waiting_for(user), "has_mail": settings.HAS_MAIL}
    return render(request, "reminders/your_reminders.html", context, status=422 if form.is_bound else 200)


def _morning(debrief: Debrief) -> str:
    """The time in the morning that was picked for this debrief, or the usual one."""
    rows = [row for row in debrief.reminders_rows if row["kind"] != Kind.NOTE_WINDOW]
    rows.sort(key=lambda row: row["state"] != State.WAITING)  # what waits knows best
    return next((row["wall_time"][:5] for row in rows if row["wall_time"][:5] in MORNINGS), USUAL_MORNING)


def _by(debrief: Debrief, user: Any) -> str:
    """How reminders of this debrief come so far; by e-mail where somebody has asked for that before."""
    waiting = (row["by"] for row in debrief.reminders_rows if row["state"] == State.WAITING)
    return next(waiting, By.EMAIL if user.has_reminders else "")
