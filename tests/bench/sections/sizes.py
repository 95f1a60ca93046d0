"""What a first view sends: the page and everything it names, headers included, as a browser asks for it."""

import gzip
import http.client
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import brotli

from debrief.recovery.stages import OUTCOME, STAGES
from debrief.tips.models import Tip
from tests.bench import people, servers
from tests.bench.load import WrongAnswerError
from tests.bench.report import Figure
from tests.bench.run import Run
from tests.bench.servers import HOST, Server

# Bytes; one kilobyte is a thousand of them.
ENTRANCE, INSIDE, SCRIPTS = 15_000, 22_000, 8_000
REQUESTS = 5
# A file so small that it does not get smaller, in bytes; compressing it would be the mistake.
_TOO_SMALL = 300
_IN_CSS = re.compile(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""")
_IN_SCRIPT = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"']+)["']""")
_TEXT = ("text/", "application/json", "application/javascript", "image/svg+xml")
_LINKS = {"stylesheet", "icon", "modulepreload", "preload", "manifest", "apple-touch-icon"}


@dataclass(frozen=True)
class Answer:
    address: str
    sent: int  # bytes, headers included
    kind: str
    encoding: str
    text: str

    @property
    def is_script(self) -> bool:
        return "javascript" in self.kind

    @property
    def is_font(self) -> bool:
        return self.kind.startswith(("font/", "application/font")) or "@font-face" in self.text

    @property
    def is_compressed(self) -> bool:
        is_text = self.kind.startswith(_TEXT)
        return not is_text or bool(self.encoding) or len(self.text) < _TOO_SMALL


class _Named(HTMLParser):
    """Collects the addresses a page makes the browser ask for at once."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and _LINKS & set((given.get("rel") or "").split()):
            self.addresses.append(given.get("href") or "")
        elif tag in ("script", "img", "source"):
            self.addresses.append(given.get("src") or "")


def measure(run: Run) -> list[Figure]:
    someone = people.someone()
    outside = {
        "start page": "/",
        "sign-in": "/accounts/login/",
        "tips": "/tips/",
        "tips, searched": "/tips/?q=i+froze",
        "one tip": Tip.objects.all()[0].get_absolute_url(),
    }
    inside = {"list": "/debriefs/", "home": "/"}
    for debrief, which in ((someone.usual, ""), (someone.longest, ", 40 questions, 8 people")):
        inside |= {
            f"stage {stage.key}{which}": f"/debriefs/{debrief.pk}/{stage.key}/"
            for stage in (*STAGES, OUTCOME)
        }
    views: dict[str, list[Answer]] = {}
    with servers.serving(servers.DEBRIEF, run.urls.app) as server:
        for name, path in outside.items():
            views[name] = _view(server, path)
        for name, path in inside.items():
            views[name] = _view(server, path, someone.cookie)
    holds = dict.fromkeys(outside, ENTRANCE) | dict.fromkeys(inside, INSIDE)
    figures = [_size(name, answers, holds[name]) for name, answers in views.items()]
    everything = {answer.address: answer for answers in views.values() for answer in answers}.values()
    fonts = sorted(answer.address for answer in everything if answer.is_font)
    bare = sorted(answer.address for answer in everything if not answer.is_compressed)
    most = max(len(answers) for answers in views.values())
    scripts = max(sum(a.sent for a in answers if a.is_script) for answers in views.values())
    return [
        *figures,
        Figure("requests, the most of any page", str(most), f"≤ {REQUESTS}", most <= REQUESTS),
        Figure("scripts, the most of any page", _bytes(scripts), f"≤ {_bytes(SCRIPTS)}", scripts <= SCRIPTS),
        Figure("web fonts", ", ".join(fonts) or "none", "none", not fonts),
        Figure("text sent as it is", ", ".join(bare) or "none", "none", not bare),
    ]


def _size(name: str, answers: list[Answer], hold: int) -> Figure:
    sent = sum(answer.sent for answer in answers)
    measured = f"{_bytes(sent)} in {len(answers)}, {_bytes(answers[0].sent)} of it HTML"
    return Figure(name, measured, f"≤ {_bytes(hold)}", sent <= hold)


def _view(server: Server, path: str, cookie: str = "") -> list[Answer]:
    """The page, then everything it names and what those name, each once."""
    answers = [_ask(server, path, cookie)]
    seen = {path}
    for answer in answers:  # grows while we go through it
        for address in _named(answer):
            if address not in seen:
                seen.add(address)
                answers.append(_ask(server, address, cookie))
    return answers


def _named(answer: Answer) -> list[str]:
    """The addresses on our own server that an answer leads a browser to."""
    if answer.kind.startswith("text/html"):
        page = _Named()
        page.feed(answer.text)
        found = page.addresses
    elif answer.kind.startswith("text/css"):
        found = ["".join(pair) for pair in _IN_CSS.findall(answer.text)]
    elif answer.is_script:
        found = _IN_SCRIPT.findall(answer.text)
    else:
        return []
    parts = [urlsplit(urljoin(answer.address, address)) for address in found if address]
    return [part.path for part in parts if not part.scheme]


def _ask(server: Server, path: str, cookie: str) -> Answer:
    """Raises WrongAnswerError unless the answer is a 200."""
    headers = {"Accept-Encoding": "br, gzip"} | ({"Cookie": cookie} if cookie else {})
    connection = http.client.HTTPConnection(HOST, server.port, timeout=30)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    if response.status != 200:
        raise WrongAnswerError(f"GET {path} was answered {response.status}.")
    head = sum(len(name) + len(value) + 4 for name, value in response.getheaders())
    status_line = len(f"HTTP/1.1 {response.status} {response.reason}\r\n\r\n")
    encoding = response.getheader("Content-Encoding", "")
    kind = response.getheader("Content-Type", "")
    plain = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding, bytes)(body)
    text = plain.decode() if kind.startswith(_TEXT) else ""
    return Answer(path, status_line + head + len(body), kind, encoding, text)


def _bytes(count: int) -> str:
    return f"{count / 1000:.1f} kB"
