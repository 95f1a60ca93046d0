"""What home shows in which state: one thing to go on with, a short list, and what came before."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from model_bakery import baker

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, MoodCheck, Outcome
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.recovery.stages import STAGES
from debrief.recovery.to_do import MOST
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 20, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _that_morning() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(owner: User) -> Client:
    client = Client()
    client.force_login(owner)
    return client


def made(owner: User, name: str, *, days: int = 1, **fields: Any) -> Debrief:
    """A debrief of an interview so many days ago, with its first stage begun."""
    at = NOW - timedelta(days=days)
    debrief = factories.debrief(owner, organisation=name, interview_at=at, created_at=at, **fields)
    entry(debrief, "land", state="started", answers={})
    return debrief


def entry(debrief: Debrief, key: str, **fields: Any) -> None:
    within = {"owner_id": debrief.owner_id, "debrief": debrief, "stage_key": key, "draft": None}
    with acting_for(debrief.owner_id):
        baker.make(StageEntry, **{"state": "done", "saved_at": debrief.created_at, **within, **fields})


def settle(debrief: Debrief) -> None:
    with acting_for(debrief.owner_id):
        StageEntry.objects.all().delete()
    for stage in STAGES:
        entry(debrief, stage.key, answers={})


def feel(debrief: Debrief, mood: int, **fields: Any) -> None:
    with acting_for(debrief.owner_id):
        baker.make(
            MoodCheck,
            owner_id=debrief.owner_id,
            debrief=debrief,
            mood=mood,
            **{"moment": "before", "felt_at": timezone.now(), **fields},
        )


def see(client: Client) -> str:
    return client.get("/").content.decode().replace("&#x27;", "'")


def headings(html: str) -> list[str]:
    found = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", one).strip() for one in found]


def main_buttons(html: str) -> list[str]:
    return re.findall(r'class="button"[^>]*>([^<]+)<', html)


def to_dos(html: str) -> list[str]:
    listed = re.search(r'<ul class="to-do">(.*?)</ul>', html, re.DOTALL)
    parts = re.findall(r"<li>(.*?)</li>", listed[1], re.DOTALL) if listed else []
    return [" ".join(re.sub(r"<[^>]+>", " ", one).split()) for one in parts]


# --- order and number of things ---


def test_one_thing_to_go_on_with_then_a_short_list_then_what_came_before(owner: User, client: Client) -> None:
    made(owner, "Settled long since", days=40, closed_at=NOW)
    made(owner, "Halden Health", days=12)
    made(owner, "Northwind Traders", promised="A link")
    html = see(client)
    assert headings(html) == ["Good morning, owner", "Northwind Traders", "Still to do", "Earlier"]
    assert main_buttons(html) == ["Go on"]
    assert to_dos(html) == [
        "You said you'd send: A link Northwind Traders Done : A link",
        "Any word yet? Halden Health What happened in the end",
    ]


def test_without_anything_to_do_there_is_no_list(owner: User, client: Client) -> None:
    made(owner, "Northwind Traders")
    html = see(client)
    assert headings(html) == ["Good morning, owner", "Northwind Traders"]
    assert "No need to catch up" not in html


def test_nobody_new_is_asked_anything(client: Client) -> None:
    html = see(client)
    assert main_buttons(html) == ["New debrief"]
    assert to_dos(html) == []


def test_the_list_is_short_and_moves_up(owner: User, client: Client) -> None:
    promises = [made(owner, f"Place {n}", days=n, promised=f"Thing {n}") for n in range(1, MOST + 3)]
    shown = to_dos(see(client))
    assert len(shown) == MOST
    assert "Thing 1" in shown[0]  # of the newest debrief
    client.post(reverse("recovery:tick_promised", args=[promises[0].pk]), {"done": "yes", "on_home": "yes"})
    shown = to_dos(see(client))
    assert len(shown) == MOST
    assert "Thing 2" in shown[0]


# --- closed, settled, resting, long ago ---


def test_a_closed_debrief_offers_nothing_and_asks_nothing(owner: User, client: Client) -> None:
    closed = made(owner, "Northwind Traders", days=10, promised="A link", closed_at=NOW)
    entry(closed, "bright_spots", answers={"nothing_yet": True, "nothing_since": "2026-03-19"})
    html = see(client)
    assert "Go on" not in html
    assert to_dos(html) == []
    assert '<span class="tag tag--leaf">Closed</span>' in html
    assert headings(html)[1] == "Nothing to pick up right now."


def test_a_settled_one_offers_nothing_but_is_still_asked_about(owner: User, client: Client) -> None:
    settle(made(owner, "Northwind Traders", days=10))
    html = see(client)
    assert "Go on" not in html
    assert to_dos(html) == ["Any word yet? Northwind Traders What happened in the end"]
    assert '<span class="tag tag--leaf">Settled</span>' in html


def test_an_older_open_one_is_gone_on_with_when_the_newest_is_closed(owner: User, client: Client) -> None:
    made(owner, "Halden Health", days=3)
    made(owner, "Northwind Traders", closed_at=NOW)
    assert headings(see(client))[1] == "Halden Health"


def test_nothing_is_asked_about_one_that_rests(owner: User, client: Client) -> None:
    made(owner, "Northwind Traders", promised="A link", pause_until=NOW + timedelta(hours=1))
    made(owner, "Halden Health", promised="A book")
    assert to_dos(see(client)) == ["You said you'd send: A book Halden Health Done : A book"]


def test_after_a_month_there_is_no_need_to_catch_up(owner: User, client: Client) -> None:
    made(owner, "Northwind Traders", days=31)
    html = see(client)
    assert "No need to catch up. Start from today." in html
    assert f"of {len(STAGES)} settled. Next" not in html
    assert main_buttons(html) == ["Go on"]


# --- a low day ---


def test_on_a_low_day_home_offers_only_what_is_gentle(owner: User, client: Client) -> None:
    low = made(owner, "Northwind Traders", promised="A link")
    made(owner, "Halden Health", days=12)
    feel(low, 2)
    html = see(client)
    gentle = [str(stage.title) for stage in STAGES if stage.suits_low_mood and stage.within_hours is None]
    card = re.search(r'<section class="sheet current".*?</section>', html, re.DOTALL)
    assert card
    offered = re.findall(r'class="button(?: button--quiet)?"[^>]*>([^<]+)<', card[0].split("<details")[0])
    assert offered == ["Stop here", *gentle]
    assert to_dos(html) == []
    assert "Go on" not in html
    # Other ways are folded away, not locked.
    folded = re.search(r"<details.*?</details>", html, re.DOTALL)
    assert folded
    assert "See the whole path" in folded[0]
    assert "New debrief" in folded[0]
    assert "New debrief" not in html.replace(folded[0], "")


def test_it_is_the_last_mood_of_the_day_whichever_debrief_it_was_named_in(
    owner: User, client: Client
) -> None:
    older = made(owner, "Halden Health", days=12)
    current = made(owner, "Northwind Traders")
    feel(current, 4, felt_at=NOW - timedelta(hours=2))
    assert "Go on" in see(client)
    feel(older, 1, moment="outcome", felt_at=NOW - timedelta(hours=1))
    assert "Go on" not in see(client)
    feel(current, 3, moment="next_day", felt_at=NOW)
    assert "Go on" in see(client)


def test_a_low_day_with_nothing_open_asks_nothing(owner: User, client: Client) -> None:
    closed = made(owner, "Northwind Traders", closed_at=NOW)
    feel(closed, 1, moment="outcome")
    html = see(client)
    assert headings(html)[1] == "A low one today."
    assert main_buttons(html) == []


def test_yesterdays_low_mood_is_over(owner: User, client: Client) -> None:
    feel(made(owner, "Northwind Traders"), 1, felt_at=NOW - timedelta(days=1))
    assert main_buttons(see(client)) == ["Go on"]


# --- what was promised ---


def stored(debrief: Debrief) -> Debrief:
    with acting_for(debrief.owner_id):
        return Debrief.objects.get(pk=debrief.pk)


def test_a_promise_is_there_until_it_is_ticked_off(owner: User, client: Client) -> None:
    promise = made(owner, "Northwind Traders", promised="A link to <the> course")
    url = reverse("recovery:tick_promised", args=[promise.pk])
    path = reverse("recovery:path_page", args=[promise.pk])
    assert "You said you'd send: A link to &lt;the&gt; course" in to_dos(see(client))[0]
    assert client.post(url, {"done": "yes", "on_home": "yes"})["Location"] == "/"
    html = see(client)
    assert to_dos(html) == []
    assert f'Noted as sent. <a href="{path}#promised">Undo</a>' in html
    assert stored(promise).promised_done_at == NOW


def test_ticking_twice_keeps_the_first_time(owner: User, client: Client) -> None:
    promise = made(owner, "Northwind Traders", promised="A link")
    url = reverse("recovery:tick_promised", args=[promise.pk])
    client.post(url, {"done": "yes"})
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        client.post(url, {"done": "yes"})
    assert stored(promise).promised_done_at == NOW


def test_a_tick_can_be_taken_back_where_the_message_leads(owner: User, client: Client) -> None:
    promise = made(owner, "Northwind Traders", promised="A link")
    url = reverse("recovery:tick_promised", args=[promise.pk])
    path = reverse("recovery:path_page", args=[promise.pk])
    assert client.post(url, {"done": "yes"})["Location"] == path
    html = client.get(path).content.decode()
    assert 'id="promised"' in html
    assert "Sent, as you said you would: A link" in html
    assert client.post(url, {"done": "no"})["Location"] == path
    assert len(to_dos(see(client))) == 1


@pytest.mark.parametrize("posted", [{}, {"done": ""}, {"done": "maybe"}])
def test_any_other_answer_changes_nothing(owner: User, client: Client, posted: dict[str, str]) -> None:
    promise = made(owner, "Northwind Traders", promised="A link", promised_done_at=NOW - timedelta(days=1))
    client.post(reverse("recovery:tick_promised", args=[promise.pk]), posted)
    assert stored(promise).promised_done_at == NOW - timedelta(days=1)


@pytest.mark.parametrize(("words", "is_open"), [("A link", False), ("A link and a book", True), ("", False)])
def test_another_promise_is_another_thing_to_do(
    owner: User, client: Client, words: str, is_open: bool
) -> None:
    promise = made(owner, "Northwind Traders", promised="A link", promised_done_at=NOW)
    capture = reverse("recovery:stage_page", args=[promise.pk, "capture"])
    rows = {f"{name}-{kind}_FORMS": "0" for name in ("people", "questions") for kind in ("TOTAL", "INITIAL")}
    posted = {"organisation": "Northwind Traders", "promised": words, "version": "0", **rows}
    assert client.post(capture, posted).status_code == 302
    assert bool(to_dos(see(client))) is is_open


def test_a_strangers_promise_is_not_ticked(owner: User, stranger_client: Client) -> None:
    promise = made(owner, "Northwind Traders", promised="A link")
    url = reverse("recovery:tick_promised", args=[promise.pk])
    assert stranger_client.post(url, {"done": "yes"}).status_code == 404
    assert stored(promise).promised_done_at is None


# --- what is asked once ---


def on(number: int) -> Any:
    """So many days later."""
    return time_machine.travel(NOW + timedelta(days=number), tick=False)


def test_the_end_is_asked_about_for_a_week_and_once_more(owner: User, client: Client) -> None:
    made(owner, "Northwind Traders", days=0)
    asked = []
    for number in range(30):
        with on(number):
            client.force_login(owner)
            if to_dos(see(client)):
                asked.append(number)
    assert asked == [*range(10, 17), *range(21, 28)]


def test_still_waiting_answers_it_until_the_next_time(owner: User, client: Client) -> None:
    waited = made(owner, "Northwind Traders", days=0)
    outcome = reverse("recovery:stage_page", args=[waited.pk, "outcome"])
    with on(11):
        client.force_login(owner)
        assert len(to_dos(see(client))) == 1
        client.post(outcome, {"result": "waiting", "version": "0"})
        assert to_dos(see(client)) == []
    with on(21):
        client.force_login(owner)
        assert len(to_dos(see(client))) == 1
        client.post(outcome, {"result": "turned_down", "version": "1"})
        assert to_dos(see(client)) == []


def test_one_that_was_only_opened_is_not_asked_about(owner: User, client: Client) -> None:
    at = NOW - timedelta(days=12)
    factories.debrief(owner, organisation="", interview_at=None, created_at=at)
    assert to_dos(see(client)) == []


def test_a_named_day_is_asked_about_the_day_after(owner: User, client: Client) -> None:
    made(owner, "Northwind Traders", days=3, decision_by=NOW.date() - timedelta(days=1))
    made(owner, "Halden Health", days=3, decision_by=NOW.date())
    assert to_dos(see(client)) == ["Any word yet? Northwind Traders What happened in the end"]


def test_what_held_up_is_asked_once_and_for_a_week(owner: User, client: Client) -> None:
    nothing = made(owner, "Northwind Traders", days=0)
    page = reverse("recovery:stage_page", args=[nothing.pk, "bright_spots"])
    client.post(page, {"nothing_yet": "on", "version": "0"})
    asked = []
    for number in range(10):
        with on(number):
            client.force_login(owner)
            if any("Anything look different" in one for one in to_dos(see(client))):
                asked.append(number)
    assert asked == list(range(1, 8))


def test_nothing_a_second_time_is_not_asked_about_again(owner: User, client: Client) -> None:
    nothing = made(owner, "Northwind Traders", days=0)
    page = reverse("recovery:stage_page", args=[nothing.pk, "bright_spots"])
    client.post(page, {"nothing_yet": "on", "version": "0"})
    with on(2):
        client.force_login(owner)
        assert len(to_dos(see(client))) == 1
        client.post(page, {"nothing_yet": "on", "version": "1"})
        assert to_dos(see(client)) == []
    with on(3):
        client.force_login(owner)
        assert to_dos(see(client)) == []


def test_a_rest_is_asked_about_for_a_week(owner: User, client: Client) -> None:
    rested = made(owner, "Northwind Traders", days=0)
    page = reverse("recovery:stage_page", args=[rested.pk, "recharge"])
    client.post(page, {"rest_choice": ["walk"], "version": "0"})
    asked = []
    for number in range(10):
        with on(number):
            client.force_login(owner)
            if any("Did you do it?" in one for one in to_dos(see(client))):
                asked.append(number)
    assert asked == list(range(1, 8))


def test_a_list_does_not_fetch_what_was_said_back(owner: User, client: Client) -> None:
    """Two thousand characters for each of twenty rows would be most of what the page reads."""
    told = made(owner, "Northwind Traders")
    with acting_for(owner.pk):
        baker.make(
            Outcome, owner=owner, debrief=told, result="waiting", feedback="x", worst_noticed_came_up=""
        )
    row = client.get("/").context["current"].debrief.outcomes_rows[0]
    assert row["result"] == "waiting"
    assert not {"feedback", "tell_self_then"} & row.keys()
