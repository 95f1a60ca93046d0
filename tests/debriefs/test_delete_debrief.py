"""Deleting a debrief: asked once, at once, and whole."""

import re
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, DebriefPart, OwnCause, Question, WordIndex
from debrief.privacy.wall import acting_for
from debrief.recovery import actions as recovery
from debrief.recovery.stages import STAGES
from tests import factories
from tests.conftest import signed_in

TABLES = [Debrief, WordIndex, *(m for m in apps.get_models() if issubclass(m, DebriefPart))]


def rows_of(debrief: Debrief) -> dict[str, int]:
    with acting_for(debrief.owner_id):
        of_it: Any = {Debrief: {"pk": debrief.pk}}
        return {
            model.__name__: model._default_manager.filter(**of_it.get(model, {"debrief": debrief})).count()
            for model in TABLES
        }


def test_nothing_of_it_is_left_in_any_table(owner: User, owner_client: Client, debrief: Debrief) -> None:
    other = factories.full_debrief(owner)
    before = rows_of(other)
    assert all(rows_of(debrief).values()), "the factory leaves a table empty"
    response = owner_client.post(f"/debriefs/{debrief.pk}/delete/", follow=True)
    assert response.redirect_chain == [("/debriefs/", 302)]
    assert b"Deleted, all of it." in response.content
    assert not any(rows_of(debrief).values())
    assert rows_of(other) == before
    with acting_for(owner.pk):
        assert OwnCause.objects.exists()


def test_a_round_that_followed_it_stays(owner: User, owner_client: Client, debrief: Debrief) -> None:
    later = factories.debrief(owner, follows=debrief)
    owner_client.post(f"/debriefs/{debrief.pk}/delete/")
    with acting_for(owner.pk):
        later.refresh_from_db()
    assert later.follows_id is None


def test_it_asks_once_and_says_what_goes(owner: User, owner_client: Client) -> None:
    debrief = factories.full_debrief(owner, questions=7, people=1)
    html = owner_client.get(f"/debriefs/{debrief.pk}/delete/").content.decode()
    said = re.findall("<li>(.*?)</li>", html)
    stages = f"Everything written in {len(STAGES)} stages"
    assert said[1:] == ["7 questions", "1 person", "What happened in the end", stages]
    for ending in ("md", "json"):
        assert f"/debriefs/{debrief.pk}/export.{ending}" in html
    assert "What belongs to no single interview stays" in html
    assert rows_of(debrief)["Debrief"] == 1


def test_of_little_little_is_said(owner: User, owner_client: Client) -> None:
    debrief = factories.debrief(owner)
    owner_client.post(f"/debriefs/{debrief.pk}/land/", {"mood_before": "2", "version": "0"})
    html = owner_client.get(f"/debriefs/{debrief.pk}/delete/").content.decode()
    assert "<li>Everything written in one stage</li>" in html


def test_of_an_empty_one_little_goes(owner: User, owner_client: Client) -> None:
    debrief = factories.debrief(owner)
    html = owner_client.get(f"/debriefs/{debrief.pk}/delete/").content.decode()
    assert html.count("<li>") == 1
    assert "What belongs to no single interview stays" not in html


def test_a_second_click_and_a_page_left_open_are_told_kindly(owner_client: Client, debrief: Debrief) -> None:
    url = f"/debriefs/{debrief.pk}/delete/"
    owner_client.post(url)
    for response in (owner_client.post(url), owner_client.get(url)):
        assert response.status_code == 404
        assert b"There is nothing here to delete." in response.content


def test_pages_of_a_deleted_debrief_are_gone_in_our_words(owner_client: Client, debrief: Debrief) -> None:
    owner_client.post(f"/debriefs/{debrief.pk}/delete/")
    for word in ("", "land/", "read/", "enough/", "export.md", "export.json"):
        response = owner_client.get(f"/debriefs/{debrief.pk}/{word}")
        assert response.status_code == 404
        assert b"This page got lost." in response.content
    assert owner_client.post(f"/debriefs/{debrief.pk}/land/", {"mood_before": "2"}).status_code == 404


def test_autosave_into_a_deleted_debrief_says_so_and_writes_nothing(
    owner: User, owner_client: Client, debrief: Debrief
) -> None:
    owner_client.post(f"/debriefs/{debrief.pk}/delete/")
    url = reverse("recovery:save_draft", args=[debrief.pk, "land"])
    reply = owner_client.post(url, {"feeling_own": "x"}, headers={"Accept": "application/json"})
    assert reply.status_code == 404
    assert "isn't here any more" in reply.json()["message"]
    assert not any(rows_of(debrief).values())
    with acting_for(owner.pk):
        assert not Question.objects.exists()


@pytest.mark.parametrize("is_draft_first", [True, False], ids=["the draft", "the deletion"])
def test_a_draft_begun_in_the_same_moment_goes_too_or_is_told(
    committed: None, monkeypatch: pytest.MonkeyPatch, is_draft_first: bool
) -> None:
    """Two connections; the first to come holds the other up for a second."""
    person = factories.person("owner")
    debrief = factories.debrief(person)
    told: dict[str, int] = {}
    has_written = Event()

    def draft() -> None:
        if not is_draft_first:
            has_written.wait()
        told["draft"] = (
            signed_in(person).post(f"/debriefs/{debrief.pk}/land/draft/", {"version": "0"}).status_code
        )
        connection.close()

    def delete() -> None:
        if is_draft_first:
            has_written.wait()
        told["delete"] = signed_in(person).post(f"/debriefs/{debrief.pk}/delete/").status_code
        connection.close()

    where, name = (recovery, "save_draft") if is_draft_first else (Debrief, "delete")
    write = getattr(where, name)

    def write_and_wait(*args: Any, **kwargs: Any) -> Any:
        done = write(*args, **kwargs)
        has_written.set()
        sleep(1)  # with its transaction open
        return done

    monkeypatch.setattr(where, name, write_and_wait)
    both = [Thread(target=draft), Thread(target=delete)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert told == {"draft": 200 if is_draft_first else 404, "delete": 302}
    assert not any(rows_of(debrief).values())


@pytest.mark.parametrize("method", ["put", "delete"])
def test_only_asking_and_posting(owner_client: Client, debrief: Debrief, method: str) -> None:
    assert getattr(owner_client, method)(f"/debriefs/{debrief.pk}/delete/").status_code == 405
