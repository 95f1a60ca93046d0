"""`manage.py serve` and `python -m debrief.database`, as processes, on a machine that has nothing yet."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from debrief.database import embedded
from tests.browser.conftest import free_port
from tests.database.conftest import environ_of_nobody


@dataclass
class Serving:
    """A running `serve`."""

    process: subprocess.Popen[str]
    port: int
    data_dir: Path
    environ: dict[str, str]

    def status(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def read_until(self, words: str) -> str:
        """Return what it printed up to the line with `words`."""
        assert self.process.stdout is not None
        too_late = threading.Timer(30, self.process.kill)
        too_late.start()
        said = ""
        try:
            for line in self.process.stdout:
                said += line
                if words in line:
                    return said
        finally:
            too_late.cancel()
        raise AssertionError(f"It ended without saying {words!r}: {said}")


def serve(environ: dict[str, str], port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", f"--port={port}"],
        cwd=settings.BASE_DIR,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@contextmanager
def started(environ: dict[str, str]) -> Iterator[Serving]:
    port = free_port()
    with serve(environ, port) as process:
        serving = Serving(process, port, Path(environ["DEBRIEF_DATA"]), environ)
        try:
            serving.read_until("Debrief is at")
            yield serving
        finally:
            process.terminate()
            process.wait(30)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of one machine for all tests here that do not ask what the first start does.

    Whichever is the first there makes its files, and each leaves nothing running.
    """
    return environ_of_nobody(tmp_path_factory.mktemp("machine") / "data")


@pytest.fixture
def serving(machine: dict[str, str]) -> Iterator[Serving]:
    with started(machine) as serving:
        yield serving
    embedded.stop(serving.data_dir)


def wait_until(is_so: Callable[[], bool], *, seconds: float = 10) -> bool:
    """Return whether it comes to be so within `seconds`."""
    give_up = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > give_up:
            return False
        time.sleep(0.05)
    return True


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def child_of(pid: int, word: str) -> int:
    """Return the process number of what the `serve` with number `pid` has started with `word`."""
    for child in psutil.Process(pid).children():
        with suppress(psutil.NoSuchProcess):  # others come and go while the database is started
            if word in child.cmdline() and child.status() != psutil.STATUS_ZOMBIE:
                return int(child.pid)
    raise AssertionError(f"serve has no {word}.")


def test_everything_from_nothing_and_back(environ: dict[str, str], data_dir: Path) -> None:
    """One start, because the first takes seconds: pages, worker, a second start, a taken port, the stop."""
    with started(environ | {"EMAIL_HOST": "127.0.0.1"}) as serving:
        worker = child_of(serving.process.pid, "worker")
        os.kill(worker, signal.SIGKILL)
        serving.read_until("The worker had ended. Starting it again.")
        worker = child_of(serving.process.pid, "worker")
        everything_and_back(serving)
        assert wait_until(lambda: not psutil.pid_exists(worker))


def everything_and_back(serving: Serving) -> None:
    assert serving.status("/readyz") == 200
    assert serving.status("/tips/") == 200

    second = serve(serving.environ, free_port())
    said, _ = second.communicate(timeout=10)
    assert second.returncode == 1
    assert f"already runs here, at http://127.0.0.1:{serving.port} (process {serving.process.pid})" in said

    elsewhere = serve(serving.environ | {"DEBRIEF_DATA": f"{serving.data_dir}-other"}, serving.port)
    said, _ = elsewhere.communicate(timeout=10)
    assert elsewhere.returncode == 1
    assert f"Port {serving.port} is in use by another program." in said
    assert "Traceback" not in said

    serving.process.send_signal(signal.SIGTERM)
    assert "Debrief has stopped." in serving.read_until("has stopped")
    assert serving.process.wait(10) == 0
    assert not listens(serving.port)
    assert not embedded.is_running(serving.data_dir)


def test_what_breaks_is_put_right_or_said(serving: Serving) -> None:
    """The database is started again; a web server that ends by itself ends everything, and says so."""
    database = int((serving.data_dir / "postgres" / "postmaster.pid").read_text().split("\n")[0])
    os.kill(database, signal.SIGKILL)
    serving.read_until("The database had stopped. Starting it again.")
    assert wait_until(lambda: serving.status("/readyz") == 200)

    os.kill(child_of(serving.process.pid, "gunicorn"), signal.SIGKILL)
    serving.read_until("The web server has ended by itself")
    assert serving.process.wait(10) == 1
    assert not embedded.is_running(serving.data_dir)


def test_it_stops_everything_though_nobody_listens_any_more(serving: Serving) -> None:
    """As when the terminal is closed, or the reader of `make run | head` is done."""
    assert serving.process.stdout is not None
    serving.process.stdout.close()
    serving.process.terminate()
    assert serving.process.wait(20) == 0
    assert not listens(serving.port)
    assert not embedded.is_running(serving.data_dir)


def test_killed_it_leaves_no_web_server_behind(serving: Serving) -> None:
    serving.process.kill()
    serving.process.wait()
    assert wait_until(lambda: not listens(serving.port))


def command(environ: dict[str, str], ask: str) -> subprocess.CompletedProcess[str]:
    """Run a line of Python with the database of a machine."""
    return subprocess.run(
        [sys.executable, "-m", "debrief.database", "--", sys.executable, "-W", "ignore", "-c", ask],
        cwd=settings.BASE_DIR,
        env=environ,
        capture_output=True,
        text=True,
    )


def test_a_command_with_a_database_of_its_own(environ: dict[str, str], data_dir: Path) -> None:
    """The command finds a migrated database, its exit code is handed on, and nothing runs afterwards."""
    ask = (
        "import os, psycopg; "
        "print(psycopg.connect(os.environ['DATABASE_URL']).execute('TABLE tips_tip').rowcount); "
        "raise SystemExit(7)"
    )
    ended = command(environ, ask)
    assert int(ended.stdout) > 0, ended.stderr
    assert ended.returncode == 7
    assert not embedded.is_running(data_dir)


def test_a_command_passes_on_the_signal_to_stop(machine: dict[str, str]) -> None:
    sleeper = "import time; print('up', flush=True); time.sleep(25)"
    with subprocess.Popen(
        [sys.executable, "-m", "debrief.database", "--", sys.executable, "-c", sleeper],
        cwd=settings.BASE_DIR,
        env=machine,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        process.terminate()
        assert process.wait(20) == 128 + signal.SIGTERM
    assert not embedded.is_running(Path(machine["DEBRIEF_DATA"]))
