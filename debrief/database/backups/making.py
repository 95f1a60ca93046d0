"""Making a backup."""

import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from debrief.database.backups import counting, manifest, programs
from debrief.database.backups.errors import BackupError
from debrief.database.backups.where import Where, check_sees_everything, major_version


def make(where: Where, folder: Path, *, is_to_replace: bool = False) -> manifest.Manifest:
    """Back up the database into `folder`, read the dump back, and compare it.

    The site may go on being used: everything is read as it was at one moment. The folder gets its name only
    when all is well; `is_to_replace` lets it take the place of an earlier backup of that name.

    Raises BackupError, and psycopg.OperationalError when the database does not answer.
    """
    _check_is_free(folder, is_to_replace)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700, parents=True)
    try:
        made = _dump(where, unfinished)
        counting.compare(made.tables, counting.in_dump(unfinished, made), "in the dump")
        made.write(unfinished)
        _put_in_place(unfinished, folder)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return made


def _check_is_free(folder: Path, is_to_replace: bool) -> None:
    if not folder.exists() and not folder.is_symlink():
        return
    if not is_to_replace:
        raise BackupError(f"{folder} is there already. Choose another name, or give --overwrite.")
    if not (folder / manifest.NAME).is_file():
        raise BackupError(f"{folder} is no backup, so nothing is put in its place. Choose another name.")


def _dump(where: Where, folder: Path) -> manifest.Manifest:
    with where.at_one_moment() as connection:
        check_sees_everything(connection)
        server = major_version(connection)
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        sequences = counting.sequences(connection)  # before the dump: they go on, outside any transaction
        _run(
            programs.find(server) / "pg_dump",
            "--format=custom",
            f"--file={folder / manifest.DUMP}",
            f"--snapshot={row[0]}",
            *(f"--exclude-table-data=public.{table}" for table in counting.WITHOUT_ROWS),
            f"--dbname={where.address}",
            environ=where.environ(),
        )
        (folder / manifest.DUMP).chmod(0o600)
        return manifest.Manifest(
            made_at=datetime.now(UTC).isoformat(timespec="seconds"),
            server=server,
            sha256=manifest.sha256_of(folder),
            tables=counting.in_database(connection),
            sequences=sequences,
        )


def _put_in_place(unfinished: Path, folder: Path) -> None:
    before = folder.with_name(f"{folder.name}.before")
    shutil.rmtree(before, ignore_errors=True)
    if folder.exists():
        folder.rename(before)
    unfinished.rename(folder)
    shutil.rmtree(before, ignore_errors=True)


def _run(program: Path, *arguments: str, environ: Mapping[str, str]) -> None:
    ended = subprocess.run(
        [program, *arguments], env=dict(environ), capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise BackupError(f"{program.name} could not do it: {ended.stderr.strip()}")
