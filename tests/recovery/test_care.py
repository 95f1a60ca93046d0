"""When the page that follows a save says whom to talk to: domain.md, section 12, at its borders."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.recovery.stages import STAGES
from tests import factories
from tests.conftest import signed_in
from tests.test_query_counts import queries

pytestmark = pytest.mark.django_db
CARD = '<details class="care" open>'
DAY_0 = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(DAY_0, tick=False) as traveller:
        yield traveller


def land(client: Client, debrief: Debrief, mood: int | str, **more: Any) -> str:
    """Save a mood; return the page that follows."""
    response = client.post(
        reverse("recovery:stage_page", args=[debrief.pk, "land"]),
        {"mood_before": str(mood), "version": "0", "operation": str(uuid4()), **more},
    )
    assert response.status_code == 302, response.content.decode()
    return client.get(response["Location"]).content.decode()


def felt(person: User, client: Client, *moods: tuple[int, int], clock: time_machine.Traveller) -> list[bool]:
    """Name moods, each (days after the first day, mood) in its own debrief; say which brought the card."""
    shown = []
    for days, mood in moods:
        clock.move_to(DAY_0 + timedelta(days=days))
        client.force_login(person)
        shown.append(CARD in land(client, factories.debrief(person), mood))
    return shown


@pytest.fixture
def theirs(owner: User) -> Debrief:
    return factories.debrief(owner)


# --- a mood of 1 ---


@pytest.mark.parametrize(
    ("mood", "is_shown"), [(1, True), (2, False), (3, False), (5, False), ("none", False)]
)
def test_a_mood_of_one_brings_the_card(
    owner_client: Client, theirs: Debrief, mood: int | str, is_shown: bool
) -> None:
    assert (CARD in land(owner_client, theirs, mood)) is is_shown


def test_it_says_who_and_what_for_in_the_persons_country(owner: User, theirs: Debrief) -> None:
    owner.country = "GB"
    owner.save()
    card = land(signed_in(owner), theirs, 1).partition(CARD)[2].partition("</details>")[0]
    for words in ("Talk to someone now", "Call 116 123", "Text SHOUT to 85258", "999", "Free", "They can."):
        assert words in card
    assert "NHS 111" not in card, "two services; the page has the rest"
    assert 'action="/help-now/"' in card


def test_it_shows_no_number_that_nobody_has_checked(
    owner: User, theirs: Debrief, clock: time_machine.Traveller
) -> None:
    owner.country = "GB"
    owner.save()
    clock.move_to(DAY_0 + timedelta(days=200))
    client = signed_in(owner)
    inset = client.get(reverse("recovery:stage_page", args=[theirs.pk, "land"])).content.decode()
    card = land(client, theirs, 1).partition(CARD)[2]
    assert "findahelpline.com" in card
    assert "tel:" not in card + inset


def test_it_comes_up_when_stopping_too(owner_client: Client, theirs: Debrief) -> None:
    html = land(owner_client, theirs, 1, then="stop")
    assert "That's enough for today" in html.replace("&#x27;", "'")
    assert CARD in html


def test_it_comes_up_when_the_rest_of_the_page_does_not_fit_yet(
    owner_client: Client, theirs: Debrief
) -> None:
    assert CARD in land(owner_client, theirs, 1, then="stop", feeling_own="x" * 31)


def test_the_mood_of_the_next_day_counts_as_well(
    owner_client: Client, theirs: Debrief, clock: time_machine.Traveller
) -> None:
    page = reverse("recovery:stage_page", args=[theirs.pk, "recharge"])
    owner_client.post(page, {"rest_choice": ["walk"], "version": "0", "operation": str(uuid4())})
    clock.move_to(DAY_0 + timedelta(days=1))
    answers = {"rest_choice": ["walk"], "did_it": "yes", "mood_next_day": "1", "version": "1"}
    response = owner_client.post(page, {**answers, "operation": str(uuid4())})
    assert CARD in owner_client.get(response["Location"]).content.decode()


def test_it_hides_nothing(owner_client: Client, theirs: Debrief) -> None:
    html = land(owner_client, theirs, 1)
    assert "Who was it with?" in html
    assert "Save and go on" in html


# --- low for a while ---


@pytest.mark.parametrize(
    ("moods", "is_shown"),
    [
        ([(0, 2), (3, 2), (7, 2)], True),
        ([(0, 2), (3, 2), (6, 2)], False),
        ([(0, 2), (7, 2)], False),
        ([(0, 2), (3, 3), (7, 2)], False),
        ([(0, 2), (3, 2), (7, 3)], False),
        ([(0, 2), (3, 3), (5, 2), (7, 2)], True),
        ([(0, 2), (0, 2), (7, 2)], True),
        ([(0, 2), (0, 2), (0, 2), (6, 2)], False),
    ],
)
def test_low_three_times_over_seven_days(
    owner: User, clock: time_machine.Traveller, moods: list[tuple[int, int]], is_shown: bool
) -> None:
    shown = felt(owner, Client(), *moods, clock=clock)
    assert shown == [False] * (len(moods) - 1) + [is_shown]


def test_an_awful_day_counts_as_a_low_one(owner: User, clock: time_machine.Traveller) -> None:
    assert felt(owner, Client(), (0, 1), (3, 2), (7, 2), clock=clock) == [True, False, True]


def test_the_days_are_those_of_the_persons_clock(
    owner: User, owner_client: Client, clock: time_machine.Traveller
) -> None:
    """Six and a half days later, but the seventh evening in Auckland."""
    owner.time_zone = "Pacific/Auckland"
    owner.save()
    for hours in (0, 1):
        clock.move_to(DAY_0 + timedelta(hours=hours))  # 07:00 on the 24th there
        land(owner_client, factories.debrief(owner), 2)
    clock.move_to(DAY_0 + timedelta(days=6, hours=16))  # 23:00 on the 30th
    assert CARD not in land(owner_client, factories.debrief(owner), 2)
    clock.move_to(DAY_0 + timedelta(days=6, hours=17))  # midnight: the 1st
    assert CARD in land(owner_client, factories.debrief(owner), 2)


def test_other_peoples_moods_do_not_count(owner: User, stranger: User, clock: time_machine.Traveller) -> None:
    felt(stranger, Client(), (0, 2), (3, 2), clock=clock)
    assert felt(owner, Client(), (7, 2), clock=clock) == [False]


# --- once a day ---


def test_it_is_there_once(owner_client: Client, theirs: Debrief) -> None:
    assert CARD in land(owner_client, theirs, 1)
    for path in ("/", f"/debriefs/{theirs.pk}/", f"/debriefs/{theirs.pk}/capture/"):
        assert CARD not in owner_client.get(path).content.decode()


def test_it_does_not_come_back_the_same_day_and_does_the_next(
    owner: User, clock: time_machine.Traveller
) -> None:
    client = Client()
    assert felt(owner, client, (0, 1), (0, 1), (1, 1), clock=clock) == [True, False, True]


def test_somebody_else_at_the_same_browser_gets_their_own(
    owner: User, stranger: User, clock: time_machine.Traveller
) -> None:
    client = Client()
    assert felt(owner, client, (0, 1), clock=clock) == [True]
    assert felt(stranger, client, (0, 1), clock=clock) == [True]


def test_the_page_with_the_numbers_does_not_use_it_up(owner_client: Client, theirs: Debrief) -> None:
    page = reverse("recovery:stage_page", args=[theirs.pk, "land"])
    response = owner_client.post(page, {"mood_before": "1", "version": "0", "operation": str(uuid4())})
    owner_client.get("/help-now/")
    assert CARD in owner_client.get(response["Location"]).content.decode()


def test_the_cookie_says_nothing(owner: User, owner_client: Client, theirs: Debrief) -> None:
    land(owner_client, theirs, 1)
    cookie = owner_client.cookies["quiet"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 24 * 3600)
    for word in (str(owner.pk), owner.email, "2026", "1", "low"):
        assert cookie.value != word
    assert len(cookie.value) == 20
    assert "2026" not in cookie.value


def test_getting_a_page_sets_no_such_cookie(owner_client: Client, theirs: Debrief) -> None:
    for stage in STAGES:
        owner_client.get(reverse("recovery:stage_page", args=[theirs.pk, stage.key]))
    assert "quiet" not in owner_client.cookies


# --- what it costs ---


def saving(client: Client, owner: User, mood: int) -> Callable[[], object]:
    page = reverse("recovery:stage_page", args=[factories.debrief(owner).pk, "land"])
    return lambda: client.post(page, {"mood_before": str(mood), "version": "0", "operation": str(uuid4())})


def test_only_a_low_mood_is_looked_up_and_in_one_query(owner: User, owner_client: Client) -> None:
    saving(owner_client, owner, 3)()  # the first request of a process also looks at its role
    usual = len(queries(saving(owner_client, owner, 3)))
    assert len(queries(saving(owner_client, owner, 2))) == usual + 1
    assert len(queries(saving(owner_client, owner, 1))) == usual


def test_the_page_with_the_card_takes_no_more_than_without(owner: User, owner_client: Client) -> None:
    debrief = factories.debrief(owner)
    page = reverse("recovery:stage_page", args=[debrief.pk, "capture"])
    owner_client.get(page)
    saving(owner_client, owner, 1)()
    assert len(queries(lambda: owner_client.get(page))) == 2


# --- below the answer ---


def test_a_page_that_asks_for_the_mood_has_somebody_to_call_below_it(owner: User, theirs: Debrief) -> None:
    owner.country = "US"
    owner.save()
    client = signed_in(owner)
    html = client.get(reverse("recovery:stage_page", args=[theirs.pk, "land"])).content.decode()
    after_mood = html.partition('id="id_mood_before_5"')[2].partition("<fieldset")[0]
    assert 'href="tel:988"' in after_mood
    assert 'href="/help-now/"' in after_mood


def test_where_no_number_is_known_it_leads_to_the_page(owner_client: Client, theirs: Debrief) -> None:
    html = owner_client.get(reverse("recovery:stage_page", args=[theirs.pk, "land"])).content.decode()
    inset = html.partition('class="when-awful">')[2].partition("</span>")[0]
    assert "tel:" not in inset
    assert 'href="/help-now/"' in inset
