"""Marks on views."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import cache_control, cache_page
from django.views.decorators.vary import vary_on_cookie

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """A page for anybody, that needs nobody to be signed in and no row of theirs.

    It runs outside the owner's transaction, so it cannot show a private row even by accident.
    """
    view = login_not_required(view)
    view.is_public = True  # type: ignore[attr-defined]
    return view


def same_for_everybody(seconds: int) -> Callable[[View], View]:
    """A page for anybody that is the same for everybody, signed in or not: anybody may keep it so long."""

    def mark(view: View) -> View:
        return public(cache_page(seconds, cache="pages")(cache_control(public=True, max_age=seconds)(view)))

    return mark


def shared_with_strangers(seconds: int) -> Callable[[View], View]:
    """A page for anybody that shows signed-in people something of their own.

    Without a session, a message that waits to be read, a look that somebody chose and the mark of a shared
    phone, it is the same for everybody: this process keeps it, and everybody on the way may, for so many
    `seconds`. With any of them it is one person's, and kept nowhere. `Vary: Cookie` alone would not do: a
    cache between here and there that does not heed it would hand one person's page to the next.
    """

    def mark(view: View) -> View:
        shared = cache_page(seconds, cache="pages")(
            cache_control(public=True, max_age=seconds)(vary_on_cookie(view))
        )

        @login_not_required
        @wraps(view)
        def either(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not _of_one_person() & request.COOKIES.keys():
                return shared(request, *args, **kwargs)
            return view(request, *args, **kwargs)

        return either  # type: ignore[return-value]

    return mark


def _of_one_person() -> set[str]:
    """The cookies that change a page for whoever brings them."""
    return {settings.SESSION_COOKIE_NAME, settings.SHARED_PHONE_COOKIE_NAME, "messages", "look"}


def posted_from(page: str) -> Callable[[View], View]:
    """Name the page whose form posts to this view: `page` is a URL name that takes the same arguments.

    Somebody whose session ended is brought back there, with the words they typed.
    """

    def mark(view: View) -> View:
        view.posted_from = page  # type: ignore[attr-defined]
        return view

    return mark
