"""Taking everything along, leaving, and coming back with it; and light or dark by choice."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import heading, open_as, phone

pytestmark = pytest.mark.usefixtures("committed")
NARROW = {"width": 320, "height": 640}


@pytest.fixture(autouse=True)
def _no_limits_left_over(committed: None) -> None:
    cache.clear()


def prove_again(page: Page) -> None:
    """The password once more, before what cannot be taken back."""
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_label("Password").press("Enter")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_out_away_and_in_again(browser: Browser, server: Server, tmp_path: Path, scripts: bool) -> None:
    leaving = factories.person("leaving", look="dark", country="NZ")
    factories.full_debrief(leaving, organisation="Northwind Traders")
    page = browser.new_context(
        viewport=NARROW,  # type: ignore[arg-type]
        java_script_enabled=scripts,
        accept_downloads=True,
    ).new_page()
    open_as(page, server, leaving, "/you/")
    page.get_by_role("link", name="Take everything with you").click()
    prove_again(page)
    heading(page, "Take everything with you")
    expect(page.get_by_text("1 debrief", exact=True)).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Make the file").click()
    archive = tmp_path / downloading.value.suggested_filename
    downloading.value.save_as(archive)
    assert archive.name.startswith("debrief-20")

    page.goto(f"{server.url}/you/")
    page.get_by_role("link", name="Delete your account").click()
    heading(page, "Delete your account?")
    page.get_by_role("button", name="Delete my account").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick this first.")
    page.get_by_label("Yes, delete all of it").check()
    page.get_by_role("button", name="Delete my account").click()
    heading(page, "It’s gone")
    assert not User.objects.filter(pk=leaving.pk).exists()
    page.goto(f"{server.url}/you/")
    heading(page, "Sign in")

    page.goto(f"{server.url}/accounts/signup/")
    page.get_by_label("E-mail address").fill(f"back-{uuid4().hex[:8]}@example.org")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Make an account").click()
    page.goto(f"{server.url}/you/")
    page.get_by_role("link", name="Bring in what you took along").click()
    page.get_by_role("button", name="Bring it in").click()
    expect(page.get_by_role("alert")).to_contain_text("Pick the file first.")
    page.get_by_label("The file").set_input_files(archive)
    page.get_by_role("button", name="Bring it in").click()
    heading(page, "It’s all here")
    expect(page.get_by_text("1 debrief", exact=True)).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-look", "dark")
    page.get_by_role("link", name="All debriefs").click()
    page.get_by_role("link", name="Northwind Traders").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


def ground(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


LIGHT, DARK = "rgb(243, 245, 249)", "rgb(15, 20, 36)"


def test_light_and_dark_by_choice_whatever_the_device_says(browser: Browser, server: Server) -> None:
    person = factories.person("owner")
    page = phone(browser)
    page.emulate_media(color_scheme="light")
    open_as(page, server, person, "/you/")
    assert ground(page) == LIGHT
    page.get_by_role("radio", name="Dark").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    for path in ("/you/", "/help-now/", "/tips/", "/nope"):
        page.goto(server.url + path)
        assert ground(page) == DARK, path
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server.url}/you/")
    page.get_by_role("radio", name="Light", exact=True).check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert ground(page) == LIGHT
    page.get_by_role("radio", name="As on this device").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_have_text("Saved.")
    assert ground(page) == DARK


def test_forced_colours_win_over_any_look(browser: Browser, server: Server) -> None:
    person = factories.person("owner", look="dark")
    page = phone(browser)
    page.emulate_media(forced_colors="active", color_scheme="light")
    open_as(page, server, person, "/you/")
    forced = page.evaluate(
        "(() => { const el = document.createElement('p'); el.style.color = 'CanvasText'; "
        "document.body.append(el); return getComputedStyle(el).color })()"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == forced
