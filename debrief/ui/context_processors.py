from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from debrief.ui.look import look_of


def shell(request: HttpRequest) -> dict[str, object]:
    """What the frame around every page needs, without touching the session or the database.

    Whether a session cookie came along decides which links the bar shows. A stale cookie shows links
    that lead to the sign-in page, which is where its holder wants to be.
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    return {
        "LANGUAGE_CODE": get_language() or settings.LANGUAGE_CODE,
        "has_session": has_session,
        "look": look_of(request),
        # A stranger's message travels in a cookie; without either there is none to look for.
        "may_have_messages": has_session or "messages" in request.COOKIES,
        "has_mail": settings.HAS_MAIL,
        # On a phone that others use too, what a tab shows of itself says nothing.
        "is_discreet": settings.SHARED_PHONE_COOKIE_NAME in request.COOKIES,
    }
