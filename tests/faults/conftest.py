"""A machine of its own to break: a database server, a web server, and people who type.

Not part of `make test`: these files are called `fault_*.py`, and `make faults` looks for them. Each prints
what it measured beside what it may cost (docs/security.md, section 4).
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psutil
import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from pytest_django import DjangoDbBlocker

from debrief.database import embedded, local, release, roles
from debrief.database.web_server import WebServer
from tests.browser.conftest import browser_type_launch_args, free_port  # noqa: F401
from tests.faults import people

_TOLD: list[tuple[str, str, str]] = []
Figure = Callable[[str, str, str], None]


@pytest.fixture(scope="session")
def new_folder() -> Iterator[Callable[[], Path]]:
    """Folders that stay open to PostgreSQL's own user: pytest closes its own at each run that starts."""
    with ExitStack() as stack:
        yield lambda: Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="debrief-faults-")))


@pytest.fixture(scope="session")
def data_dir(new_folder: Callable[[], Path]) -> Iterator[Path]:
    """Where the server that gets broken has its files."""
    folder = new_folder()
    embedded.start(folder)
    yield folder
    embedded.stop(folder)


@pytest.fixture(scope="session")
def database_urls(data_dir: Path) -> local.Urls:
    return roles.prepare(embedded.admin_url(data_dir))


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, database_urls: local.Urls
) -> None:
    """In place of the suite's own: there is nothing to drop, the whole server goes."""
    with django_db_blocker.unblock():
        release.point_at(database_urls)
        call_command("migrate", verbosity=0, interactive=False)
        call_command("load_tips", verbosity=0)
        connections.close_all()


@pytest.fixture(scope="session")
def web_environ(
    django_db_setup: None, database_urls: local.Urls, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    environ = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.faults.served",
        "DATABASE_URL": database_urls.app,
        "DEBRIEF_ONE_MACHINE": "1",
        "DEBRIEF_SECRET_KEY": settings.SECRET_KEY,
        "DEBRIEF_STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
        "WEB_WORKERS": "2",
        "WEB_THREADS": "4",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
    subprocess.run(collect, cwd=settings.BASE_DIR, env=environ, check=True)
    return environ


@pytest.fixture(scope="session")
def web(web_environ: dict[str, str]) -> Iterator[WebServer]:
    """Two workers of four threads, as in production."""
    server = WebServer(host="127.0.0.1", port=free_port(), folder=settings.BASE_DIR, environ=web_environ)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Figure:
    """Print what was measured at the end of the run: what, how much, and what it may cost."""

    def tell(what: str, measured: str, may_cost: str) -> None:
        _TOLD.append((what, measured, may_cost))

    return tell


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("faults, and what they cost")
    for what, measured, may_cost in _TOLD:
        terminalreporter.write_line(f"{what}\n    measured: {measured}\n    may cost: {may_cost}")


@pytest.fixture(scope="session", autouse=True)
def _database_beside_playwright() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        yield


@pytest.fixture(autouse=True)
def _browsers_closed() -> Iterator[None]:
    yield
    while people.opened:
        people.opened.pop().close()


def family(data_dir: Path) -> list[psutil.Process]:
    """The processes of the database server, its main one first."""
    pid = int((local.postgres_dir(data_dir) / "postmaster.pid").read_text().split("\n", 1)[0])
    main = psutil.Process(pid)
    return [main, *main.children(recursive=True)]


def kill_database(data_dir: Path) -> None:
    """End every process of it at once, as a power cut would."""
    for process in family(data_dir):
        try:
            process.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue


def as_owner(database_urls: local.Urls, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database_urls.owner, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []
