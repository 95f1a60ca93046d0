"""The shelves people enter the library by, in plain words (domain.md 10.4).

Most hold the tips for a time. Two are about a state people get into at any time; they name their tips, those
that help first standing first.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from debrief.tips.models import Shelf

THEMES: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "replaying": (
        _("When it keeps replaying"),
        (
            "ten-minute-review",
            "slow-minute",
            "what-exactly",
            "use-your-own-name",
            "make-something",
            "rough-patches-once",
            "fewer-noticed",
            "answer-like-a-friend",
            "it-fades-faster",
            "write-it-out-over-days",
        ),
    ),
    "cant_face_it": (
        _("When you can't face searching"),
        (
            "take-proper-time-off",
            "plan-for-the-dip",
            "keep-other-doors-open",
            "one-interview-many-openings",
            "borrow-someones-ears",
            "search-smarter",
            "fifteen-minutes-on-what-matters",
            "answer-like-a-friend",
            "do-you-still-want-it",
        ),
    ),
}

# The shelves at the entrance, in order.
ENTRANCE: tuple[tuple[str, str | Promise], ...] = (
    *((shelf.value, shelf.label) for shelf in (Shelf.NOW, Shelf.TODAY, Shelf.TOMORROW, Shelf.BEFORE_NEXT)),
    *((key, title) for key, (title, _tips) in THEMES.items()),
)
# Every shelf there is to ask for.
SHELVES = (*ENTRANCE, (Shelf.THIS_WEEK.value, Shelf.THIS_WEEK.label))


def shelves_of(slug: str, when: str) -> frozenset[str]:
    """The shelves a tip stands on; `when` is the time it is for."""
    return frozenset({when, *(key for key, (_title, tips) in THEMES.items() if slug in tips)})
