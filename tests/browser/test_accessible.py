"""Every page, visited once: what axe finds in light and dark, what scrolls sideways, what is too small."""

import pytest
from playwright.sync_api import Browser, Page

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.recovery.stages import STAGES
from tests import factories
from tests.browser.conftest import Server
from tests.browser.looking import faults_of, scrolls_sideways, unfold
from tests.browser.steps import PHONE, open_as

pytestmark = pytest.mark.usefixtures("committed")

PUBLIC = ["/", "/tips/", "/tips/?q=they+were+rude&minutes=5&kind=view", "/tips/?q=i+froze&show=all",
          "/tips/?q=xyzzyq", "/tips/name-the-reason/", "/nope",
          "/help-now/", "/help-now/?country=GB", "/you/stored/", "/you/gone/", "/s/",
          "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]  # fmt: skip
LISTS = ["/debriefs/", "/debriefs/?q=lantern&period=year", "/debriefs/?q=xyzzyq", "/debriefs/?shown=away"]
OF_ONE = [
    "",
    "enough/",
    "read/",
    "delete/",
    "share/",
    "reminders/",
    "outcome/",
    "outcome/saved/",
    *(f"{stage.key}/" for stage in STAGES),
]
PRIVATE = ["/", "/tips/", "/tips/slow-minute/", "/tips/saved/", *LISTS, "/debriefs/reasons/",
           "/you/", "/you/reminders/", "/you/sign-in/", "/you/import/", "/you/import/done/", "/you/export/",
           "/you/delete/", "/accounts/email/", "/accounts/reauthenticate/", "/accounts/logout/",
           "/accounts/password/change/",
           *(f"/debriefs/{{id}}/{word}" for word in OF_ONE)]  # fmt: skip


TARGETS = ".button:visible, .choice:visible, .bar nav a, summary, input[type=text]:visible"
SMALL = "all => all.filter((one) => one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"


@pytest.fixture
def debrief(committed: None, library: None) -> Debrief:
    return factories.full_debrief(factories.person("owner"), promised="A link")


def test_every_page_is_accessible_and_fits(browser: Browser, server: Server, debrief: Debrief) -> None:
    page = browser.new_page(reduced_motion="reduce")
    stages = {f"/debriefs/{debrief.pk}/{stage.key}/" for stage in STAGES}
    found: list[str] = []

    def look(path: str, *, whole: bool = True) -> None:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        page.goto(server.url + path)
        unfold(page)
        if path in stages:
            found.extend(f"{path}, under 44 px: {one}" for one in small_targets(page))
        if whole:
            page.set_viewport_size({"width": 360, "height": 800})
            found.extend(faults_of(page))
        found.extend(f"{path}, sideways at {width}" for width in (320, 1280) if scrolls_sideways(page, width))

    for path in PUBLIC:
        look(path)
    open_as(page, server, User.objects.get(pk=debrief.owner_id), is_sure=True)
    for path in PUBLIC[1:]:
        look(path, whole=False)  # signed in, a page of everybody's has another bar and is otherwise the same
    for path in PRIVATE:
        look(path.format(id=debrief.pk))
    assert not found, "\n".join(found)


def small_targets(page: Page) -> list[str]:
    """What a thumb would miss, as it stands in the page; a target that is not shown counts as well."""
    small: list[str] = page.locator(TARGETS).evaluate_all(SMALL)
    return small
