"""When somebody is very low, the page that follows a save says whom to talk to (domain.md, section 12).

Nothing anybody wrote is read for it: only the mood they picked themselves, and when.
"""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from debrief.debriefs.choices import Mood
from debrief.debriefs.queries import moods_named
from debrief.recovery.journey import LOW_MOOD

KEPT_FOR = 24 * 3600  # seconds: no longer than the day it is about

# How often, and over how many days, a low mood makes a low spell.
CHECK_INS = 3
DAYS = 7

# How the frame of a page tells the card from an ordinary message.
CARD = "care"


def offer_card(request: HttpRequest, response: HttpResponseBase, mood: int | None) -> None:
    """Put the card on the page that follows `response`, if `mood`, named in this request, calls for it.

    Once a day, whether or not it is closed: a cookie remembers that it has been there.
    """
    if mood is None or mood > LOW_MOOD:
        return
    name, token = _cookie_name(), _token(request)
    if request.COOKIES.get(name) == token or not (mood == Mood.AWFUL or _is_low_spell(request)):
        return
    messages.info(request, _("Talk to someone now"), extra_tags=CARD)
    response.set_cookie(
        name, token, max_age=KEPT_FOR, secure=settings.IS_HTTPS, httponly=True, samesite="Lax"
    )


def _is_low_spell(request: HttpRequest) -> bool:
    low = moods_named(request.user, at_most=LOW_MOOD)
    if low.first is None or low.last is None or low.times < CHECK_INS:
        return False
    return (timezone.localdate(low.last) - timezone.localdate(low.first)).days >= DAYS


def _token(request: HttpRequest) -> str:
    """A word for this person and this day on their clock, from which neither can be read."""
    return salted_hmac("care", f"{request.user.pk} {timezone.localdate()}").hexdigest()[:20]


def _cookie_name() -> str:
    return "__Host-quiet" if settings.IS_HTTPS else "quiet"
