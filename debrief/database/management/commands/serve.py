import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from debrief.database import embedded, locks, release, static_files, stopping
from debrief.database.binaries import EmbeddedServerError
from debrief.database.local import Urls
from debrief.database.provision import ProvisionError, provided
from debrief.database.roles import RolesError
from debrief.database.web_server import PortError, WebServer, WebServerError, check_port
from debrief.database.worker import Worker

_LOOK_EVERY = 1  # seconds


class AlreadyRunningError(Exception):
    """Debrief runs already on this data; the text says where."""


CANNOT_SERVE = (
    AlreadyRunningError,
    EmbeddedServerError,
    PortError,
    ProvisionError,
    RolesError,
    WebServerError,
)


class Command(BaseCommand):
    help = (
        "Runs everything on one machine: the database if none is given, migrations, tips, web server, worker."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1", help="the address of this machine to listen at")

    def handle(self, *args: Any, **options: Any) -> None:
        stopping.raise_when_told()
        try:
            with suppress(stopping.Stopped):
                self.serve(options["host"], options["port"])
        except CANNOT_SERVE as error:
            self.stderr.write(str(error))
            sys.exit(1)
        except psycopg.OperationalError as error:
            self.stderr.write(f"The database does not answer: {error}")
            sys.exit(1)
        self.say("Debrief has stopped.")

    def serve(self, host: str, port: int) -> None:
        web = WebServer(host=host, port=port, folder=settings.BASE_DIR, environ=os.environ)
        with self.only_one(web.address):
            check_port(host, port)
            self.say("Getting the database ready.")
            with provided(settings.DATA_DIR, os.environ) as urls:
                release.point_at(urls)
                release.bring_up_to_date()
                if static_files.collect():
                    self.say("Collected the style sheets and scripts.")
                self.say("Starting the web server.")
                web.environ = _environment(urls)
                worker = Worker(folder=settings.BASE_DIR, environ={"DEBRIEF_URL": web.address, **web.environ})
                try:
                    web.start()
                    if settings.HAS_MAIL:
                        self.say("Starting the worker, which sends reminders.")
                        worker.start()
                    self.say(f"Debrief is at {web.address} – Ctrl-C stops it.")
                    self.watch(web, worker)
                finally:
                    self.say("Stopping.")
                    worker.tell_to_stop()
                    web.stop()
                    worker.stop()

    @contextmanager
    def only_one(self, address: str) -> Iterator[None]:
        """Hold the lock of this data folder, or say where Debrief already runs."""
        path = settings.DATA_DIR / "serve.lock"
        try:
            with locks.hold(path, wait=False) as file:
                file.truncate()
                file.write(f"{os.getpid()} {address}")
                file.flush()
                yield
        except BlockingIOError:
            pid, _, where = path.read_text().partition(" ")
            raise AlreadyRunningError(
                f"Debrief already runs here, at {where} (process {pid}). "
                "Stop it with Ctrl-C there, or use that one."
            ) from None

    def watch(self, web: WebServer, worker: Worker) -> None:
        """Wait until told to stop; should the embedded database or the worker end meanwhile, start it again.

        Raises WebServerError when the web server ends by itself.
        """
        is_embedded = not os.environ.get("DATABASE_URL")
        while web.is_running_after(_LOOK_EVERY):
            if stopping.was_told():
                raise stopping.Stopped
            if is_embedded and not embedded.is_running(settings.DATA_DIR):
                self.say("The database had stopped. Starting it again.")
                embedded.start(settings.DATA_DIR)
            if worker.start_again_if_ended():
                self.say("The worker had ended. Starting it again.")
        raise WebServerError("The web server has ended by itself; what it wrote above says why.")

    def say(self, sentence: str) -> None:
        with suppress(OSError):  # whoever listened may be gone, which is no reason not to stop everything
            self.stdout.write(sentence)
            self.stdout.flush()


def _environment(urls: Urls) -> dict[str, str]:
    """Return what the web server is told: the application's address of the database and never the owner's."""
    kept_back = ("DATABASE_OWNER_URL", "DATABASE_ADMIN_URL")
    return {
        **{name: value for name, value in os.environ.items() if name not in kept_back},
        "DATABASE_URL": urls.app,
        "DEBRIEF_ONE_MACHINE": "1",
        "DEBRIEF_DATA": str(settings.DATA_DIR),
        "DEBRIEF_STATIC_ROOT": str(settings.STATIC_ROOT),
    }
