"""How much processor time a server has used, its share of PostgreSQL included.

Processor time is what the other processes of a busy machine change least. PostgreSQL's share is that of the
connections to the server's own database, so what goes on in other databases does not count.
"""

import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

import psutil
import psycopg

from tests.bench.servers import Server


@dataclass(frozen=True)
class Reading:
    """Seconds of processor time so far, by process: of the web server, and of its database connections."""

    web: dict[int, float]
    database: dict[int, float]


class Meter:
    """Reads processor times. `database_url` is any database on the server, as any role."""

    def __init__(self, database_url: str) -> None:
        self._connection = psycopg.connect(database_url, autocommit=True)
        self.sees_postgresql = self._is_here()

    def close(self) -> None:
        self._connection.close()

    def read(self, server: Server) -> Reading:
        """What each process that works for `server` has used up to now."""
        main = psutil.Process(server.pid)
        web = [server.pid, *(child.pid for child in main.children(recursive=True))]
        return Reading(_all_seconds(web), _all_seconds(self._connected_to(server.database)))

    def _connected_to(self, database: str) -> list[int]:
        if not self.sees_postgresql:
            return []
        rows = self._connection.execute("SELECT pid FROM pg_stat_activity WHERE datname = %s", [database])
        return [pid for (pid,) in rows]

    def _is_here(self) -> bool:
        """Whether the server's processes can be seen: not when it runs elsewhere or in a container."""
        try:
            process = psutil.Process(self._connection.info.backend_pid)
            return process.name() == "postgres" and self._connection.info.dbname in " ".join(
                process.cmdline()
            )
        except psutil.Error:
            return False


def used(before: Reading, after: Reading) -> tuple[float, float]:
    """Seconds of processor time between two readings: the web server's, and PostgreSQL's."""
    return _grown(before.web, after.web), _grown(before.database, after.database)


def _grown(before: dict[int, float], after: dict[int, float]) -> float:
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def _all_seconds(pids: Iterable[int]) -> dict[int, float]:
    found = {}
    for pid in pids:
        with suppress(OSError, psutil.Error):  # ended meanwhile
            found[pid] = _seconds(pid)
    return found


def _seconds(pid: int) -> float:
    if sys.platform == "linux":
        # The process's own clock, exact to the nanosecond; /proc counts in steps of ten milliseconds.
        # This is what clock_getcpuclockid(3) returns, which Python does not offer.
        return time.clock_gettime((~pid << 3) | 2)
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
