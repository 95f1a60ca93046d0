"""The audit of the packages: what it makes of what pip-audit says, and pip-audit asking a server of ours."""

import json
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from tests import audit

FINE = {"name": "django", "version": "5.2.19", "vulns": []}
HOLED = {"name": "old", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1", "2.0"]}]}
SKIPPED = {"name": "unknown", "skip_reason": "Dependency not found"}


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> Any:
    def say(stdout: str, stderr: str = "") -> None:
        ended = subprocess.CompletedProcess([], 0, stdout, stderr)
        monkeypatch.setattr(subprocess, "run", lambda *args, **kwargs: ended)

    return say


@pytest.mark.parametrize(
    ("packages", "code", "sentence"),
    [
        ([FINE], audit.CLEAN, "1 of 1 packages looked up, 0 known holes."),
        ([FINE, HOLED], audit.FOUND, "old 1.0: CVE-1, mended in 1.1, 2.0"),
        ([FINE, SKIPPED], audit.NOT_AUDITED, "Not audited, because they could not be looked up: unknown."),
        ([HOLED, SKIPPED], audit.FOUND, "1 of 2 packages looked up, 1 known holes."),
        ([SKIPPED], audit.NOT_AUDITED, "Nothing was audited: none of 1 packages could be looked up."),
    ],
)
def test_what_is_said(
    said: Any, packages: Any, code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said(json.dumps({"dependencies": packages, "fixes": []}))
    assert audit.main([]) == code
    told = capsys.readouterr()
    assert sentence in told.out + told.err
    assert ("0 known holes" in told.out) == (FINE in packages and HOLED not in packages)


@pytest.mark.parametrize("output", ["", "[]", "not json", "{}"])
def test_out_of_reach_is_not_the_same_as_clean(
    said: Any, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said(output, "Traceback\nConnectionError: no network")
    assert audit.main([]) == audit.NOT_AUDITED
    assert "Nothing was audited" in capsys.readouterr().err


class Advisories(BaseHTTPRequestHandler):
    """Answers as OSV does, from a list of its own; or with an error, every time."""

    holes: dict[str, str] = {}
    is_broken = False
    asked: set[str] = set()

    def do_POST(self) -> None:
        query = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name, version = query["package"]["name"], query["version"]
        self.asked.add(f"{name}=={version}")
        self.send_response(503 if self.is_broken else 200)
        self.end_headers()
        self.wfile.write(json.dumps(self._found(name)).encode())

    def _found(self, name: str) -> dict[str, Any]:
        if name not in self.holes:
            return {}
        events = [{"introduced": "0"}, {"fixed": self.holes[name]}]
        affected = {
            "package": {"name": name, "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": events}],
        }
        return {"vulns": [{"id": "OURS-1", "summary": "A hole", "affected": [affected]}]}

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def advisories(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), Advisories) as server:
        Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
        server.shutdown()


@pytest.mark.parametrize(
    ("holes", "is_broken", "code", "sentence"),
    [
        ({}, False, audit.CLEAN, "packages looked up, 0 known holes."),
        ({"django": "99.1"}, False, audit.FOUND, "OURS-1, mended in 99.1"),
        ({}, True, audit.NOT_AUDITED, "Nothing was audited"),
    ],
)
def test_a_server_of_ones_own_is_asked_for_every_pin(
    advisories: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    holes: dict[str, str],
    is_broken: bool,
    code: int,
    sentence: str,
) -> None:
    monkeypatch.setattr(Advisories, "holes", holes)
    monkeypatch.setattr(Advisories, "is_broken", is_broken)
    monkeypatch.setattr(Advisories, "asked", set())
    assert audit.main(["--osv", advisories]) == code
    told = capfd.readouterr()
    assert sentence in told.out + told.err
    if not is_broken:
        pins = {
            line.split()[0]
            for name in audit.FILES
            for line in (audit.REQUIREMENTS / name).read_text().splitlines()
            if "==" in line and not line.startswith(("#", " "))
        }
        assert Advisories.asked <= pins
        assert len(Advisories.asked) > 80


def test_every_file_of_pins_is_read() -> None:
    pinned = {path.name for path in audit.REQUIREMENTS.glob("*.txt")}
    assert pinned == set(audit.FILES)
    assert "--require-hashes" in audit.command()
