"""What home lists under "Still to do", and what a path page says of its own debrief.

Adding a kind is one line in `KINDS` and the part of the page that draws it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from debrief.debriefs.models import Debrief
from debrief.recovery.journey import Journey, Step
from debrief.recovery.next_actions import due_actions

MOST = 5  # more than a hand's worth is no short list; the rest moves up when something is done


@dataclass(frozen=True)
class Kind:
    """One kind of thing to do.

    `find` gives the things of one journey: what `template_name` draws as `item.about`. `reads` names the
    rows of a debrief it looks at beyond those of a journey.
    """

    template_name: str
    find: Callable[[Journey], Iterable[Any]]
    reads: tuple[str, ...] = ()


class ToDo(NamedTuple):
    """One line of the list. `about` is what its kind has found."""

    template_name: str
    debrief: Debrief
    about: Any


def _promised(journey: Journey) -> list[str]:
    debrief = journey.debrief
    return [debrief.promised] if debrief.promised and not debrief.promised_done_at else []


def _outcome(journey: Journey) -> list[Step]:
    is_begun = bool(journey.debrief.stage_entries_rows)  # one that was only opened asks nothing
    return [journey.outcome_step] if is_begun and journey.asks_outcome else []


# In the order of the list.
KINDS = (
    Kind(
        "recovery/_to_do_action.html",
        lambda journey: due_actions([journey.debrief]),
        reads=("next_actions",),
    ),
    Kind("recovery/_to_do_follow_up.html", lambda journey: journey.follow_ups),
    Kind("recovery/_to_do_promised.html", _promised),
    Kind("recovery/_to_do_outcome.html", _outcome, reads=("outcomes-",)),
)
TO_DO_ROWS = tuple(dict.fromkeys(name for kind in KINDS for name in kind.reads))


def still_to_do(journeys: Iterable[Journey]) -> list[ToDo]:
    """What waits in these journeys, in their order, at most `MOST`. A closed debrief asks nothing.

    Their debriefs come with `TO_DO_ROWS`.
    """
    found = (
        ToDo(kind.template_name, journey.debrief, about)
        for journey in journeys
        if not journey.is_closed
        for kind in KINDS
        for about in kind.find(journey)
    )
    return list(islice(found, MOST))
