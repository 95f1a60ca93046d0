"""The gallery, every component in every state for whoever builds the next page; and pages of last resort."""

from django import forms
from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseServerError,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from debrief.ui.context_processors import shell
from debrief.ui.draw import ListRow, Offer, PathRow
from debrief.ui.forms import (
    AnyOf,
    CalmForm,
    DateField,
    MatrixField,
    OneFrom,
    OneOf,
    SeveralField,
    TimeField,
    WordsField,
)

_FRUIT = [
    ("apple", "Apple"),
    ("pear", "Pear"),
    ("quince", "Quince, which has a longer name"),
    ("plum", "Plum"),
]
_BASKETS = (("A group", (("apple", "Apple"), ("pear", "Pear"))), ("Another group", (("plum", "Plum"),)))
_RIPE = [("yes", "Yes"), ("nearly", "Nearly"), ("no", "No"), ("unsure", "Not sure")]


class SampleForm(CalmForm):
    """One field of every kind."""

    words = WordsField(label="A short answer", help_text="A hint stands here.", max_length=20)
    more = WordsField(label="A longer answer", max_length=200, rows=3)
    several = SeveralField(label="Several", most=3, max_length=40)
    one = OneOf(label="One of a few", choices=_FRUIT)
    some = AnyOf(label="Any of several", help_text="Up to two.", choices=_FRUIT, most=2)
    mood = OneOf(
        label="A mood",
        choices=[
            (1, "Awful"),
            (2, "Low"),
            (3, "Flat"),
            (4, "All right"),
            (5, "Good"),
            ("none", "Rather not say"),
        ],
        layout="moods",
    )
    scale = OneOf(label="A scale", choices=[(n, str(n)) for n in range(11)], layout="scale")
    listed = OneFrom(label="One of many", choices=[("", "None"), *_FRUIT])
    matrix = MatrixField(label="The same about several things", groups=_BASKETS, choices=_RIPE)
    day = DateField(label="A day")
    hour = TimeField(label="A time")
    tick = forms.BooleanField(label="A single tick", required=False)


class PicksForm(CalmForm):
    """Boxes to tick, and two questions about each that is ticked."""

    picks = AnyOf(label="Any of many", choices=_FRUIT)
    ripe = MatrixField(label="Is it ripe?", groups=_BASKETS, choices=_RIPE)
    best = OneOf(label="The best one", choices=_FRUIT)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not (settings.DEBUG or request.user.is_staff):
        raise Http404
    wrong = {
        "words": "far too long for twenty characters",
        "one": "banana",
        "some": ["apple", "pear", "plum"],
        "day": "32",
    }
    filled = {
        "words": "Sam",
        "more": "A few words.",
        "several": ["One"],
        "one": "pear",
        "some": ["apple"],
        "mood": 3,
        "listed": "quince",
        "matrix": {"pear": "no"},
    }
    context = {
        "states": [
            ("Empty", SampleForm()),
            ("Filled", SampleForm(initial=filled)),
            ("Wrong", SampleForm(wrong)),
        ],
        "picks": PicksForm(initial={"picks": ["pear"], "ripe": {"pear": "nearly"}, "best": "pear"}),
        "baskets": _BASKETS,
        "skies": range(1, 13),
        "path": [
            PathRow("#sg-path", "A stage that is done", "done", "Done", heading="Now"),
            PathRow("#sg-path", "One that is begun", "started", "Started"),
            PathRow("#sg-path", "One left out", "skipped", "Left out"),
            PathRow("#sg-path", "Where you are", "not_started", "About a minute", is_here=True),
            PathRow("#sg-path", "One still to come", "not_started", "About a minute", heading="Tomorrow"),
            PathRow("#sg-path", "One that can wait", "resting", "Better after some rest", anyway="Open it"),
        ],
        "rows": [
            ListRow("#sg-list", "A row of a list", "What it was", timezone.now(), "3 of 5 settled"),
            ListRow("#sg-list", "One that is settled", "", timezone.now(), "Settled", is_settled=True),
        ],
        "offers": [
            Offer("Something ready to take over", "A line about it", "sg:1"),
            Offer("One that is taken over already", "", ""),
            Offer("One more, on request", "", "sg:2"),
        ],
        "now": timezone.now(),
        "lines": [
            (0, ()),
            (4, (0, 1, 2, 3)),
            (7, (0, 1, 3, 6)),
            (11, tuple(range(11))),
            (None, tuple(range(12))),
        ],
    }
    return render(request, "ui/styleguide.html", context)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that cannot be read.

    Django's own looks into the form for its token, and ends in a 500 when it is the form that cannot be read.
    """
    return HttpResponseBadRequest(render_to_string("400.html", shell(request)))


def broken(request: HttpRequest) -> HttpResponse:
    """The page for an error of ours, in the frame of all others; it asks neither session nor database."""
    return HttpResponseServerError(render_to_string("500.html", shell(request)))
