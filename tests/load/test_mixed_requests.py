"""The mix, in short: `make walls` sends a hundred thousand."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.conf import settings

from debrief.database.local import Urls
from debrief.database.web_server import WebServer
from debrief.tips.actions import load_tips
from debrief.tips.library import read_all
from tests.browser.conftest import free_port
from tests.load import mix, pgbouncer
from tests.load.people import Someone, rows_with_phrases, someone

REQUESTS = 600
CONNECTIONS = 8


@pytest.fixture
def people(committed: None) -> list[Someone]:
    load_tips(records=read_all())
    return [someone() for _ in range(CONNECTIONS)]


@pytest.fixture(params=["straight", "through pgbouncer"])
def address(
    request: pytest.FixtureRequest, database_urls: Urls, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Two workers with several threads each."""
    with ExitStack() as stack:
        url = database_urls.app
        if request.param != "straight":
            if not pgbouncer.installed():
                pytest.skip("pgbouncer is not installed; on Debian and Ubuntu: apt install pgbouncer")
            url = stack.enter_context(pgbouncer.pooling(url))
        environ = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.load.settings",
            "DATABASE_URL": url,
            "DEBRIEF_ONE_MACHINE": "1",
            "DEBRIEF_SECRET_KEY": settings.SECRET_KEY,
            "DEBRIEF_STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
            "EMAIL_HOST": "",
            "WEB_WORKERS": "2",
            "WEB_THREADS": "4",
        }
        command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0"]
        subprocess.run(command, cwd=settings.BASE_DIR, env=environ, check=True)
        web = WebServer(host="127.0.0.1", port=free_port(), folder=settings.BASE_DIR, environ=environ)
        web.start()
        stack.callback(web.stop)
        yield web.address


def test_nobody_sees_or_changes_anything_of_anybody_else(address: str, people: list[Someone]) -> None:
    tally = mix.run(address, people, REQUESTS, connections=CONNECTIONS, seed=1)
    assert not tally.wrong
    assert tally.requests >= REQUESTS
    assert tally.own > REQUESTS / 5
    assert min(tally.kinds.values()) > 0
    found, wrong = rows_with_phrases()
    assert not wrong
    assert found > len(people) * 20
