"""Asking a server for the same thing again and again: with wrk where there is one, else from here."""

import http.client
import json
import shutil
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests.bench.servers import HOST, Server

CONNECTIONS = 16  # twice what two workers of four threads serve at once
_ENCODINGS = "br, gzip"  # as every browser asks, so compressing counts
_FORM = "application/x-www-form-urlencoded"
_SCRIPT = Path(__file__).with_name("wrk.lua")


class WrongAnswerError(Exception):
    """A page did not answer as it should, so its figures would mean nothing."""


@dataclass(frozen=True)
class Target:
    """One kind of request. Several paths are taken in turn; with a `form` (url-encoded) it is a POST."""

    server: Server
    paths: tuple[str, ...]
    cookie: str = ""
    form: str = ""

    @property
    def method(self) -> str:
        return "POST" if self.form else "GET"

    @property
    def headers(self) -> dict[str, str]:
        headers = {"Accept-Encoding": _ENCODINGS}
        if self.cookie:
            headers["Cookie"] = self.cookie
        if self.form:
            headers |= {"Content-Type": _FORM, "Accept": "application/json"}
        return headers


@dataclass(frozen=True)
class Load:
    """What came of it: requests served, and the time 99 of 100 answers stayed below, in milliseconds."""

    requests: int
    p99: float


def check(target: Target) -> None:
    """Ask once for every path. Raises WrongAnswerError unless each is a 200."""
    connection = http.client.HTTPConnection(HOST, target.server.port, timeout=30)
    for path in target.paths:
        connection.request(target.method, path, target.form or None, target.headers)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise WrongAnswerError(f"{target.method} {path} was answered {answer.status}.")
    connection.close()


def put(target: Target, seconds: int) -> Load:
    """Keep `CONNECTIONS` requests under way for so long. Raises WrongAnswerError when any fails.

    When time is up each connection still has a request under way, which the server serves to its end, so
    those count as served; they are given the time it takes.
    """
    wrk = shutil.which("wrk")
    answered, failed, p99 = _with_wrk(wrk, target, seconds) if wrk else _from_here(target, seconds)
    if failed or not answered:
        raise WrongAnswerError(f"{target.method} {target.paths[0]}: {failed} of {answered} requests failed.")
    time.sleep(0.2)
    return Load(answered + CONNECTIONS, p99)


def _with_wrk(wrk: str, target: Target, seconds: int) -> tuple[int, int, float]:
    command = [wrk, "--threads=1", f"--connections={CONNECTIONS}", f"--duration={seconds}s", "--timeout=30s"]
    command += [f"--script={_SCRIPT}"]
    for name, value in target.headers.items():
        command += ["--header", f"{name}: {value}"]
    command += [target.server.address, "--", target.form, *target.paths]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = json.loads(said.strip().splitlines()[-1])
    return told["answered"], told["failed"], told["p99"]


def _from_here(target: Target, seconds: int) -> tuple[int, int, float]:
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        parts = list(pool.map(lambda n: _keep_asking(target, until, n), range(CONNECTIONS)))
    times = sorted(time for times, _ in parts for time in times)
    p99 = times[int(len(times) * 0.99)] if times else 0.0
    return len(times), sum(failed for _, failed in parts), p99


def _keep_asking(target: Target, until: float, first: int) -> tuple[list[float], int]:
    """One connection's times in milliseconds, and how many of its requests failed."""
    connection = http.client.HTTPConnection(HOST, target.server.port, timeout=30)
    paths = cycle((*target.paths[first % len(target.paths) :], *target.paths[: first % len(target.paths)]))
    times: list[float] = []
    failed = 0
    while (begun := time.monotonic()) < until:
        connection.request(target.method, next(paths), target.form or None, target.headers)
        answer = connection.getresponse()
        answer.read()
        failed += answer.status != 200
        times.append((time.monotonic() - begun) * 1000)
    connection.close()
    return times, failed
