"""What is stored, and for how long: every table is named, and every length of time is the one that counts."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from debrief.accounts.models import User
from debrief.archive.stored import OF_ACCOUNT, in_words
from debrief.archive.words import HELD
from debrief.privacy.models import OwnedModel

OWNED = [model for model in apps.get_models() if issubclass(model, OwnedModel)]


@pytest.fixture
def page() -> str:
    return Client().get("/you/stored/").content.decode()


def test_every_table_of_people_s_rows_is_named(page: str) -> None:
    assert {model._meta.label_lower for model in OWNED} == set(HELD)
    assert [held.what for held in HELD.values() if f"<li>{held.what}</li>" not in page] == []
    assert [name for name, held in HELD.items() if not held.counted] == ["debriefs.wordindex"]


def test_every_other_table_that_points_at_a_person_is_named(page: str) -> None:
    pointing = {
        model._meta.label_lower
        for model in apps.get_models()
        if not issubclass(model, OwnedModel)
        and any(field.related_model is User for field in model._meta.concrete_fields)
    }
    pointing -= {"admin.logentry"}  # stays empty: tips keep a history of their own
    assert pointing <= set(OF_ACCOUNT)
    assert [OF_ACCOUNT[name] for name in pointing if f"<li>{OF_ACCOUNT[name]}</li>" not in page] == []


def test_the_lengths_are_those_of_the_settings(page: str, settings: Settings) -> None:
    for said in (
        "30 days without a sign-in",
        "in your browser: 1 hour",
        "by e-mail: 10 minutes",
        "dark, if you",
    ):
        assert said in page
    settings.SESSION_COOKIE_AGE = 3 * 3600
    assert "3 hours without a sign-in" in Client().get("/you/stored/").content.decode()


SETS_COOKIES = {
    "accounts/known_browsers.py": "so that nobody can lock you out: 365 days",
    "accounts/signing_in/shared_phone.py": "a shared phone, if you said so: until the browser is closed",
    "privacy/held_words.py": "the key to what you typed after your session ended: 1 hour",
    "recovery/care.py": "that whom to talk to was shown: 1 day",
    "sharing/views.py": "which one it was: until the browser is closed",
    "ui/look.py": "light or dark, if you chose: 365 days",
}


def test_every_cookie_is_named(page: str, settings: Settings) -> None:
    code = settings.BASE_DIR / "debrief"
    setting = {
        str(file.relative_to(code)) for file in code.rglob("*.py") if ".set_cookie(" in file.read_text()
    }
    assert setting == set(SETS_COOKIES)
    assert [said for said in SETS_COOKIES.values() if f"{said}</li>" not in page] == []


def test_what_is_noted_is_named(page: str) -> None:
    assert "an audit of sign-ins" in page
    assert "misuse can be found: 365 days</li>" in page
    assert "a log of requests" in page


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(days=30), "30 days"),
        (timedelta(days=1), "1 day"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
    ],
)
def test_a_length_of_time_in_words(length: timedelta, words: str) -> None:
    assert in_words(length.total_seconds()) == words


@pytest.mark.django_db
def test_it_is_there_before_an_account_is_made(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert 'href="/you/stored/"' in client.get("/accounts/signup/").content.decode()
        assert client.get("/you/stored/").status_code == 200


def test_the_you_page_leads_to_all_of_it(owner_client: Client) -> None:
    html = owner_client.get("/you/").content.decode()
    for path in ("/you/stored/", "/you/export/", "/you/import/", "/you/delete/", "/accounts/email/"):
        assert f'href="{path}"' in html
