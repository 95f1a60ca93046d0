"""The worker as a process of its own, for `serve`."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

_STOPS_WITHIN = 20  # seconds; what is under way then is cut off
_START_AGAIN_AFTER = 3  # seconds; one that cannot start is not to take the whole machine


class Worker:
    """One `manage.py worker`, run from `folder` with `environ`."""

    def __init__(self, *, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = dict(environ)
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = float("-inf")

    def start(self) -> None:
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=self.folder,
            env={**self.environ, "DEBRIEF_SERVED_BY": str(os.getpid())},
            start_new_session=True,  # Ctrl-C in the terminal comes to us, and we stop it
        )

    def start_again_if_ended(self) -> bool:
        """Start it again should it have ended by itself, now and then; return whether that was so."""
        has_ended = self._process is not None and self._process.poll() is not None
        if not has_ended or time.monotonic() - self._started_at < _START_AGAIN_AFTER:
            return False
        self.start()
        return True

    def tell_to_stop(self) -> None:
        """Let it end once what it is doing is done, and do not wait for it."""
        if self._process:
            self._process.send_signal(signal.SIGTERM)  # does nothing once it has ended

    def stop(self) -> None:
        """Stop it and wait until it is gone."""
        if self._process is None:
            return
        self.tell_to_stop()
        try:
            self._process.wait(_STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None
