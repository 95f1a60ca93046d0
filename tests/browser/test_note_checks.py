"""A note checked as it is typed: what a script says beside it, and what its buttons do without a reload."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Person
from debrief.notes.models import Note
from debrief.privacy.wall import acting_for
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import open_as, phone, saved

pytestmark = pytest.mark.usefixtures("committed")
BODY = "Your note"
GOOD = (
    "Dear Priya,\n\nThank you for meeting me on Tuesday, and for showing me how the stock team plans a week. "
    "The story about the winter backlog stayed with me.\n\nI hold a forklift licence, valid to 2028.\n\n{}"
    "I look forward to hearing about next steps.\n\nKind regards,\nSam"
)
SORRY = "I was so nervous about the figures. "


@pytest.fixture
def debrief(committed: None) -> Debrief:
    person = factories.person("owner")
    made = factories.debrief(person, role_title="Stock planner", clarify_one="two late suppliers")
    with acting_for(person.pk):
        Person.objects.create(owner=person, debrief=made, position=0, name="Priya Raman")
    return made


@pytest.fixture
def page(browser: Browser, server: Server, debrief: Debrief) -> Iterator[Page]:
    tab = phone(browser)
    faults: list[str] = []
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: faults.append(str(error)))
    with tab.expect_response("**/checks-*.json"):
        open_as(tab, server, User.objects.get(pk=debrief.owner_id), f"/debriefs/{debrief.pk}/note/")
    tab.get_by_label("What stayed with you?").fill("The winter backlog")
    yield tab
    tab.context.close()
    assert [fault for fault in faults if "ERR_FAILED" not in fault] == []


def said(page: Page) -> list[str]:
    """The suggestions on the page, by what they are about."""
    return page.locator(".suggestion").evaluate_all("all => all.map(one => one.dataset.id)")


def press(page: Page, name: str) -> None:
    page.locator(".suggestion").get_by_role("button", name=name).click()


def test_what_is_typed_is_marked_after_a_pause_and_not_before(page: Page) -> None:
    page.clock.install()
    page.get_by_label(BODY).fill(GOOD.format(SORRY))
    page.clock.run_for(1400)
    expect(page.locator(".suggestion")).to_have_count(0)
    page.clock.run_for(200)
    expect(page.locator(".suggestion q")).to_have_text("I was so nervous")
    page.get_by_label(BODY).fill(GOOD.format(""))
    page.clock.run_for(1600)
    expect(page.locator(".suggestion")).to_have_count(0)


def test_at_most_three_and_what_the_server_says_is_the_same(page: Page) -> None:
    page.get_by_label(BODY).fill(
        "Dear Pria, I just wanted to say I was nervous, my dog kept barking, I am so sorry, I made a fool of "
        "myself and I really need this job. What is the salary?"
    )
    expect(page.locator(".suggestion")).to_have_count(3)
    as_typed = said(page), page.locator(".suggestion").all_inner_texts()
    assert as_typed[0][0] == "names"
    saved(page)
    page.reload()
    assert (said(page), page.locator(".suggestion").all_inner_texts()) == as_typed


def test_use_this_changes_the_words_and_can_be_undone(page: Page) -> None:
    body = page.get_by_label(BODY)
    body.fill(GOOD.format(SORRY))
    press(page, "Use this")
    expect(body).to_have_value(GOOD.format("On your question about two late suppliers: [answer]. "))
    expect(body).to_be_focused()
    page.keyboard.press("Control+z")
    expect(body).to_have_value(GOOD.format(SORRY))
    press(page, "Use this")
    assert page.evaluate("getSelection().toString()") == "[answer]"
    page.keyboard.type("I would ring both")
    expect(body).to_have_value(GOOD.format("On your question about two late suppliers: I would ring both. "))
    expect(page.locator(".suggestion")).to_have_count(0)


def test_leaving_words_out_can_be_undone_too(page: Page) -> None:
    body = page.get_by_label(BODY)
    body.fill(GOOD.format("My dog kept barking. "))
    press(page, "Use this")
    expect(body).to_have_value(GOOD.format(""))
    expect(page.locator(".suggestion")).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(body).to_have_value(GOOD.format("My dog kept barking. "))


def test_keep_mine_stays_kept_after_going_on_and_back(page: Page, debrief: Debrief) -> None:
    body = page.get_by_label(BODY)
    body.fill(GOOD.format(SORRY))
    press(page, "Keep mine")
    expect(page.locator(".suggestion")).to_have_count(0)
    expect(body).to_be_focused()
    saved(page)
    page.reload()
    expect(body).to_have_value(GOOD.format(SORRY))
    expect(page.locator(".suggestion")).to_have_count(0)
    page.get_by_role("button", name="Save and go on").click()
    page.wait_for_url(f"**/{debrief.pk}/**")
    with acting_for(debrief.owner_id):
        assert Note.objects.get(debrief=debrief).kept == ["nerves"]
    page.goto(f"{page.url.partition('/debriefs/')[0]}/debriefs/{debrief.pk}/note/")
    expect(body).to_have_value(GOOD.format(SORRY))
    body.fill(GOOD.format(SORRY + "The traffic was terrible. "))
    expect(page.locator(".suggestion q")).to_have_text("The traffic")


def test_the_buttons_of_the_page_work_before_anything_is_typed(page: Page) -> None:
    page.get_by_label(BODY).fill(GOOD.format(SORRY))
    saved(page)
    with page.expect_response("**/checks-*.json"):
        page.reload()
    page.evaluate("window.isTheSamePage = true")
    expect(page.locator(".suggestion")).to_have_count(1)
    press(page, "Keep mine")
    expect(page.locator(".suggestion")).to_have_count(0)
    assert page.evaluate("window.isTheSamePage")


def test_where_the_data_does_not_arrive_the_server_answers(page: Page) -> None:
    page.route("**/checks-*.json", lambda route: route.abort())
    page.get_by_label(BODY).fill(GOOD.format("My dog kept barking. "))
    saved(page)
    page.reload()
    with page.expect_navigation():
        press(page, "Use this")
    expect(page.get_by_label(BODY)).to_have_value(GOOD.format(""))


def test_what_was_typed_before_the_data_arrived_is_marked_too(page: Page) -> None:
    saved(page)
    held: list[Route] = []
    page.route("**/checks-*.json", lambda route: held.append(route))
    with page.expect_request("**/checks-*.json"):
        page.reload()
    page.get_by_label(BODY).fill(GOOD.format(SORRY))
    held[0].continue_()
    expect(page.locator(".suggestion q")).to_have_text("I was so nervous")


def test_where_somebody_saves_data_the_server_answers_and_none_is_fetched(page: Page) -> None:
    page.get_by_label(BODY).fill(GOOD.format("My dog kept barking. "))
    saved(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/checks-" in request.url else None)
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    page.reload()
    with page.expect_navigation():
        press(page, "Use this")
    expect(page.get_by_label(BODY)).to_have_value(GOOD.format(""))
    page.wait_for_timeout(500)
    assert asked == []
