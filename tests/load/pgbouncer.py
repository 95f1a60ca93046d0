"""pgbouncer in transaction mode, with fewer connections to the database than there are threads that ask."""

import getpass
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from debrief.database import addresses
from tests.browser.conftest import free_port

POOL = 3  # connections to the database
_STARTS_WITHIN = 10  # seconds

# Start-up options do not pass through a pool, so it sets them on each of its own connections.
_SETTINGS = """\
[databases]
{name} = {target} connect_query='SET statement_timeout = 8000; SET lock_timeout = 5000'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 200
ignore_startup_parameters = options
"""


def installed() -> str | None:
    """The path of the program, or None where it is not installed."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


@contextmanager
def pooling(url: str) -> Iterator[str]:
    """Give the address of a pool in front of the database at `url`, for as long as the block runs."""
    program = installed()
    assert program
    name, port = addresses.database_of(url), free_port()
    parts = {key: value for key, value in conninfo_to_dict(url).items() if key != "dbname"}
    target = make_conninfo("", dbname=name, **parts)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "pgbouncer.ini"
        file.write_text(_SETTINGS.format(name=name, target=target, port=port, pool=POOL))
        user = _user_for(str(parts.get("host", "")))
        os.chmod(folder, 0o755)
        command = [program, "-q", *(["-u", user] if os.geteuid() == 0 else []), str(file)]
        process = subprocess.Popen(command)
        pooled = f"postgresql://{parts['user']}@127.0.0.1:{port}/{name}"
        try:
            _wait_for(pooled, process)
            yield pooled
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()


def _user_for(host: str) -> str:
    """Who may open the database's socket: pgbouncer does not run as root."""
    return pwd.getpwuid(os.stat(host).st_uid).pw_name if host.startswith("/") else getpass.getuser()


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > give_up:
                raise
            time.sleep(0.1)
