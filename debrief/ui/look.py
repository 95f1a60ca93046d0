"""Light or dark, by choice: found out without asking the database, so that every page has it at once.

Whoever knows who is asking leaves their choice on the request, and a cookie carries it to the pages that ask
nobody: the help lines, a page that got lost, the sign-in page.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

LOOKS = ("light", "dark")
# The name of the choice on a request, and of the cookie.
ASKED = "look"
KEPT_FOR = 365 * 24 * 3600  # seconds


def choose(request: HttpRequest, look: str) -> None:
    """Note down what the person who is asking has chosen; nothing means as the device has it."""
    setattr(request, ASKED, look)


def look_of(request: HttpRequest) -> str:
    """`light`, `dark`, or nothing: as the device has it."""
    asked: str = getattr(request, ASKED, request.COOKIES.get(ASKED, ""))
    return asked if asked in LOOKS else ""


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep the cookie in step with the choice of whoever is asking, where that is known."""
    asked = getattr(request, ASKED, None)
    if asked is None or asked == request.COOKIES.get(ASKED, ""):
        return
    if asked:
        response.set_cookie(
            ASKED, asked, max_age=KEPT_FOR, secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie(ASKED, samesite="Lax")
