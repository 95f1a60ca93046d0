"""Gunicorn as Debrief runs it, for Debrief itself and for the floor it is compared with."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from debrief.database import addresses

HOST = "127.0.0.1"
DEBRIEF = "debrief.wsgi"
FLOOR = "tests.bench.floor.wsgi"

_STARTS_WITHIN = 30  # seconds
_STOPS_WITHIN = 20  # seconds


@dataclass(frozen=True)
class Server:
    """A gunicorn that answers at `port`: its main process, and the database it uses."""

    port: int
    pid: int
    database: str

    @property
    def address(self) -> str:
        return f"http://{HOST}:{self.port}"


@contextmanager
def serving(app: str, database_url: str) -> Iterator[Server]:
    """Serve `app` from `database_url` during the block, with the configuration of `debrief.serving`.

    Raises RuntimeError when it does not answer within 30 seconds.
    """
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "python:debrief.serving", app],
        env=os.environ
        | {
            "DATABASE_URL": database_url,
            "WEB_BIND": f"{HOST}:{port}",
            "DEBRIEF_SERVED_BY": str(os.getpid()),
        },
        start_new_session=True,  # Ctrl-C comes to us, and we stop it
    )
    try:
        give_up = time.monotonic() + _STARTS_WITHIN
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > give_up:
                raise RuntimeError(f"{app} did not start to answer.")
            time.sleep(0.05)
        yield Server(port, process.pid, addresses.database_of(database_url))
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
