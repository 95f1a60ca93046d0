"""A real web server and a real browser, for what only they can show."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, expect

from debrief.database.local import Urls
from debrief.database.web_server import WebServer
from tests.browser import find_chromium, moved_clock

HERE = Path(__file__).parent


class Server:
    """Gunicorn on the tests' database, which a test may stop and start again at the same address."""

    def __init__(self, web: WebServer, clock: Path) -> None:
        self._web = web
        self._clock = clock

    @property
    def url(self) -> str:
        return self._web.address

    def move_clock(self, *, days: float) -> None:
        """Let it be so many days later than it is, from the next request on; 0 for the present."""
        self._clock.write_text(str(days * 24 * 3600))

    def start(self) -> None:
        self._web.start()

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Stop it: SIGTERM lets requests under way finish, SIGKILL does not."""
        self._web.stop(number)


# A busy machine takes its time, and a test that fails there says nothing about the page.
expect.set_options(timeout=15_000)


@pytest.fixture(scope="session")
def server(
    django_db_setup: None, database_urls: Urls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The application at a free port of this machine; its pages see what a test has committed."""
    clock = tmp_path_factory.mktemp("clock") / "ahead"
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": moved_clock.__name__,
        moved_clock.FILE: str(clock),
        "DATABASE_URL": database_urls.app,
        "DEBRIEF_ONE_MACHINE": "1",
        "DEBRIEF_SECRET_KEY": settings.SECRET_KEY,
        "DEBRIEF_STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
        "WEB_WORKERS": "1",
        "WEB_THREADS": "8",  # a browser opens six connections
    }
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"],
        cwd=settings.BASE_DIR,
        env=environ,
        check=True,
    )
    web = WebServer(host="127.0.0.1", port=free_port(), folder=settings.BASE_DIR, environ=environ)
    web.start()
    yield Server(web, clock)
    web.stop()


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """What `page.goto("/…")` begins with."""
    return server.url


def free_port() -> int:
    """Return a port of this machine that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the Chromium that is installed, keep it from calling home, and make windows cheap."""
    quiet = [
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        # A process for every site and window keeps strangers apart; here there is one site, and nobody else.
        "--renderer-process-limit=1",
    ]
    if os.geteuid() == 0:
        quiet.append("--no-sandbox")  # Chromium has none for root
    return {**browser_type_launch_args, "executable_path": find_chromium.find(), "args": quiet}


@pytest.fixture(autouse=True)
def _nothing_left_open(browser: Browser) -> Iterator[None]:
    """Close what a test opened: pages that nobody looks at any more run on, and the machine with them.

    The connections as well: those opened while Playwright's event loop runs are out of sight once it has
    ended, when the database is dropped.
    """
    yield
    for context in browser.contexts:
        context.close()
    connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def _database_beside_playwright() -> Iterator[None]:
    """Let Django use the database in the tests' thread, where Playwright keeps an event loop running."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.hookimpl(trylast=True)  # pytest sorts by fixtures of the session before
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the browser tests after all others, because that event loop runs on until the very end."""
    items.sort(key=lambda item: item.path.is_relative_to(HERE))
