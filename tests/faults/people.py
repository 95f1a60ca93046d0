"""People who type, as the page's script does: a save after each pause, repeated until it is answered."""

import http.client
import json
import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from django.conf import settings
from django.middleware.csrf import _get_new_csrf_string
from django.test import Client

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.recovery.posted import MAX_PENDING
from tests import factories

FIELD = "bright_how"
STAGE = "bright_spots"


opened: "list[Browser]" = []  # closed after each test


class Browser:
    """Somebody signed in, on one kept connection."""

    def __init__(self, address: str, person: User, *, patience: float = 15) -> None:
        self.host = urlsplit(address).netloc
        self.patience = patience  # seconds
        self.person = person
        signed_in = Client()
        signed_in.force_login(person)
        self.session = signed_in.cookies[settings.SESSION_COOKIE_NAME].value
        self.token = _get_new_csrf_string()
        self._connection: http.client.HTTPConnection | None = None
        opened.append(self)

    def get(self, path: str) -> tuple[int, bytes]:
        return self.send("GET", path)

    def post(self, path: str, fields: dict[str, Any], *, is_script: bool = False) -> tuple[int, bytes]:
        return self.send("POST", path, urlencode(fields, doseq=True), is_script=is_script)

    def send(self, method: str, path: str, body: str = "", *, is_script: bool = False) -> tuple[int, bytes]:
        """Return status and body; OSError or HTTPException when there was no answer."""
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={self.token}",
            "X-CSRFToken": self.token,
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json" if is_script else "text/html",
        }
        kept = self._connection or http.client.HTTPConnection(self.host, timeout=self.patience)
        self._connection = None
        try:
            kept.request(method, path, body, headers)
            reply = kept.getresponse()
            answer = reply.status, reply.read()
        except BaseException:
            kept.close()
            raise
        self._connection = kept
        return answer

    def close(self) -> None:
        if self._connection:
            self._connection.close()


@dataclass
class Typist(threading.Thread):
    """Types and saves until told to stop; keeps what the server has said it saved."""

    browser: Browser
    debrief: Debrief
    pause: float = 0.05  # seconds
    acknowledged: int = 0  # the highest number the server has said it saved
    sent: int = 0
    refused: dict[int, int] = field(default_factory=dict)  # how often each status was answered
    unanswered: int = 0
    saved_at: float = 0.0  # monotonic
    _version: int = 0
    _pending: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self._told_to_stop = threading.Event()

    def __hash__(self) -> int:
        return id(self)

    def run(self) -> None:
        while not self._told_to_stop.is_set():
            self.save()
            time.sleep(self.pause)

    def save(self) -> None:
        """Send the next number once; what was not acknowledged is followed by a higher one."""
        self.sent += 1
        operation = str(uuid4())
        fields = {FIELD: text(self.sent), "version": self._version, "operation": operation}
        fields["pending"] = " ".join(self._pending)
        self._pending.append(operation)
        if len(self._pending) > MAX_PENDING:
            del self._pending[MAX_PENDING // 2]  # as the page's script does
        try:
            path = f"/debriefs/{self.debrief.pk}/{STAGE}/draft/"
            status, body = self.browser.post(path, fields, is_script=True)
        except (OSError, http.client.HTTPException):
            self.unanswered += 1
            return
        reply = json.loads(body) if body.startswith(b"{") else {}
        if reply.get("saved"):
            self.acknowledged, self._version, self._pending = self.sent, reply["version"], []
            self.saved_at = time.monotonic()
        else:
            self.refused[status] = self.refused.get(status, 0) + 1

    def stop(self) -> None:
        self._told_to_stop.set()
        self.join()

    def kept(self) -> int:
        """The number that is in the database."""
        with acting_for(self.debrief.owner_id):
            entry = StageEntry.objects.get(debrief=self.debrief, stage_key=STAGE)
        assert entry.draft is not None
        return int(entry.draft[FIELD][0].split()[-1])

    def assert_nothing_acknowledged_is_lost(self) -> None:
        """What is kept is what was acknowledged last, or something typed after it whose reply got lost."""
        assert self.acknowledged <= self.kept() <= self.sent


def text(number: int) -> str:
    return f"{factories.CANARY} {number}"


def typists(address: str, count: int) -> list[Typist]:
    people = [factories.person("typist") for _ in range(count)]
    return [Typist(Browser(address, person), factories.debrief(person)) for person in people]
