"""A clock the browser tests can move, in the web server's own process; settings for that server.

A day on the path is a day: what becomes due then, and what is asked then, is decided where the pages are
made. The server reads how far its clock is ahead from a file before each request.
"""

import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine
from django.http import HttpRequest, HttpResponseBase

from tests.settings import *  # noqa: F403

FILE = "DEBRIEF_TESTS_CLOCK"  # names the file: seconds the clock is ahead


class MovedClockMiddleware:
    """Set the process's clock as far ahead as the file says."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.file = Path(os.environ[FILE])
        self.ahead = 0.0
        self.lock = threading.Lock()
        self.traveller: time_machine.travel | None = None

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        ahead = float(self.file.read_text()) if self.file.exists() else 0.0
        with self.lock:
            if ahead != self.ahead:
                self._move(ahead)
        return self.get_response(request)

    def _move(self, ahead: float) -> None:
        if self.traveller:
            self.traveller.stop()
        self.traveller = None
        if ahead:
            self.traveller = time_machine.travel(datetime.now(UTC) + timedelta(seconds=ahead), tick=True)
            self.traveller.start()
        self.ahead = ahead


ACCOUNT_RATE_LIMITS = False  # everybody in these tests signs in from one address
MIDDLEWARE = [f"{__name__}.MovedClockMiddleware", *MIDDLEWARE]  # noqa: F405
