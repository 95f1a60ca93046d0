"""What a person sees while the database is away."""

import logging
import sys
from collections.abc import Callable
from typing import Any

from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

RETRY_AFTER = 5  # seconds

_MARK = "was_cut_off_from_the_database"

log = logging.getLogger(__name__)


class DatabaseOutageMiddleware:
    """Answer 503 instead of 500 when the database cannot be reached, takes too long, or has no room.

    What a view raises comes through `process_exception`. What anything else raises, such as the loading of a
    session, the loading of the person, or the commit at the end, Django has turned into a 500 before it
    comes by here; `note_outage` has marked the request by then. A connection on which something failed is
    looked at, and closed if broken, when Django ends the request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 500 and hasattr(request, _MARK):
            response = outage_response(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_outage(exception):
            return None
        _report(exception)
        return outage_response(request)


def is_outage(error: BaseException | None) -> bool:
    """Return whether `error`, or one that it was raised from, is the database's being away.

    That includes a statement that was stopped for taking too long and a full disk, but no fault of the
    statement itself.
    """
    while error is not None:
        if isinstance(error, OperationalError | InterfaceError):
            return True
        error = error.__cause__
    return False


def outage_response(request: HttpRequest) -> HttpResponse:
    """Return the answer to a request that could not be served: nothing was saved, and what to do about it.

    It is made without the session, the person or the database.
    """
    if request.headers.get("Accept", "").startswith("application/json"):
        message = _("Not saved: the database cannot be reached. Your words are still on this page.")
        response: HttpResponse = JsonResponse({"saved": False, "message": message}, status=503)
    else:
        response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


@receiver(got_request_exception, dispatch_uid="debrief.database.note_outage")
def note_outage(*, request: HttpRequest | None = None, **kwargs: Any) -> None:
    """Mark a request whose error Django is about to turn into a 500; runs while that is being handled."""
    if request is not None and is_outage(sys.exc_info()[1]):
        setattr(request, _MARK, True)


def _report(exception: Exception) -> None:
    """Log the kind of outage. Never its text: the server may quote what people wrote."""
    cause = exception.__cause__
    log.error(
        "The database could not serve a request: %s %s",
        type(cause or exception).__name__,
        getattr(cause, "sqlstate", None) or "",
    )
