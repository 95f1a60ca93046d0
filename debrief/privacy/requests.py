"""What may be said of a request: a number, the name of its address, and whose it is."""

import secrets
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

# For log lines that are written far from the request they belong to.
running: ContextVar[str] = ContextVar("running", default="")


def number(request: HttpRequest) -> str:
    """Give `request` its number, sixteen random hexadecimal digits."""
    given = secrets.token_hex(8)
    request.request_number = given  # type: ignore[attr-defined]
    return given


def id_of(request: HttpRequest) -> str:
    """The number of `request`, empty when it was given none."""
    return getattr(request, "request_number", "")


def route_of(request: Any) -> str:
    """The name of the address, such as `tips:tip_page`; empty when nothing answers there.

    Never the address itself: that carries ids, tokens and what somebody searched for.
    """
    match = getattr(request, "resolver_match", None)
    if match is not None:
        return str(match.view_name or "")
    return "static" if getattr(request, "path_info", "").startswith(settings.STATIC_URL) else ""


def person_of(request: HttpRequest) -> UUID | None:
    """The id of the signed-in person, if this request has asked who that is; it is not asked again here.

    Somebody who has signed in by this request counts as well.
    """
    for user in (getattr(request, "_cached_user", None), getattr(request, "user", None)):
        if user is not None and type(user) is not SimpleLazyObject and user.is_authenticated:
            person: UUID | None = user.pk
            return person
    return None
