"""Keep going, from choosing a next action to answering for it on home, with and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, expect

from debrief.debriefs.models import NextAction, Opening
from debrief.privacy.wall import acting_for
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import open_as, phone, save_and_go_on

pytestmark = pytest.mark.usefixtures("committed")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_a_next_action_to_its_answer(browser: Browser, server: Server, scripts: bool) -> None:
    person = factories.person("owner")
    debrief = factories.debrief(person)
    page = phone(browser, scripts=scripts)
    open_as(page, server, person, f"/debriefs/{debrief.pk}/keep_going/")
    expect(page.get_by_label("Which day?")).to_be_hidden()
    page.get_by_role("radio", name="My own idea").check()
    page.get_by_role("textbox", name="Your own idea").fill("Ring the depot")
    day = page.get_by_label("Which day?").input_value()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", day)
    page.get_by_text("The wider view").click()
    page.get_by_role("button", name="Add an opening").click()
    page.get_by_label("Who with, 1").fill("Halden Health")
    page.get_by_role("radio", name="Applied").check()
    save_and_go_on(page)
    with acting_for(person.pk):
        assert Opening.objects.get().state == "applied"
        NextAction.objects.update(day="2026-01-01")
    page.goto(server.url)
    expect(page.get_by_text("Did you get to it?")).to_be_visible()
    boxes = [
        page.get_by_role("button", name=name, exact=True).bounding_box() or {}
        for name in ("Done", "Move it", "Let it go")
    ]
    assert len({(round(box["width"]), round(box["height"]), round(box["y"])) for box in boxes}) == 1
    page.get_by_role("button", name="Let it go").click()
    expect(page.get_by_text("Let go. That is allowed.")).to_be_visible()
    expect(page.get_by_text("Did you get to it?")).to_have_count(0)
    page.goto(f"{server.url}/debriefs/{debrief.pk}/keep_going/")
    expect(page.get_by_text("You let “Ring the depot” go.")).to_be_visible()
    page.context.close()
