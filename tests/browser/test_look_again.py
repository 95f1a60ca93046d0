"""Looking again and the preparation, for what only a browser can show."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Question
from debrief.privacy.wall import acting_for
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import PHONE, heading, open_as, phone

pytestmark = pytest.mark.usefixtures("committed")
with_and_without_scripts = pytest.mark.parametrize(
    "scripts", [True, False], ids=["with scripts", "without scripts"]
)
STOP = "You've done the useful part. Good place to stop."


@pytest.fixture
def debrief(committed: None) -> Debrief:
    person = factories.person("owner")
    made = factories.debrief(person)
    with acting_for(person.pk):
        Question.objects.create(owner=person, debrief=made, position=0, text="Why us?", went="blank")
    return made


def opened(page: Page, server: Server, debrief: Debrief, stage: str) -> Page:
    person = User.objects.get(pk=debrief.owner_id)
    open_as(page, server, person, f"/debriefs/{debrief.pk}/{stage}/")
    return page


@with_and_without_scripts
def test_another_voice_loses_nothing(
    browser: Browser, server: Server, debrief: Debrief, scripts: bool
) -> None:
    page = opened(phone(browser, scripts=scripts), server, debrief, "look_again")
    page.get_by_label("Moment 1: what did you say or do").fill("I named three tools")
    page.get_by_role("button", name="Add a moment").click()
    page.get_by_label("Moment 2: what did you say or do").fill("I laughed")
    page.get_by_role("button", name="owner").click()
    expect(page.get_by_role("button", name="owner")).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_label("Moment 1: what did owner say or do")).to_have_value("I named three tools")
    expect(page.get_by_label("Moment 2: what did owner say or do")).to_have_value("I laughed")
    expect(page.get_by_text("Why us?")).to_be_visible()


@with_and_without_scripts
def test_more_about_a_reason_is_asked_once_it_is_ticked(
    browser: Browser, server: Server, debrief: Debrief, scripts: bool
) -> None:
    page = opened(phone(browser, scripts=scripts), server, debrief, "look_again")
    page.locator("summary", has_text="My answers").click()
    more = page.get_by_role("group", name="My mind went blank")
    expect(more).to_be_hidden()
    page.get_by_role("checkbox", name="My mind went blank").check()
    expect(
        more.get_by_role("radiogroup", name="In my hands?").get_by_role("radio", name="Partly")
    ).to_be_checked()
    page.get_by_role("checkbox", name="I undersold myself").check()
    # By keyboard, as every radio: the box, the first question, then the second.
    page.get_by_role("checkbox", name="My mind went blank").focus()
    for key in ("Tab", "ArrowRight", "Tab", "Space"):
        page.keyboard.press(key)
    expect(more.get_by_role("radio", name="No", exact=True)).to_be_checked()
    expect(more.get_by_role("radio", name="The main one")).to_be_checked()
    page.get_by_role("checkbox", name="My mind went blank").uncheck()
    expect(more).to_be_hidden()


def test_enter_saves_and_does_not_press_another_button(
    browser: Browser, server: Server, debrief: Debrief
) -> None:
    page = opened(phone(browser), server, debrief, "look_again")
    own = page.get_by_label("Something else, in your own words")
    own.fill("The drill next door")
    own.press("Enter")
    heading(page, "That's enough for today.")
    expect(page.get_by_text("The drill next door")).to_be_visible()


def test_after_fifteen_minutes_it_says_that_this_is_a_good_place_to_stop(
    browser: Browser, server: Server, debrief: Debrief
) -> None:
    page = phone(browser)
    page.clock.install()
    opened(page, server, debrief, "look_again")
    line = page.get_by_role("status").filter(has_text=re.compile("plenty|stop"))
    expect(line).to_have_text("15 minutes on this page is plenty.")
    page.clock.run_for("14:59")
    expect(line).not_to_have_text(STOP)
    page.clock.run_for("00:02")
    expect(line).to_have_text(STOP)


def test_six_things_or_seven_are_on_a_phone_at_once(
    browser: Browser, server: Server, debrief: Debrief
) -> None:
    page = opened(phone(browser), server, debrief, "prep_review")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    page.locator("summary", has_text="About them").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.fold').scrollIntoView()")
    boxes = [row.bounding_box() for row in page.locator("fieldset.matrix").all()]
    whole = [b for b in boxes if b and b["y"] >= 0 and b["y"] + b["height"] <= PHONE["height"]]
    assert len(whole) >= 6
    labels = [label.bounding_box() for label in page.locator(".matrix label").all()]
    assert all(box and box["height"] >= 44 and box["width"] >= 44 for box in labels)


def test_what_was_not_done_is_proposed_at_once(browser: Browser, server: Server, debrief: Debrief) -> None:
    page = opened(phone(browser), server, debrief, "prep_review")
    listed = page.get_by_label("One to add next time")

    def first() -> str | None:
        return listed.locator("option").nth(1).get_attribute("value")

    assert first() == "read_site"
    listed.select_option("why_here")
    page.get_by_role("group", name="Read recent news or posts").get_by_label("Didn't").check()
    assert first() == "their_news"
    expect(listed).to_have_value("why_here")
    page.get_by_role("group", name="Read recent news or posts").get_by_label("Did it").check()
    assert first() == "read_site"
