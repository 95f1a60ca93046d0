"""Nothing typed is lost: not by a killed server, a dead network, an ended session or a second tab."""

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import heading, open_as, phone, saved, sign_in

pytestmark = pytest.mark.usefixtures("committed")
HOW = "What did you do that made that happen?"


@pytest.fixture
def person(committed: None) -> User:
    return factories.person("owner")


@pytest.fixture
def debrief(person: User) -> Debrief:
    return factories.debrief(person)


@pytest.fixture
def page(browser: Browser, server: Server, person: User, debrief: Debrief) -> Iterator[Page]:
    window = phone(browser)
    open_as(window, server, person, f"/debriefs/{debrief.pk}/bright_spots/")
    yield window
    window.context.close()


def kept(debrief: Debrief) -> list[str] | None:
    with acting_for(debrief.owner_id):
        entry = StageEntry.objects.filter(debrief=debrief).first()
        return entry.draft["bright_how"] if entry and entry.draft else None


def status(page: Page, text: str, timeout: float = 12_000) -> None:
    expect(page.locator("[data-status]")).to_contain_text(text, timeout=timeout)


def test_typing_is_saved_after_a_pause_and_there_after_a_reload(page: Page, debrief: Debrief) -> None:
    page.get_by_label(HOW).press_sequentially("I drew it on the board")
    status(page, "Saving when you pause")
    saved(page)
    assert kept(debrief) == ["I drew it on the board"]
    page.reload()
    expect(page.get_by_label(HOW)).to_have_value("I drew it on the board")


def test_the_server_killed_while_typing(page: Page, server: Server, debrief: Debrief) -> None:
    page.get_by_label(HOW).fill("Before")
    saved(page)
    server.stop(signal.SIGKILL)
    try:
        page.get_by_label(HOW).press_sequentially(" and while it was down")
        status(page, "Not saved yet")
        page.get_by_role("button", name="Save and go on").click()
        status(page, "Not saved yet")
        expect(page.get_by_label(HOW)).to_have_value("Before and while it was down")
    finally:
        server.start()
    saved(page)
    assert kept(debrief) == ["Before and while it was down"]


def test_a_dead_network_is_named_and_its_return_saves(page: Page, debrief: Debrief) -> None:
    page.context.set_offline(True)
    page.get_by_label(HOW).fill("Typed in a tunnel")
    status(page, "You're offline", timeout=2_500)
    page.get_by_role("button", name="Save and go on").click()
    expect(page.get_by_label(HOW)).to_have_value("Typed in a tunnel")
    page.context.set_offline(False)
    expect(page.locator("[data-status]")).to_contain_text("Saved", timeout=5_000)
    assert kept(debrief) == ["Typed in a tunnel"]


def test_a_lost_reply_is_no_conflict(page: Page, debrief: Debrief) -> None:
    """The save arrives, its answer does not; the next one goes through all the same."""
    lost: list[str] = []

    def lose(route: object) -> None:
        if lost:
            route.continue_()  # type: ignore[attr-defined]
            return
        lost.append("the reply")
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/draft/", lose)
    page.get_by_label(HOW).fill("One")
    status(page, "Not saved yet")
    page.get_by_label(HOW).fill("One, two")
    saved(page)
    assert lost
    assert kept(debrief) == ["One, two"]


def test_a_lost_reply_and_then_an_outage_are_no_conflict(page: Page, debrief: Debrief) -> None:
    """The save arrives, its answer does not, and neither do the two after it."""
    tried: list[str] = []

    def lose(route: object) -> None:
        tried.append("one more")
        if len(tried) > 3:
            route.continue_()  # type: ignore[attr-defined]
            return
        if len(tried) == 1:
            route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    page.route("**/draft/", lose)
    page.get_by_label(HOW).fill("One")
    status(page, "Not saved yet")
    page.get_by_label(HOW).fill("One, two")
    saved(page)
    assert len(tried) == 4
    assert kept(debrief) == ["One, two"]


def test_an_ended_session_keeps_the_words_across_signing_in(page: Page, person: User) -> None:
    page.context.clear_cookies()
    page.get_by_label(HOW).fill("Typed after the session had ended")
    status(page, "You've been signed out")
    page.get_by_role("button", name="Save and go on").click()
    heading(page, "Sign in")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_label(HOW)).to_have_value("Typed after the session had ended")
    page.get_by_role("button", name="Save and stop here").click()
    expect(page.get_by_text("Typed after the session had ended")).to_be_visible()


def test_signing_in_again_in_another_tab_lets_the_first_one_save(
    page: Page, server: Server, person: User, debrief: Debrief
) -> None:
    page.context.clear_cookies()
    page.get_by_label(HOW).fill("Waiting for the other tab")
    status(page, "You've been signed out")
    other = page.context.new_page()
    sign_in(other, server, person)
    saved(page)
    assert kept(debrief) == ["Waiting for the other tab"]


def test_two_tabs_end_with_both_texts_on_the_page(page: Page, debrief: Debrief) -> None:
    other = page.context.new_page()
    other.goto(page.url)
    other.get_by_label(HOW).fill("From the second tab")
    saved(other)
    page.get_by_label(HOW).fill("From the first tab")
    status(page, "Saved somewhere else")
    assert kept(debrief) == ["From the second tab"]
    page.get_by_role("button", name="Save and go on").click()
    conflict = page.get_by_role("alert")
    expect(conflict).to_contain_text("From the second tab")
    expect(page.get_by_label(HOW)).to_have_value("From the first tab")


def test_hiding_the_page_saves_at_once(page: Page, debrief: Debrief) -> None:
    page.get_by_label(HOW).fill("Phone rings")
    with page.expect_response("**/draft/") as reply:
        page.evaluate(
            """() => {
                Object.defineProperty(document, "visibilityState", { value: "hidden" });
                document.dispatchEvent(new Event("visibilitychange"));
            }"""
        )
    assert reply.value.ok
    assert kept(debrief) == ["Phone rings"]


def test_nothing_readable_is_left_in_the_browser(page: Page) -> None:
    page.get_by_label(HOW).fill(factories.CANARY)
    saved(page)
    stores = "localStorage, sessionStorage, await indexedDB.databases()"
    stored = page.evaluate(f"async () => JSON.stringify([{stores}])")
    assert factories.CANARY not in stored
    assert stored == "[{},{},[]]"


def test_the_room_left_is_shown_near_the_end_and_nothing_is_cut_off(page: Page) -> None:
    field = page.get_by_label(HOW)
    field.fill("x" * 200)
    expect(page.locator(".left:visible")).to_have_count(0)
    field.fill("x" * 250)
    expect(page.get_by_text("30 left")).to_be_visible()
    field.fill("x" * 290)
    expect(page.get_by_text("10 too many")).to_be_visible()
    expect(field).to_have_value("x" * 290)
