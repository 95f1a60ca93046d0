"""Marks on views."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_not_required

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """A page for anybody, that needs nobody to be signed in and no row of theirs.

    It runs outside the owner's transaction, so it cannot show a private row even by accident.
    """
    view = login_not_required(view)
    view.is_public = True  # type: ignore[attr-defined]
    return view


def posted_from(page: str) -> Callable[[View], View]:
    """Name the page whose form posts to this view: `page` is a URL name that takes the same arguments.

    Somebody whose session ended is brought back there, with the words they typed.
    """

    def mark(view: View) -> View:
        view.posted_from = page  # type: ignore[attr-defined]
        return view

    return mark
