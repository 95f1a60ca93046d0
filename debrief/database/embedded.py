"""A PostgreSQL server for one machine that has none: made, started and stopped under the data folder.

It listens on a socket that only the user who runs it (and root) can open, so its roles need no passwords.
Several processes may use it at once; see `running`. Django is not needed here.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from . import binaries, local, locks
from .binaries import EmbeddedServerError, ProgramError, SystemUser

_SOCKET_PATH_LIMIT = 103  # bytes; 107 on Linux, 103 on macOS
_READY_WITHIN = 60  # seconds, for a server that somebody else has just started
_LEFT_OVER_FOR = 10  # seconds; the parts of a server end by themselves once its main process is gone

_SETTINGS = """\
# Written at every start; changes made here are lost. Change debrief/database/embedded.py instead.
listen_addresses = ''
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
port = {port}
max_connections = 60
shared_buffers = '64MB'
max_wal_size = '256MB'
timezone = 'UTC'
log_timezone = 'UTC'
log_checkpoints = off
# A failed statement carries what people wrote, in its text and in its DETAIL line: neither is logged.
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
"""


@contextmanager
def running(data_dir: Path) -> Iterator[None]:
    """Have the server run during the block, and stop it afterwards unless another process still uses it.

    The last user stops it, whoever started it, so that a server left over from a killed process does not
    stay for ever. Raises EmbeddedServerError when it cannot be started.
    """
    with locks.hold(data_dir / "postgres.users", shared=True) as users:
        try:
            start(data_dir)
            yield
        finally:
            if locks.is_last(users):
                stop(data_dir)


def start(data_dir: Path) -> bool:
    """Start the server over `data_dir`, making its files the first time.

    Returns whether it was started here (and not running already); it answers when this returns. Raises
    EmbeddedServerError with a sentence on what is wrong.
    """
    data = local.postgres_dir(data_dir)
    with locks.hold(data_dir / "postgres.lock"):
        user = binaries.user_for(data)
        if _answers(data_dir):
            return False
        if is_running(data_dir):
            _stop(data, user)
        if not data.exists():
            _create(data, user)
        _check_version(data)
        _write_settings(data, user)
        _clear_up(data)
        _start(data, user)
        return True


def stop(data_dir: Path) -> None:
    """Stop the server over `data_dir`: open transactions are rolled back, committed ones are on disk.

    Does nothing when it is not running. Raises EmbeddedServerError when it does not stop.
    """
    data = local.postgres_dir(data_dir)
    with locks.hold(data_dir / "postgres.lock"):
        if is_running(data_dir):
            _stop(data, binaries.user_for(data))


def is_running(data_dir: Path) -> bool:
    """Return whether the server over `data_dir` runs, starting up and shutting down included."""
    data = local.postgres_dir(data_dir)
    pid = _noted_pid(data)
    return pid is not None and _is_server(pid, data)


def admin_url(data_dir: Path) -> str:
    """Return the address to make roles and databases with, on a server that runs."""
    return local.database_url(data_dir, role=local.ADMIN_ROLE, database="postgres")


def _create(data: Path, user: SystemUser) -> None:
    """Make the server's files. They get their name only when complete: initdb may be killed half-way."""
    unfinished = data.with_name("postgres.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    _give(unfinished, user)
    try:
        binaries.run(
            "initdb",
            f"--pgdata={unfinished}",
            f"--username={local.ADMIN_ROLE}",
            "--auth=trust",
            # The same order and the same idea of a letter on every machine, whatever its locales.
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--text-search-config=english",
            user=user,
            within=unfinished,
        )
    except ProgramError as failure:
        raise EmbeddedServerError(f"PostgreSQL could not make its files in {data}:\n{failure}") from None
    with (unfinished / "postgresql.conf").open("a") as file:
        file.write("\ninclude 'debrief.conf'\n")
    unfinished.rename(data)


def _check_version(data: Path) -> None:
    found = (data / "PG_VERSION").read_text().strip()
    if found != str(binaries.MAJOR_VERSION):
        raise EmbeddedServerError(
            f"The database in {data} was made by PostgreSQL {found}, and this is PostgreSQL "
            f"{binaries.MAJOR_VERSION}. Restore a backup into a new folder; docs/operating.md says how."
        )


def _write_settings(data: Path, user: SystemUser) -> None:
    path = data / "debrief.conf"
    quoted = str(_socket_dir(data, user)).replace("'", "''")
    path.write_text(_SETTINGS.format(socket_dir=quoted, port=local.PORT))
    _give(path, user)


def _socket_dir(data: Path, user: SystemUser) -> Path:
    """Return where to listen: with the server's files, or where that path is too long (or holds the comma
    that separates several), in a folder of the server's own with a name nobody can have taken before.

    After a crash that is the folder of before, which those who were connected know.
    """
    length = len(os.fsencode(data / f".s.PGSQL.{local.PORT}"))
    if length <= _SOCKET_PATH_LIMIT and "," not in str(data):
        return data
    before = local.socket_dir(data.parent)
    if before != data and before.is_dir() and before.stat().st_uid == data.stat().st_uid:
        return before
    folder = Path(tempfile.mkdtemp(prefix="debrief-"))
    _give(folder, user)
    return folder


def _start(data: Path, user: SystemUser) -> None:
    server_log = data / "log"
    seen = server_log.stat().st_size if server_log.exists() else 0
    try:
        binaries.run("pg_ctl", "start", f"--pgdata={data}", f"--log={server_log}", user=user, within=data)
    except ProgramError as failure:
        said = _read_from(server_log, seen) or str(failure)
        raise EmbeddedServerError(
            "\n".join(
                [f"PostgreSQL could not start. Its log, {server_log}, ends with:", *said.splitlines()[-8:]]
            )
        ) from None


def _read_from(file: Path, start: int) -> str:
    return file.read_bytes()[start:].decode(errors="replace") if file.exists() else ""


def _stop(data: Path, user: SystemUser) -> None:
    listened = local.socket_dir(data.parent)
    try:
        binaries.run("pg_ctl", "stop", f"--pgdata={data}", "--mode=fast", user=user, within=data)
    except ProgramError as failure:
        raise EmbeddedServerError(f"PostgreSQL did not stop:\n{failure}") from None
    if listened != data:
        shutil.rmtree(listened, ignore_errors=True)


def _answers(data_dir: Path) -> bool:
    """Return whether a server is already there to be used, waiting while one starts up or shuts down."""
    give_up = time.monotonic() + _READY_WITHIN
    while is_running(data_dir) and time.monotonic() < give_up:
        try:
            psycopg.connect(admin_url(data_dir), connect_timeout=5).close()
            return True
        except psycopg.OperationalError:
            time.sleep(0.1)
    return False


def _clear_up(data: Path) -> None:
    """Clear up after a server that was killed.

    Waits for what is left of it, and removes its lock files when their process number belongs to another
    program by now, beside which PostgreSQL would not start. Raises EmbeddedServerError when parts stay.

    Lock files whose process is gone stay; PostgreSQL deals with those itself.
    """
    pid = _noted_pid(data)
    if pid is None:
        return
    give_up = time.monotonic() + _LEFT_OVER_FOR
    while left := _servers(data):
        if time.monotonic() > give_up:
            raise EmbeddedServerError(
                "Parts of a PostgreSQL server that was killed are still running. End these processes, then "
                f"start again: {', '.join(map(str, left))}."
            )
        time.sleep(0.05)
    if _exists(pid):
        (local.socket_dir(data.parent) / f".s.PGSQL.{local.PORT}.lock").unlink(missing_ok=True)
        (data / "postmaster.pid").unlink()


def _noted_pid(data: Path) -> int | None:
    try:
        return int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_server(pid: int, data: Path) -> bool:
    import psutil  # comes with the package of the embedded server, so not in production

    try:
        process = psutil.Process(pid)
        if process.name() != "postgres" or process.status() == psutil.STATUS_ZOMBIE:
            return False
        return os.path.samefile(process.cwd(), data)  # a server's working folder is its data
    except (psutil.NoSuchProcess, FileNotFoundError):
        return False
    except psutil.AccessDenied:
        # Rather take another server of the same user for this one than start a second one on the same files.
        return bool(process.uids().effective == data.stat().st_uid)


def _servers(data: Path) -> list[int]:
    import psutil

    return [pid for pid in psutil.pids() if _is_server(pid, data)]


def _give(path: Path, user: SystemUser) -> None:
    if user.uid is not None and user.gid is not None:
        os.chown(path, user.uid, user.gid)
