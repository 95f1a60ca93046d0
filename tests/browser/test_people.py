"""Let someone in, for what only a browser shows: words that follow, links, sharing, and Enter."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.debriefs.choices import Need
from debrief.debriefs.models import Confiding, Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.stages.people import READY_WORDS
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import PHONE, open_as, phone, saved

pytestmark = pytest.mark.usefixtures("committed")
BOTH, LISTEN, SEE = (str(READY_WORDS[need]) for need in (Need.BOTH, Need.LISTEN, Need.SEE))


@pytest.fixture
def person(committed: None) -> User:
    return factories.person("owner")


@pytest.fixture
def debrief(person: User) -> Debrief:
    return factories.debrief(person)


@pytest.fixture
def page(browser: Browser, server: Server, person: User, debrief: Debrief) -> Iterator[Page]:
    """The stage on a phone that can share, which remembers what it was given."""
    window = browser.new_context(viewport=PHONE, locale="en-GB")  # type: ignore[arg-type]
    window.grant_permissions(["clipboard-read", "clipboard-write"], origin=server.url)
    window.add_init_script("navigator.share = async (given) => { window.given = given.text }")
    tab = window.new_page()
    faults: list[str] = []
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    open_as(tab, server, person, f"/debriefs/{debrief.pk}/people/")
    yield tab
    window.close()
    assert not faults


@pytest.fixture
def plain(browser: Browser, server: Server, person: User, debrief: Debrief) -> Iterator[Page]:
    """The same without scripts."""
    tab = phone(browser, scripts=False)
    open_as(tab, server, person, f"/debriefs/{debrief.pk}/people/")
    yield tab
    tab.context.close()


def need(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name).check()


def carries(page: Page, by: str, words: str) -> None:
    """The link ends in these words, once the page's scripts have run."""
    body = re.escape(f"body={quote(words, safe='')}")
    expect(page.locator(f"a[data-by={by}]")).to_have_attribute("href", re.compile(f"[?&]{body}$"))


def test_an_untouched_message_follows_the_need_and_a_changed_one_stays(page: Page, debrief: Debrief) -> None:
    message, ready = page.get_by_label("Your message"), page.get_by_role("button", name="Use the ready words")
    expect(message).to_have_value(BOTH)
    expect(ready).to_be_hidden()
    need(page, "Just listen")
    expect(message).to_have_value(LISTEN)
    message.fill("My own words")
    need(page, "Help me see it differently")
    expect(message).to_have_value("My own words")
    expect(page.get_by_text(SEE)).to_be_visible()
    saved(page)
    page.reload()
    expect(message).to_have_value("My own words")
    ready.click()
    expect(message).to_have_value(SEE)
    expect(message).to_be_focused()
    expect(ready).to_be_hidden()
    saved(page)
    page.reload()
    expect(message).to_have_value(SEE)


def test_links_carry_the_message_as_it_is_typed(page: Page) -> None:
    words = "Tea & biscuits?\nAt 4, 100 % + “soon” 🙂 $& $1"
    page.get_by_role("radio", name="Text").check()
    page.get_by_label("Your message").fill(words)
    expect(page.get_by_role("link", name="Open a text with these words")).to_be_visible()
    expect(page.get_by_role("link", name="Open an email with these words")).to_be_hidden()
    carries(page, "text", words)
    carries(page, "email", words.replace("\n", "\r\n"))
    page.get_by_role("radio", name="Email").check()
    expect(page.get_by_role("link", name="Open an email with these words")).to_be_visible()


def test_share_and_copy_hand_over_what_is_typed(page: Page) -> None:
    page.get_by_label("Your message").fill("Two lines\nof mine")
    page.get_by_role("radio", name="Share").check()
    page.get_by_role("button", name="Share these words").click()
    expect(page.get_by_role("status").get_by_text("Handed over.")).to_be_visible()
    assert page.evaluate("window.given") == "Two lines\nof mine"
    page.get_by_role("radio", name="Copy").check()
    expect(page.get_by_text("Handed over.")).to_be_hidden()
    page.get_by_role("button", name="Copy these words").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "Two lines\nof mine"


def test_sharing_that_fails_says_so_and_closing_the_sheet_does_not(page: Page) -> None:
    page.get_by_role("radio", name="Share").check()
    page.evaluate("window.fault = 'AbortError'")
    page.evaluate("() => { navigator.share = async () => { throw new DOMException('', window.fault) } }")
    page.get_by_role("button", name="Share these words").click()
    expect(page.get_by_text("That didn't work here.")).to_be_hidden()
    page.evaluate("window.fault = 'NotAllowedError'")
    page.get_by_role("button", name="Share these words").click()
    expect(page.get_by_text("That didn't work here.")).to_be_visible()


def test_enter_after_the_name_saves_and_changes_no_message(page: Page, debrief: Debrief) -> None:
    page.get_by_label("Your message").fill("My own words")
    page.get_by_role("radio", name="Told them").check()
    page.get_by_label("Who could hear it?").fill("Aunt")
    before = page.url
    page.get_by_label("Who could hear it?").press("Enter")
    expect(page).not_to_have_url(before)
    with acting_for(debrief.owner_id):
        row = Confiding.objects.get(debrief=debrief)
    assert (row.person, row.message, row.told) == ("Aunt", "My own words", "told")


def test_without_scripts_nothing_is_offered_that_needs_them(plain: Page) -> None:
    for name in ("Share", "Copy"):
        expect(plain.get_by_role("radio", name=name)).to_be_hidden()
        expect(plain.get_by_role("button", name=f"{name} these words")).to_be_hidden()
    expect(plain.get_by_role("link", name="Open a text with these words")).to_be_hidden()
    expect(plain.get_by_label("What did they see")).to_be_hidden()
    plain.get_by_role("radio", name="Text").check()
    plain.get_by_role("radio", name="Told them").check()
    expect(plain.get_by_role("link", name="Open a text with these words")).to_be_visible()
    expect(plain.get_by_label("What did they see")).to_be_visible()


def test_without_scripts_the_ready_words_and_the_links_follow_by_button(plain: Page) -> None:
    message = plain.get_by_label("Your message")
    plain.get_by_label("Who could hear it?").fill("Aunt")
    need(plain, "Just listen")
    plain.get_by_role("button", name="Use the ready words").click()
    expect(message).to_have_value(LISTEN)
    message.fill("My own words")
    plain.get_by_role("radio", name="Text").check()
    plain.get_by_role("button", name="Put the new ones in").click()
    carries(plain, "text", "My own words")
    expect(plain.get_by_label("Who could hear it?")).to_have_value("Aunt")
    need(plain, "Help me see it differently")
    plain.get_by_role("button", name="Use the ready words").click()
    expect(message).to_have_value("My own words")
    expect(plain.get_by_text(SEE)).to_be_visible()
    plain.get_by_role("button", name="Use the ready words").click()
    expect(message).to_have_value(SEE)
