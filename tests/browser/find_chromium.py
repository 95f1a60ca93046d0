"""Print the path of a Chromium for the browser tests, installing one if there is none.

Looked for in this order: the variable CHROMIUM, the PATH, and Playwright's own download. Installed with the
system's package manager where that needs no password, else by Playwright into the home folder. What is
going on is said on standard error, so that standard output is the path alone.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLAYWRIGHT = (sys.executable, "-m", "playwright")


def find() -> str | None:
    """Return the path of a Chromium that is installed, or None. Exits when CHROMIUM names something else."""
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        return found or sys.exit(f"CHROMIUM is set to {named}, which cannot be run. Correct it, or unset it.")
    for name in NAMES:
        if found := shutil.which(name):
            return found
    return _playwrights_own()


def _playwrights_own() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _install_with_apt() -> bool:
    if not shutil.which("apt-get"):
        return False
    root: tuple[str, ...] = ()
    if os.geteuid() != 0:
        root = ("sudo", "--non-interactive")
        if not (shutil.which("sudo") and _succeeds(*root, "true")):
            return False
    _say("Installing Chromium for the browser tests.")
    return _succeeds(*root, "apt-get", "-qq", "update") and _succeeds(
        *root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "install", "-y", "chromium"
    )


def _install_with_playwright() -> bool:
    _say("Downloading a Chromium for the browser tests.")
    return _succeeds(*PLAYWRIGHT, "install", "chromium")


def _succeeds(*command: str) -> bool:
    ended = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    return ended.returncode == 0


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def main() -> int:
    ways: tuple[Callable[[], bool], ...] = (_install_with_apt, _install_with_playwright)
    path = find()
    for install in ways:
        path = path or (find() if install() else None)
    if path is None:
        _say(
            "The browser tests need Chromium, which could not be installed. Install the package chromium (or "
            "chromium-browser, or Google Chrome), or set CHROMIUM to the path of one."
        )
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
