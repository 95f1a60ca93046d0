"""Another e-mail address: a code for the new one, word to the old one; at once where no mail can be sent."""

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from debrief.accounts.models import User
from tests import factories
from tests.conftest import signed_in, signed_in_again

NEW = "new@example.org"
PAGE = "/accounts/email/"


@pytest.fixture(autouse=True)
def _no_limits_left_over(db: None) -> None:
    cache.clear()


@pytest.fixture
def with_mail(settings: Settings) -> None:
    settings.HAS_MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True


def test_without_mail_it_is_changed_at_once(owner: User) -> None:
    client = signed_in_again(owner)
    assert client.post(PAGE, {"email": "New@Example.org"})["Location"] == "/you/"
    owner.refresh_from_db()
    assert owner.email == NEW
    assert list(EmailAddress.objects.filter(user=owner).values_list("email", "primary")) == [(NEW, True)]
    signing_in = Client().post("/accounts/login/", {"login": NEW, "password": factories.PASSWORD})
    assert signing_in["Location"] == "/"
    assert not mail.outbox


@pytest.mark.parametrize("email", ["", "nothing", "a@b", "x" * 250 + "@example.org", "a b@example.org"])
def test_what_is_no_address_is_refused_and_shown_again(owner: User, email: str) -> None:
    response = signed_in_again(owner).post(PAGE, {"email": email})
    assert response.status_code == 422
    assert 'href="#id_email"' in response.content.decode()
    before = owner.email
    owner.refresh_from_db()
    assert owner.email == before


def test_without_mail_an_address_that_has_an_account_is_refused(owner: User, stranger: User) -> None:
    response = signed_in_again(owner).post(PAGE, {"email": stranger.email.upper()})
    assert response.status_code == 422
    assert "There is an account with that address already." in response.content.decode()


def test_who_signed_in_a_while_ago_signs_in_again_and_finds_what_they_typed(owner: User) -> None:
    client = signed_in(owner)
    posted = client.post(PAGE, {"email": NEW}, headers={"Sec-Fetch-Site": "same-origin"}, follow=True)
    assert posted.redirect_chain[-1][0] == "/accounts/reauthenticate/?next=/accounts/email/"
    back = client.post(
        "/accounts/reauthenticate/", {"password": factories.PASSWORD, "next": PAGE}, follow=True
    )
    assert back.redirect_chain[-1][0] == PAGE
    assert f'value="{NEW}"' in back.content.decode()
    owner.refresh_from_db()
    assert owner.email != NEW


def code_in(body: Any) -> str:
    return str(re.findall(r"^([A-Z0-9-]{6,12})\s*$", str(body), re.MULTILINE)[0])


@pytest.mark.usefixtures("with_mail")
def test_with_mail_a_code_goes_to_the_new_address_and_word_to_the_old(owner: User) -> None:
    client, old = signed_in_again(owner), owner.email
    assert client.post(PAGE, {"email": NEW})["Location"] == "/accounts/confirm-email/"
    (code,) = mail.outbox
    assert code.to == [NEW]
    owner.refresh_from_db()
    assert owner.email == old, "nothing changes before the code is typed in"
    assert client.get("/accounts/confirm-email/").status_code == 200
    assert client.post("/accounts/confirm-email/", {"code": code_in(code.body)})["Location"] == "/you/"
    owner.refresh_from_db()
    assert owner.email == NEW
    assert list(EmailAddress.objects.filter(user=owner).values_list("email", "primary", "verified")) == [
        (NEW, True, True)
    ]
    told = mail.outbox[-1]
    assert (told.to, told.subject) == ([old], "Your e-mail address was changed")
    assert NEW not in told.body
    assert NEW in client.get("/you/").content.decode()


@pytest.mark.usefixtures("with_mail")
def test_with_mail_an_address_that_has_an_account_gets_the_same_answer(owner: User, stranger: User) -> None:
    EmailAddress.objects.create(user=stranger, email=stranger.email, verified=True, primary=True)
    client = signed_in_again(owner)
    known = client.post(PAGE, {"email": stranger.email})
    assert (known.status_code, known["Location"]) == (302, "/accounts/confirm-email/")
    assert client.post("/accounts/confirm-email/", {"code": code_in(mail.outbox[-1].body)}).status_code < 500
    owner.refresh_from_db()
    stranger.refresh_from_db()
    assert owner.email != stranger.email


@pytest.mark.usefixtures("with_mail")
def test_mail_that_cannot_be_sent_changes_nothing(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **options: Any) -> None:
        raise OSError("no route to the mail server")

    client = signed_in_again(owner)
    monkeypatch.setattr(mail.EmailMessage, "send", fail)
    response = client.post(PAGE, {"email": NEW})
    assert response.status_code == 422
    assert "Your address is as it was." in response.content.decode()
    assert f'value="{NEW}"' in response.content.decode()
    assert not EmailAddress.objects.filter(email=NEW).exists()
