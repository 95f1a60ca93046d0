from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY, middleware
from django.contrib.sessions import middleware as sessions
from django.contrib.sessions.exceptions import SessionInterrupted
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from debrief.accounts.backends import brought
from debrief.accounts.models import User
from debrief.ui.look import choose, remember


class SessionMiddleware(sessions.SessionMiddleware):
    """Django's, but that a session ended from elsewhere in the middle of a request spoils no answer.

    Django says 400 then, although what was asked for is done. Here the next page asks to sign in. Where the
    whole account has gone, 400 it is: `archive.middleware` has the words for that.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        try:
            return super().process_response(request, response)
        except SessionInterrupted:
            person = request.session.get(SESSION_KEY)
            if not person or not User.objects.filter(pk=person).exists():
                raise
        response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
        patch_vary_headers(response, ("Cookie",))
        return response


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Django's, but that the person comes with their session, in one statement."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person_of(request))  # type: ignore[assignment]


def _person_of(request: HttpRequest) -> Any:
    request.session.get(SESSION_KEY)  # reads it, and with it whose it is
    token = brought.set(request.session.person)  # type: ignore[attr-defined]
    try:
        return middleware.get_user(request)
    finally:
        brought.reset(token)


class PreferencesMiddleware:
    """Show and read times in the person's own zone, in their language, light or dark as they chose."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            response = self.get_response(request)
        finally:
            timezone.deactivate()
            translation.deactivate()
        remember(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        if has_session and not getattr(view, "is_public", False) and request.user.is_authenticated:
            timezone.activate(request.user.zone)
            translation.activate(request.user.spoken)
            choose(request, request.user.look)
