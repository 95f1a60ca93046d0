"""What was done with an account: sign-ins, refusals, links, exports, deletions. See docs/decisions/0020."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from debrief.privacy import requests
from debrief.privacy.models import AuditEntry, Event
from debrief.privacy.pseudonyms import pseudonym

log = logging.getLogger("debrief.audit")


def record(request: HttpRequest, event: Event, *, person: UUID | None = None, typed: str = "") -> None:
    """Note that `event` happened, in the audit and in the log.

    `person` is whose account it was, by default that of whoever is signed in. `typed` is the address somebody
    gave who is not, whether or not there is such an account: looking it up would take a while that tells.
    Both are kept as pseudonyms.

    Inside a transaction the entry is kept with what it tells of, or not at all.
    """
    if person is None:
        person = requests.person_of(request)
    who = pseudonym(str(person or typed.strip().lower())) if person or typed else ""
    said = {"who": who, "route": requests.route_of(request), "request_id": requests.id_of(request)}
    AuditEntry.objects.create(event=event, **said)
    log.info("%s", event.value, extra={"event": event.value, **said})


class RefusalsMiddleware:
    """Note what a signed-in person was refused.

    That is: what they may not, too much of it, or a row of somebody else's by its id. What strangers are
    refused stands in the log alone, or anybody could fill the database with it.

    Stands outside the owner's transaction, which a refusal undoes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if _is_refusal(request, response.status_code) and requests.person_of(request):
            record(request, Event.REFUSED)
        return response


def _is_refusal(request: HttpRequest, status: int) -> bool:
    match = request.resolver_match
    names_a_row = match is not None and any(isinstance(value, UUID) for value in match.kwargs.values())
    return status in (403, 429) or (status == 404 and names_a_row)
