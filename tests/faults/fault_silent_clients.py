"""Phones that vanish in the middle of a request, more of them than there are threads."""

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from django.conf import settings

from debrief.database.web_server import WebServer
from debrief.serving import SILENCE
from tests.browser.conftest import free_port
from tests.faults.conftest import Figure

THREADS = 4
CLIENTS = 2 * THREADS
WITHIN = 2 * SILENCE + 5  # seconds
_LINE = "POST /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
_TYPE = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 40\r\n\r\n"
BEGUN = {"a head": _LINE, "a body": f"{_LINE}{_TYPE}login=somebody"}


@pytest.fixture
def one_worker(web_environ: dict[str, str]) -> Iterator[WebServer]:
    """With two, all of these might come to one, and those who ask to the other."""
    environ = web_environ | {"WEB_WORKERS": "1", "WEB_THREADS": str(THREADS)}
    server = WebServer(host="127.0.0.1", port=free_port(), folder=settings.BASE_DIR, environ=environ)
    server.start()
    yield server
    server.stop()


@pytest.mark.parametrize("what", BEGUN)
def test_clients_that_fall_silent(one_worker: WebServer, figure: Figure, what: str) -> None:
    address = (one_worker.host, one_worker.port)
    with ExitStack() as lines:
        for _ in range(CLIENTS):
            line = lines.enter_context(socket.create_connection(address))
            line.sendall(BEGUN[what].encode())
        time.sleep(1)  # until they have its threads
        began = time.monotonic()
        asking = lines.enter_context(closing(http.client.HTTPConnection(*address, timeout=WITHIN)))
        asking.request("GET", "/healthz")
        assert asking.getresponse().status == 200
        took = time.monotonic() - began
    figure(
        f"{CLIENTS} clients fall silent in the middle of {what}, with {THREADS} threads",
        f"the next was answered after {took:.1f} s",
        f"{SILENCE} s for each time they take every thread",
    )
    assert took > 1, "They took no threads, so this proves nothing."
