"""What somebody typed into a page whose session had ended, kept until they are signed in again.

The words are encrypted with a key that only a cookie of that browser holds, and the ciphertext lies in
the visitor's session for an hour: the database alone cannot read it, and neither can the next person who
signs in at the same browser, because only a page that belongs to its owner asks for it back.
"""

from urllib.parse import parse_qsl, urlencode

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
KEPT_FOR = 3600  # seconds
MAX_LENGTH = 300_000  # characters of the encoded form
_SESSION_KEY = "held_words"
_NOT_WORDS = {
    "csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "code", "credential",
}  # fmt: skip


def _cookie_name() -> str:
    return "__Host-held" if settings.IS_HTTPS else "held"


def page_of(request: HttpRequest) -> str:
    """The address of the page a form came from.

    Mostly the address it was posted to; a view that only takes posts names its page with
    `privacy.decorators.posted_from`.
    """
    match = request.resolver_match
    name = getattr(match.func, "posted_from", "") if match else ""
    return reverse(name, kwargs=match.kwargs) if match and name else request.path


def hold(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Keep the posted words of `request`; `response` carries the key to the browser.

    Returns whether there was anything to keep: a form of words, posted from our own page.
    """
    if request.method != "POST" or request.content_type not in FORM_TYPES or not _is_from_our_page(request):
        return False
    words = [(name, value) for name, values in request.POST.lists() for value in values]
    encoded = urlencode([pair for pair in words if pair[0] not in _NOT_WORDS])
    if not encoded or len(encoded) > MAX_LENGTH:
        return False
    key = Fernet.generate_key()
    request.session[_SESSION_KEY] = {
        "path": page_of(request),
        "words": Fernet(key).encrypt(encoded.encode()).decode(),
    }
    response.set_cookie(
        _cookie_name(),
        key.decode(),
        max_age=KEPT_FOR,
        secure=settings.IS_HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return True


def waiting(request: HttpRequest) -> QueryDict | None:
    """The words held for this page, or None. They stay until `forget` is called."""
    kept = request.session.get(_SESSION_KEY) if _cookie_name() in request.COOKIES else None
    if not kept or kept["path"] != request.path:
        return None
    try:
        encoded = Fernet(request.COOKIES[_cookie_name()].encode()).decrypt(kept["words"], ttl=KEPT_FOR)
    except (InvalidToken, ValueError):
        return None
    words = QueryDict(mutable=True)
    for name, value in parse_qsl(encoded.decode(), keep_blank_values=True):
        words.appendlist(name, value)
    return words


def forget(request: HttpRequest, response: HttpResponseBase) -> None:
    """Drop what was held, once it is saved where it belongs."""
    if _cookie_name() in request.COOKIES:
        request.session.pop(_SESSION_KEY, None)
        response.delete_cookie(_cookie_name(), samesite="Lax")


def _is_from_our_page(request: HttpRequest) -> bool:
    """Another site could otherwise plant words in somebody's page. Browsers send both headers."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
