"""Autosave: nothing typed is lost by a lost reply, a second tab, a stale token or too many words."""

from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.recovery.posted import MAX_DRAFT, MAX_PENDING
from debrief.recovery.stages.bright_spots import BrightSpotsForm
from tests import factories
from tests.conftest import signed_in

JSON = {"Accept": "application/json"}


@pytest.fixture
def empty(owner: User) -> Debrief:
    return factories.debrief(owner)


def draft(client: Client, debrief: Debrief, text: str, version: int, **more: Any) -> Any:
    data = {"bright_how": text, "version": version, "operation": str(uuid4()), **more}
    return client.post(reverse("recovery:save_draft", args=[debrief.pk, "bright_spots"]), data, headers=JSON)


def stored(debrief: Debrief) -> StageEntry:
    with acting_for(debrief.owner_id):
        return StageEntry.objects.get(debrief=debrief)


def test_each_save_answers_with_the_next_version_and_the_time(owner_client: Client, empty: Debrief) -> None:
    first = draft(owner_client, empty, "a", 0).json()
    second = draft(owner_client, empty, "ab", first["version"]).json()
    assert (first["version"], second["version"]) == (1, 2)
    assert len(first["at"]) == 5
    assert stored(empty).draft == {"bright_how": ["ab"]}


def test_a_second_tab_is_refused_with_the_other_text(owner_client: Client, empty: Debrief) -> None:
    draft(owner_client, empty, "from the first tab", 0)
    reply = draft(owner_client, empty, "from the second tab", 0)
    assert reply.status_code == 409
    assert ["What did you do that made that happen?", "from the first tab"] in reply.json()["there"]
    assert stored(empty).draft == {"bright_how": ["from the first tab"]}


def test_a_repeat_after_a_lost_reply_is_a_success(owner_client: Client, empty: Debrief) -> None:
    operation = str(uuid4())
    draft(owner_client, empty, "a", 0, operation=operation)
    assert draft(owner_client, empty, "a", 0, operation=operation).json()["saved"] is True


def test_the_next_save_knows_the_one_whose_reply_was_lost(owner_client: Client, empty: Debrief) -> None:
    lost = str(uuid4())
    draft(owner_client, empty, "a", 0, operation=lost)
    reply = draft(owner_client, empty, "ab", 0, pending=lost)
    assert reply.json()["saved"] is True
    assert stored(empty).draft == {"bright_how": ["ab"]}


def test_it_knows_all_of_those_whose_replies_were_lost(owner_client: Client, empty: Debrief) -> None:
    """One arrived, and those after it did not, while the database was away."""
    arrived = str(uuid4())
    draft(owner_client, empty, "a", 0, operation=arrived)
    never = [str(uuid4()) for _ in range(MAX_PENDING - 1)]
    reply = draft(owner_client, empty, "ab", 0, pending=" ".join([arrived, *never]))
    assert reply.json()["saved"] is True
    assert stored(empty).draft == {"bright_how": ["ab"]}


def test_so_does_saving_for_good(owner_client: Client, empty: Debrief) -> None:
    lost = str(uuid4())
    draft(owner_client, empty, "a", 0, operation=lost)
    data = {"bright_how": "ab", "nothing_yet": "on", "version": 0, "operation": str(uuid4()), "pending": lost}
    response = owner_client.post(reverse("recovery:stage_page", args=[empty.pk, "bright_spots"]), data)
    assert response.status_code == 302
    assert stored(empty).draft is None
    assert (stored(empty).answers["bright_how"], stored(empty).answers["nothing_yet"]) == ("ab", True)


def test_too_much_is_413_with_a_sentence_and_changes_nothing(owner_client: Client, empty: Debrief) -> None:
    draft(owner_client, empty, "kept", 0)
    reply = draft(owner_client, empty, "x" * MAX_DRAFT, 1)
    assert reply.status_code == 413
    assert "shorten" in reply.json()["message"]
    assert stored(empty).draft == {"bright_how": ["kept"]}


def test_a_draft_of_a_done_stage_leaves_it_done(owner_client: Client, empty: Debrief) -> None:
    page = reverse("recovery:stage_page", args=[empty.pk, "bright_spots"])
    owner_client.post(page, {"nothing_yet": "on", "version": 0, "operation": str(uuid4())})
    draft(owner_client, empty, "more", 1)
    assert stored(empty).state == "done"
    assert stored(empty).answers["nothing_yet"] is True


def test_typing_into_a_stage_left_out_starts_it_again(owner_client: Client, empty: Debrief) -> None:
    owner_client.post(reverse("recovery:skip_stage", args=[empty.pk, "bright_spots"]), {"version": 0})
    draft(owner_client, empty, "after all", 1)
    assert stored(empty).state == "started"


def test_signed_out_answers_401_so_the_page_can_say_so(empty: Debrief) -> None:
    assert draft(Client(), empty, "a", 0).status_code == 401


def test_a_strangers_draft_goes_nowhere(stranger_client: Client, empty: Debrief) -> None:
    assert draft(stranger_client, empty, "a", 0).status_code == 404
    with acting_for(empty.owner_id):
        assert not StageEntry.objects.exists()


def test_a_stale_token_answers_403_in_json(owner: User, empty: Debrief) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    reply = draft(client, empty, "a", 0)
    assert reply.status_code == 403
    assert reply.json() == {"saved": False, "stale": True}


@pytest.mark.parametrize("version", ["-1", "x", "9" * 40, "1e400", "٣", ""])
def test_a_version_nobody_gave_out_is_an_old_one(owner_client: Client, empty: Debrief, version: str) -> None:
    draft(owner_client, empty, "a", 0)
    assert draft(owner_client, empty, "b", version).status_code == 409  # type: ignore[arg-type]


@pytest.mark.parametrize("is_new", [True, False], ids=["the first save", "a later one"])
def test_a_draft_that_lands_while_another_tab_saves_is_not_run_over(
    committed: None, monkeypatch: pytest.MonkeyPatch, is_new: bool
) -> None:
    """Between reading the stage and writing it, another connection keeps a draft: one of the two is told."""
    person = factories.person("owner")
    made = factories.debrief(person)
    client = signed_in(person)
    if not is_new:
        draft(client, made, "before", 0)
    replies: list[int] = []

    def elsewhere() -> None:
        replies.append(draft(signed_in(person), made, "from the other tab", 0 if is_new else 1).status_code)
        connection.close()

    save = BrightSpotsForm.save
    other = Thread(target=elsewhere)

    def save_meanwhile(form: BrightSpotsForm) -> Any:
        other.start()
        other.join(timeout=1)  # a draft of a stage that is there waits for the save to end
        return save(form)

    monkeypatch.setattr(BrightSpotsForm, "save", save_meanwhile)
    data = {"nothing_yet": "on", "version": 0 if is_new else 1, "operation": str(uuid4())}
    page = reverse("recovery:stage_page", args=[made.pk, "bright_spots"])
    told = client.post(page, data).status_code
    other.join()
    assert (told, replies) == ((409, [200]) if is_new else (302, [409]))
