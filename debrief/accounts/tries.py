"""What is counted when somebody tries to get in, and against whom (docs/decisions/0019)."""

from collections.abc import Iterator
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from debrief.accounts import known_browsers
from debrief.privacy import limits

_WRONG_CODE = "wrong-code"
_ONE_HOME = 64  # bits of an IPv6 address that say whose it is; the rest is theirs to change


def count(way: str, request: HttpRequest, email: str) -> None:
    """Count a try at `way` with the account of `email`, whether or not there is one.

    Raises ValidationError, saying when to try again, when it is one too many.
    """
    for what, whose in _counted(way, request, email):
        if wait := limits.take(what, *whose):
            raise ValidationError(limits.refused(request, wait), code="too_many_tries")


def take_back(way: str, request: HttpRequest, email: str) -> None:
    """Take back what `count` counted."""
    for what, whose in _counted(way, request, email):
        limits.give_back(what, *whose)


def count_code(request: HttpRequest) -> None:
    """Count a code that was typed, before it is compared. Raises ValidationError when it is one too many."""
    if wait := limits.take(_WRONG_CODE, request.session.session_key):
        raise ValidationError(limits.refused(request, wait), code="too_many_tries")


def begin_codes_anew(request: HttpRequest) -> None:
    """A new code comes with new tries."""
    if request.session.session_key:
        limits.forget(_WRONG_CODE, request.session.session_key)


def network_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as one household or company goes."""
    client = get_adapter(request).get_client_ip(request)
    try:
        address = ip_address(client)
    except ValueError:
        return str(client)
    return str(address if address.version == 4 else ip_network((address, _ONE_HOME), strict=False))


def _counted(way: str, request: HttpRequest, email: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The counts a try goes into, the widest last: one that is refused before does not reach it."""
    email = email.strip().lower()
    if browser := known_browsers.known_as(request, email):
        yield f"{way}:known", (browser,)
        return
    network = network_of(request)
    yield f"{way}:network", (network,)
    yield f"{way}:here", (email, network)
    yield f"{way}:anywhere", (email,)
