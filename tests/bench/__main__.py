"""python -m tests.bench [SECTION …] [--quick], with the database there: see `make bench`.

It measures and judges nothing: the exit code is 0 unless something could not be run at all.
"""

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

import django

from debrief.database import stopping
from debrief.database.local import Urls
from tests.bench import databases, report

SECTIONS = ("cpu", "queries", "sizes", "growth", "search", "find", "notes", "lighthouse")
DATABASE = "debrief_bench"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure Debrief's figures.")
    parser.add_argument("section", nargs="*", help=f"all of them, or some of: {', '.join(SECTIONS)}")
    parser.add_argument("--quick", action="store_true", help="fewer rounds: less time, wider spread")
    options = parser.parse_args(arguments)
    if unknown := set(options.section) - set(SECTIONS):
        parser.error(f"there is no section {', '.join(sorted(unknown))}")
    try:
        given = Urls(app=os.environ["DATABASE_URL"], owner=os.environ["DATABASE_OWNER_URL"])
    except KeyError:
        print("There is no database to measure with. `make bench` starts one.", file=sys.stderr)
        return 2
    stopping.raise_when_told()
    try:
        return _run(
            given, [name for name in SECTIONS if name in (options.section or SECTIONS)], options.quick
        )
    except databases.DatabaseInUseError as error:
        print(error, file=sys.stderr)
    except stopping.Stopped:
        print("Stopped.", file=sys.stderr)
    return 1


def _run(given: Urls, names: Iterable[str], is_quick: bool) -> int:
    """Run the sections of these names in a database made for it; return the exit code."""
    with ExitStack() as stack:
        urls = stack.enter_context(databases.made(given, DATABASE))
        _set_up(urls, stack.enter_context(tempfile.TemporaryDirectory()))
        from django.conf import settings
        from django.db import connections

        from tests.bench.run import Run
        from tests.bench.sections import SECTIONS as MEASURES

        stack.callback(connections.close_all)
        run = Run(given, urls, Path(settings.DATA_DIR) / "bench", is_quick)
        figures: list[report.Figure] = []
        failed: list[str] = []
        for name in names:
            title, measure = MEASURES[name]
            print(f"\n{title}", flush=True)
            begun = time.monotonic()
            try:
                found = measure(run)
            except Exception:
                traceback.print_exc()
                failed.append(name)
                continue
            print(report.table(found))
            print(f"({name}, {time.monotonic() - begun:.0f} seconds)", flush=True)
            figures += found
    _sum_up(figures, failed)
    return 1 if failed else 0


def _set_up(urls: Urls, static_root: str) -> None:
    """Set Django up on the bench's database, whatever this machine's own settings are."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="debrief.settings",
        DATABASE_URL=urls.app,
        DATABASE_OWNER_URL=urls.owner,
        DEBRIEF_ONE_MACHINE="1",
        DEBRIEF_URL="http://127.0.0.1",
        DEBRIEF_DEBUG="",
        DEBRIEF_STATIC_ROOT=static_root,
        EMAIL_HOST="",
    )
    django.setup()
    from django.core.management import call_command

    from debrief.database import release

    release.bring_up_to_date()
    call_command("collectstatic", interactive=False, verbosity=0)


def _sum_up(figures: Sequence[report.Figure], failed: Sequence[str]) -> None:
    broken = [figure for figure in figures if figure.is_held is False]
    print()
    if failed:
        print(f"Not measured, because something failed: {', '.join(failed)}.")
    if broken:
        print("These do not hold:")
        for figure in broken:
            print(f"  {figure.what}: {figure.measured}, to hold {figure.hold}")
    elif figures:
        print("Everything that was measured holds.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
