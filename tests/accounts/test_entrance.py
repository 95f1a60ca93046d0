"""Signing up, in, out and back in."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from debrief.accounts.models import Session, User
from tests import factories
from tests.accounts.conftest import Mailbox

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_limits_left_over")]


def sign_up(client: Client, **more: Any) -> Any:
    data = {"email": "New.Person@Example.org", "password1": factories.PASSWORD, "first_name": "New", **more}
    return client.post("/accounts/signup/", data)


def sign_in(client: Client, person: User, password: str = factories.PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": person.email, "password": password, **more})


def test_without_mail_signing_up_signs_in(client: Client) -> None:
    assert sign_up(client, time_zone="Europe/Berlin")["Location"] == "/"
    person = User.objects.get(email="new.person@example.org")
    assert (person.first_name, person.time_zone) == ("New", "Europe/Berlin")
    assert "New" in client.get("/").content.decode()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "x" * 64, ""])
def test_an_odd_time_zone_turns_nobody_away(client: Client, zone: str) -> None:
    assert sign_up(client, time_zone=zone).status_code == 302
    assert User.objects.get().time_zone == "UTC"


@pytest.mark.parametrize("password", ["fourteen chars", "123456789123456789", "new.person@example.org"])
def test_a_weak_password_is_refused_with_the_address_kept(client: Client, password: str) -> None:
    response = sign_up(client, password1=password)
    html = response.content.decode()
    assert "There is a problem" in html
    assert 'href="#id_password1"' in html
    assert 'value="New.Person@Example.org"' in html
    assert not User.objects.exists()


def test_the_address_is_the_name_whatever_its_case(client: Client, owner: User) -> None:
    assert sign_in(client, owner)["Location"] == "/"
    response = Client().post(
        "/accounts/login/", {"login": owner.email.upper(), "password": factories.PASSWORD}
    )
    assert response["Location"] == "/"


def test_a_wrong_password_says_so_and_no_more(client: Client, owner: User) -> None:
    wrong = sign_in(client, owner, "something else entirely").content.decode()
    nobody = client.post(
        "/accounts/login/", {"login": "nobody@example.org", "password": "x" * 20}
    ).content.decode()
    said = [re.findall(r'<div class="summary".*?</div>', html, re.DOTALL)[0] for html in (wrong, nobody)]
    assert said[0] == said[1]


def test_too_many_tries_take_a_break_in_our_words(client: Client, owner: User) -> None:
    statuses = [sign_in(client, owner, f"not the password {n}") for n in range(12)]
    assert statuses[0].status_code == 200
    last = statuses[-1].content.decode()
    assert "Too many" in last or "a lot of tries" in last


@pytest.mark.parametrize("target", ["/debriefs/", "/you/"])
def test_the_next_address_is_kept(client: Client, owner: User, target: str) -> None:
    assert client.get(target)["Location"] == f"/accounts/login/?next={target}"
    assert f'value="{target}"' in client.get(f"/accounts/login/?next={target}").content.decode()
    assert sign_in(client, owner, next=target)["Location"] == target


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)", "\\\\elsewhere.example"],
)
def test_the_next_address_is_never_elsewhere(client: Client, owner: User, target: str) -> None:
    assert sign_in(client, owner, next=target)["Location"] == "/"
    assert Client().post("/accounts/logout/", {"next": target})["Location"] == "/"


def test_signing_out_asks_first_and_ends_the_session(owner_client: Client) -> None:
    assert owner_client.get("/accounts/logout/").status_code == 200
    assert owner_client.get("/you/").status_code == 200
    response = owner_client.post("/accounts/logout/")
    assert response["Location"] == "/"
    assert owner_client.get("/you/").status_code == 302
    assert not Session.objects.exists()


def test_signing_in_starts_a_new_session(client: Client, owner: User) -> None:
    client.session.save()
    before = client.session.session_key
    sign_in(client, owner)
    assert client.session.session_key != before


def test_the_sign_in_page_asks_the_database_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for path in ("/accounts/login/", "/accounts/signup/", "/"):
        with django_assert_num_queries(0):
            assert client.get(path).status_code == 200


def test_fields_tell_password_managers_what_they_are(client: Client) -> None:
    html = client.get("/accounts/login/").content.decode()
    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html
    assert 'autocomplete="new-password"' in client.get("/accounts/signup/").content.decode()
    assert "placeholder" not in html


def test_without_mail_the_reset_page_says_what_to_do(client: Client) -> None:
    assert "changepassword" in client.get("/accounts/password/reset/").content.decode()


def test_the_password_can_be_changed(client: Client, owner: User) -> None:
    sign_in(client, owner)
    new = "entirely other words"
    data = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    assert client.post("/accounts/password/change/", data).status_code == 302
    assert sign_in(Client(), owner, new)["Location"] == "/"


# --- the You page ---


def test_a_person_can_set_name_zone_and_country(owner: User, owner_client: Client) -> None:
    data = {"first_name": "Samira", "time_zone": "Pacific/Auckland", "country": "NZ"}
    assert owner_client.post("/you/", data)["Location"] == "/you/"
    owner.refresh_from_db()
    assert (owner.first_name, owner.time_zone, owner.country) == ("Samira", "Pacific/Auckland", "NZ")


def test_a_wrong_country_keeps_the_rest(owner_client: Client) -> None:
    response = owner_client.post("/you/", {"first_name": "Samira", "time_zone": "UTC", "country": "1!"})
    assert response.status_code == 422
    assert 'value="Samira"' in response.content.decode()


# --- with mail: a real server, the real protocol ---


def test_with_mail_an_address_is_verified_by_a_code(client: Client, mailbox: Mailbox) -> None:
    assert sign_up(client)["Location"] == "/accounts/confirm-email/"
    assert mailbox.mails[-1]["To"] == "new.person@example.org"
    page = client.get("/accounts/confirm-email/")
    assert "new.person@example.org" in page.content.decode()
    code = re.findall(r"^([A-Z0-9-]{6,12})\s*$", mailbox.text(), re.MULTILINE)[0]
    assert client.post("/accounts/confirm-email/", {"code": "WRONG1"}).status_code == 200
    assert client.post("/accounts/confirm-email/", {"code": code})["Location"] == "/"
    assert client.get("/you/").status_code == 200


def test_signing_in_by_a_code_from_the_mail(owner: User, client: Client, mailbox: Mailbox) -> None:
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)
    assert "/accounts/login/code/" in client.get("/accounts/login/?next=/you/").content.decode()
    asked = client.post("/accounts/login/code/", {"email": owner.email, "next": "/you/"})
    assert asked["Location"].startswith("/accounts/login/code/confirm/")
    code = re.findall(r"^([A-Z0-9-]{6,12})\s*$", mailbox.text(), re.MULTILINE)[0]
    assert (
        client.post("/accounts/login/code/confirm/", {"code": code, "next": "/you/"})["Location"] == "/you/"
    )
    assert client.get("/you/").status_code == 200


def test_a_forgotten_password_is_set_anew_through_a_link(
    owner: User, client: Client, mailbox: Mailbox
) -> None:
    assert client.post("/accounts/password/reset/", {"email": owner.email}).status_code == 302
    link = re.findall(r"https?://[^/]+(/accounts/password/reset/key/\S+)", mailbox.text())[0]
    page = client.get(link, follow=True)
    url = page.redirect_chain[-1][0]
    new = "entirely other words"
    assert client.post(url, {"password1": new, "password2": new}).status_code == 302
    assert sign_in(Client(), owner, new).status_code == 302


def test_an_unknown_address_gets_the_same_page(client: Client, owner: User, mailbox: Mailbox) -> None:
    known = client.post("/accounts/password/reset/", {"email": owner.email}, follow=True)
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert known.content == unknown.content


# --- the sign-in page as it is kept for strangers ---


def test_every_stranger_gets_the_same_page_with_a_token_of_their_own(settings: Settings) -> None:
    pages, tokens = set(), set()
    for _ in range(3):
        response = Client().get("/accounts/login/")
        (token,) = re.findall(r'name="csrfmiddlewaretoken" value="([A-Za-z0-9]{64})"', response.text)
        assert response.cookies[settings.CSRF_COOKIE_NAME]
        tokens.add(token)
        pages.add(response.text.replace(token, ""))
    assert len(tokens) == 3
    assert len(pages) == 1


def test_the_token_of_the_kept_page_signs_in(owner: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/accounts/login/").text
    (token,) = re.findall(r'name="csrfmiddlewaretoken" value="([A-Za-z0-9]{64})"', page)
    form = {"login": owner.email, "password": factories.PASSWORD, "csrfmiddlewaretoken": token}
    assert browser.post("/accounts/login/", form).status_code == 302
    del form["csrfmiddlewaretoken"]
    assert Client(enforce_csrf_checks=True).post("/accounts/login/", form).status_code == 403


def test_who_was_sent_here_is_told_and_led_back() -> None:
    Client().get("/accounts/login/")
    page = Client().get("/accounts/login/?next=/you/").text
    assert 'name="next" value="/you/"' in page
