"""Showing somebody a part of a debrief: the link is made in one browser and opened in another."""

import re
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.recovery.stages import OUTCOME, STAGES
from tests import factories
from tests.browser.conftest import Server
from tests.browser.looking import faults_of, scrolls_sideways
from tests.browser.steps import PHONE, heading, open_as, phone

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def debrief(committed: None) -> Debrief:
    return factories.full_debrief(factories.person("Zoë"))


def make_link(page: Page, server: Server, debrief: Debrief, start: str) -> str:
    """As a person does it, from a page of the debrief. Returns the link."""
    owner = User.objects.get(pk=debrief.owner_id)
    open_as(page, server, owner, f"/debriefs/{debrief.pk}/{start}")
    page.get_by_role("link", name="by a link").or_(
        page.get_by_role("link", name="Show it to somebody")
    ).click()
    heading(page, "Show it to somebody")
    page.get_by_text("What held up", exact=True).check()
    page.get_by_text("A day", exact=True).check()
    page.get_by_label("For whom?").fill("Ben")
    page.get_by_role("button", name="Make the link").click()
    return page.get_by_label("The link", exact=True).input_value()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("start", ["read/", "people/", "note/"])
def test_a_link_is_made_opened_and_ended(
    browser: Browser, server: Server, debrief: Debrief, start: str, scripts: bool
) -> None:
    page, theirs = phone(browser, scripts=scripts), phone(browser, scripts=scripts)
    link = make_link(page, server, debrief, start)
    theirs.goto(server.url + link[link.index("/s/") :])
    heading(theirs, "Zoë lets you in on an interview")
    expect(theirs).to_have_url(f"{server.url}/s/")
    expect(theirs.get_by_role("heading", name="What held up")).to_be_visible()
    expect(theirs.get_by_role("heading", name="Send a short thank-you")).to_have_count(int(start == "note/"))
    expect(theirs.get_by_role("link", name="Need to talk to someone now?")).to_be_visible()
    page.reload() if scripts else page.goto(page.url)
    page.get_by_role("button", name=re.compile("End this link Ben")).click()
    expect(page.get_by_text("Ended. Whoever has that link sees nothing any more.")).to_be_visible()
    theirs.reload()
    heading(theirs, "This link has ended.")


def test_the_address_stands_in_no_history(browser: Browser, server: Server, debrief: Debrief) -> None:
    page = phone(browser)
    token = factories.share_link(debrief, "capture")
    page.goto(f"{server.url}/help-now/")
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.headers.get("referer", "")))
    page.goto(f"{server.url}/s/{token}/")
    page.get_by_role("link", name="Need to talk to someone now?").click()
    page.go_back()
    expect(page).to_have_url(f"{server.url}/s/")
    page.go_back()
    expect(page).to_have_url(f"{server.url}/help-now/")
    assert not any(token in referer for referer in seen)
    assert page.evaluate("document.cookie") == ""


def test_closed_with_the_browser(browser: Browser, server: Server, debrief: Debrief) -> None:
    page = phone(browser)
    page.goto(f"{server.url}/s/{factories.share_link(debrief, 'capture')}/")
    (cookie,) = page.context.cookies()
    assert (cookie["path"], cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) == (
        "/s/",
        True,
        "Lax",
        -1,
    )


def test_it_is_copied_and_handed_over(browser: Browser, server: Server, debrief: Debrief) -> None:
    context: BrowserContext = browser.new_context(
        viewport=PHONE, permissions=["clipboard-read", "clipboard-write"]
    )  # type: ignore[arg-type]
    page = context.new_page()
    page.add_init_script("delete Navigator.prototype.share")
    link = make_link(page, server, debrief, "read/")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    for name, scheme in (("Open a text with it", "sms:"), ("Open an email with it", "mailto:")):
        href = page.get_by_role("link", name=name).get_attribute("href") or ""
        assert href.startswith(scheme)
        assert link in unquote(href)


def test_it_is_accessible_and_fits(browser: Browser, server: Server, debrief: Debrief) -> None:
    page = browser.new_page(reduced_motion="reduce")
    found: list[str] = []

    def look() -> None:
        page.set_viewport_size({"width": 360, "height": 800})
        found.extend(faults_of(page))
        found.extend(f"{page.url} at {width}" for width in (320, 1280) if scrolls_sideways(page, width))

    page.goto(f"{server.url}/s/{factories.share_link(debrief, *(s.key for s in (*STAGES, OUTCOME)))}/")
    look()
    make_link(page, server, debrief, "read/")
    look()
    page.goto(page.url)
    page.get_by_role("button", name="Make the link").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look()
    assert not found, "\n".join(found)


def test_paper_has_the_text_and_nothing_else(browser: Browser, server: Server, debrief: Debrief) -> None:
    page = phone(browser)
    page.goto(f"{server.url}/s/{factories.share_link(debrief, 'capture', 'plan')}/")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=2, name="Take one thing forward")).to_be_visible()
    for gone in ("header.bar", "footer", "[aria-labelledby=about-link]"):
        expect(page.locator(gone)).to_be_hidden()
