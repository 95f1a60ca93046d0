"""The You page: name, zone, country, language, light or dark."""

import re
from datetime import UTC, datetime
from typing import Any

import brotli
import pytest
import time_machine
from django.conf import settings as given
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from debrief.accounts.countries import countries_to_choose
from debrief.accounts.forms import YouForm
from debrief.accounts.models import User
from debrief.accounts.zones import zones_to_choose
from debrief.helplines.countries import COUNTRIES
from tests.conftest import signed_in

FIELDS = {"first_name": "Samira", "time_zone": "UTC", "country": "NZ", "language": "en-gb", "look": "dark"}


def attribute(html: str) -> str:
    """The look on the page itself."""
    (attributes,) = re.findall(r"<html ([^>]*)>", html)
    found = re.findall(r'data-look="(\w+)"', attributes)
    return found[0] if found else ""


def scheme(html: str) -> str:
    return str(re.findall(r'<meta name="color-scheme" content="([^"]+)">', html)[0])


def test_everything_is_kept(owner: User, owner_client: Client) -> None:
    assert owner_client.post("/you/", FIELDS)["Location"] == "/you/"
    owner.refresh_from_db()
    assert {name: getattr(owner, name) for name in FIELDS} == FIELDS


@pytest.mark.parametrize(
    "wrong",
    [
        {"look": "neon"},
        {"language": "tlh"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": ""},
        {"country": "1!"},
        {"country": "XX"},
        {"country": "gb"},
    ],
)
def test_what_nobody_offers_is_refused_and_the_rest_kept(
    owner: User, owner_client: Client, wrong: dict[str, str]
) -> None:
    response = owner_client.post("/you/", {**FIELDS, **wrong})
    assert response.status_code == 422
    assert 'value="Samira"' in response.content.decode()
    (name,) = wrong
    assert f'href="#id_{name}' in response.content.decode()
    before = owner.first_name
    owner.refresh_from_db()
    assert owner.first_name == before


# --- light or dark ---


@pytest.mark.parametrize(
    "path", ["/", "/debriefs/", "/you/", "/tips/", "/help-now/", "/you/stored/", "/nope"]
)
def test_a_look_that_was_chosen_is_on_every_page_at_once(owner_client: Client, path: str) -> None:
    owner_client.post("/you/", FIELDS)
    html = owner_client.get(path).content.decode()
    assert (attribute(html), scheme(html)) == ("dark", "dark")


def test_without_a_choice_the_device_says(owner_client: Client) -> None:
    html = owner_client.get("/").content.decode()
    assert (attribute(html), scheme(html)) == ("", "light dark")
    assert "look" not in owner_client.cookies


def test_a_choice_can_be_taken_back(owner_client: Client) -> None:
    owner_client.post("/you/", FIELDS)
    assert owner_client.cookies["look"].value == "dark"
    owner_client.post("/you/", {**FIELDS, "look": ""})
    assert attribute(owner_client.get("/you/").content.decode()) == ""
    assert attribute(owner_client.get("/help-now/").content.decode()) == ""


def test_it_goes_with_the_person_to_another_device(owner: User) -> None:
    signed_in(owner).post("/you/", FIELDS)
    elsewhere = signed_in(owner)
    assert attribute(elsewhere.get("/").content.decode()) == "dark"
    elsewhere.get("/accounts/logout/")
    elsewhere.post("/accounts/logout/")
    assert attribute(elsewhere.get("/accounts/login/").content.decode()) == "dark"


def test_a_cookie_that_says_something_else_says_nothing() -> None:
    client = Client()
    client.cookies["look"] = '"><script>'
    html = client.get("/help-now/").content.decode()
    assert attribute(html) == ""
    assert "<script>" not in html


def test_a_page_in_somebody_s_look_is_kept_for_nobody_else(db: None) -> None:
    dark = Client()
    dark.cookies["look"] = "dark"
    page = dark.get("/tips/")
    assert attribute(page.content.decode()) == "dark"
    assert "no-store" in page["Cache-Control"]
    assert attribute(Client().get("/tips/").content.decode()) == ""


def test_nor_is_one_with_the_plain_title_of_a_shared_phone(db: None) -> None:
    shared = Client()
    shared.cookies[given.SHARED_PHONE_COOKIE_NAME] = "1"
    page = shared.get("/tips/")
    assert "<title>Notes</title>" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "<title>Notes</title>" not in Client().get("/tips/").content.decode()


def test_it_costs_no_query(owner: User) -> None:
    client = signed_in(owner)
    taken = []
    for look in ("", "dark"):
        User.objects.filter(pk=owner.pk).update(look=look)
        client.get("/debriefs/")
        with CaptureQueriesContext(connection) as captured:
            client.get("/debriefs/")
        taken.append(len(captured))
    assert taken[0] == taken[1]


def test_every_colour_has_both_its_values_in_one_place() -> None:
    css = (given.BASE_DIR / "static" / "css" / "debrief.css").read_text(encoding="utf-8")
    assert "prefers-color-scheme" not in css
    assert css.count("[data-look") == 2


# --- time zone ---


def test_zones_are_there_with_the_time_it_is_in_them() -> None:
    groups = dict(zones_to_choose(datetime(2026, 1, 2, 12, 30, tzinfo=UTC)))
    assert ("Europe/Berlin", "Berlin: 13:30") in groups["Europe"]
    assert ("America/Argentina/Buenos_Aires", "Argentina, Buenos Aires: 09:30") in groups["America"]
    assert ("Asia/Kolkata", "Kolkata: 18:00") in groups["Asia"]
    assert groups["Other"] == [("UTC", "UTC: 12:30")]


def test_a_zone_by_an_old_name_stays_somebody_s(owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(time_zone="GB")
    client = signed_in(owner)
    assert '<option value="GB" selected>' in client.get("/you/").content.decode()
    assert client.post("/you/", {**FIELDS, "time_zone": "GB"}).status_code == 302


@time_machine.travel("2026-06-02T12:30:00+00:00", tick=False)
def test_the_list_is_in_parts_and_the_own_one_is_picked(owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(time_zone="Pacific/Auckland")
    html = signed_in(owner).get("/you/").content.decode()
    assert '<optgroup label="Pacific">' in html
    assert '<option value="Pacific/Auckland" selected>Auckland: 00:30</option>' in html
    assert html.count(" selected>") == 2  # and a country, which is not said


# --- country ---


def test_every_country_is_there_once_by_name() -> None:
    countries = countries_to_choose()
    codes = [code for code, _name in countries]
    assert len(set(codes)) == len(codes) == 250  # the 249 of ISO 3166-1, and Kosovo
    assert all(len(code) == 2 and code.isascii() and code.isupper() for code in codes)
    names = [name for _code, name in countries]
    assert dict(countries)["GB"] == "United Kingdom"
    assert names.index("Afghanistan") < names.index("Åland Islands") < names.index("Albania")
    assert names[-1] == "Zimbabwe"


def test_their_names_are_in_the_reader_s_language(settings: Any) -> None:
    assert dict(countries_to_choose())["DE"] == "Germany"
    settings.LANGUAGE_CODE = "de"  # what is read as long as there is one language
    assert dict(countries_to_choose())["DE"] == "Deutschland"


def test_every_country_with_help_lines_of_its_own_can_be_picked() -> None:
    codes = dict(countries_to_choose())
    known = {code for country in COUNTRIES for code in (country.code, *country.covers)}
    assert known - set(codes) == {"EU", "UK"}  # a union, and what people write for GB


def test_the_own_country_is_picked_and_can_be_taken_back(owner: User) -> None:
    client = signed_in(owner)
    assert '<option value="" selected>Not said</option>' in client.get("/you/").content.decode()
    assert client.post("/you/", FIELDS).status_code == 302
    html = client.get("/you/").content.decode()
    assert '<option value="NZ" selected>New Zealand</option>' in html
    assert '<option value="">Not said</option>' in html
    assert client.post("/you/", {**FIELDS, "country": ""}).status_code == 302
    owner.refresh_from_db()
    assert owner.country == ""


@pytest.mark.parametrize("code", ["UK", "EU", "XX"])
def test_letters_typed_before_there_was_a_list_stay_somebody_s(owner: User, code: str) -> None:
    User.objects.filter(pk=owner.pk).update(country=code)
    client = signed_in(owner)
    assert f'<option value="{code}" selected>' in client.get("/you/").content.decode()
    assert client.post("/you/", {**FIELDS, "country": code}).status_code == 302
    owner.refresh_from_db()
    assert owner.country == code
    assert client.get("/help-now/").status_code == 200


def test_a_country_nobody_offers_is_told_in_words(owner_client: Client) -> None:
    response = owner_client.post("/you/", {**FIELDS, "country": "XX"})
    assert "Pick a country from the list" in response.content.decode()


def test_with_both_lists_the_page_is_small(owner_client: Client) -> None:
    sent = len(brotli.compress(owner_client.get("/you/").content, quality=2))
    assert sent <= 10_000, f"{sent} bytes"


# --- language ---


def test_there_is_one_language_yet_and_it_is_picked(owner_client: Client) -> None:
    html = owner_client.get("/you/").content.decode()
    assert re.search(r'name="language" value="en-gb" id="id_language_0" checked', html)
    assert html.count('name="language"') == len(given.LANGUAGES)


def test_a_language_is_one_more_line_in_the_settings(
    owner: User, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.LANGUAGES = [*given.LANGUAGES, ("de", "Deutsch")]
    monkeypatch.setattr(YouForm.base_fields["language"], "choices", settings.LANGUAGES)
    read: list[str] = []
    monkeypatch.setattr(translation, "activate", read.append)
    client = signed_in(owner)
    assert client.post("/you/", {**FIELDS, "language": "de"}).status_code == 302
    client.get("/you/")
    assert read[-1] == "de"
    settings.LANGUAGES = given.LANGUAGES[:1]
    client.get("/you/")
    assert read[-1] == "en-gb"


# --- reminders ---


def test_reminders_are_off_and_it_says_so(owner_client: Client) -> None:
    html = owner_client.get("/you/").content.decode()
    assert "Off. You hear from Debrief about your account" in html
