"""A query that takes too long, and a database that accepts and never answers."""

import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from debrief.database import local
from debrief.database.web_server import WebServer
from debrief.privacy.operations import POLICY
from tests import factories
from tests.faults.conftest import Figure, as_owner, family
from tests.faults.people import Browser

pytestmark = pytest.mark.usefixtures("committed")
WITHIN = 10  # seconds


@contextmanager
def slow_rows(urls: local.Urls) -> Iterator[None]:
    """Let every reading of debriefs take half a minute."""
    ((condition,),) = as_owner(
        urls,
        "SELECT pg_get_expr(polqual, polrelid) FROM pg_policy"
        f" WHERE polrelid = 'debriefs_debrief'::regclass AND polname = '{POLICY}'",
    )
    change = f"ALTER POLICY {POLICY} ON debriefs_debrief USING"
    as_owner(urls, f"{change} ({condition} AND (SELECT count(*) FROM pg_sleep(30)) = 1)")
    try:
        yield
    finally:
        as_owner(urls, f"{change} ({condition})")


@contextmanager
def silence(data_dir: Path) -> Iterator[None]:
    """Stop every process of the server where it is: connections are accepted, and nothing comes back."""
    processes = family(data_dir)
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in reversed(processes):
            process.send_signal(signal.SIGCONT)


def timed(browser: Browser, path: str) -> tuple[int, float, bytes]:
    began = time.monotonic()
    status, body = browser.get(path)
    return status, time.monotonic() - began, body


def test_a_slow_query(web: WebServer, database_urls: local.Urls, figure: Figure) -> None:
    reader = Browser(web.address, factories.person("reader"))
    factories.debrief(reader.person)
    with slow_rows(database_urls):
        status, took, body = timed(reader, "/debriefs/")
    assert (status, took < WITHIN) == (503, True)
    assert b"Not saved" in body
    assert timed(reader, "/debriefs/")[0] == 200
    figure("a slow query", f"{status} after {took:.1f} s", f"503 within {WITHIN} s")


@pytest.mark.parametrize("idle_for", [0.0, 1.5])
def test_a_database_that_accepts_and_never_answers(
    web: WebServer, data_dir: Path, figure: Figure, idle_for: float
) -> None:
    """With connections that were used a moment ago, which are trusted, and with some that are asked first."""
    readers = [Browser(web.address, factories.person("reader")) for _ in range(8)]
    with ThreadPoolExecutor(len(readers)) as together:
        list(together.map(lambda one: one.get("/debriefs/"), readers))
        time.sleep(idle_for)
        with silence(data_dir):
            replies = list(together.map(lambda one: timed(one, "/debriefs/"), readers))
            number, took, _body = timed(readers[0], "/help-now/")
        back = time.monotonic()
        while any(one.get("/debriefs/")[0] != 200 for one in readers) and time.monotonic() < back + 20:
            time.sleep(0.05)
        again = time.monotonic() - back
    slowest = max(took for _status, took, _body in replies)
    figure(
        f"a database that accepts and never answers, {len(readers)} people at once, idle for {idle_for} s",
        f"503 to all, the last after {slowest:.1f} s; help lines answered in {took:.2f} s; all served again "
        f"{again:.2f} s after it spoke",
        f"503 within {WITHIN} s",
    )
    assert {status for status, _took, _body in replies} == {503}
    assert slowest < WITHIN
    assert number == 200
    assert again < 5
