"""The tips beside the pages of the path: what they are picked by, and that they say why."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from model_bakery import baker

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, MoodCheck, NamedCause
from debrief.privacy.wall import acting_for
from debrief.tips.cards import shelf
from debrief.tips.recommending import Pick
from tests import factories
from tests.test_query_counts import queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture
def debrief(owner: User) -> Debrief:
    """An interview two days ago, of which nothing is written down yet."""
    return factories.debrief(owner, interview_at=NOON - timedelta(days=2))


def name_cause(debrief: Debrief, key: str, *, is_main: bool = False) -> None:
    with acting_for(debrief.owner_id):
        position = NamedCause.objects.filter(debrief=debrief).count()
        NamedCause.objects.create(
            owner_id=debrief.owner_id,
            debrief=debrief,
            position=position,
            key=key,
            is_main=is_main,
            in_hands="no",
        )


def picks(client: Client, debrief: Debrief, page: str, *, at: datetime = NOON) -> list[Pick]:
    with time_machine.travel(at, tick=False):
        response = client.get(reverse("recovery:path_page", args=[debrief.pk]) + page)
    assert response.status_code == 200
    for pick in response.context["tips"]:
        assert f"{pick.because}." in response.content.decode().replace("&#x27;", "'")
    return list(response.context["tips"])


def test_a_stage_offers_two_of_its_own_and_says_so(owner_client: Client, debrief: Debrief) -> None:
    offered = picks(owner_client, debrief, "recharge/")
    assert len(offered) == 2
    assert {pick.because for pick in offered} == {"Because you're at “Be good to yourself today”"}
    assert all("recharge" in shelf().cards[pick.slug].stages for pick in offered)


def test_a_cause_that_was_named_comes_before_the_stage(owner_client: Client, debrief: Debrief) -> None:
    name_cause(debrief, "flat")
    name_cause(debrief, "mind_blank", is_main=True)
    offered = picks(owner_client, debrief, "bright_spots/")
    assert {pick.because for pick in offered} == {"Because your mind went blank"}
    assert all("mind_blank" in shelf().cards[pick.slug].causes for pick in offered)


def test_a_cause_in_their_own_words_is_passed_over(owner: User, owner_client: Client) -> None:
    full = factories.full_debrief(owner)
    assert picks(owner_client, full, "land/")


@pytest.mark.parametrize(("hours", "has_passed"), [(1, False), (24, True)])
def test_nothing_is_reviewed_or_practised_before_the_morning_after(
    owner: User, owner_client: Client, hours: int, has_passed: bool
) -> None:
    recent = factories.debrief(owner, interview_at=NOON - timedelta(hours=hours))
    for cause in ("rambled", "misread", "little_practice"):
        name_cause(recent, cause, is_main=cause == "rambled")
    kinds = {
        pick.kind for page in ("land/", "capture/", "enough/") for pick in picks(owner_client, recent, page)
    }
    assert kinds
    assert bool(kinds & {"review", "practice"}) == has_passed


def test_a_low_day_gets_gentle_ones(owner_client: Client, debrief: Debrief) -> None:
    name_cause(debrief, "rambled", is_main=True)
    assert {"practice", "review"} & {pick.kind for pick in picks(owner_client, debrief, "capture/")}
    with acting_for(debrief.owner_id):
        baker.make(
            MoodCheck, owner_id=debrief.owner_id, debrief=debrief, moment="before", mood=1, felt_at=NOON
        )
    for page in ("land/", "capture/", "recharge/", "enough/"):
        for pick in picks(owner_client, debrief, page):
            card = shelf().cards[pick.slug]
            assert card.low_ok
            assert card.minutes <= 5
            assert card.kind in ("calm", "rest", "people", "view")


def test_what_they_made_of_a_tip_counts(owner: User, owner_client: Client, debrief: Debrief) -> None:
    first, second = picks(owner_client, debrief, "land/")
    factories.tip_mark(owner, first.slug, is_hidden=True, seen_at=NOON - timedelta(days=30))
    factories.tip_mark(owner, second.slug, seen_at=NOON - timedelta(days=6))
    later = [pick.slug for pick in picks(owner_client, debrief, "land/")]
    assert first.slug not in later
    assert second.slug not in later
    factories.tip_mark(owner, second.slug, seen_at=NOON - timedelta(days=8))
    assert second.slug in [pick.slug for pick in picks(owner_client, debrief, "land/")]


def test_a_tip_close_to_one_that_helped_moves_forward(
    owner: User, owner_client: Client, debrief: Debrief
) -> None:
    before = [pick.slug for pick in picks(owner_client, debrief, "land/")]
    passed_over = next(
        card for card in shelf().cards.values() if "land" in card.stages and card.slug not in before
    )
    long_ago = NOON - timedelta(days=30)
    factories.tip_mark(owner, passed_over.related[0], tried="not_for_me", seen_at=long_ago)
    assert [pick.slug for pick in picks(owner_client, debrief, "land/")] == before
    factories.tip_mark(owner, passed_over.related[0], tried="helped", seen_at=long_ago)
    assert passed_over.slug in [pick.slug for pick in picks(owner_client, debrief, "land/")]


def test_somebody_elses_marks_count_for_nothing(
    stranger: User, owner_client: Client, debrief: Debrief
) -> None:
    before = picks(owner_client, debrief, "land/")
    for pick in before:
        factories.tip_mark(stranger, pick.slug, is_hidden=True)
    assert picks(owner_client, debrief, "land/") == before


def test_the_end_of_a_sitting_has_something_kind(owner_client: Client, debrief: Debrief) -> None:
    offered = picks(owner_client, debrief, "enough/")
    assert {pick.because for pick in offered} == {"Because that was enough for one day"}
    assert {pick.kind for pick in offered} <= {"calm", "rest"}


def test_home_offers_one_as_long_as_there_is_no_debrief(owner: User, owner_client: Client) -> None:
    with time_machine.travel(NOON, tick=False):
        (pick,) = owner_client.get("/").context["tips"]
        factories.tip_mark(owner, pick.slug, is_hidden=True)
        (other,) = owner_client.get("/").context["tips"]
    assert other.slug != pick.slug
    assert other.because == "Because it fits the first hour"
    factories.debrief(owner)
    assert not owner_client.get("/").context["tips"]


def test_marks_and_causes_cost_no_query_of_their_own(
    owner: User, owner_client: Client, debrief: Debrief
) -> None:
    for slug in shelf().cards:
        factories.tip_mark(owner, slug, tried="helped", note="x" * 300)
    name_cause(debrief, "late", is_main=True)
    for page, most in (("land/", 2), ("recharge/", 2), ("enough/", 2)):
        path = reverse("recovery:path_page", args=[debrief.pk]) + page
        owner_client.get(path)
        assert len(queries(lambda path=path: owner_client.get(path))) == most


def test_a_note_to_oneself_does_not_travel_with_a_debrief(owner: User) -> None:
    factories.tip_mark(owner, "slow-minute", note=factories.CANARY)
    made = factories.debrief(owner)
    with acting_for(owner.pk):
        (row,) = Debrief.objects.with_rows("tip_marks-").get(pk=made.pk).tip_marks_rows
    assert set(row) == {"tip_id", "seen_at", "tried", "is_hidden"}
