"""Phones that vanish in the middle of a request, more of them than there are threads."""

import http.client
import socket
import time
from contextlib import ExitStack, closing
from urllib.parse import urlsplit

import pytest

from debrief.database.web_server import WebServer
from debrief.serving import SILENCE
from tests.faults.conftest import Figure

CLIENTS = 20  # for two workers of four threads each
WITHIN = 3 * SILENCE + 5  # seconds; so many times they can take every thread of a worker
_LINE = "POST /accounts/login/ HTTP/1.1\r\nHost: {host}\r\n"
_TYPE = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 40\r\n\r\n"
BEGUN = {"a head": _LINE, "a body": f"{_LINE}{_TYPE}login=somebody"}


@pytest.mark.parametrize("what", BEGUN)
def test_clients_that_fall_silent(web: WebServer, figure: Figure, what: str) -> None:
    parts = urlsplit(web.address)
    assert parts.hostname
    assert parts.port
    with ExitStack() as lines:
        for _ in range(CLIENTS):
            line = lines.enter_context(socket.create_connection((parts.hostname, parts.port)))
            line.sendall(BEGUN[what].format(host=parts.netloc).encode())
        time.sleep(1)  # until each has its thread
        began = time.monotonic()
        connection = lines.enter_context(
            closing(http.client.HTTPConnection(parts.netloc, timeout=WITHIN + 5))
        )
        connection.request("GET", "/healthz")
        status = connection.getresponse().status
        took = time.monotonic() - began
    figure(
        f"{CLIENTS} clients that fall silent in the middle of {what}",
        f"{status} for the next after {took:.1f} s",
        f"an answer within {WITHIN} s",
    )
    assert (status, took < WITHIN) == (200, True)
