"""Taking everything along, bringing it in again, and leaving."""

from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from debrief.archive import actions, bringing_in, pack
from debrief.archive.forms import BringInForm, DeleteAccountForm
from debrief.archive.middleware import CLEAR_BROWSER
from debrief.archive.stored import what_is_stored
from debrief.archive.tables import counts_of
from debrief.archive.unpack import UnreadableError, unpack
from debrief.archive.words import counted
from debrief.privacy.audit import record
from debrief.privacy.decorators import public
from debrief.privacy.limits import limited
from debrief.privacy.models import Event

_pages = require_http_methods(["GET", "HEAD", "POST"])


@public
@require_safe
def stored(request: HttpRequest) -> HttpResponse:
    """What is kept about somebody, and for how long. The same for everybody."""
    return render(request, "archive/stored.html", {"parts": what_is_stored(), "may_have_messages": False})


@limited("export")
@_pages
@reauthentication_required
def export(request: HttpRequest) -> HttpResponseBase:
    """Everything as one file, built whole before the first byte is sent.

    A response that is still being made when the transaction ends would find no rows from then on.
    """
    user: Any = request.user
    if request.method != "POST":
        return render(request, "archive/export.html", {"lines": counted(counts_of(user.pk))})
    with ExitStack() as stack:
        file = stack.enter_context(TemporaryFile())
        pack.pack(owner=user, into=file)
        record(request, Event.ACCOUNT_EXPORTED)
        stack.pop_all()  # from here on the response closes it
    file.seek(0)
    name = pack.file_name(timezone.now())
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")


@limited("import")
@_pages
def bring_in(request: HttpRequest) -> HttpResponse:
    """A file that `export` made, into an account without debriefs: all of it, or nothing."""
    user: Any = request.user
    if request.method != "POST":
        return render(request, "archive/bring_in.html", {"form": BringInForm()})
    form = BringInForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            bringing_in.bring_in(owner=user, archive=unpack(form.cleaned_data["archive"]))
        except UnreadableError as error:
            form.add_error("archive", str(error))
        else:
            return redirect("archive:brought_in")
    return render(request, "archive/bring_in.html", {"form": form}, status=422)


@require_safe
def brought_in(request: HttpRequest) -> HttpResponse:
    """What the account holds, right after something came in."""
    user: Any = request.user
    return render(request, "archive/brought_in.html", {"lines": counted(counts_of(user.pk))})


@_pages
@reauthentication_required
def delete_account(request: HttpRequest) -> HttpResponse:
    """Ask once, saying what goes; then delete it all and sign out."""
    user: Any = request.user
    form = DeleteAccountForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        person = user.pk
        if actions.delete_account(user=user):
            record(request, Event.ACCOUNT_DELETED, person=person)
        logout(request)
        response = redirect("archive:gone")
        response["Clear-Site-Data"] = CLEAR_BROWSER
        return response
    context = {"form": form, "lines": counted(counts_of(user.pk)), "has_mail": settings.HAS_MAIL}
    return render(request, "archive/delete_account.html", context, status=422 if form.is_bound else 200)


@public
@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """The page after the last one."""
    return render(request, "archive/gone.html", {"may_have_messages": False})
