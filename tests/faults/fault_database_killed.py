"""PostgreSQL killed while people type, and restarted under connections that were idle."""

import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.db import connections
from playwright.sync_api import Browser as RealBrowser
from playwright.sync_api import Page, expect

from debrief.database import embedded, local
from debrief.database.web_server import WebServer
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from tests import factories
from tests.browser.steps import phone, sign_in
from tests.faults.conftest import Figure, family, kill_database
from tests.faults.people import FIELD, STAGE, Browser, Typist, typists

pytestmark = pytest.mark.usefixtures("committed")
KILLS = 20
HOW = "What did you do that made that happen?"


@pytest.fixture
def typing(committed: None, web: WebServer) -> Iterator[list[Typist]]:
    people = typists(web.address, 6)
    for one in people:
        one.start()
    yield people
    for one in people:
        one.stop()


@pytest.fixture
def debrief(committed: None) -> Debrief:
    return factories.debrief(factories.person("owner"))


@pytest.fixture
def page(browser: RealBrowser, web: WebServer, debrief: Debrief) -> Iterator[Page]:
    window = phone(browser)
    window.goto("about:blank")
    server = type("Server", (), {"url": web.address})
    sign_in(window, server, debrief.owner, f"/debriefs/{debrief.pk}/{STAGE}/")  # type: ignore[arg-type]
    yield window
    window.context.close()


def test_postgresql_killed_while_people_type(
    typing: list[Typist], page: Page, debrief: Debrief, data_dir: Path, figure: Figure
) -> None:
    typed, waits = "", []
    for number in range(KILLS):
        page.get_by_label(HOW).press_sequentially(f"{number} ")
        typed += f"{number} "
        kill_database(data_dir)
        page.get_by_label(HOW).press_sequentially(". ")
        typed += ". "
        time.sleep(0.3)
        embedded.start(data_dir)
        back = time.monotonic()
        waits.append(until_all_saved(typing, back))
    expect(page.get_by_label(HOW)).to_have_value(typed)
    status = page.locator("[data-status]")
    expect(status).to_contain_text("Saved", timeout=15_000)
    connections.close_all()  # this process had one open, too
    with acting_for(debrief.owner_id):
        entry = StageEntry.objects.get(debrief=debrief, stage_key=STAGE)
    assert entry.draft is not None
    assert entry.draft[FIELD] == [typed]
    for one in typing:
        one.stop()
        one.assert_nothing_acknowledged_is_lost()
    refused = sum(sum(one.refused.values()) for one in typing)
    figure(
        f"PostgreSQL killed {KILLS} times while 7 people type",
        f"0 of {sum(one.acknowledged for one in typing)} acknowledged saves lost, {refused} refused with 503 "
        f"meanwhile; saving again {max(waits):.2f} s after it was back; the page's text saved by itself",
        "no acknowledged save lost; serving again ≤ 2 s after it is back; the text still in the page",
    )
    assert {status for one in typing for status in one.refused} <= {503}
    assert max(waits) <= 2


def until_all_saved(typing: list[Typist], since: float) -> float:
    """How many seconds after `since` it took until everybody had saved something again, at most ten."""
    waiting = dict.fromkeys(typing, 10.0)
    while 10.0 in waiting.values() and time.monotonic() < since + 10:
        for one in typing:
            if waiting[one] == 10.0 and one.saved_at >= since:
                waiting[one] = one.saved_at - since
        time.sleep(0.005)
    return max(waiting.values())


def test_restarted_under_idle_connections(web: WebServer, data_dir: Path, figure: Figure) -> None:
    people = [Browser(web.address, factories.person("reader")) for _ in range(16)]
    for one in people:
        assert one.get("/debriefs/")[0] == 200
    idle = len([part for part in family(data_dir) if local.APP_ROLE in " ".join(cmdline(part))])
    assert idle
    statuses = []
    for pause in range(5):
        embedded.stop(data_dir)
        embedded.start(data_dir)
        time.sleep(0.4 * pause)
        statuses += [one.get("/debriefs/")[0] for one in people]
    failed = [status for status in statuses if status != 200]
    figure(
        f"the database restarted 5 times under {idle} idle connections",
        f"{len(failed)} of {len(statuses)} requests failed",
        "0 failed requests",
    )
    assert failed == []


def cmdline(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:
        return []
