"""What a request costs the processors, beside the least a signed-in Django page costs on this machine."""

import os
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from debrief.database.local import Urls
from debrief.debriefs.models import Debrief
from debrief.recovery.stages import STAGES
from tests.bench import compare, databases, people, servers
from tests.bench.load import Target
from tests.bench.meter import Meter
from tests.bench.people import Someone
from tests.bench.report import Figure, at_most
from tests.bench.run import Run, csrf, draft_form
from tests.bench.servers import Server

ROUNDS, QUICK_ROUNDS = 4, 2
LIST, STAGE, AUTOSAVE, PUBLIC = 2.5, 3.0, 1.8, 0.8  # × floor-auth
AUTOSAVE_P99 = 2.0  # × floor-auth


@dataclass(frozen=True)
class Page:
    target: Target
    hold: float | None  # × floor-auth; None where nothing was set


def measure(run: Run) -> list[Figure]:
    with ExitStack() as stack:
        floor_urls = stack.enter_context(databases.made(run.given, "debrief_bench_floor"))
        floor_cookie = f"sessionid={_prepare_floor(floor_urls)}"
        floor = Target(
            stack.enter_context(servers.serving(servers.FLOOR, floor_urls.app)),
            ("/floor-auth",),
            floor_cookie,
        )
        server = stack.enter_context(servers.serving(servers.DEBRIEF, run.urls.app))
        meter = Meter(run.given.owner)
        stack.callback(meter.close)
        if not meter.sees_postgresql:
            print("PostgreSQL does not run on this machine, so its share is left out.")
        pages = _pages(server)
        found = compare.ratios(
            {name: (page.target, floor) for name, page in pages.items()},
            with_meter=meter,
            rounds=QUICK_ROUNDS if run.is_quick else ROUNDS,
        )
    floors = [sample for ratio in found.values() for sample in ratio.reference]
    figures = [Figure("floor-auth itself", compare.cost(floors))]
    figures += [
        at_most(name, median(found[name].cpu), page.hold, "×", more=found[name].spread)
        for name, page in pages.items()
    ]
    slowest = found["autosave"].p99
    spread = f" ({min(slowest):.2f}–{max(slowest):.2f})"
    return [*figures, at_most("autosave, p99 latency", median(slowest), AUTOSAVE_P99, "×", more=spread)]


def _prepare_floor(urls: Urls) -> str:
    """Make the floor's tables and its person; return the session's key."""
    command = [sys.executable, "-m", "tests.bench.floor.prepare"]
    environ = os.environ | {"DATABASE_URL": urls.owner}
    return subprocess.run(command, env=environ, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def _pages(server: Server) -> dict[str, Page]:
    someone = people.someone()

    def signed_in(path: str) -> Target:
        return Target(server, (path,), someone.cookie)

    def stage(debrief: Debrief, key: str) -> Page:
        return Page(signed_in(f"/debriefs/{debrief.pk}/{key}/"), STAGE)

    pages = {
        "list, 20 rows": Page(signed_in("/debriefs/"), LIST),
        "home, 20 rows": Page(signed_in("/"), None),
    }
    pages |= {f"stage {one.key}": stage(someone.usual, one.key) for one in STAGES}
    pages["stage capture, 40 questions, 8 people"] = stage(someone.longest, "capture")
    pages["stage note, begun"] = Page(signed_in(someone.note), STAGE)
    pages["autosave"] = Page(_autosave(server, someone), AUTOSAVE)
    for name, path in (("start page", "/"), ("sign-in", "/accounts/login/"), ("tips", "/tips/")):
        pages[name] = Page(Target(server, (path,)), PUBLIC)
    return pages


def _autosave(server: Server, someone: Someone) -> Target:
    cookie, token = csrf()
    form = urlencode(draft_form() | {"csrfmiddlewaretoken": token})
    return Target(server, someone.drafts, f"{someone.cookie}; {cookie}", form)
