"""How gunicorn serves Debrief: gunicorn -c python:debrief.serving debrief.wsgi"""

import ctypes
import os
import signal
import sys

bind = [os.environ.get("WEB_BIND") or f"0.0.0.0:{os.environ.get('PORT') or 8000}"]
workers = int(os.environ.get("WEB_WORKERS") or 2)
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 4)

keepalive = 15  # seconds; longer than the pause between two autosaves
timeout = 30  # seconds; a worker that has not shown itself for so long is killed and replaced
graceful_timeout = 15  # seconds for requests that are under way when a stop is asked for

# The workers' sign of life is a file, touched every second: in memory where the system has such a folder.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108
control_socket_disable = True  # it would be a second way in, through the home folder

# Whose X-Forwarded-… headers count. Nobody's, unless the environment says so.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "")

accesslog = None  # addresses carry share tokens
errorlog = "-"
loglevel = "warning"


def on_starting(server: object) -> None:
    """Stop when `manage.py serve`, which started this, is gone, even if it was killed."""
    served_by = os.environ.get("DEBRIEF_SERVED_BY")
    if served_by and sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG
        if os.getppid() != int(served_by):
            os.kill(os.getpid(), signal.SIGTERM)
