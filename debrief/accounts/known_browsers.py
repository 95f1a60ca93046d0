"""Browsers somebody has signed in with before.

Whoever types wrong passwords for somebody else, or asks for mails to them, does so from other browsers; what
is counted against those never keeps a known one out (docs/decisions/0019).
"""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

KEPT_FOR = 365 * 24 * 3600  # seconds: a year


def _cookie_name() -> str:
    return "__Host-known" if settings.IS_HTTPS else "known"


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Let this browser be known as one that `email` signs in with. It does not say who that is."""
    name = known_as(request, email) or secrets.token_urlsafe(16)
    response.set_cookie(
        _cookie_name(),
        f"{name}.{_seal(name, email)}",
        max_age=KEPT_FOR,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )


def known_as(request: HttpRequest, email: str) -> str:
    """The name of this browser, if `email` has signed in with it before; otherwise an empty text."""
    name, _dot, seal = request.COOKIES.get(_cookie_name(), "").partition(".")
    return name if name and constant_time_compare(seal, _seal(name, email)) else ""


def _seal(name: str, email: str) -> str:
    return salted_hmac("known_browsers", f"{name} {email.lower()}", algorithm="sha256").hexdigest()
