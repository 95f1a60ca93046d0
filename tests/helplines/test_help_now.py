"""The page with the numbers: for everybody, in every country, and on every page's foot."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.template.loader import render_to_string
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.helplines.countries import COUNTRIES, DIRECTORIES
from debrief.helplines.directory import KEEPS_FOR, Country
from tests import factories
from tests.conftest import signed_in
from tests.test_walls import ROUTES, address

pytestmark = pytest.mark.django_db
each_country = pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
FIRST_CHECKED = min(
    record.checked_on for country in COUNTRIES for record in (country.emergency, *country.services)
)


def page(client: Client, query: str = "", languages: str = "") -> str:
    response = client.get(f"/help-now/{query}", headers={"Accept-Language": languages})
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture(autouse=True)
def _on_the_day_they_were_checked() -> Any:
    """Or these tests would fail by themselves in half a year."""
    with time_machine.travel(f"{FIRST_CHECKED}T12:00:00+00:00"):
        yield


@each_country
def test_it_shows_what_is_known(client: Client, country: Country) -> None:
    html = page(client, f"?country={country.code}")
    assert "<h1>Talk to someone now</h1>" in html
    assert "you don&#x27;t have to sit with it alone" in html or "you don't have to sit with it alone" in html
    for number in country.emergency.numbers:
        assert f'href="tel:{number}">{number}</a>' in html
    for service in country.services:
        if service.call:
            assert f'href="tel:{service.call.replace(" ", "")}">Call {service.call}</a>' in html
        if service.text:
            assert f'href="sms:{service.text}"' in html
        for words in (service.word, service.then, service.hours, service.cost):
            assert str(words) in html
    assert f'<option value="{country.code}" selected>' in html
    assert html.count("<li>") == (len(country.services) or len(DIRECTORIES))


@pytest.mark.parametrize(
    "query", ["", "?country=", "?country=CH", "?country=nowhere", "?country=%F0%9F%99%82"]
)
def test_anywhere_else_it_shows_where_to_look(client: Client, query: str) -> None:
    html = page(client, query)
    for directory in DIRECTORIES:
        assert f'href="{directory.url}"' in html
    assert "the emergency number where you are" in html
    assert "tel:" not in html
    assert '<option value="" selected>' in html


def test_every_country_with_numbers_is_offered(client: Client) -> None:
    html = page(client)
    for country in COUNTRIES:
        assert f'<option value="{country.code}"' in html
        assert str(country.name) in html


@pytest.mark.parametrize(
    ("languages", "number"), [("en-GB", "116123"), ("en-IE", "116123"), ("en-US", "988")]
)
def test_a_stranger_gets_the_country_of_the_browser(client: Client, languages: str, number: str) -> None:
    assert f"tel:{number}" in page(client, languages=languages)


def test_what_is_asked_for_comes_first_then_the_account_then_the_browser(
    owner: User, owner_client: Client
) -> None:
    assert 'value="AU" selected' in page(owner_client, languages="en-AU")
    owner.country = "NZ"
    owner.save()
    assert 'value="NZ" selected' in page(owner_client, languages="en-AU")
    assert 'value="IE" selected' in page(owner_client, "?country=ie", languages="en-AU")
    assert 'value="" selected' in page(owner_client, "?country=", languages="en-AU")


@each_country
def test_a_number_nobody_checked_for_180_days_is_not_shown(client: Client, country: Country) -> None:
    newest = max(record.checked_on for record in (country.emergency, *country.services))
    with time_machine.travel(newest + KEEPS_FOR):
        html = page(client, f"?country={country.code}")
    assert "tel:" not in html
    assert "sms:" not in html
    assert all(f'href="{directory.url}"' in html for directory in DIRECTORIES)
    assert "the emergency number where you are" in html
    assert ("It is too long since we checked" in html) is bool(country.services)


def test_the_day_before_they_all_are(client: Client) -> None:
    with time_machine.travel(FIRST_CHECKED + KEEPS_FOR - timedelta(days=1)):
        html = page(client, "?country=GB")
    for number in ("116123", "111", "999"):
        assert f"tel:{number}" in html


# --- what it costs, and what it leaves behind ---


def test_a_stranger_costs_no_query_and_gets_no_cookie(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/help-now/", headers={"Accept-Language": "en-GB"})
    assert not response.cookies
    assert response["Cache-Control"] == "no-store, private"


def test_somebody_signed_in_costs_who_they_are(
    owner_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        page(owner_client)
    with django_assert_num_queries(0):
        page(owner_client, "?country=GB")


def test_an_ended_session_is_no_hindrance(client: Client) -> None:
    client.cookies["sessionid"] = "long-gone"
    assert "tel:116123" in page(client, languages="en-GB")


# --- the way there ---

LINK = '<a class="foot__help" href="/help-now/">Need to talk to someone now?</a>'
NO_PAGES = {"database:alive", "database:ready"}


def foot(html: str) -> str:
    return html.partition("<footer")[2]


def test_every_page_leads_there_from_the_same_place(settings: Any, library: None) -> None:
    settings.DEBUG = True  # the gallery
    person = factories.person("owner")
    debrief = factories.full_debrief(person)
    for route in (route for route in ROUTES if route.name not in NO_PAGES):
        for client in (Client(), signed_in(person)):
            response = client.get(address(route, debrief))
            is_page = response.get("Content-Type", "").startswith("text/html")
            if response.status_code in (302, 404, 405) or not is_page:
                continue  # sent on to a page, or no page at all
            assert foot(response.content.decode()).count(LINK) == 1, route.name


def test_there_are_pages_to_test(debrief: Debrief) -> None:
    pages = [client.get(path) for client in (Client(), signed_in(debrief.owner)) for path in ("/", "/tips/")]
    assert [response.status_code for response in pages] == [200] * 4
    assert all(LINK in foot(response.content.decode()) for response in pages)


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 500, 503])
def test_an_error_page_leads_there_too(status: int) -> None:
    assert LINK in foot(render_to_string(f"{status}.html"))
