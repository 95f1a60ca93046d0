"""Lighthouse's four scores on a simulated phone, when Node, npm and a Chromium are there."""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from debrief.tips.models import Tip
from tests.bench import people, servers
from tests.bench.report import Figure
from tests.bench.run import Run
from tests.browser import find_chromium

PACKAGE = "lighthouse@12.8.2"  # the last that runs on Node 18 and 20
RUNS = 3
TRIES = 3  # Chromium now and then records no trace of a visit; Lighthouse says to run it again
LCP, TBT, CLS = 1200, 50, 0.0  # milliseconds, milliseconds, and a share of the screen
_SCORES = {"performance": "perf", "accessibility": "a11y", "best-practices": "best", "seo": "seo"}
_CHROMIUM = "--headless=new --disable-background-networking --disable-component-update --disable-gpu"


@dataclass(frozen=True)
class Visit:
    """One page; one behind a sign-in is for no search engine, nor is what somebody searched for."""

    path: str
    cookie: str = ""
    is_for_search_engines: bool = True


def measure(run: Run) -> list[Figure]:
    chromium = find_chromium.find()
    there = {"node": shutil.which("node"), "npm": shutil.which("npm"), "a Chromium": chromium}
    missing = [name for name, path in there.items() if not path]
    if missing or not chromium:
        print(f"Left out, because this machine lacks: {', '.join(missing)}.")
        return []
    program = _installed(run.folder)
    someone = people.someone()
    visits = {
        "start page": Visit("/"),
        "sign-in": Visit("/accounts/login/"),
        "tips": Visit("/tips/"),
        "tips, searched": Visit("/tips/?q=i+froze", is_for_search_engines=False),
        "one tip": Visit(Tip.objects.all()[0].get_absolute_url()),
        "home": Visit("/", someone.cookie, is_for_search_engines=False),
        "stage capture": Visit(
            f"/debriefs/{someone.usual.pk}/capture/", someone.cookie, is_for_search_engines=False
        ),
    }
    figures = []
    with servers.serving(servers.DEBRIEF, run.urls.app) as server:
        for name, visit in visits.items():
            reports = [
                _report(program, chromium, server.address + visit.path, visit.cookie)
                for _ in range(1 if run.is_quick else RUNS)
            ]
            figures += _figures(name, reports, with_seo=visit.is_for_search_engines)
    return figures


def _installed(folder: Path) -> Path:
    """Lighthouse, installed into `folder` unless it is there; its packages' own scripts are not run."""
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        print("Installing Lighthouse.", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [
                "npm",
                "install",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--silent",
                "--prefix",
                folder,
                PACKAGE,
            ],
            check=True,
        )
    return program


def _report(program: Path, chromium: str, address: str, cookie: str) -> dict[str, Any]:
    """Visit a page once, in a browser of its own, and return Lighthouse's report."""
    flags = _CHROMIUM + (" --no-sandbox" if os.geteuid() == 0 else "")  # Chromium has none for root
    command = [program, address, "--output=json", "--quiet", f"--chrome-flags={flags}"]
    command += ["--no-enable-error-reporting", f"--only-categories={','.join(_SCORES)}"]
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    surroundings = os.environ | {"CHROME_PATH": chromium}
    for left in reversed(range(TRIES)):
        done = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, check=not left)
        if not done.returncode:
            break
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _figures(name: str, reports: list[dict[str, Any]], *, with_seo: bool) -> list[Figure]:
    wanted = {key: short for key, short in _SCORES.items() if with_seo or key != "seo"}
    scores = {short: median(_score(report, key) for report in reports) for key, short in wanted.items()}
    lcp, tbt, cls = (
        median(report["audits"][audit]["numericValue"] for report in reports)
        for audit in ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
    )
    failed = sorted({audit for report in reports for audit in _failed(report, wanted)})
    times = f"LCP {lcp / 1000:.2f} s, TBT {tbt:.0f} ms, CLS {cls:.3f}"
    hold = f"LCP ≤ {LCP / 1000:g} s, TBT ≤ {TBT} ms, CLS {CLS:g}"
    return [
        Figure(
            name,
            ", ".join(f"{short} {score:.0f}" for short, score in scores.items()),
            "100 each",
            all(score == 100 for score in scores.values()),
        ),
        Figure(f"{name}, times", times, hold, lcp <= LCP and tbt <= TBT and cls <= CLS),
        *([Figure(f"{name}, failed audits", ", ".join(failed))] if failed else []),
    ]


def _score(report: dict[str, Any], category: str) -> float:
    return round((report["categories"][category]["score"] or 0) * 100)


def _failed(report: dict[str, Any], categories: dict[str, str]) -> list[str]:
    """The audits that count towards a score and did not pass in full."""
    counted = {
        reference["id"]
        for key in categories
        for reference in report["categories"][key]["auditRefs"]
        if reference["weight"]
    }
    audits = report["audits"]
    return [name for name in counted if (score := audits[name]["score"]) is not None and score < 1]
