"""Signing in on a phone that others use too.

The session is short and ends with the browser (`accounts.sessions`); titles and icon say nothing. A cookie
that holds no secret tells every page so, without a look at the session.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from debrief.accounts.sessions import IS_SHARED


def choose(request: HttpRequest, *, is_shared: bool) -> None:
    """Keep the answer through the steps of signing in."""
    session = request.session
    if is_shared:
        session[IS_SHARED] = True
        session.set_expiry(0)
    elif session.pop(IS_SHARED, None):
        session.set_expiry(None)


def mark(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the browser know, until it is closed; `response` is the one that signs in."""
    if request.session.get(IS_SHARED):
        response.set_cookie(
            settings.SHARED_PHONE_COOKIE_NAME,
            "1",
            secure=settings.IS_HTTPS,
            httponly=True,
            samesite="Lax",
        )
    elif settings.SHARED_PHONE_COOKIE_NAME in request.COOKIES:
        unmark(response)


def unmark(response: HttpResponseBase) -> None:
    response.delete_cookie(settings.SHARED_PHONE_COOKIE_NAME, samesite="Lax")
