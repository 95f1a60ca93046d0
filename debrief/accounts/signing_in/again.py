"""Signing in again before something that matters, though one is signed in already.

Views ask for it with allauth's `reauthentication_required`. What was typed is not lost: a post is held as
everywhere (`privacy.held_words`), and its page gets the words back. allauth itself would keep the post,
readable and with its cookies, in the session, and send it again past the row wall.
"""

import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.core.exceptions import ReauthenticationRequired
from allauth.core.internal.cryptokit import compare_user_code
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from debrief.accounts import tries
from debrief.privacy import held_words

_MAILED = "sign_in_again_by_mail"


class SignInAgainMiddleware:
    """Leads to the page that asks, and holds what was posted."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponseBase | None:
        if not isinstance(exception, ReauthenticationRequired):
            return None
        ways = get_adapter().get_reauthentication_methods(request.user)
        asks = ways[0]["url"] if ways else reverse("account_login")
        back = held_words.page_of(request) if request.method == "POST" else request.get_full_path()
        response = redirect_to_login(back, asks)
        held_words.hold(request, response)
        return response


def is_recent(request: HttpRequest) -> bool:
    """Whether the person has signed in again within `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds."""
    records = get_authentication_records(request, request.user)
    times = [record["at"] for record in records if record.get("reauthenticated")]
    return bool(times) and time.time() - times[-1] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def mail_code(request: HttpRequest) -> None:
    """Send the person a code that works once, for ten minutes; an earlier one stops working."""
    adapter = get_adapter()
    code = adapter.generate_login_code()
    request.session[_MAILED] = {"code": code, "at": time.time()}
    tries.begin_codes_anew(request)
    adapter.send_mail("account/email/login_code", request.user.email, {"code": code})  # type: ignore[union-attr]


def has_mailed_code(request: HttpRequest) -> bool:
    return bool(_mailed(request))


def take_mailed_code(request: HttpRequest, code: str) -> bool:
    """Sign in again with the mailed code. Returns whether it was right; its form counts the tries."""
    mailed = _mailed(request)
    if not (mailed and compare_user_code(actual=code, expected=mailed["code"])):
        return False
    del request.session[_MAILED]
    record_authentication(request, request.user, method="code", reauthenticated=True)
    return True


def _mailed(request: HttpRequest) -> dict | None:
    mailed = request.session.get(_MAILED)
    is_good = mailed and time.time() - mailed["at"] <= settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
    return mailed if is_good else None
