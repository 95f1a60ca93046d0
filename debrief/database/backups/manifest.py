"""What a backup says it holds."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from debrief.database.backups.errors import BackupError

NAME = "manifest.json"
DUMP = "database.dump"
FORMAT = "debrief-backup"
VERSION = 1  # raised when a reader of the one before would misread it

_PART = 1 << 20  # bytes


@dataclass(frozen=True)
class Rows:
    """How many rows, and a digest of them that does not depend on their order."""

    count: int = 0
    digest: str = ""


@dataclass(frozen=True)
class Manifest:
    """What a backup has to hold."""

    made_at: str
    server: int  # PostgreSQL's major version
    sha256: str = ""  # of the dump's file
    tables: Mapping[str, Rows] = field(default_factory=dict)
    sequences: Mapping[str, int | None] = field(default_factory=dict)
    format: str = FORMAT
    version: int = VERSION

    @property
    def row_count(self) -> int:
        return sum(rows.count for rows in self.tables.values())

    def write(self, folder: Path) -> None:
        path = folder / NAME
        path.touch(mode=0o600)
        with path.open("w") as file:
            json.dump(asdict(self), file, indent=2)
            file.write("\n")
            file.flush()
            os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`. Raises BackupError."""
    try:
        kept = json.loads((folder / NAME).read_text())
        if (kept.pop("format"), kept.pop("version")) != (FORMAT, VERSION):
            raise BackupError(
                f"{folder} was written by another version of Debrief; restore it with that one."
            )
        tables = {name: Rows(**rows) for name, rows in kept.pop("tables").items()}
        return Manifest(tables=tables, **kept)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise BackupError(f"{folder} is no backup: it has no {NAME} that can be read.") from None


def sha256_of(folder: Path) -> str:
    """The hash of the dump in `folder`. Raises BackupError when it cannot be read."""
    file = folder / DUMP
    digest = hashlib.sha256()
    try:
        with file.open("rb") as opened:
            while part := opened.read(_PART):
                digest.update(part)
    except OSError as error:
        raise BackupError(f"{file} cannot be read: {error.strerror}.") from None
    return digest.hexdigest()
