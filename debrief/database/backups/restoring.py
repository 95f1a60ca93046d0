"""Restoring a backup, and looking whether one is whole."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from debrief.database import roles
from debrief.database.backups import counting, manifest, programs
from debrief.database.backups.errors import BackupError
from debrief.database.backups.where import Where, check_sees_everything, major_version


def check(folder: Path) -> manifest.Manifest:
    """Return the manifest of a backup whose dump holds what the manifest says. Raises BackupError."""
    kept = manifest.read(folder)
    if manifest.sha256_of(folder) != kept.sha256:
        raise BackupError(f"{folder / manifest.DUMP} is not the file that was written: its hash differs.")
    counting.compare(kept.tables, counting.in_dump(folder, kept), "in the dump")
    return kept


def restore(where: Where, folder: Path, *, is_to_replace: bool = False) -> manifest.Manifest:
    """Restore the backup in `folder`, all or nothing, and compare what arrived.

    The database and its two roles are there already (`manage.py prepare_database`). `is_to_replace` lets the
    backup take the place of every table there is.

    Raises BackupError, and psycopg.OperationalError when the database does not answer.
    """
    kept = check(folder)
    with where.connect() as connection:
        server = major_version(connection)
        if server < kept.server:
            raise BackupError(
                f"The backup is of PostgreSQL {kept.server}, and this is {server}, which is older. "
                f"Restore it into PostgreSQL {kept.server} or newer."
            )
        check_sees_everything(connection)
        if not is_to_replace and (tables := counting.tables(connection)):
            raise BackupError(
                f"The database has {len(tables)} tables. Restore into an empty one, or give --overwrite to "
                "put the backup in place of everything that is there."
            )
    _load(where, folder, server, is_to_replace)
    with where.connect() as connection:
        roles.grant_to_app(connection)
    with where.at_one_moment() as connection:
        counting.compare(kept.tables, counting.in_database(connection), "in the database")
        found = counting.sequences(connection)
    if behind := [name for name, value in kept.sequences.items() if (found.get(name) or 0) < (value or 0)]:
        raise BackupError(f"These sequences stand before where they stood: {', '.join(behind)}.")
    return kept


def _load(where: Where, folder: Path, server: int, is_to_replace: bool) -> None:
    """Let psql do what pg_restore writes, in one transaction that is committed once both are at the end."""
    found = programs.find(server)
    writer = subprocess.Popen(
        [found / "pg_restore", "--no-owner", "--no-privileges", "--file=-", folder / manifest.DUMP],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=where.environ(),
    )
    # The message of an error may hold a row, so psql tells its code alone.
    quietly = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--set=VERBOSITY=sqlstate")
    reader = subprocess.Popen(
        [found / "psql", *quietly, "--set=SHOW_CONTEXT=never", f"--dbname={where.address}"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=where.environ(),
    )
    assert writer.stdout is not None
    assert reader.stdin is not None
    assert reader.stderr is not None
    with suppress(BrokenPipeError):  # psql stops at the first error, and says below which it was
        reader.stdin.write(b"BEGIN;\n")
        if is_to_replace:
            reader.stdin.write(b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
        shutil.copyfileobj(writer.stdout, reader.stdin)
        writer.stdout.close()
        reader.stdin.write(b"COMMIT;\n" if writer.wait() == 0 else b"ROLLBACK;\n")
    with suppress(BrokenPipeError):
        reader.stdin.close()
    writer.stdout.close()
    said = reader.stderr.read().decode(errors="replace")
    reader.stderr.close()
    if any([writer.wait(), reader.wait()]):
        raise BackupError(f"PostgreSQL could not take the backup, and nothing was changed. {said.strip()}")
