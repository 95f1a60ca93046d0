"""A tip edited in a real browser under our own policy, from the first change to the page people read."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.tips import actions
from debrief.tips.library import read_all
from debrief.tips.models import Tip
from tests import factories
from tests.browser.conftest import Server
from tests.browser.looking import faults_of, scrolls_sideways
from tests.browser.steps import open_as

pytestmark = pytest.mark.usefixtures("committed")
SHIPPED = dict(read_all())
TIP = "call-it-excitement"
LIST = "/staff/tips/tip/"


@pytest.fixture
def editor(committed: None) -> User:
    actions.load_tips(records=SHIPPED.items())
    return factories.editor()


def window(browser: Browser, **options: Any) -> Page:
    """A window that fails the test when the page breaks our own policy or a script of it fails."""
    page = browser.new_context(locale="en-GB", **options).new_page()
    page.on("console", lambda message: refuse(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: refuse(str(error)))
    return page


def refuse(what: str) -> None:
    # The answer 410 to a withdrawn tip is meant.
    if "410" not in what:
        broken.append(what)


broken: list[str] = []


@pytest.fixture(autouse=True)
def _nothing_broken() -> Any:
    broken.clear()
    yield
    assert broken == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_edited_previewed_published_and_read(
    browser: Browser, server: Server, editor: User, scripts: bool
) -> None:
    title = "Call it excitement, with scripts" if scripts else "Call it excitement, without"
    page = window(browser, viewport={"width": 390, "height": 844}, java_script_enabled=scripts)
    open_as(page, server, editor, LIST)
    page.get_by_role("link", name="Call it excitement").click()
    page.get_by_label("Title", exact=True).fill(title)
    page.get_by_label("Text", exact=True).fill("Too short.")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("The text has 2 words; it takes 120 to 250.")).to_be_visible()
    expect(page.get_by_label("Title", exact=True)).to_have_value(title)
    page.get_by_label("Text", exact=True).fill(SHIPPED[TIP]["body"])
    page.get_by_role("button", name="Save draft and preview").click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    expect(page.get_by_text("A preview, for those who edit the tips.")).to_be_visible()
    reader = window(browser)
    reader.goto(f"{server.url}/tips/{TIP}/")
    expect(reader.get_by_role("heading", name=title, level=1)).to_have_count(0)
    page.get_by_role("link", name="Back to editing").click()
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="See it in the library").click()
    expect(page.get_by_role("heading", name=title, level=1)).to_be_visible()
    reader.goto(f"{server.url}/tips/{TIP}/?again")  # an address no browser has kept
    expect(reader.get_by_role("heading", name=title, level=1)).to_be_visible()
    page.goto(f"{server.url}{LIST}{TIP}/history/")
    expect(page.get_by_role("heading", name="Published").first).to_be_visible()
    expect(page.get_by_text(editor.email).first).to_be_visible()
    page.get_by_role("button", name="Make this text the draft").last.click()
    expect(page.get_by_label("Title", exact=True)).to_have_value(SHIPPED[TIP]["title"])
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()
    assert Tip.objects.get(pk=TIP).published == SHIPPED[TIP]


def test_withdrawn_and_published_again(browser: Browser, server: Server, editor: User) -> None:
    page = window(browser)
    open_as(page, server, editor, f"{LIST}{TIP}/change/")
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_text("Withdrawn. Pages of tips close to it")).to_be_visible()
    page.goto(f"{server.url}/tips/{TIP}/")
    expect(page.get_by_role("heading", name="This tip was taken out of the library")).to_be_visible()
    page.goto(f"{server.url}{LIST}{TIP}/change/")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("link", name="See it in the library").click()
    expect(page.get_by_role("heading", name=SHIPPED[TIP]["title"], level=1)).to_be_visible()


PAGES = ("", "?has_draft=no", "add/", f"{TIP}/change/", f"{TIP}/history/", "slow-minute/delete/")


def test_no_page_breaks_the_policy(browser: Browser, server: Server, editor: User) -> None:
    actions.withdraw(slug="slow-minute", by=editor)
    page = window(browser)
    open_as(page, server, editor, LIST)
    for address in PAGES:
        page.goto(f"{server.url}{LIST}{address}", wait_until="networkidle")
    actions.publish(slug="slow-minute", record=SHIPPED["slow-minute"], by=editor)


def test_the_pages_fit_and_axe_finds_nothing(browser: Browser, server: Server, editor: User) -> None:
    page = browser.new_page()  # not `window`: axe itself tries inline styles
    open_as(page, server, editor, LIST)
    found: list[str] = []
    for address in PAGES[:-1]:
        page.goto(f"{server.url}{LIST}{address}")
        for width in (320, 390, 1280):
            if scrolls_sideways(page, width):
                found.append(f"{address}, sideways at {width}")
        found.extend(faults_of(page))
    assert not found, "\n".join(found)
