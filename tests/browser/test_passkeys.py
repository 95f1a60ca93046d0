"""Passkeys, authenticator apps and sessions in a real browser, under the site's own policy for scripts."""

import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, expect

from debrief.accounts.models import User
from tests import factories
from tests.browser.conftest import Server
from tests.browser.looking import faults_of, scrolls_sideways
from tests.browser.steps import heading, phone

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def person(committed: None) -> User:
    cache.clear()
    return factories.person("owner")


@pytest.fixture
def site(server: Server) -> str:
    """The site by its name: browsers keep passkeys for names alone."""
    return server.url.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(browser: Browser) -> Page:
    opened = phone(browser)
    watch(opened)
    return opened


def watch(page: Page) -> None:
    """Fail on anything the policy stops or a script trips over."""
    page.on("console", lambda message: _complain(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: _complain(str(error)))


def _complain(text: str) -> None:
    raise AssertionError(text)


def authenticator(page: Page, **options: Any) -> Any:
    """A device that keeps passkeys and lets its holder through; returns the session that drives it."""
    driver = page.context.new_cdp_session(page)
    driver.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        **options,
    }
    driver.id = driver.send("WebAuthn.addVirtualAuthenticator", {"options": device})["authenticatorId"]  # type: ignore[attr-defined]
    return driver


def sign_in(page: Page, site: str, person: User, target: str = "/", *, is_shared: bool = False) -> None:
    page.goto(f"{site}/accounts/login/?next={target}")
    page.get_by_label("E-mail address").fill(person.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    if is_shared:
        page.get_by_label("This phone is shared").check()
    page.get_by_role("button", name="Sign in").click()


def confirm_password(page: Page) -> None:
    heading(page, "Is it you?")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Go on").click()


def sign_out(page: Page, site: str) -> None:
    page.goto(f"{site}/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(f"{site}/")


def add_passkey(page: Page, site: str, name: str) -> None:
    page.goto(f"{site}/you/sign-in/passkeys/add/")
    if "reauthenticate" in page.url:
        confirm_password(page)
    page.get_by_label("What to call it").fill(name)
    page.get_by_role("button", name="Make the passkey").click()


def test_a_passkey_is_added_named_signed_in_with_and_removed(page: Page, site: str, person: User) -> None:
    driver = authenticator(page)
    sign_in(page, site, person)
    add_passkey(page, site, "My phone")
    heading(page, "Recovery codes")
    assert page.locator(".codes li").count() == 10
    (kept,) = driver.send("WebAuthn.getCredentials", {"authenticatorId": driver.id})["credentials"]
    assert kept["isResidentCredential"]

    sign_out(page, site)
    page.goto(f"{site}/accounts/login/?next=/you/sign-in/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{site}/you/sign-in/")
    expect(page.locator("strong", has_text="My phone")).to_be_visible()

    page.get_by_role("link", name="Rename My phone").click()
    confirm_password(page)
    page.get_by_label("What to call it").fill("Old phone")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old phone").click()
    page.get_by_role("button", name="Remove it").click()
    expect(page).to_have_url(f"{site}/you/sign-in/")
    expect(page.get_by_text("Old phone")).to_have_count(0)
    assert not Authenticator.objects.filter(user=person).exists()

    sign_out(page, site)
    page.goto(f"{site}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That passkey does not open an account here.")).to_be_visible()


def test_after_the_password_a_passkey_is_asked_for(page: Page, site: str, person: User) -> None:
    authenticator(page)
    sign_in(page, site, person)
    add_passkey(page, site, "My phone")
    heading(page, "Recovery codes")
    sign_out(page, site)
    sign_in(page, site, person, "/you/")
    heading(page, "One more step")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{site}/you/")


def test_a_passkey_signs_in_again(page: Page, site: str, person: User) -> None:
    authenticator(page)
    sign_in(page, site, person)
    add_passkey(page, site, "My phone")
    heading(page, "Recovery codes")
    sign_out(page, site)
    page.goto(f"{site}/accounts/login/?next=/you/sign-in/codes/")
    page.get_by_role("button", name="Use a passkey").click()
    heading(page, "Is it you?")
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()
    heading(page, "Recovery codes")


def test_a_device_that_does_not_check_who_holds_it_makes_no_passkey(
    page: Page, site: str, person: User
) -> None:
    authenticator(page, hasUserVerification=False, isUserVerified=False)
    sign_in(page, site, person)
    add_passkey(page, site, "Found key")
    expect(page.get_by_text("That didn't work, or it was called off.")).to_be_visible()
    assert not Authenticator.objects.filter(user=person).exists()


def test_called_off_it_says_so_and_goes_on(page: Page, site: str, person: User) -> None:
    page.goto(f"{site}/accounts/login/")
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That didn't work, or it was called off.")).to_be_visible()
    expect(page.get_by_role("button", name="Use a passkey")).to_be_enabled()


def test_without_scripts_the_page_says_what_passkeys_need(browser: Browser, site: str, person: User) -> None:
    page = phone(browser, scripts=False)
    sign_in(page, site, person, "/you/sign-in/passkeys/add/")
    confirm_password(page)
    expect(page.get_by_text("Passkeys need JavaScript")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_have_count(0)


def test_by_its_number_the_site_says_why_it_has_no_passkeys(page: Page, server: Server, person: User) -> None:
    sign_in(page, server.url, person, "/you/sign-in/")
    expect(page.get_by_text("Browsers keep passkeys for sites with a name")).to_be_visible()


def digits(secret: str) -> str:
    """What an app shows now (RFC 6238), and for long enough to be typed."""
    if (left := 30 - time.time() % 30) < 5:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_an_app_is_added_and_asked_for_and_a_recovery_code_stands_in(
    page: Page, browser: Browser, site: str, person: User
) -> None:
    sign_in(page, site, person, "/you/sign-in/app/add/")
    confirm_password(page)
    expect(page.get_by_role("img", name="A square code")).to_be_visible()
    secret = page.locator(".secret").inner_text()
    page.get_by_label("six digits").fill(digits(secret))
    page.get_by_role("button", name="Add the app").click()
    heading(page, "Recovery codes")
    codes = page.locator(".codes li").all_inner_texts()

    other = phone(browser)
    for code in (digits(secret), codes[0]):
        sign_in(other, site, person)
        heading(other, "One more step")
        other.get_by_label("Code from the app").fill(code)
        other.get_by_role("button", name="Sign in").click()
        expect(other).to_have_url(f"{site}/")
        sign_out(other, site)

    sign_in(other, site, person)
    other.get_by_label("Code from the app").fill(codes[0])
    other.get_by_role("button", name="Sign in").click()
    heading(other, "One more step")
    expect(other.get_by_role("alert")).to_contain_text("A code works once")


# --- where somebody is signed in ---


def test_a_session_is_ended_from_another_browser(browser: Browser, site: str, person: User) -> None:
    here, there, third = (phone(browser) for _ in range(3))
    for page in (here, there, third):
        sign_in(page, site, person, "/you/")
    here.goto(f"{site}/you/sign-in/")
    expect(here.get_by_text("Chrome, Linux")).to_have_count(3)
    expect(here.get_by_text("This one")).to_have_count(1)
    here.get_by_role("button", name="Sign out there").first.click()
    expect(here.get_by_text("Chrome, Linux")).to_have_count(2)
    here.get_by_role("button", name="Sign out everywhere else").click()
    expect(here.get_by_text("Chrome, Linux")).to_have_count(1)
    for page in (there, third):
        page.goto(f"{site}/you/")
        heading(page, "Sign in")
    here.goto(f"{site}/you/")
    heading(here, "You")


def test_back_shows_nothing_after_signing_out_in_another_tab(
    browser: Browser, site: str, person: User
) -> None:
    debrief = factories.full_debrief(person)
    context = browser.new_context()
    page, other = context.new_page(), context.new_page()
    sign_in(page, site, person, f"/debriefs/{debrief.pk}/read/")
    expect(page.get_by_text(factories.CANARY).first).to_be_visible()
    page.goto(f"{site}/help-now/")
    sign_out(other, site)
    page.go_back()
    heading(page, "Sign in")
    expect(page.get_by_text(factories.CANARY)).to_have_count(0)


def test_a_page_out_of_the_browsers_memory_is_asked_for_again(page: Page, site: str, person: User) -> None:
    sign_in(page, site, person, "/you/sign-in/")
    page.context.clear_cookies()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    heading(page, "Sign in")


def test_on_a_shared_phone_nothing_tells_what_it_is_and_little_stays(
    browser: Browser, site: str, person: User
) -> None:
    debrief = factories.full_debrief(person)
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, site, person, is_shared=True)
    for path in (
        "/",
        "/you/",
        f"/debriefs/{debrief.pk}/",
        f"/debriefs/{debrief.pk}/capture/",
        "/tips/",
        "/nope",
    ):
        page.goto(site + path)
        assert page.title() == "Notes", path
        assert "plain" in str(page.locator("link[rel=icon]").get_attribute("href"))
        assert page.locator("meta[name=description]").count() == 0
    session = _cookie(context, "sessionid")
    assert session["expires"] == -1
    page.evaluate("localStorage.setItem('left', 'behind')")
    sign_out(page, site)
    assert {one["name"] for one in context.cookies()} <= {"csrftoken"}  # of the page that is open now
    assert page.evaluate("localStorage.length") == 0
    assert re.match("Debrief", page.title())


def test_on_a_shared_phone_twenty_minutes_alone_end_it(
    browser: Browser, server: Server, site: str, person: User
) -> None:
    page = phone(browser)
    sign_in(page, site, person, "/you/", is_shared=True)
    try:
        for minutes in (15, 30):  # each time it is touched within twenty
            server.move_clock(days=minutes / 1440)
            page.goto(f"{site}/you/")
            heading(page, "You")
        server.move_clock(days=51 / 1440)
        page.goto(f"{site}/you/")
        heading(page, "Sign in")
        expect(page).to_have_title("Notes")
        expect(page.get_by_label("This phone is shared")).to_be_checked()
    finally:
        server.move_clock(days=0)


def test_axe_finds_nothing_and_no_page_scrolls_sideways(browser: Browser, site: str, person: User) -> None:
    page = browser.new_page(reduced_motion="reduce")
    authenticator(page)
    sign_in(page, site, person)
    add_passkey(page, site, "The phone with the long name that somebody gave it")
    heading(page, "Recovery codes")
    key = Authenticator.objects.get(user=person, type="webauthn")
    at = f"/you/sign-in/passkeys/{key.pk}"
    pages = ["/you/sign-in/", "/you/sign-in/passkeys/add/", f"{at}/name/", f"{at}/remove/"]
    pages += ["/you/sign-in/app/add/", "/you/sign-in/codes/", "/you/sign-in/codes/new/"]
    pages += [f"/accounts/reauthenticate/{way}" for way in ("", "code/", "passkey/")]
    for path in pages:
        page.goto(site + path)
        assert page.url == site + path
        _look(page)
    sign_out(page, site)
    page.goto(f"{site}/accounts/login/")
    _look(page)
    sign_in(page, site, person)
    heading(page, "One more step")
    _look(page)


def _look(page: Page) -> None:
    assert not scrolls_sideways(page, 320), page.url
    assert faults_of(page) == []


def _cookie(context: BrowserContext, name: str) -> Any:
    return next(one for one in context.cookies() if one["name"] == name)
