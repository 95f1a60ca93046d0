"""What was typed into a page whose session had ended is there again after signing in."""

from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from debrief.accounts.models import Session, User
from debrief.debriefs.models import Debrief
from debrief.privacy import held_words
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
WORDS = "Typed for twenty minutes"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def address(owner: User) -> str:
    return reverse("recovery:stage_page", args=[factories.debrief(owner).pk, "bright_spots"])


def post(client: Client, address: str, headers: dict[str, str] = SAME_SITE, **more: Any) -> Any:
    data = {"bright_how": WORDS, "version": "0", "operation": str(uuid4()), **more}
    return client.post(address, data, headers=headers)


def sign_in(client: Client, person: User, address: str) -> Any:
    return client.post(
        f"/accounts/login/?next={address}", {"login": person.email, "password": factories.PASSWORD}
    )


def test_the_words_wait_behind_the_sign_in_page(owner: User, address: str) -> None:
    client = Client()
    response = post(client, address)
    assert response["Location"] == f"/accounts/login/?next={address}"
    assert sign_in(client, owner, address)["Location"] == address
    html = client.get(address).content.decode()
    assert WORDS in html
    assert "You're back in" in html.replace("&#x27;", "'")
    # Saved, they are gone from where they were held.
    post(client, address, nothing_yet="on")
    assert "You're back in" not in client.get(address).content.decode().replace("&#x27;", "'")
    assert WORDS in client.get(address).content.decode()


def test_they_wait_for_leaving_a_stage_out_as_well(owner: User, address: str) -> None:
    client = Client()
    assert post(client, f"{address}skip/")["Location"] == f"/accounts/login/?next={address}"
    sign_in(client, owner, address)
    assert WORDS in client.get(address).content.decode()


def test_the_database_alone_cannot_read_them(owner: User, address: str) -> None:
    client = Client()
    post(client, address)
    kept = Session.objects.latest("expire_date")
    assert held_words._SESSION_KEY in kept.get_decoded()
    assert WORDS not in str(kept.get_decoded())
    del client.cookies["held"]
    sign_in(client, owner, address)
    assert WORDS not in client.get(address).content.decode()


def test_the_next_person_at_that_browser_does_not_get_them(stranger: User, address: str) -> None:
    client = Client()
    post(client, address)
    sign_in(client, stranger, address)
    assert client.get(address).status_code == 404
    other = reverse("recovery:stage_page", args=[factories.debrief(stranger).pk, "bright_spots"])
    assert WORDS not in client.get(other).content.decode()


def test_they_are_kept_for_an_hour(owner: User, address: str) -> None:
    client = Client()
    with time_machine.travel("2026-03-10T10:00:00+00:00", tick=False):
        post(client, address)
        sign_in(client, owner, address)
        assert WORDS in client.get(address).content.decode()
    with time_machine.travel("2026-03-10T11:01:00+00:00", tick=False):
        assert WORDS not in client.get(address).content.decode()


def test_another_site_cannot_plant_words(owner: User, address: str) -> None:
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}, {}):
        client = Client()
        post(client, address, headers=headers)
        assert not client.cookies.get("held")


def test_a_stale_token_brings_the_words_back_with_a_fresh_one(owner: User, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    response = post(client, address)
    assert response["Location"] == address
    assert WORDS in client.get(address).content.decode()


def test_a_forged_post_from_elsewhere_is_403(owner: User, address: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(owner)
    assert post(client, address, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_saved_elsewhere_in_between_shows_both_texts(owner: User, address: str) -> None:
    client = Client()
    post(client, address)
    post(signed_in(owner), address, bright_how="Saved on the laptop", nothing_yet="on")
    sign_in(client, owner, address)
    html = client.get(address).content.decode()
    assert WORDS in html
    assert "Saved on the laptop" in html
    assert "saved somewhere else" in html


def test_too_much_is_not_held(owner: User, address: str) -> None:
    client = Client()
    post(client, address, bright_text="x" * held_words.MAX_LENGTH)
    assert not client.cookies.get("held")


def test_passwords_are_not_held(owner: User) -> None:
    client = Client()
    response = client.post("/you/", {"password": "secret", "first_name": WORDS}, headers=SAME_SITE)
    assert response.status_code == 302
    assert "secret" not in str([s.get_decoded() for s in Session.objects.all()])


def test_debriefs_are_untouched_while_signed_out(owner: User, address: str) -> None:
    post(Client(), address)
    with acting_for(owner.pk):
        assert not StageEntry.objects.exists()
        assert Debrief.objects.count() == 1
