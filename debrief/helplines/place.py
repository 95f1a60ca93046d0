"""Where somebody is, as far as they have let us know."""

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation.trans_real import parse_accept_lang_header

from debrief.helplines.countries import find
from debrief.helplines.directory import Listing, listing


def listing_for(request: HttpRequest) -> Listing:
    """What to show the reader: for the country they ask for, else their account's, else their browser's."""
    if (asked := request.GET.get("country")) is not None:
        code = asked.strip().upper()
    else:
        code = _of_account(request) or region(request.headers.get("Accept-Language", ""))
    return listing(find(code), today=timezone.localdate())


def region(languages: str) -> str:
    """The first country an Accept-Language header names, in capitals: GB for "en-GB,en;q=0.9"; or ""."""
    for tag, _weight in parse_accept_lang_header(languages.lower()):
        for part in tag.split("-")[1:]:
            if len(part) == 2:
                return part.upper()
    return ""


def _of_account(request: HttpRequest) -> str:
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return ""
    try:
        return getattr(request.user, "country", "")
    except Error:
        # The numbers are worth more than the guess, and they are wanted while the database is away, too.
        return ""
