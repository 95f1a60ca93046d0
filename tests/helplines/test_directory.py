"""What is known of each country, and for how long it may be shown."""

import re
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from debrief.helplines.countries import COUNTRIES, DIRECTORIES, find
from debrief.helplines.directory import KEEPS_FOR, Checked, Country, Service, listing
from debrief.helplines.place import region
from tests.tips.test_library import NOT_OUR_WORDS

each_country = pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)

CHECKED = date(2026, 11, 22)
HELPLINE = Service(
    name="A helpline", what_for="Listens", call="555", sources=("https://example.org/",), checked_on=CHECKED
)
COUNTRY = replace(
    COUNTRIES[0], services=(HELPLINE,), emergency=replace(COUNTRIES[0].emergency, checked_on=CHECKED)
)


def everything_checked(country: Country) -> list[Checked]:
    return [country.emergency, *country.services]


@each_country
def test_every_number_says_where_and_when_it_was_seen(country: Country) -> None:
    for record in everything_checked(country):
        assert record.sources
        assert all(re.match(r"https?://[\w.-]+/\S+$", source) for source in record.sources)
        assert record.checked_on <= datetime.now(UTC).date()


@each_country
def test_numbers_can_be_dialled(country: Country) -> None:
    numbers = [*country.emergency.numbers]
    for service in country.services:
        assert service.call or service.text
        numbers += filter(None, (service.call, service.text))
    assert numbers
    assert all(re.fullmatch(r"\d[\d ]+\d", number) for number in numbers)


@each_country
def test_a_country_is_five_bullets_at_most_and_one_of_them_to_call(country: Country) -> None:
    found = listing(country, today=country.emergency.checked_on)
    assert len(country.services) <= 4
    assert found.emergency_numbers
    assert (found.first_to_call is None) == (not country.services)


@each_country
def test_its_words_keep_the_voice(country: Country) -> None:
    for service in country.services:
        for words in (service.what_for, service.then, service.hours, service.cost):
            assert not NOT_OUR_WORDS.search(str(words))


def test_no_code_stands_for_two_countries() -> None:
    codes = Counter(code for country in COUNTRIES for code in (country.code, *country.covers))
    assert set(codes.values()) == {1}
    assert all(re.fullmatch("[A-Z]{2}", code) for code in codes)


@pytest.mark.parametrize(
    ("code", "found"), [("GB", "GB"), ("UK", "GB"), ("IE", "IE"), ("DE", "EU"), ("HR", "EU"), ("EU", "EU")]
)
def test_a_code_leads_to_its_country(code: str, found: str) -> None:
    country = find(code)
    assert country
    assert country.code == found


@pytest.mark.parametrize("code", ["CH", "ZA", "XX", "", "gb", "G", "GBR"])
def test_other_codes_lead_nowhere(code: str) -> None:
    assert find(code) is None


def test_the_whole_union_is_covered() -> None:
    union = find("EU")
    assert union
    assert len(union.covers | {"IE"}) == 27


@pytest.mark.parametrize("directory", DIRECTORIES, ids=lambda directory: directory.name)
def test_lists_of_helplines_have_an_address(directory: object) -> None:
    assert str(directory.url).startswith("https://")  # type: ignore[attr-defined]


# --- how long a number keeps ---


@pytest.mark.parametrize(("days", "is_shown"), [(0, True), (179, True), (180, False), (181, False)])
def test_a_number_keeps_for_180_days(days: int, is_shown: bool) -> None:
    found = listing(COUNTRY, today=CHECKED + timedelta(days=days))
    assert bool(found.services) is is_shown
    assert bool(found.emergency_numbers) is is_shown
    assert found.has_lapsed is not is_shown


def test_an_emergency_number_that_was_checked_stays_when_the_others_go() -> None:
    fresh = replace(COUNTRY.emergency, checked_on=CHECKED + timedelta(days=1))
    found = listing(replace(COUNTRY, emergency=fresh), today=CHECKED + KEEPS_FOR)
    assert found.has_lapsed
    assert found.emergency_numbers == ("999",)


def test_one_service_can_go_alone() -> None:
    newer = replace(HELPLINE, name="Newer", checked_on=CHECKED + timedelta(days=1))
    found = listing(replace(COUNTRY, services=(HELPLINE, newer)), today=CHECKED + KEEPS_FOR)
    assert found.services == (newer,)
    assert not found.has_lapsed


def test_where_nothing_is_known_nothing_has_lapsed() -> None:
    found = listing(None, today=CHECKED)
    assert (found.code, found.services, found.emergency_numbers, found.has_lapsed) == ("", (), (), False)


# --- the browser's country ---


@pytest.mark.parametrize(
    ("languages", "country"),
    [
        ("en-GB,en;q=0.9", "GB"),
        ("en-us", "US"),
        ("en;q=0.9,en-IE", "IE"),
        ("fr,en-CA;q=0.8,en-US;q=0.5", "CA"),
        ("de-CH,en-US;q=0.5", "CH"),
        ("zh-Hant-TW,zh;q=0.9", "TW"),
        ("en", ""),
        ("sr-Latn", ""),
        ("es-419", ""),
        ("*", ""),
        ("", ""),
        (",;q=,-,--,;", ""),
        ("en-GB;q=nonsense", ""),
        ("x" * 100_000, ""),
    ],
)
def test_the_first_region_of_the_languages_counts(languages: str, country: str) -> None:
    assert region(languages) == country
