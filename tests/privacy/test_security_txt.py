"""Whom to tell of a hole, where an installation names somebody."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from debrief import environment

ADDRESS = "/.well-known/security.txt"

pytestmark = pytest.mark.django_db


def test_it_names_the_contact_and_how_long_that_holds(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    settings.SECURITY_CONTACT, settings.SITE_URL = "mailto:holes@debrief.example", "https://debrief.example"
    with django_assert_num_queries(0):
        answer = Client().get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "public, max-age=86400"
    told = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert told["Contact"] == "mailto:holes@debrief.example"
    assert told["Canonical"] == f"https://debrief.example{ADDRESS}"
    left = datetime.fromisoformat(told["Expires"]) - datetime.now(UTC)
    assert timedelta(days=100) < left < timedelta(days=365)


def test_without_a_contact_there_is_none(settings: Settings) -> None:
    settings.SECURITY_CONTACT = ""
    caches["pages"].clear()
    assert Client().get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    ("value", "contact"),
    [
        ("", ""),
        ("holes@debrief.example", "mailto:holes@debrief.example"),
        ("https://debrief.example/holes", "https://debrief.example/holes"),
    ],
)
def test_a_contact_is_an_address_or_a_page(monkeypatch: pytest.MonkeyPatch, value: str, contact: str) -> None:
    monkeypatch.setenv("DEBRIEF_SECURITY_CONTACT", value)
    assert environment.contact("DEBRIEF_SECURITY_CONTACT") == contact


@pytest.mark.parametrize(
    "value",
    [
        "nobody",
        "http://debrief.example",
        "https://",
        "javascript:x@y",
        "a@b.example\nExpires: never",
        "a b@c",
    ],
)
def test_and_nothing_else(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DEBRIEF_SECURITY_CONTACT", value)
    with pytest.raises(ImproperlyConfigured, match="Set DEBRIEF_SECURITY_CONTACT to an e-mail address"):
        environment.contact("DEBRIEF_SECURITY_CONTACT")
