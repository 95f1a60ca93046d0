"""What somebody sees whose account was deleted while something of it was still under way, in another tab."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.shortcuts import render

from debrief.accounts.models import User
from debrief.privacy import limits
from debrief.privacy.middleware import wants_json
from debrief.privacy.requests import person_of

CLEAR_BROWSER = '"cache", "cookies", "storage"'  # the value of Clear-Site-Data

_MARK = "asked_for_somebody_who_is_gone"


class DeletedMeanwhileMiddleware:
    """Answer that the account is gone, instead of with whatever went wrong because it is.

    The database refuses what is written for somebody who was deleted, some of it only at the end of the
    transaction, and a session that ended with its account can no longer be saved. So it is asked after a
    request has failed, and costs those that succeed nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if 400 <= response.status_code <= 500 and _is_gone(request):
            _forget(request)
            return _gone(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        if isinstance(exception, User.DoesNotExist):
            setattr(request, _MARK, True)


def _is_gone(request: HttpRequest) -> bool:
    """Whether this was somebody's request who is no longer there."""
    person = person_of(request)
    if person is None:
        return hasattr(request, _MARK)  # a password that was being reset, for one
    return not User.objects.filter(pk=person).exists()


def _forget(request: HttpRequest) -> None:
    """Drop what the request has put down about the person since they were deleted."""
    if hasattr(request, "session"):
        request.session.flush()
    if person := person_of(request):
        limits.forget_person(person)


def _gone(request: HttpRequest) -> HttpResponseBase:
    if wants_json(request):
        return JsonResponse({"saved": False, "signed_out": True}, status=401)
    context = {"may_have_messages": False, "was_meanwhile": True}
    response = render(request, "archive/gone.html", context, status=410)
    response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
    response["Clear-Site-Data"] = CLEAR_BROWSER
    return response
