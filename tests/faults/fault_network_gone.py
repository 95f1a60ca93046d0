"""The network gone while somebody types, in a real browser."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser as RealBrowser
from playwright.sync_api import Page, expect

from debrief.database.web_server import WebServer
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.browser.steps import phone, sign_in
from tests.faults.conftest import Figure
from tests.faults.people import FIELD, STAGE

pytestmark = pytest.mark.usefixtures("committed")
ROUNDS = 5
HOW = "What did you do that made that happen?"


@pytest.fixture
def debrief(committed: None) -> Debrief:
    return factories.debrief(factories.person("owner"))


@pytest.fixture
def page(browser: RealBrowser, web: WebServer, debrief: Debrief) -> Iterator[Page]:
    window = phone(browser)
    server = type("Server", (), {"url": web.address})
    sign_in(window, server, debrief.owner, f"/debriefs/{debrief.pk}/{STAGE}/")  # type: ignore[arg-type]
    yield window
    window.context.close()


def test_the_network_gone_while_typing(page: Page, debrief: Debrief, figure: Figure) -> None:
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    status, typed = page.locator("[data-status]"), ""
    said, saved = [], []
    for number in range(ROUNDS):
        switch(network, is_offline=True)
        words = f"round {number} in a tunnel. "
        page.get_by_label(HOW).press_sequentially(words)
        typed += words
        began = time.monotonic()
        expect(status).to_contain_text("You're offline", timeout=10_000)
        said.append(time.monotonic() - began)
        page.wait_for_timeout(1500)
        switch(network, is_offline=False)
        back = time.monotonic()
        expect(status).to_contain_text("Saved", timeout=20_000)
        saved.append(time.monotonic() - back)
        expect(page.get_by_label(HOW)).to_have_value(typed)
        with acting_for(debrief.owner_id):
            entry = StageEntry.objects.get(debrief=debrief, stage_key=STAGE)
        assert entry.draft is not None
        assert entry.draft[FIELD] == [typed]
    figure(
        f"the network gone while typing, {ROUNDS} times",
        f"0 of {len(typed)} characters lost; said {max(said):.1f} s after the last key; saved "
        f"{max(saved):.1f} s after its return",
        "0 characters; said within 2 s; saved within 5 s of its return",
    )
    assert max(said) <= 2
    assert max(saved) <= 5


def switch(network: object, *, is_offline: bool) -> None:
    network.send(  # type: ignore[attr-defined]
        "Network.emulateNetworkConditions",
        {"offline": is_offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
    )
