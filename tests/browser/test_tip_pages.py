"""The tips as pages of the web, in a browser: passed on, printed, and read in every way people read."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from debrief.tips.library import read_all
from tests.browser.conftest import Server
from tests.browser.looking import RULES, faults_of, unfold
from tests.browser.steps import heading, phone

pytestmark = pytest.mark.usefixtures("committed", "library")

TIP = "/tips/slow-minute/"
# The list, what was found and narrowed, a short tip, a long one with a list in it, and what found nothing.
PAGES = ["/tips/", "/tips/?q=i+froze&minutes=5", TIP, "/tips/when-a-question-was-unfair/", "/tips/?q=xyzzyq"]
MARGIN = dict.fromkeys(("top", "right", "bottom", "left"), "1.5cm")
SHEET = r"/Type\s*/Page\b"


def window(browser: Browser, server: Server, **options: Any) -> Page:
    return browser.new_context(base_url=server.url, reduced_motion="reduce", **options).new_page()


# --- the block of data for search engines, and the policy ---


def test_the_policy_lets_the_data_pass_and_would_stop_a_script(browser: Browser, server: Server) -> None:
    page = window(browser, server)
    page.add_init_script("""window.refused = [];
        addEventListener("securitypolicyviolation", (event) => refused.push(event.violatedDirective));""")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(TIP)
    data = "JSON.parse(document.querySelector('[type=\"application/ld+json\"]').text)['@graph'][0].headline"
    assert page.evaluate(data) == "One slow minute"
    assert page.evaluate("refused") == []
    assert said == []
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = 1' }))"
    )
    page.wait_for_function("refused.length > 0")
    assert page.evaluate("window.ran") is None


# --- passing it on ---


def test_the_link_can_be_copied(browser: Browser, server: Server) -> None:
    page = window(browser, server, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{TIP}?utm_source=letter#sure")
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == server.url + TIP


def test_a_device_that_can_share_shares(browser: Browser, server: Server) -> None:
    page = window(browser, server)
    page.add_init_script("navigator.share = async (what) => { window.shared = what; }")
    page.goto(TIP)
    page.get_by_role("button", name="Share this tip").click()
    assert page.evaluate("shared") == {"title": "One slow minute", "url": server.url + TIP}
    page.evaluate(
        "() => { navigator.share = async () => { throw new DOMException('closed', 'AbortError'); }; }"
    )
    page.get_by_role("button", name="Share this tip").click()
    expect(page.locator(".share [role=status]")).to_be_empty()


def test_what_cannot_be_copied_is_shown(browser: Browser, server: Server) -> None:
    page = window(browser, server)
    page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))")
    page.goto(TIP)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text(f"The link is: {server.url}{TIP}")).to_be_visible()


def test_without_scripts_nothing_is_offered_that_does_not_work(browser: Browser, server: Server) -> None:
    page = phone(browser, scripts=False)
    page.goto(server.url + TIP)
    heading(page, "One slow minute")
    expect(page.locator(".share")).to_be_hidden()


# --- there and back ---


@pytest.mark.parametrize("scripts", [True, False])
def test_back_from_a_tip_leads_to_the_list_as_it_was(browser: Browser, server: Server, scripts: bool) -> None:
    page = window(browser, server, java_script_enabled=scripts)
    page.goto("/tips/")
    page.get_by_label("Search the tips").fill("i froze")
    page.get_by_role("button", name="Search").click()
    page.get_by_text("Narrow it down").click()
    page.get_by_label("Takes at most").select_option("2")
    page.get_by_role("button", name="Show these").click()
    address, titles = page.url, page.locator(".card h3").all_inner_texts()
    page.locator(".card a").first.click()
    heading(page, titles[0])
    page.go_back()
    expect(page).to_have_url(address)
    assert page.locator(".card h3").all_inner_texts() == titles
    expect(page.get_by_label("Search the tips")).to_have_value("i froze")
    expect(page.get_by_label("Takes at most")).to_have_value("2")


# --- on paper ---


def test_the_longest_tips_are_one_sheet_with_all_that_matters(browser: Browser, server: Server) -> None:
    page = window(browser, server)
    by_length = sorted(
        read_all(), key=lambda one: sum(len(text) for text in one[1].values() if isinstance(text, str))
    )
    for slug, tip in by_length[-5:]:
        page.goto(f"/tips/{slug}/")
        sheets = page.pdf(format="A4", margin=MARGIN).decode("latin-1")
        assert len(re.findall(SHEET, sheets)) == 1, slug
        page.emulate_media(media="print")
        text = page.inner_text("body")
        for name in ("title", "summary", "try_this", "evidence", "caution"):
            assert tip[name] in text
        for left_out in ("Sign in", "All tips", "Copy the link", "Close to this one", "Need to talk"):
            assert left_out not in text
        content = "getComputedStyle(document.querySelector('.source'), '::after').content"
        assert page.evaluate(content) == f'"{server.url}/tips/{slug}/"'
        page.emulate_media(media="null")  # "screen" would go for the sheets too


# --- in every way people read ---


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing_narrow_or_wide(browser: Browser, server: Server, width: int) -> None:
    page = window(browser, server, viewport={"width": width, "height": 800})
    for path in PAGES[:3]:
        page.goto(path)
        unfold(page)
        assert faults_of(page) == []


def test_text_twice_as_large_fits(browser: Browser, server: Server) -> None:
    """At half the width of a desktop nothing scrolls sideways, is cut off or lies on something else."""
    page = window(browser, server)
    for path in PAGES:
        page.goto(path)
        for width in (320, 640, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.evaluate("document.documentElement.style.fontSize = ''")
            before = page.inner_text("main")
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            assert page.inner_text("main") == before, (path, width)
            cut = """[...document.querySelectorAll("main :is(p, h1, h2, h3, li, a, button, label, span)")]
                .filter((one) => one.scrollWidth > one.clientWidth + 1 && !one.matches(".visually-hidden")
                    && getComputedStyle(one).display !== "inline")
                .map((one) => one.textContent)"""
            assert page.evaluate(cut) == [], (path, width)


def test_with_forced_colours_everything_is_still_told_apart(browser: Browser, server: Server) -> None:
    page = window(browser, server, forced_colors="active")
    page.goto("/tips/?when=now")
    outline = "(one) => getComputedStyle(one).outlineStyle"
    assert page.locator(".shelf[aria-current]").evaluate(outline) == "solid"
    assert page.locator(".shelf:not([aria-current])").first.evaluate(outline) == "none"
    bare = """[...document.querySelectorAll(".button, .card, .shelf, .try, .tag")].filter((one) => {
        const { borderTopStyle, borderTopWidth } = getComputedStyle(one);
        return borderTopStyle !== "solid" || parseFloat(borderTopWidth) < 1;
    }).map((one) => one.textContent)"""
    for path in PAGES[:3]:
        page.goto(path)
        assert not Axe().run(page, options=RULES).violations_count, path
        assert page.evaluate(bare) == [], path


def test_the_keyboard_reaches_everything_and_shows_where_it_is(browser: Browser, server: Server) -> None:
    page = window(browser, server, viewport={"width": 1280, "height": 700})

    def where() -> str:
        seen = """() => { const one = document.activeElement, box = one.getBoundingClientRect();
            const isShown = box.bottom > 0 && box.top < innerHeight
                && getComputedStyle(one).outlineStyle !== "none";
            return [one.innerText || one.name || one.tagName, isShown]; }"""
        name, is_shown = page.evaluate(seen)
        assert is_shown, name
        return str(name).strip()

    def press_until(wanted: str) -> None:
        for _key in range(60):
            page.keyboard.press("Tab")
            if where() == wanted:
                return
        pytest.fail(f"Never reached {wanted}.")

    page.goto("/tips/")
    page.keyboard.press("Tab")
    assert where() == "Skip to content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert where() == "q"
    page.keyboard.type("i froze")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"q=i\+froze"))
    press_until("Narrow it down")
    page.keyboard.press("Enter")
    press_until("Keep a holding sentence")
    page.keyboard.press("Enter")
    heading(page, "Keep a holding sentence")
    for name in ("Skip to content", "Debrief", "Tips", "Sign in", "All tips", "Sign in", "Copy the link"):
        page.keyboard.press("Tab")
        assert where() == name
    page.keyboard.press("Tab")
    assert where() in page.locator(".related h3").all_inner_texts()
