"""How gunicorn serves Debrief: gunicorn -c python:debrief.serving debrief.wsgi"""

import importlib
import os
import socket
import struct
import sys
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from debrief.database.stopping import end_with_whoever_serves
from debrief.environment import whole_number

try:
    # Here and not in each worker: one sentence, and an end.
    importlib.import_module(os.environ.get("DJANGO_SETTINGS_MODULE", "debrief.settings"))
    bind = [os.environ.get("WEB_BIND") or f"0.0.0.0:{whole_number('PORT', default=8000)}"]
    workers = whole_number("WEB_WORKERS", default=2, most=256)
    threads = whole_number("WEB_THREADS", default=4, most=256)
except ImproperlyConfigured as wrong:
    sys.exit(str(wrong))
worker_class = "gthread"

keepalive = 15  # seconds; longer than the pause between two autosaves
timeout = 30  # seconds; a worker that has not shown itself for so long is killed and replaced
graceful_timeout = 15  # seconds for requests that are under way when a stop is asked for

# Seconds. A client that sends nothing for so long in the middle of a request, or takes nothing of the answer,
# is let go. gunicorn's threads would wait for ever: as many phones as there are threads, gone in a tunnel,
# stopped the whole site.
SILENCE = 20

# The workers' sign of life is a file, touched every second: in memory where the system has such a folder.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True  # it would be a second way in, through the home folder

# Whose X-Forwarded-… headers count. Nobody's, unless the environment says so.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "")

accesslog = None  # addresses carry share tokens
errorlog = "-"
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Bound each wait for a client; a connection inherits that from the socket it comes in by."""
    patience = struct.pack("ll", SILENCE, 0)  # struct timeval
    for listener in server.LISTENERS:
        for wait in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
            listener.sock.setsockopt(socket.SOL_SOCKET, wait, patience)


def on_starting(server: object) -> None:
    """Stop when `manage.py serve`, which started this, is gone."""
    end_with_whoever_serves()
