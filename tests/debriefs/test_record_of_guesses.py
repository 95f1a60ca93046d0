"""What first guesses and their answers add up to, case by case as domain.md section 9 works them out."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from debrief.accounts.models import User
from debrief.debriefs import record_of_guesses
from debrief.debriefs.models import Debrief, Guess, Outcome
from debrief.debriefs.record_of_guesses import Resolved, in_words, mass_below, resolved_guesses
from debrief.privacy.wall import acting_for
from tests import factories

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
LOW = "You tend to guess too low."
MAYBE_LOW = "You may be guessing a little low. Too early to be sure."
RIGHT = "Your guesses are about right."
MAYBE_HIGH = "You may be guessing a little high. Too early to be sure."
HIGH = (
    "You tend to guess too high: your sense of how it went runs a bit warm. Worth asking for feedback once."
)


def resolved(chance: int, further: int, count: int) -> list[Resolved]:
    return [Resolved(chance, n < further) for n in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_below_three_answers_nothing_is_said(count: int) -> None:
    assert in_words(resolved(20, 1, count)) == ""


@pytest.mark.parametrize("count", [3, 4])
def test_three_and_four_are_counted_and_no_more(count: int) -> None:
    words = f"You expected 20 % on average. You went further in 1 of {count}. Too early to see a pattern."
    assert in_words(resolved(20, 1, count)) == words


@pytest.mark.parametrize(
    ("chance", "further", "count", "direction"),
    [
        (20, 3, 8, MAYBE_LOW),  # worked: 19 to 60 %
        (15, 3, 8, LOW),
        (50, 1, 5, HIGH),  # worked: 6 to 48 %
        (19, 3, 8, LOW),  # the interval begins at 19.2
        (48, 1, 5, MAYBE_HIGH),  # and that one ends at 48.4
        (49, 1, 5, HIGH),
        (30, 2, 5, MAYBE_LOW),  # ten points are worth a word
        (31, 2, 5, RIGHT),
        (50, 2, 5, MAYBE_HIGH),
        (49, 2, 5, RIGHT),
        (1, 0, 5, RIGHT),  # a low guess that was right is called right
        (99, 5, 5, RIGHT),
        (99, 0, 200, HIGH),
        (1, 200, 200, LOW),
    ],
)
def test_from_five_on_the_direction_is_named(chance: int, further: int, count: int, direction: str) -> None:
    words = f"You expected {chance} % on average. You went further in {further} of {count}. {direction}"
    assert in_words(resolved(chance, further, count)) == words


def test_what_was_expected_is_the_mean() -> None:
    guesses = [Resolved(chance, False) for chance in (20, 10, 30, 20, 15, 25, 20, 20)]
    assert in_words(guesses).startswith("You expected 20 % on average. You went further in 0 of 8.")


@pytest.mark.parametrize(("hits", "misses", "low", "high"), [(3, 5, 19, 60), (1, 4, 6, 48)])
def test_the_worked_intervals(hits: int, misses: int, low: int, high: int) -> None:
    def crosses(at: int, share: float) -> bool:
        below, above = (mass_below((at + d) / 100, hits=hits, misses=misses) for d in (-0.5, 0.5))
        return below < share <= above

    assert crosses(low, 0.1)
    assert crosses(high, 0.9)


@pytest.mark.parametrize(("hits", "misses"), [(0, 0), (1, 0), (0, 3), (3, 5), (40, 20), (0, 200), (200, 0)])
def test_the_law_grows_from_nothing_to_all_and_mirrors(hits: int, misses: int) -> None:
    steps = [mass_below(n / 1000, hits=hits, misses=misses) for n in range(1, 1000)]
    assert all(a <= b + 1e-9 for a, b in pairwise(steps))
    assert -1e-9 < steps[0] <= steps[-1] < 1 + 1e-9
    assert mass_below(0.3, hits=hits, misses=misses) == pytest.approx(
        1 - mass_below(0.7, hits=misses, misses=hits), abs=1e-9
    )


# --- reading them ---


@pytest.fixture
def person(owner: User) -> User:
    return owner


def interview(
    owner: User, result: str, *chances: int | None, days_ago: int = 60, kind: str = "first", **fields: Any
) -> Debrief:
    """An interview with an answer and guesses made one after the other."""
    made = factories.debrief(owner, interview_at=NOW - timedelta(days=days_ago), **fields)
    with acting_for(owner.pk):
        for n, chance in enumerate(chances):
            Guess.objects.create(
                owner=owner,
                debrief=made,
                kind=kind,
                chance_pct=chance,
                cannot_say=chance is None,
                made_at=NOW - timedelta(days=50 - n),
            )
        Outcome.objects.create(owner=owner, debrief=made, result=result)
    return made


def record(owner: User) -> list[Resolved]:
    with acting_for(owner.pk):
        return resolved_guesses(owner, now=NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("result", "days_ago", "counts_as"),
    [
        ("next_round", 1, True),
        ("offer", 1, True),
        ("turned_down", 1, False),
        ("silence", 30, False),
        ("silence", 29, None),
        ("withdrew", 60, None),
        ("waiting", 60, None),
    ],
)
def test_what_counts_as_what(person: User, result: str, days_ago: int, counts_as: bool | None) -> None:
    interview(person, result, 20, days_ago=days_ago)
    assert record(person) == ([] if counts_as is None else [Resolved(20, counts_as)])


@pytest.mark.django_db
def test_without_a_day_silence_counts_from_the_beginning_of_the_debrief(person: User) -> None:
    made = interview(person, "silence", 20)
    with acting_for(person.pk):
        Debrief.objects.filter(pk=made.pk).update(interview_at=None, created_at=NOW - timedelta(days=29))
    assert record(person) == []
    with acting_for(person.pk):
        Debrief.objects.filter(pk=made.pk).update(created_at=NOW - timedelta(days=30))
    assert record(person) == [Resolved(20, False)]


@pytest.mark.django_db
def test_the_first_chance_counts_and_later_ones_do_not(person: User) -> None:
    interview(person, "offer", 20, 80)
    interview(person, "offer", None, 30)
    assert {guess.chance for guess in record(person)} == {20, 30}


@pytest.mark.django_db
def test_without_a_chance_there_is_nothing_to_count(person: User) -> None:
    interview(person, "offer", None)
    interview(person, "offer")
    interview(person, "offer", 90, kind="second")
    assert record(person) == []


@pytest.mark.django_db
def test_it_is_ones_own_the_newest_and_one_query(
    person: User, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview(stranger, "offer", 99)
    for chance in (10, 20, 30):
        interview(person, "turned_down", chance)
    monkeypatch.setattr(record_of_guesses, "MOST", 2)
    with acting_for(person.pk), CaptureQueriesContext(connection) as captured:
        found = resolved_guesses(person, now=NOW)
    assert [guess.chance for guess in found] == [30, 20]
    assert len(captured) == 1
