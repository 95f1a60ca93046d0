"""Reading a debrief whole: printing it, mending a part of it, and a page left open after it was deleted."""

import re

from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import PHONE, heading, open_as, save_and_go_on


def opened(page: Page, server: Server, word: str) -> tuple[User, Debrief]:
    """Somebody's debrief, with a page of it open."""
    person = factories.person("owner")
    debrief = factories.full_debrief(person)
    open_as(page, server, person, f"/debriefs/{debrief.pk}/{word}/")
    return person, debrief


def test_a_button_prints(committed: None, browser: Browser, server: Server) -> None:
    page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    page.add_init_script("window.print = () => { document.title = 'printed' }")
    opened(page, server, "read")
    expect(page.get_by_text("Print in your browser's menu")).to_have_count(0)
    page.get_by_role("button", name="Print").click()
    expect(page).to_have_title("printed")


def test_without_scripts_it_says_how(committed: None, browser: Browser, server: Server) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    opened(page, server, "read")
    expect(page.get_by_text("use Print in your browser's menu")).to_be_visible()


def test_paper_has_the_text_in_black_on_white_and_nothing_else(
    committed: None, browser: Browser, server: Server
) -> None:
    page = browser.new_context(color_scheme="dark").new_page()
    opened(page, server, "read")
    page.emulate_media(media="print", color_scheme="dark")
    heading(page, "Northwind Traders")
    for gone in ("header.bar", "footer", "[aria-labelledby=keep]", ".about", "main a"):
        for part in page.locator(gone).all():
            expect(part).to_be_hidden()
    look = page.locator("main dd").first.evaluate("(dd) => getComputedStyle(dd).color")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (look, ground) == ("rgb(0, 0, 0)", "rgba(0, 0, 0, 0)")


def test_mending_a_part_comes_back_to_it(committed: None, browser: Browser, server: Server) -> None:
    page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    opened(page, server, "read")
    page.get_by_role("link", name="Edit What held up").click()
    page.get_by_label("What did you do that made that happen?").fill("I had drawn it before")
    save_and_go_on(page)
    expect(page).to_have_url(re.compile("/read/#bright_spots$"))
    expect(page.get_by_text("I had drawn it before")).to_be_in_viewport()


def test_words_typed_into_a_deleted_debrief_stay_on_the_page(
    committed: None, browser: Browser, server: Server
) -> None:
    page = browser.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    person, debrief = opened(page, server, "bright_spots")
    with acting_for(person.pk):
        debrief.delete()
    box = page.get_by_label("What did you do that made that happen?")
    box.fill("Words of an hour")
    expect(page.locator("[data-status]")).to_contain_text("isn't here any more")
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_load_state("networkidle")
    expect(box).to_have_value("Words of an hour")
