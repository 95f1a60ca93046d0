"""Stepping back and taking one thing forward, as a person does it, with scripts and without."""

import pytest
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import heading, open_as, phone, saved

pytestmark = pytest.mark.usefixtures("committed")
PUT_DOWN = "These aren't yours to fix. You can put them down."
each_way = pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])


@pytest.fixture
def debrief(committed: None) -> Debrief:
    return factories.full_debrief(factories.person("owner"))


def opened(browser: Browser, server: Server, debrief: Debrief, stage: str, *, scripts: bool) -> Page:
    page = phone(browser, scripts=scripts)
    open_as(page, server, User.objects.get(pk=debrief.owner_id), f"/debriefs/{debrief.pk}/{stage}/")
    return page


@each_way
def test_what_can_be_put_down_follows_the_taps(
    browser: Browser, server: Server, debrief: Debrief, scripts: bool
) -> None:
    page = opened(browser, server, debrief, "step_back", scripts=scripts)
    last = page.locator(".put-down")
    expect(last).to_contain_text(PUT_DOWN)
    expect(last.get_by_text("My mind went blank")).to_be_hidden()
    page.get_by_role("group", name="My mind went blank").get_by_role("radio", name="Not in my hands").check()
    expect(last.get_by_text("My mind went blank")).to_be_visible()
    for group in page.locator(".sort fieldset").all():
        group.get_by_role("radio", name="In my hands", exact=True).check()
    expect(last).to_be_hidden()


@each_way
def test_a_ready_plan_and_a_question_to_practise(
    browser: Browser, server: Server, debrief: Debrief, scripts: bool
) -> None:
    page = opened(browser, server, debrief, "plan", scripts=scripts)
    page.get_by_label("Lesson 1").fill("Typed before the button")
    page.get_by_role("button", name="Use this one If my mind goes blank").click()
    expect(page.get_by_label("Plan 2: if")).to_have_value("my mind goes blank")
    expect(page.get_by_label("Lesson 1")).to_have_value("Typed before the button")
    action = page.get_by_role("textbox", name="then I will").nth(1)
    action.fill("ask for a second")
    page.get_by_role("button", name="Practise this one Question 1?").click()
    asked = page.get_by_role("group", name="Question 1?")
    asked.get_by_label("Action").fill("Say it in one breath")
    expect(action).to_have_value("ask for a second")
    page.get_by_role("button", name="Save and stop here").click()
    heading(page, "That's enough for today.")
    expect(page.get_by_text("If my mind goes blank, then I will ask for a second.")).to_be_visible()
    expect(page.get_by_text("Action: Say it in one breath")).to_be_visible()


def test_printed_it_is_one_clean_sheet(browser: Browser, server: Server, debrief: Debrief) -> None:
    page = opened(browser, server, debrief, "plan", scripts=True)
    sheet = page.locator(".printed")
    expect(sheet).to_be_hidden()
    page.emulate_media(media="print")
    expect(sheet).to_contain_text("If x, then I will")
    heading(page, "Take one thing forward")
    assert page.locator("form:visible, button:visible, textarea:visible, nav:visible").count() == 0


@each_way
def test_enter_in_a_short_field_saves_and_presses_no_other_button(
    browser: Browser, server: Server, debrief: Debrief, scripts: bool
) -> None:
    page = opened(browser, server, debrief, "capture", scripts=scripts)
    page.get_by_label("For what work?").fill("Planner")
    if scripts:
        saved(page)
    page.get_by_label("For what work?").press("Enter")
    expect(page).to_have_url(f"{server.url}/debriefs/{debrief.pk}/enough/")
