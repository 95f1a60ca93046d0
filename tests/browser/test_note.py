"""A thank-you note, for what only a browser shows: copying, links that follow, files, and no scripts."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Person
from debrief.notes.models import Note
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import PHONE, heading, open_as, phone, saved

pytestmark = pytest.mark.usefixtures("committed")
SPECIFIC, BODY = "What stayed with you?", "Your note"


@pytest.fixture
def person(committed: None) -> User:
    return factories.person("owner")


@pytest.fixture
def debrief(person: User) -> Debrief:
    made = factories.debrief(person, role_title="Stock planner", forgot_to_say="I hold a forklift licence")
    with acting_for(person.pk):
        for n, name in enumerate(("Priya Raman", "Mr Lee")):
            Person.objects.create(owner=person, debrief=made, position=n, name=name)
    return made


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
    open_as(tab, server, person, f"/debriefs/{debrief.pk}/note/")
    yield tab
    window.close()
    assert not faults


@pytest.fixture
def plain(browser: Browser, server: Server, person: User, debrief: Debrief) -> Iterator[Page]:
    """The same without scripts."""
    tab = phone(browser, scripts=False)
    open_as(tab, server, person, f"/debriefs/{debrief.pk}/note/")
    yield tab
    tab.context.close()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sent(debrief: Debrief) -> list[str]:
    with acting_for(debrief.owner_id):
        return list(
            Note.objects.filter(debrief=debrief, sent_at__isnull=False).values_list("body", flat=True)
        )


def test_three_taps_to_a_note_that_is_sent(page: Page, debrief: Debrief) -> None:
    """No page is blank on the way, and nothing has to be written but the one specific thing."""
    expect(page.get_by_label(BODY)).to_have_value(
        re.compile(r"Dear Priya Raman,\s+Thank you .* forklift", re.S)
    )
    page.get_by_label(SPECIFIC).fill("How the yard is run")
    expect(page.get_by_text("Changed up here, and not in the note yet.")).to_be_visible()
    press(page, "Put this into the note")
    expect(page.get_by_label(BODY)).to_have_value(re.compile("How the yard is run has stayed with me"))
    press(page, "Copy")
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    press(page, "Mark as sent")
    expect(page.get_by_role("button", name="Not sent after all")).to_be_visible()
    assert sent(debrief) == [copied]
    press(page, "Not sent after all")
    expect(page.get_by_role("button", name="Mark as sent")).to_be_visible()
    assert sent(debrief) == []


def test_the_mail_link_and_the_paper_follow_what_is_typed(page: Page) -> None:
    body, link = page.get_by_label(BODY), page.get_by_role("link", name="Open in mail")
    body.fill("Dear Priya,\n\nThank you & all the best: 100 %.")
    assert unquote(link.get_attribute("href") or "").endswith(
        "&body=Dear Priya,\r\n\r\nThank you & all the best: 100 %."
    )
    body.fill("long " * 500)
    expect(page.get_by_text("too long for some mail programs")).to_be_visible()
    assert "&body=" not in (link.get_attribute("href") or "")
    body.fill("Short again.")
    expect(page.get_by_text("too long for some mail programs")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_text("Short again.").last).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_hidden()
    expect(page.get_by_label(BODY)).to_be_hidden()


def test_sharing_hands_over_the_words(page: Page) -> None:
    page.get_by_label(BODY).fill("Dear Priya, thank you.")
    press(page, "Share")
    expect(page.get_by_text("Handed over.")).to_be_visible()
    assert page.evaluate("window.given") == "Dear Priya, thank you."


def test_a_file_leaves_the_page_where_it_was_and_saving_goes_on(page: Page, debrief: Debrief) -> None:
    page.get_by_label(BODY).fill("Typed a moment ago.")
    with page.expect_download() as given:
        press(page, "Text file")
    assert given.value.suggested_filename == "note.txt"
    assert Path(given.value.path()).read_text(encoding="utf-8") == "Typed a moment ago.\n"
    page.get_by_label(BODY).fill("Typed afterwards.")
    saved(page)
    with acting_for(debrief.owner_id):
        assert StageEntry.objects.get(debrief=debrief).draft["body"] == ["Typed afterwards."]


def test_going_to_another_note_at_once_loses_nothing_and_is_no_conflict(page: Page) -> None:
    page.get_by_label(SPECIFIC).fill("For Priya alone")
    page.get_by_role("link", name="Mr Lee").click()
    expect(page.get_by_label("Who is it for?")).to_have_value("Mr Lee")
    expect(page.get_by_label(SPECIFIC)).to_have_value("")
    page.get_by_label(SPECIFIC).fill("For Mr Lee")
    saved(page)
    page.get_by_role("link", name="Priya Raman").click()
    expect(page.get_by_label(SPECIFIC)).to_have_value("For Priya alone")
    page.get_by_role("link", name="Mr Lee").click()
    expect(page.get_by_label(SPECIFIC)).to_have_value("For Mr Lee")


def test_questions_stand_there_once_they_mean_something(page: Page) -> None:
    page.get_by_text("Put one answer better").click()
    expect(page.get_by_label("What are you doing about it?")).to_be_hidden()
    page.get_by_label("What would you say now?").fill("I'd ring both")
    expect(page.get_by_label("What are you doing about it?")).to_be_visible()
    page.get_by_label("Already told no").check()
    expect(page.get_by_text("Put one answer better")).to_be_hidden()
    page.get_by_label("They said don't contact us").check()
    expect(page.get_by_label(BODY)).to_be_hidden()
    expect(page.get_by_text("Then no note is needed.")).to_be_visible()


def test_without_scripts_it_is_written_kept_and_handed_over_all_the_same(
    plain: Page, debrief: Debrief
) -> None:
    heading(plain, "Send a short thank-you")
    for name in ("Copy", "Share", "Print"):
        expect(plain.get_by_role("button", name=name, exact=True)).to_be_hidden()
    plain.get_by_label(SPECIFIC).fill("How the yard is run")
    press(plain, "Put this into the note")
    expect(plain.get_by_label(BODY)).to_have_value(re.compile("How the yard is run has stayed with me"))
    plain.get_by_label(BODY).fill("Dear Priya, thank you.")
    press(plain, "Put the new words in")
    link = plain.get_by_role("link", name="Open in mail").get_attribute("href") or ""
    assert link.endswith("&body=Dear%20Priya%2C%20thank%20you.")
    with plain.expect_download() as given:
        press(plain, "Mail file")
    assert given.value.suggested_filename == "note.eml"
    plain.get_by_label(SPECIFIC).fill("the tour")
    press(plain, "Put this into the note")
    expect(plain.get_by_text("There is a newer draft")).to_be_visible()
    plain.locator("#newer").get_by_role("button", name="Keep mine").click()
    expect(plain.get_by_label(BODY)).to_have_value("Dear Priya, thank you.")
    press(plain, "Mark as sent")
    expect(plain.get_by_role("button", name="Not sent after all")).to_be_visible()
    assert sent(debrief) == ["Dear Priya, thank you."]
