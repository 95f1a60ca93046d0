"""Signing in again, before what cannot be taken back."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from debrief.privacy import held_words

View = Callable[..., HttpResponseBase]


def signed_in_again(view: View) -> View:
    """Open a page to somebody who proved who they are in the last minutes; ask everybody else to.

    Unlike allauth's own decorator of the kind it does not carry a posted form through to the view: that would
    run it among allauth's pages, outside the transaction in which PostgreSQL knows who is asking. The page
    comes up again instead, with what was typed held for it (`privacy.held_words`).
    """

    @wraps(view)
    def either(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_reauthentication_required(request, app=""):
            return view(request, *args, **kwargs)
        if request.method != "POST":
            raise ReauthenticationRequired
        response = redirect(request.path)
        held_words.hold(request, response)
        return response

    return either
