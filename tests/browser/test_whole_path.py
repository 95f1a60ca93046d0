"""The whole path with the sample answers of every stage, over the days it takes, with scripts and without."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry, State
from debrief.recovery.stages import STAGES
from debrief.recovery.stages.base import Spell, Stage
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import open_as, phone
from tests.recovery.answers import OF_WORDS, SAMPLES

pytestmark = pytest.mark.usefixtures("committed", "library")

# The day on which each spell of the path is walked, counted from the interview.
DAYS = {Spell.NOW: 0.0, Spell.TODAY: 0.1, Spell.TOMORROW: 1.5, Spell.THIS_WEEK: 3.0}


@pytest.fixture(autouse=True)
def clock(server: Server) -> Iterator[None]:
    yield
    server.move_clock(days=0)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_every_stage_over_the_days(browser: Browser, server: Server, scripts: bool) -> None:
    person = factories.person("Sam")
    page = phone(browser, scripts=scripts)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    open_as(page, server, person)
    page.get_by_role("button", name="New debrief").click()
    address = page.url.removesuffix(f"{STAGES[0].key}/")

    for stage in STAGES:
        server.move_clock(days=DAYS[stage.spell])
        page.goto(f"{address}{stage.key}/")
        answer(page, stage)
        page.get_by_role("button", name="Save and go on").click()
        expect(page).not_to_have_url(re.compile(f"/{stage.key}/$"))

    with acting_for(person.pk):
        states = dict(StageEntry.objects.values_list("stage_key", "state"))
    assert states == {stage.key: State.DONE for stage in STAGES}
    for stage in STAGES:
        page.goto(f"{address}{stage.key}/")
        expect_words(page, stage)
    assert not faults


def answer(page: Page, stage: Stage) -> None:
    """Fill in the sample of a stage as a person would: open what is folded, add rows, then answer."""
    sample = SAMPLES[stage.key].done
    open_all(page)
    for name in sample:
        if row := re.fullmatch(r"(\w+)-(\d+)-\w+", name):
            add_rows(page, row[1], int(row[2]) + 1)
    open_all(page)
    for name, value in sample.items():
        fields = page.locator(f'form.sheet [name="{name}"]:not([type=hidden])')
        for n, one in enumerate(value if isinstance(value, list) else [value]):
            fill(fields, n, one)


def open_all(page: Page) -> None:
    """Unfold what is folded on the page."""
    folded = page.locator("form.sheet details:not([open]) > summary")
    while folded.count():
        folded.first.click()


def add_rows(page: Page, prefix: str, count: int) -> None:
    rows = page.locator(f'[data-rows="{prefix}"] > [data-row]')
    while (there := rows.count()) < count:
        page.locator(f'button[value="add_{prefix}"]').click()
        expect(rows).to_have_count(there + 1)


def fill(fields: Locator, n: int, value: Any) -> None:
    kind = fields.first.get_attribute("type") if fields.count() else None
    if kind in ("radio", "checkbox"):
        value = "on" if value is True else value
        fields.and_(fields.page.locator(f'[value="{value}"]:not([type=hidden]), :not([value])')).check()
    elif fields.count() and fields.first.evaluate("field => field.tagName") == "SELECT":
        fields.select_option(value)
    elif fields.count():
        fields.nth(n).fill(str(value))


def expect_words(page: Page, stage: Stage) -> None:
    """The words of the sample stand in a field of the page again, if the stage has any."""
    if stage not in OF_WORDS:
        return
    words = SAMPLES[stage.key].words
    shown = page.locator("form.sheet").locator("input:not([type=hidden]), textarea")
    values = [field.input_value() for field in shown.all() if field.get_attribute("type") not in _PICKED]
    assert any(words in value for value in values), (stage.key, words)


_PICKED = ("radio", "checkbox")
