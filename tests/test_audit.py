"""The audit of the packages: what it makes of what pip-audit says."""

import json
import subprocess
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
    ],
)
def test_what_is_said(
    said: Any, packages: Any, code: int, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said(json.dumps({"dependencies": packages, "fixes": []}))
    assert audit.main() == code
    told = capsys.readouterr()
    assert sentence in told.out + told.err


@pytest.mark.parametrize("output", ["", "[]", "not json", "{}"])
def test_out_of_reach_is_not_the_same_as_clean(
    said: Any, output: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said(output, "Traceback\nConnectionError: no network")
    assert audit.main() == audit.NOT_AUDITED
    assert "Nothing was audited" in capsys.readouterr().err


def test_every_file_of_pins_is_read() -> None:
    pinned = {path.name for path in audit.REQUIREMENTS.glob("*.txt")}
    assert pinned == set(audit.FILES)
    assert "--require-hashes" in audit.command()
