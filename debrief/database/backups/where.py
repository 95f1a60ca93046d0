"""The database that is backed up or restored into."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import conninfo

from debrief.database.backups.errors import BackupError


@dataclass(frozen=True)
class Where:
    """A database and the role that owns its tables. The password stays out of every command line."""

    address: str
    password: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> "Where":
        """From an entry of Django's DATABASES."""
        given = {
            "dbname": settings["NAME"],
            "user": settings["USER"],
            "host": settings["HOST"],
            "port": settings["PORT"],
            **settings.get("OPTIONS", {}),
        }
        address = conninfo.make_conninfo("", **{name: str(value) for name, value in given.items() if value})
        return cls(address, settings["PASSWORD"])

    def connect(self) -> psycopg.Connection[Any]:
        return psycopg.connect(self.address, password=self.password or None)

    def environ(self) -> dict[str, str]:
        # The time zone, so that instants are written in the same words everywhere.
        ours = {"PGTZ": "UTC", "LC_ALL": "C"}
        return {**os.environ, **ours, **({"PGPASSWORD": self.password} if self.password else {})}

    @contextmanager
    def at_one_moment(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection that sees the database as it is now, however long reading takes."""
        with self.connect() as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            connection.execute("SET DateStyle = ISO; SET IntervalStyle = postgres; SET TimeZone = 'UTC'")
            yield connection


def check_sees_everything(connection: psycopg.Connection[Any]) -> None:
    """Raise BackupError when row security binds the connected role."""
    row = connection.execute(
        "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row is not None
    if not row[1]:
        raise BackupError(
            f"Row security binds the role {row[0]}, so it would see no rows. Set DATABASE_OWNER_URL to the "
            "address of the role that owns the tables."
        )


def major_version(connection: psycopg.Connection[Any]) -> int:
    return connection.info.server_version // 10_000
