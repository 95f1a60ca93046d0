"""Somebody who says they feel awful is one tap from a person, with and without scripts."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.helplines.countries import find
from debrief.helplines.directory import listing
from tests import factories
from tests.browser.conftest import Server
from tests.browser.looking import faults_of, scrolls_sideways
from tests.browser.steps import heading, open_as, phone, save_and_go_on

# The server has the real clock: one day these numbers are too old for it, and it is right not to show them.
HAS_LAPSED = listing(find("GB"), today=datetime.now(UTC).date()).has_lapsed
pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.skipif(HAS_LAPSED, reason="the numbers want checking, see docs/operating.md"),
]


@pytest.fixture
def person(committed: None) -> User:
    return factories.person("owner", country="GB")


def land(page: Page, server: Server, person: User) -> None:
    open_as(page, server, person, f"/debriefs/{factories.debrief(person).pk}/land/")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_number_stands_below_awful_and_the_card_on_the_next_page(
    browser: Browser, server: Server, person: User, scripts: bool
) -> None:
    page = phone(browser, scripts=scripts)
    land(page, server, person)
    number = page.get_by_role("link", name="Samaritans, 116 123")
    page.get_by_role("radio", name="Low").check()
    expect(number).to_be_hidden()
    page.get_by_role("radio", name="Awful").check()
    expect(number).to_be_visible()
    expect(number).to_have_attribute("href", "tel:116123")
    save_and_go_on(page)
    heading(page, "Get it down while it's fresh")
    expect(page.get_by_role("heading", level=2, name="Talk to someone now")).to_be_visible()
    expect(page.get_by_role("link", name="Call 116 123")).to_be_visible()
    expect(page.get_by_label("Who was it with?")).to_be_visible()


def test_the_card_can_be_closed_by_keyboard_and_stays_away(
    browser: Browser, server: Server, person: User
) -> None:
    page = phone(browser, scripts=False)
    land(page, server, person)
    page.get_by_role("radio", name="Awful").check()
    save_and_go_on(page)
    call = page.get_by_role("link", name="Call 116 123")
    page.get_by_label("Who was it with?").fill("Typed beside it")
    page.locator(".care > summary").focus()
    page.keyboard.press("Enter")
    expect(call).to_be_hidden()
    expect(page.get_by_label("Who was it with?")).to_have_value("Typed beside it")
    save_and_go_on(page)
    heading(page, "What held up")
    expect(page.locator(".care")).to_have_count(0)


def test_axe_finds_nothing_in_the_card(browser: Browser, server: Server, person: User) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640}, reduced_motion="reduce")
    land(page, server, person)
    page.get_by_role("radio", name="Awful").check()
    assert faults_of(page) == []
    save_and_go_on(page)
    page.get_by_text("More numbers, and other countries").click()
    assert faults_of(page) == []
    assert not scrolls_sideways(page, 320)


def test_every_target_of_the_page_is_big_enough_for_a_shaking_hand(browser: Browser, server: Server) -> None:
    page = phone(browser)
    page.goto(f"{server.url}/help-now/")
    for target in page.locator("main .button, main select, .foot a").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= 44, target.inner_text()


def test_another_country_is_two_taps_away_without_scripts(browser: Browser, server: Server) -> None:
    page = phone(browser, scripts=False)
    page.goto(server.url)
    page.get_by_role("link", name="Need to talk to someone now?").click()
    heading(page, "Talk to someone now")
    expect(page.get_by_label("Where are you?")).to_have_value("GB")
    page.get_by_label("Where are you?").select_option("New Zealand")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Call 1737")).to_be_visible()
    expect(page.get_by_role("link", name="111", exact=True)).to_be_visible()


def test_printed_it_is_the_numbers_and_who_they_are(browser: Browser, server: Server) -> None:
    page = phone(browser)
    page.goto(f"{server.url}/help-now/")
    page.emulate_media(media="print")
    for text in ("Samaritans.", "Call 116 123", "Text SHOUT to 85258", "999"):
        expect(page.get_by_text(text, exact=True)).to_be_visible()
    for gone in (page.get_by_label("Where are you?"), page.locator(".foot")):
        expect(gone).to_be_hidden()
