"""One debrief's path: what can wait, closing it, and the rounds beside it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from model_bakery import baker

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.journey import Journey
from debrief.recovery.models import StageEntry
from debrief.recovery.stages import STAGES
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def open_debrief(owner: User) -> Debrief:
    return factories.debrief(owner, role_title="Stock planner")


def path(debrief: Debrief) -> str:
    return reverse("recovery:path_page", args=[debrief.pk])


def see(client: Client, debrief: Debrief) -> str:
    return client.get(path(debrief)).content.decode().replace("&#x27;", "'")


def stored(debrief: Debrief) -> Debrief:
    with acting_for(debrief.owner_id):
        return Debrief.objects.get(pk=debrief.pk)


# --- the spells, and what can wait ---


def test_the_spells_and_the_outcome_are_headings(owner_client: Client, open_debrief: Debrief) -> None:
    found = re.findall(r'<li class="path__spell"><h2>([^<]+)</h2></li>', see(owner_client, open_debrief))
    spells = list(dict.fromkeys(str(stage.spell.label) for stage in STAGES))
    assert found == [*spells, "When you know"]


@pytest.fixture
def resting_key(monkeypatch: pytest.MonkeyPatch) -> str:
    """The key of a stage that is better after some rest: the last, whichever it is."""
    rests = replace(STAGES[-1], rests_first=True)
    assert Journey.__init__.__kwdefaults__
    monkeypatch.setitem(Journey.__init__.__kwdefaults__, "stages", (*STAGES[:-1], rests))
    return rests.key


def test_one_that_can_wait_says_so_and_is_never_locked(
    owner_client: Client, open_debrief: Debrief, resting_key: str
) -> None:
    html = see(owner_client, open_debrief)
    stage = path(open_debrief) + f"{resting_key}/"
    assert "Better after some rest." in html
    assert f'<a href="{stage}">Open it now anyway' in html
    page = owner_client.get(stage)
    assert page.status_code == 200
    html = page.content.decode()
    assert "it can wait" in html
    assert f'href="{path(open_debrief)}enough/">Stop here for today</a>' in html


def test_once_begun_or_rested_it_says_nothing_of_waiting(
    owner: User, owner_client: Client, open_debrief: Debrief, resting_key: str
) -> None:
    stage = path(open_debrief) + f"{resting_key}/"
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2)):
        owner_client.force_login(owner)
        assert "it can wait" not in owner_client.get(stage).content.decode()
        assert "Open it now anyway" not in see(owner_client, open_debrief)
    with acting_for(owner.pk):
        baker.make(
            StageEntry, owner=owner, debrief=open_debrief, stage_key=resting_key, state="started", draft=None
        )
    owner_client.force_login(owner)
    assert "it can wait" not in owner_client.get(stage).content.decode()


# --- closing and opening again ---


def test_closing_and_opening_again(owner_client: Client, open_debrief: Debrief) -> None:
    close = reverse("recovery:close_debrief", args=[open_debrief.pk])
    reopen = reverse("recovery:reopen_debrief", args=[open_debrief.pk])
    html = see(owner_client, open_debrief)
    assert f'action="{close}"' in html
    assert 'class="button"' in html  # Start
    assert owner_client.post(close)["Location"] == path(open_debrief)
    first = stored(open_debrief).closed_at
    assert first is not None
    html = see(owner_client, open_debrief)
    assert "Closed on" in html
    assert 'class="button"' not in html
    assert f'action="{reopen}"' in html
    assert "line__sun" not in html
    owner_client.post(close)
    assert stored(open_debrief).closed_at == first
    assert owner_client.post(reopen)["Location"] == path(open_debrief)
    assert stored(open_debrief).closed_at is None
    assert "Closed on" not in see(owner_client, open_debrief)


def test_what_waits_stands_on_the_path_until_it_is_closed(owner: User, owner_client: Client) -> None:
    promised = factories.debrief(owner, promised="A link")
    assert "You said you'd send:" in see(owner_client, promised)
    owner_client.post(reverse("recovery:close_debrief", args=[promised.pk]))
    assert "Still to do" not in see(owner_client, promised)


def test_a_closed_debrief_can_still_be_written_in(owner_client: Client, open_debrief: Debrief) -> None:
    owner_client.post(reverse("recovery:close_debrief", args=[open_debrief.pk]))
    page = reverse("recovery:stage_page", args=[open_debrief.pk, "bright_spots"])
    posted = {"nothing_yet": "on", "version": "0", "operation": str(uuid4())}
    assert owner_client.post(page, posted).status_code == 302
    assert stored(open_debrief).closed_at is not None


@pytest.mark.parametrize("name", ["close_debrief", "reopen_debrief", "tick_promised"])
def test_these_are_posts_and_an_ended_session_leads_back_to_the_path(
    owner: User, owner_client: Client, open_debrief: Debrief, name: str
) -> None:
    url = reverse(f"recovery:{name}", args=[open_debrief.pk])
    assert owner_client.get(url).status_code == 405
    assert Client().post(url)["Location"] == f"/accounts/login/?next={path(open_debrief)}"
    assert stored(open_debrief).closed_at is None


# --- another round ---


def start(client: Client, follows: Any, **more: str) -> Any:
    return client.post("/debriefs/new/", {"id": str(uuid4()), "follows": str(follows), **more})


def newest(owner: User) -> Debrief:
    with acting_for(owner.pk):
        found = Debrief.objects.newest_first().first()
    assert found
    return found


@pytest.mark.parametrize(
    ("before", "suggested"),
    [("", "second"), ("first", "second"), ("unknown", "second"), ("second", "later"), ("later", "later")],
)
def test_another_round_begins_with_what_is_known(
    owner: User, owner_client: Client, before: str, suggested: str
) -> None:
    first = factories.debrief(owner, role_title="Stock planner", round=before)
    response = start(owner_client, first.pk)
    second = newest(owner)
    assert response["Location"] == reverse("recovery:stage_page", args=[second.pk, STAGES[0].key])
    assert (second.organisation, second.role_title) == ("Northwind Traders", "Stock planner")
    assert (second.round, second.follows_id) == (suggested, first.pk)
    page = owner_client.get(reverse("recovery:stage_page", args=[second.pk, "capture"]))
    html = page.content.decode()
    assert 'value="Northwind Traders"' in html
    assert re.search(rf'value="{suggested}" id="id_round_\d" checked', html)
    assert '<details class="more" id="more">' in html  # a suggestion does not unfold the long part


def test_both_paths_name_the_other(owner: User, owner_client: Client, open_debrief: Debrief) -> None:
    assert "There was another round" in see(owner_client, open_debrief)
    start(owner_client, open_debrief.pk)
    second = newest(owner)
    html = see(owner_client, open_debrief)
    assert "The round after this one:" in html
    assert f'href="{path(second)}"' in html
    assert "There was another round" not in html
    html = see(owner_client, second)
    assert "The round before this one:" in html
    assert f'href="{path(open_debrief)}"' in html
    assert "There was another round" in html


def test_a_second_click_finds_the_round_of_the_first(
    owner: User, owner_client: Client, open_debrief: Debrief
) -> None:
    assert (
        start(owner_client, open_debrief.pk)["Location"] == start(owner_client, open_debrief.pk)["Location"]
    )
    with acting_for(owner.pk):
        assert Debrief.objects.filter(follows=open_debrief).count() == 1


def test_a_repeat_after_it_was_begun_finds_it_by_its_id(
    owner: User, owner_client: Client, open_debrief: Debrief
) -> None:
    same = str(uuid4())
    first = start(owner_client, open_debrief.pk, id=same)
    page = first["Location"]
    owner_client.post(page, {"mood_before": "3", "version": "0", "operation": str(uuid4())})
    assert start(owner_client, open_debrief.pk, id=same)["Location"] == page
    with acting_for(owner.pk):
        assert Debrief.objects.filter(follows=open_debrief).count() == 1


def test_a_round_begun_and_left_is_not_taken_for_another_interview(
    owner: User, owner_client: Client, open_debrief: Debrief
) -> None:
    with acting_for(owner.pk):
        baker.make(StageEntry, owner=owner, debrief=open_debrief, stage_key="land", draft=None)
    start(owner_client, open_debrief.pk)
    round_page = reverse("recovery:stage_page", args=[newest(owner).pk, "land"])
    other = owner_client.post("/debriefs/new/", {"id": str(uuid4())})["Location"]
    assert other != round_page
    assert newest(owner).organisation == ""
    assert start(owner_client, open_debrief.pk)["Location"] == round_page


def test_a_strangers_debrief_is_not_followed(
    stranger: User, stranger_client: Client, open_debrief: Debrief
) -> None:
    assert start(stranger_client, open_debrief.pk).status_code == 404
    with acting_for(stranger.pk):
        assert not Debrief.objects.exists()


@pytest.mark.parametrize("follows", ["x", "1" * 40, "00000000-0000-7000-8000-000000000000"])
def test_a_round_after_nothing_is_404_and_makes_nothing(
    owner: User, owner_client: Client, follows: str
) -> None:
    assert start(owner_client, follows).status_code == 404
    with acting_for(owner.pk):
        assert not Debrief.objects.exists()


def test_an_ended_session_leads_from_a_new_debrief_to_home() -> None:
    assert Client().post("/debriefs/new/", {"id": str(uuid4())})["Location"] == "/accounts/login/?next=/"
