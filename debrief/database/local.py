"""What one machine without a database server of its own needs to know before Django is set up.

Imported by the settings, so nothing here may import Django, connect to anything or need the server to run.
"""

import os
import secrets
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

DATABASE = "debrief"
APP_ROLE = "debrief_app"
OWNER_ROLE = "debrief_owner"
# The embedded server's superuser. Only the set-up of roles and databases connects as it.
ADMIN_ROLE = "postgres"

# The port names the socket file; written out so that a PGPORT in someone's shell changes nothing.
PORT = 5432

_SOCKET_LINE = 4  # of postmaster.pid, counted from 0; see "postmaster.pid" in PostgreSQL's miscadmin.h


@dataclass(frozen=True)
class Urls:
    """Where the database is, once for each role: `app` owns nothing, `owner` holds the tables."""

    app: str
    owner: str


def postgres_dir(data_dir: Path) -> Path:
    """Return the folder of the embedded server's files under `data_dir`."""
    return data_dir.absolute() / "postgres"


def socket_dir(data_dir: Path) -> Path:
    """Return the folder in which the embedded server listens.

    A running server has written it into postmaster.pid. Without one it is the server's own folder, which is
    where it will listen unless that path is too long for a socket (see `embedded`).
    """
    folder = postgres_dir(data_dir)
    try:
        lines = (folder / "postmaster.pid").read_text().splitlines()
    except OSError:
        return folder
    has_socket = len(lines) > _SOCKET_LINE and lines[_SOCKET_LINE].strip()
    return Path(lines[_SOCKET_LINE].strip()) if has_socket else folder


def database_url(data_dir: Path, *, role: str, database: str = DATABASE) -> str:
    """Return the address of `database` on the embedded server for `role`; it needs no password."""
    host = quote(os.fsencode(socket_dir(data_dir)), safe="")
    return f"postgresql://{role}@{host}:{PORT}/{database}"


def database_urls(data_dir: Path) -> Urls:
    """Return the two addresses the application uses on the embedded server, running or not."""
    return Urls(
        app=database_url(data_dir, role=APP_ROLE),
        owner=database_url(data_dir, role=OWNER_ROLE),
    )


def secret_key(data_dir: Path) -> str:
    """Return this machine's signing key, made on first use and readable by its owner alone.

    Two processes that start together get the same key: each writes its own file and links it into place,
    which only the first can do.
    """
    kept = data_dir / "secret_key"
    try:
        return kept.read_text()
    except FileNotFoundError:
        pass
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    # mkstemp makes the file 0600, whatever the umask.
    handle, name = tempfile.mkstemp(prefix="secret_key.", dir=data_dir)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
            file.flush()
            os.fsync(file.fileno())
        os.link(name, kept)
    except FileExistsError:
        pass
    finally:
        os.unlink(name)
    return kept.read_text()
