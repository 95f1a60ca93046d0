"""Locks between processes of one machine; the kernel lets go of them when a process ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def hold(path: Path, *, shared: bool = False, wait: bool = True) -> Iterator[TextIO]:
    """Hold the lock on the file `path` during the block, and hand over the file, open to read and write.

    `shared`: with others who hold it shared. `wait`: until it is free; otherwise BlockingIOError when it is
    not. The file is made readable by its owner alone and left in place: removing it would let two processes
    hold locks on two files of one name.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, kind if wait else kind | fcntl.LOCK_NB)
        yield file


def is_last(file: TextIO) -> bool:
    """Return whether nobody else holds the lock that `file` holds shared; if so it is now held alone."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
