"""Collecting static files, when there is something new to collect."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect() -> bool:
    """Collect the static files into STATIC_ROOT if they changed since the last time; return whether they had.

    Compressing them takes seconds, which a second start can do without.
    """
    note = Path(settings.STATIC_ROOT) / ".collected"
    now = _fingerprint()
    if note.exists() and note.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    note.write_text(now)
    return True


def _fingerprint() -> str:
    """Return a digest of what collecting depends on: each file's name, size and time, and the storage."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
