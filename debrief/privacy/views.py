"""The page Django shows when a form comes back with a token that is no longer good."""

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render

from debrief.privacy import held_words
from debrief.privacy.middleware import wants_json


def stale_page(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Signing in again in another tab makes every open page's token stale; the words must not suffer.

    Posted from our own page, they are held and shown again by that page with a fresh token. Anything
    else is refused with 403.
    """
    if wants_json(request):
        if not request.user.is_authenticated:
            return JsonResponse({"saved": False, "signed_out": True}, status=401)
        return JsonResponse({"saved": False, "stale": True}, status=403)
    response = redirect(held_words.page_of(request))
    if held_words.hold(request, response):
        return response
    return render(request, "403.html", status=403)
