"""What a person does in a browser, by the names on the page."""

import re

from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from debrief.accounts.models import User
from tests import factories
from tests.browser.conftest import Server
from tests.conftest import signed_in, signed_in_again

PHONE = {"width": 390, "height": 844}


def sign_in(page: Page, server: Server, person: User, target: str = "/") -> None:
    """By the form, as a person does it; `open_as` is quicker where signing in is not the point."""
    page.goto(f"{server.url}/accounts/login/?next={target}")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(f"{server.url}{target}")


def open_as(page: Page, server: Server, person: User, path: str = "/", *, is_sure: bool = False) -> None:
    """Open a page for somebody who has signed in, and given the password once more if `is_sure`."""
    client = signed_in_again(person) if is_sure else signed_in(person)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server.url}])
    page.goto(f"{server.url}{path}")


def save_and_go_on(page: Page) -> None:
    before = page.url
    page.get_by_role("button", name="Save and go on").click()
    expect(page).not_to_have_url(before)


def heading(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1, name=text)).to_be_visible()


def saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_have_text(re.compile(r"Saved \d\d:\d\d"), timeout=10_000)


def phone(browser: Browser, *, scripts: bool = True) -> Page:
    """A phone-sized window of its own."""
    return browser.new_context(viewport=PHONE, java_script_enabled=scripts, locale="en-GB").new_page()  # type: ignore[arg-type]
