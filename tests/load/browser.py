"""A kept connection that several people take turns on, as they do behind a proxy."""

import http.client
import socket
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from tests.load.people import PHRASE, Someone

FORM = "application/x-www-form-urlencoded"


class Answer(NamedTuple):
    status: int
    location: str
    phrases: set[str]
    text: str


class Browser:
    """One connection to the server at `address`, opened again when the server or a cut has closed it."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        assert parts.hostname
        self._host, self._port = parts.hostname, parts.port
        self._connection = http.client.HTTPConnection(self._host, self._port, timeout=60)

    def close(self) -> None:
        self._connection.close()

    def get(self, path: str, person: Someone | None) -> Answer:
        return self._ask("GET", path, person, b"", {})

    def post(self, path: str, person: Someone, words: Mapping[str, object], *, accept: str = "*/*") -> Answer:
        token = person.cookies.get("csrftoken", "")
        body = urlencode({"csrfmiddlewaretoken": token, **words}, doseq=True).encode()
        return self._ask("POST", path, person, body, {"Content-Type": FORM, "Accept": accept})

    def cut_off(self, path: str, person: Someone, words: Mapping[str, object], *, after: float) -> None:
        """Post, and hang up when so much of the body has been sent; all of it: before there is an answer."""
        token = person.cookies.get("csrftoken", "")
        body = urlencode({"csrfmiddlewaretoken": token, **words}, doseq=True).encode()
        head = [f"POST {path} HTTP/1.1", f"Host: {self._host}", f"Content-Type: {FORM}", _cookie(person)]
        sent = "\r\n".join([*head, f"Content-Length: {len(body)}", "", ""]).encode()
        with socket.create_connection((self._host, self._port or 80), timeout=60) as line:
            line.sendall(sent + body[: int(len(body) * after)])

    def _ask(
        self, method: str, path: str, person: Someone | None, body: bytes, headers: dict[str, str]
    ) -> Answer:
        if person and person.cookies:
            headers = headers | {"Cookie": _cookie(person).removeprefix("Cookie: ")}
        for is_last in (False, True):
            try:
                self._connection.request(method, path, body, headers)
                response = self._connection.getresponse()
                content = response.read()
                break
            except (http.client.HTTPException, ConnectionError):
                # A kept connection may be closed by the server at any moment; nothing was read from it then.
                self._connection.close()
                if is_last:
                    raise
        for one in response.headers.get_all("Set-Cookie", []):
            name, _equals, value = one.partition(";")[0].partition("=")
            if person:
                person.cookies[name] = value
                if not value or "Max-Age=0" in one:
                    del person.cookies[name]
        text = content.decode("utf-8", "replace")
        phrases = set(PHRASE.findall(text)) | set(PHRASE.findall(str(response.headers)))
        return Answer(response.status, response.headers.get("Location", ""), phrases, text)


def _cookie(person: Someone) -> str:
    return "Cookie: " + "; ".join(f"{name}={value}" for name, value in person.cookies.items())
