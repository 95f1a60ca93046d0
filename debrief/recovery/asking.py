"""When a page asks something again: rules of days, and nothing else.

A day is a date on the person's clock. Days are added to dates and never to instants, so no clock change
moves a question (domain.md, section 4, outcome).
"""

from collections.abc import Iterable
from datetime import date, timedelta

STANDS_FOR = timedelta(days=7)  # a question nobody answers goes by itself
NEXT_DAY = timedelta(days=1)
FIRST_ASK = timedelta(days=10)  # after the interview, where no day was named for the decision
LAST_ASK = timedelta(days=21)  # after the interview
SILENCE = timedelta(days=21)  # after the interview; from then on hearing nothing is an answer


def stands(asked_on: date, today: date) -> bool:
    """Whether a question first asked on `asked_on` stands today: on that day and the six after it."""
    return asked_on <= today < asked_on + STANDS_FOR


def outcome_days(interviewed_on: date, decision_by: date | None) -> tuple[date, ...]:
    """The days on which home asks what happened in the end, in their order.

    The day after the decision was due, or day 10 where no day was named; then day 21. A day named before
    the interview counts as none. Where the decision is due after day 21, day 21 is not asked about.
    """
    first = interviewed_on + FIRST_ASK
    if decision_by and decision_by >= interviewed_on:
        first = decision_by + NEXT_DAY
    last = interviewed_on + LAST_ASK
    return (first, last) if first < last else (first,)


def asks_outcome(days: Iterable[date], *, today: date, waiting_on: date | None) -> bool:
    """Whether one of `days` asks today.

    `waiting_on` is the day of the last "Still waiting", which answers every ask up to that day.
    """
    return any(stands(day, today) and (waiting_on is None or waiting_on < day) for day in days)


def may_be_silence(interviewed_on: date, today: date) -> bool:
    """Whether so much time has passed that hearing nothing is an answer."""
    return today >= interviewed_on + SILENCE
