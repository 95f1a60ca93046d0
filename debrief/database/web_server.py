"""Gunicorn as a process of its own, for `serve` and for the browser tests."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

_STARTS_WITHIN = 30  # seconds
_STOPS_WITHIN = 20  # seconds; longer than gunicorn gives to requests that are under way


class PortError(Exception):
    """The address cannot be listened on; the text says why and what to do."""


class WebServerError(Exception):
    """Gunicorn ended before it answered; it has written why."""


class WebServer:
    """One gunicorn at `host`:`port`, run from `folder` with `environ`."""

    def __init__(self, *, host: str, port: int, folder: Path, environ: Mapping[str, str]) -> None:
        self.host = host
        self.port = port
        self.folder = folder
        self.environ = dict(environ)
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        return f"http://{_bracketed(_reachable(self.host))}:{self.port}"

    def start(self) -> None:
        """Start and return once it answers. Raises WebServerError when it does not within 30 seconds."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:debrief.serving", "debrief.wsgi"],
            cwd=self.folder,
            env={
                "DEBRIEF_URL": self.address,
                **self.environ,
                "WEB_BIND": f"{_bracketed(self.host)}:{self.port}",
                "DEBRIEF_SERVED_BY": str(os.getpid()),
            },
            start_new_session=True,  # Ctrl-C in the terminal comes to us, and we stop it
        )
        give_up = time.monotonic() + _STARTS_WITHIN
        while not self._answers():
            if not self.is_running() or time.monotonic() > give_up:
                self.stop(signal.SIGKILL)
                raise WebServerError("The web server did not start.")
            time.sleep(0.05)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def is_running_after(self, seconds: float) -> bool:
        """Wait `seconds`, or less when it ends meanwhile, and return whether it still runs."""
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        return self.is_running()

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Stop it and wait until it is gone: requests under way are answered, except with SIGKILL."""
        if self.process is None:
            return
        if number == signal.SIGKILL:
            # Killed, gunicorn cannot end its workers, so its whole group gets it.
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)  # does nothing once it has ended
        try:
            self.process.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None
        # Killed workers end a moment after the process that was waited for, and hold the port until then.
        give_up = time.monotonic() + _STOPS_WITHIN
        while self._listens() and time.monotonic() < give_up:
            time.sleep(0.02)

    def _listens(self) -> bool:
        try:
            socket.create_connection((_reachable(self.host), self.port), timeout=2).close()
        except OSError:
            return False
        return True

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(_reachable(self.host), self.port, timeout=2)
        try:
            # The name it is known by, which is among the hosts it answers to.
            name = urlsplit(self.environ.get("DEBRIEF_URL", self.address)).netloc
            connection.request("GET", "/healthz", headers={"Host": name})
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def check_port(host: str, port: int) -> None:
    """Raise PortError with a sentence when nothing can listen at `host`:`port`."""
    if not 0 < port < 65536:
        raise PortError(f"{port} is not a port. Choose one from 1024 to 65535.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as gunicorn does
            probe.bind(address)
    except PermissionError:
        raise PortError(f"Only root may use port {port}. Choose one from 1024 to 65535.") from None
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise PortError(f"This machine cannot listen at {host}: {error.strerror}.") from None
        raise PortError(
            f"Port {port} is in use by another program. Stop that one, or choose another port: "
            f"make run PORT={port + 1}"
        ) from None


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
