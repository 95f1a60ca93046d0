"""What stands between a request and a person's rows."""

import re
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _

from debrief.privacy import held_words, wall

GetResponse = Callable[[HttpRequest], HttpResponseBase]

# What PostgreSQL cannot store as text: NUL, and halves of surrogate pairs.
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
_ENCODED_NUL = re.compile(r"%00", re.IGNORECASE)


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of ours is asking, which reads JSON instead of showing a page."""
    return request.headers.get("Accept", "").startswith("application/json")


class ResponseHeadersMiddleware:
    """Headers that are the same for the whole site, and two on what a signed-in person sees.

    They are `no-store`, and `noindex` for whatever reads along in somebody's browser.
    """

    permissions = (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-get=(self), publickey-credentials-create=(self)"
    )

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.policy = settings.CONTENT_SECURITY_POLICY

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response["Content-Security-Policy"] = self.policy
        response["Permissions-Policy"] = self.permissions
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        if "Cache-Control" not in response:
            # Unless a view says that everybody may keep its page, nobody does. Without this a browser
            # shows a debrief again with Back after signing out.
            response["Cache-Control"] = "no-store, private"
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "public" not in response["Cache-Control"]:
            response["X-Robots-Tag"] = "noindex"
        return response


class UnreadableInputMiddleware:
    """Answer 400 to text that no database column could hold, and to a form that was cut off on its way.

    The server hands on as much of a form as came, and what is missing would be saved as cleared.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            if self._is_cut_off(request) or self._is_unreadable(request):
                return render(request, "400.html", status=400)
        except RequestDataTooBig:
            return self._too_much(request)
        except (TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, UnreadablePostError):
            return render(request, "400.html", status=400)
        return self.get_response(request)

    @staticmethod
    def _too_much(request: HttpRequest) -> HttpResponse:
        if wants_json(request):
            message = _("That's more than a page can hold. It stays here; shorten it and it saves.")
            return JsonResponse({"saved": False, "message": message}, status=413)
        return render(request, "413.html", status=413)

    @staticmethod
    def _is_cut_off(request: HttpRequest) -> bool:
        if request.method != "POST" or request.content_type != held_words.FORM_TYPES[0]:
            return False
        announced = request.META.get("CONTENT_LENGTH") or "0"
        return announced.isdigit() and len(request.body) < int(announced)

    @staticmethod
    def _is_unreadable(request: HttpRequest) -> bool:
        if _UNREADABLE.search(request.path) or _ENCODED_NUL.search(request.META.get("QUERY_STRING", "")):
            return True
        fields = [*request.GET.lists()]
        if request.method == "POST" and request.content_type in held_words.FORM_TYPES:
            fields += request.POST.lists()
        return any(_UNREADABLE.search(text) for name, values in fields for text in (name, *values))


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Signed in unless a view says otherwise; what was typed survives the detour."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        # Django looks first who is asking, which takes the session and the database.
        if getattr(view_func, "is_public", False):
            return None
        return super().process_view(request, view_func, args, kwargs)

    def handle_no_permission(  # type: ignore[override]  # a script gets JSON instead of a redirect
        self, request: HttpRequest, view_func: Callable[..., Any]
    ) -> HttpResponseBase:
        if wants_json(request):
            return JsonResponse({"saved": False, "signed_out": True}, status=401)
        response = redirect_to_login(
            held_words.page_of(request) if request.method == "POST" else request.get_full_path()
        )
        held_words.hold(request, response)
        return response


class OwnerRowsMiddleware:
    """One transaction a request, in which PostgreSQL knows who is asking.

    Strangers are told nothing and see nothing: the setting cannot outlive a transaction, so a connection
    starts every one of them without it. The pages of django-allauth stay outside, because they hold
    cache locks that must not wait for a page to finish.
    """

    outside = ("allauth.", "debrief.accounts.signing_in.", "debrief.database.")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.is_verified = False

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with ExitStack() as stack:
            request.owner_rows = stack  # type: ignore[attr-defined]
            response = self.get_response(request)
            if response.status_code >= 500:
                self._undo(request)
            return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        is_public = getattr(view, "is_public", False) or view.__module__.startswith(self.outside)
        if is_public or not request.user.is_authenticated:
            return
        if not self.is_verified:
            wall.verify()
            self.is_verified = True
        request.owner_rows.enter_context(wall.transaction_of(request.user.pk))  # type: ignore[attr-defined]
        request.has_owner_rows = True  # type: ignore[attr-defined]

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        # Django turns Http404 and its like into a response before __call__ sees it; what the view had
        # written by then would be committed.
        self._undo(request)

    @staticmethod
    def _undo(request: HttpRequest) -> None:
        if getattr(request, "has_owner_rows", False) and transaction.get_connection().in_atomic_block:
            transaction.set_rollback(True)
