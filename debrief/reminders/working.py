"""Doing what waits, as a process of its own or for as long as there is something to do."""

from django.db import DEFAULT_DB_ALIAS
from procrastinate import PsycopgConnector
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params

# Seconds between looks at what is due. A reminder is due to the minute, so nobody listens for new jobs: that
# takes a connection of its own to the server itself, past any pooler in transaction mode.
LOOK_EVERY = 10
_AT_ONCE = 4
_FINISH_WITHIN = 15  # seconds, for what is under way when it is told to stop


def work(*, is_to_stay: bool = True) -> None:
    """Do what is due, and what becomes due, until told to stop by a signal; or until nothing is due.

    Jobs that are done leave nothing behind: they name a person.
    """
    queue = PsycopgConnector(kwargs=connector_params(DEFAULT_DB_ALIAS), min_size=1, max_size=_AT_ONCE)
    with app.replace_connector(queue) as working:
        working.run_worker(
            wait=is_to_stay,
            install_signal_handlers=is_to_stay,
            concurrency=_AT_ONCE,
            listen_notify=False,
            fetch_job_polling_interval=LOOK_EVERY,
            shutdown_graceful_timeout=_FINISH_WITHIN,
            delete_jobs="always",
        )
