"""The library in a browser: found, narrowed and kept without scripts; and what only a script can say."""

import pytest
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.privacy.wall import acting_for
from debrief.tips.models import TipMark
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import heading, open_as, phone

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def person(committed: None, library: None) -> User:
    return factories.person("owner")


def titles(page: Page) -> list[str]:
    return page.locator(".card h3").all_inner_texts()


def test_found_and_narrowed_without_scripts(browser: Browser, server: Server, person: User) -> None:
    page = phone(browser, scripts=False)
    page.goto(f"{server.url}/tips/")
    page.get_by_label("Search the tips").fill("i froze")
    page.get_by_role("button", name="Search").click()
    assert titles(page)[0] == "Keep a holding sentence"
    page.get_by_text("Narrow it down").click()
    page.get_by_label("Takes at most").select_option("2")
    page.get_by_role("button", name="Show these").click()
    assert page.url.startswith(f"{server.url}/tips/?q=i+froze")
    assert "minutes=2" in page.url
    expect(page.get_by_label("Takes at most")).to_have_value("2")
    assert len(titles(page)) >= 2
    page.get_by_role("link", name="Leave out: 2 minutes").click()
    expect(page.get_by_role("link", name="Leave out: 2 minutes")).to_have_count(0)
    page.get_by_role("link", name="Clear all of it").click()
    page.get_by_role("link", name="When it keeps replaying").click()
    assert titles(page)[0] == "Ten minutes, then close it"


def test_kept_tried_noted_and_taken_back_without_scripts(
    browser: Browser, server: Server, person: User
) -> None:
    page = phone(browser, scripts=False)
    open_as(page, server, person, "/tips/holding-sentence/")
    page.get_by_role("button", name="Keep this tip").click()
    expect(page).to_have_url(f"{server.url}/tips/holding-sentence/#yours")
    page.get_by_role("button", name="Helped").click()
    page.get_by_label("A note to yourself").fill("In the lift.")
    page.get_by_role("button", name="Save the note").click()
    page.get_by_role("link", name="All you kept").click()
    heading(page, "The tips you kept")
    expect(page.get_by_text("In the lift.")).to_be_visible()
    page.get_by_role("link", name="Keep a holding sentence").click()
    for undo in ("Take it off the list", "Take that back"):
        page.get_by_role("button", name=undo).click()
    expect(page.get_by_role("button", name="Keep this tip")).to_be_visible()
    expect(page.get_by_label("A note to yourself")).to_have_value("In the lift.")


def test_a_tip_that_was_open_for_a_while_counts_as_seen(
    browser: Browser, server: Server, person: User
) -> None:
    page = phone(browser)
    open_as(page, server, person)
    with page.expect_response("**/seen/", timeout=15_000) as said:
        page.goto(f"{server.url}/tips/slow-minute/")
    assert said.value.status == 204
    with acting_for(person.pk):
        assert TipMark.objects.get(owner=person).tip_id == "slow-minute"
