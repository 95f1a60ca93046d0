"""Counting and hashing rows, in a database and in a dump of it."""

import hashlib
import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from debrief.database.backups import programs
from debrief.database.backups.errors import BackupError
from debrief.database.backups.manifest import DUMP, Manifest, Rows

# Restored as empty tables: sessions and links ended since must not come back, and limits begin anew.
WITHOUT_ROWS = ("database_cache", "accounts_session", "sharing_sharelink")

_COPY = re.compile(rb'COPY public\."?([^" ]+)"? \(')


def in_database(connection: psycopg.Connection[Any]) -> dict[str, Rows]:
    """What a backup has to hold, table by table."""
    found = {}
    for table, columns in tables(connection).items():
        if table in WITHOUT_ROWS:
            found[table] = Rows(0, _digest(0))
            continue
        statement = sql.SQL("COPY {}.{} ({}) TO STDOUT").format(
            sql.Identifier("public"), sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
        )
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            found[table] = _rows(bytes(line) for line in copy)
    return found


def in_dump(folder: Path, manifest: Manifest) -> dict[str, Rows]:
    """What a restore would write, table by table. Its lines are those that COPY gives."""
    found = {table: Rows(0, _digest(0)) for table in WITHOUT_ROWS if table in manifest.tables}
    program = programs.find(manifest.server) / "pg_restore"
    with subprocess.Popen(
        [program, "--data-only", "--file=-", folder / DUMP],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as reading:
        assert reading.stdout is not None
        for line in reading.stdout:
            if begun := _COPY.match(line):
                found[begun[1].decode()] = _rows(_until_the_end(reading.stdout))
    if reading.returncode:
        raise BackupError(f"{folder / DUMP} cannot be read to its end.")
    return found


def _until_the_end(lines: IO[bytes]) -> Iterator[bytes]:
    for line in lines:
        if line == b"\\.\n":
            return
        yield line


def _rows(lines: Iterable[bytes]) -> Rows:
    count = total = 0
    for line in lines:
        count += 1
        total += int.from_bytes(hashlib.sha256(line).digest())
    return Rows(count, _digest(total))


def _digest(total: int) -> str:
    # A sum, because a restored table need not give its rows in the order of before.
    return f"{total % (1 << 256):064x}"


def compare(wanted: Mapping[str, Rows], found: Mapping[str, Rows], where: str) -> None:
    """Raise BackupError, naming the tables, unless both have the same rows. `where` says where `found` is."""
    differ = [
        f"{table} ({wanted.get(table, Rows()).count} rows, {found.get(table, Rows()).count} {where})"
        for table in sorted({*wanted, *found})
        if wanted.get(table) != found.get(table)
    ]
    if differ:
        raise BackupError(f"The rows of these tables are not the same: {', '.join(differ)}. Do not use it.")


def tables(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Every table and its columns, without those PostgreSQL computes."""
    rows = connection.execute(
        """
        SELECT c.relname, array_agg(a.attname ORDER BY a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
              AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        GROUP BY c.relname ORDER BY c.relname
        """
    )
    return dict(rows.fetchall())


def sequences(connection: psycopg.Connection[Any]) -> dict[str, int | None]:
    """Where every sequence stands."""
    rows = connection.execute(
        "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"
    )
    return dict(rows.fetchall())
