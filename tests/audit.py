"""Ask whether the pinned packages have known holes: python -m tests.audit [--osv ADDRESS]

They are looked up at the package index, or with `--osv` at a server of one's own that answers as OSV does
(POST /v1/query), for machines that reach no other.

Ends with 0 when every package was looked up and none has a known hole, with 1 when one has, and with 2 when
some could not be looked up, which is not the same as none. Only names and versions leave this machine.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FILES = ("base.txt", "embedded.txt", "dev.txt")
REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
CLEAN, FOUND, NOT_AUDITED = 0, 1, 2


def command(osv: str = "") -> list[str]:
    """Reads the pins alone and resolves nothing; a pin without its hash is refused."""
    files = [part for name in FILES for part in ("--requirement", str(REQUIREMENTS / name))]
    options = ["--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off", "--timeout=15"]
    if osv:
        options += ["--vulnerability-service=osv", f"--osv-url={osv}"]
    return [sys.executable, "-m", "pip_audit", *options, *files]


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.audit")
    parser.add_argument("--osv", default="", metavar="ADDRESS", help="ask this server, as http://…/v1/query")
    osv = parser.parse_args(arguments).osv
    ended = subprocess.run(command(osv), capture_output=True, text=True, check=False)
    try:
        packages: list[dict[str, Any]] = json.loads(ended.stdout)["dependencies"]
    except (ValueError, KeyError, TypeError):
        reason = (ended.stderr.strip().splitlines() or ["It said nothing."])[-1]
        print(f"Nothing was audited: the list of known holes is out of reach. {reason}", file=sys.stderr)
        return NOT_AUDITED
    holes = [(package, hole) for package in packages for hole in package.get("vulns", [])]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    for package, hole in holes:
        fixed = ", ".join(hole["fix_versions"]) or "no version yet"
        print(f"{package['name']} {package['version']}: {hole['id']}, mended in {fixed}")
    if skipped and len(skipped) == len(packages):
        print(
            f"Nothing was audited: none of {len(packages)} packages could be looked up. That says nothing "
            "about their holes. It needs the network, or a server of your own: --osv ADDRESS.",
            file=sys.stderr,
        )
        return NOT_AUDITED
    print(f"{len(packages) - len(skipped)} of {len(packages)} packages looked up, {len(holes)} known holes.")
    if skipped:
        print(f"Not audited, because they could not be looked up: {', '.join(skipped)}.", file=sys.stderr)
    return FOUND if holes else NOT_AUDITED if skipped else CLEAN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
