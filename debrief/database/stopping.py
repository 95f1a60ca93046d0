"""Being told to stop: Ctrl-C, SIGTERM, and a terminal that closes."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Raised wherever the program is when it is told to stop, so that every block it leaves cleans up."""


_told = False


def was_told() -> bool:
    """Return whether a signal to stop has come.

    For loops that go on for long: Python drops an exception that a signal raises inside a finalizer.
    """
    return _told


def raise_when_told() -> None:
    """Raise Stopped at the first signal to stop, and let no second one disturb the cleaning up."""

    def stop(number: int, frame: FrameType | None) -> None:
        global _told
        _told = True
        handle(lambda again: None)
        raise Stopped

    for each in SIGNALS:
        signal.signal(each, stop)


def handle(told: Callable[[int], None]) -> None:
    """Call `told` with the number of every signal to stop from now on.

    Even to do nothing this is a function and not SIG_IGN, which programs started from here would inherit.
    """
    for each in SIGNALS:
        signal.signal(each, lambda number, frame: told(number))


def end_with_whoever_serves() -> None:
    """Tell this process to stop when `manage.py serve`, which started it, is gone, even if it was killed."""
    served_by = os.environ.get("DEBRIEF_SERVED_BY")
    if served_by and sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != int(served_by):
            os.kill(os.getpid(), signal.SIGTERM)
