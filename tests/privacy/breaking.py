"""Something that breaks inside every page, holding what somebody wrote."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase


class BreakingMiddleware:
    """Put last, it lets every view be found and none of them answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        sent = request.POST.get("words", "") or request.GET.get("words", "")
        try:
            int(sent)
        except ValueError as error:
            raise RuntimeError(f"Could not keep {sent}") from error
