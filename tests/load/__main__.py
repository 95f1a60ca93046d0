"""python -m tests.load [SECTION …] [--requests N], with the database there: see `make walls`.

Each section prints its figure; the exit code is 1 when something is not as it has to be.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack

import django

from debrief.database import stopping
from debrief.database.local import Urls
from tests.bench import databases

SECTIONS = ("straight", "pgbouncer", "timing")
DATABASE = "debrief_walls"
REQUESTS = 100_000


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description="Try Debrief's walls.")
    parser.add_argument("section", nargs="*", help=f"all of them, or some of: {', '.join(SECTIONS)}")
    parser.add_argument("--requests", type=int, default=REQUESTS)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    if unknown := set(options.section) - set(SECTIONS):
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    try:
        given = Urls(app=os.environ["DATABASE_URL"], owner=os.environ["DATABASE_OWNER_URL"])
    except KeyError:
        print("There is no database to try it with. `make walls` starts one.", file=sys.stderr)
        return 2
    stopping.raise_when_told()
    names = [name for name in SECTIONS if name in (options.section or SECTIONS)]
    try:
        with tempfile.TemporaryDirectory() as static_root:
            _set_up(given, static_root)
            # In a list, so that each is tried even when one before it failed.
            return max([_run(given, name, options.requests, options.seed) for name in names])
    except databases.DatabaseInUseError as error:
        print(error, file=sys.stderr)
    except stopping.Stopped:
        print("Stopped.", file=sys.stderr)
    return 1


def _run(given: Urls, name: str, requests: int, seed: int) -> int:
    """Try the section of this name in a database made for it; return the exit code."""
    from django.db import connections

    from debrief.database import release
    from tests.load import sections

    with ExitStack() as stack:
        urls = stack.enter_context(databases.made(given, f"{DATABASE}_{name}"))
        stack.callback(connections.close_all)
        release.point_at(urls)
        release.bring_up_to_date()
        print(f"\n{name}", flush=True)
        wrong = sections.SECTIONS[name](urls, requests, seed)
        for line in wrong:
            print(f"  wrong: {line}")
        return 1 if wrong else 0


def _set_up(given: Urls, static_root: str) -> None:
    """Set Django up, whatever this machine's own settings are."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="tests.load.settings",
        DATABASE_URL=given.app,
        DATABASE_OWNER_URL=given.owner,
        DEBRIEF_ONE_MACHINE="1",
        DEBRIEF_URL="http://127.0.0.1",
        DEBRIEF_DEBUG="",
        DEBRIEF_STATIC_ROOT=static_root,
        EMAIL_HOST="",
        WEB_WORKERS="3",
    )
    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
