"""Every page at 360 px with axe finding nothing, light and dark, and no sideways scrolling at 320 px."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.recovery.stages import STAGES
from debrief.tips.actions import load_tips
from debrief.tips.library import read_all
from tests import factories
from tests.browser.conftest import Server
from tests.browser.steps import sign_in, sign_in_again

pytestmark = pytest.mark.usefixtures("committed")
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

PUBLIC = ["/", "/tips/", "/tips/?q=they+were+rude&minutes=5&kind=view", "/tips/?q=i+froze&show=all",
          "/tips/?q=xyzzyq", "/tips/name-the-reason/", "/nope",
          "/help-now/", "/help-now/?country=GB", "/you/stored/", "/you/gone/",
          "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]  # fmt: skip
LISTS = ["/debriefs/", "/debriefs/?q=lantern&period=year", "/debriefs/?q=xyzzyq", "/debriefs/?shown=away"]
OF_ONE = [
    "",
    "enough/",
    "read/",
    "delete/",
    "outcome/",
    "outcome/saved/",
    *(f"{stage.key}/" for stage in STAGES),
]
PRIVATE = ["/", "/tips/", "/tips/slow-minute/", "/tips/saved/", *LISTS, "/debriefs/reasons/",
           "/you/", "/you/sign-in/", "/you/import/", "/you/import/done/", "/you/export/", "/you/delete/",
           "/accounts/email/", "/accounts/reauthenticate/", "/accounts/logout/", "/accounts/password/change/",
           *(f"/debriefs/{{id}}/{word}" for word in OF_ONE)]  # fmt: skip


@pytest.fixture
def debrief(committed: None) -> Debrief:
    load_tips(records=read_all())
    return factories.full_debrief(factories.person("owner"), promised="A link")


def test_axe_finds_nothing(browser: Browser, server: Server, debrief: Debrief) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800}, reduced_motion="reduce")
    axe, found = Axe(), {}

    def look(path: str) -> None:
        page.goto(server.url + path)
        for summary in page.locator("summary").all():
            summary.click()
        # In the dark nothing is different but the colours.
        for scheme, options in (("light", RULES), ("dark", CONTRAST)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate("Promise.all(document.getAnimations().map((fading) => fading.finished))")
            result = axe.run(page, options=options)
            if result.violations_count:
                found[f"{path}, {scheme}"] = result.generate_report()

    for path in PUBLIC:
        look(path)
    sign_in(page, server, User.objects.get(pk=debrief.owner_id))
    sign_in_again(page, server)
    for path in PRIVATE:
        look(path.format(id=debrief.pk))
    assert not found, "\n".join(found.values())


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_scrolls_sideways(browser: Browser, server: Server, debrief: Debrief, width: int) -> None:
    page = browser.new_context(viewport={"width": width, "height": 640}).new_page()
    sign_in(page, server, User.objects.get(pk=debrief.owner_id))
    sign_in_again(page, server)
    for path in PUBLIC[1:] + PRIVATE:
        page.goto(server.url + path.format(id=debrief.pk))
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_targets_are_44_px_high(browser: Browser, server: Server, debrief: Debrief) -> None:
    page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    sign_in(page, server, User.objects.get(pk=debrief.owner_id))
    sign_in_again(page, server)
    for stage in STAGES:
        page.goto(f"{server.url}/debriefs/{debrief.pk}/{stage.key}/")
        targets = ".button:visible, .choice:visible, .bar nav a, summary, input[type=text]:visible"
        for target in page.locator(targets).all():
            box = target.bounding_box()
            assert box
            assert box["height"] >= 44, (stage.key, target.inner_text())
