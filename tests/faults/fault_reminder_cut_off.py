"""A worker killed between handing a mail over and noting it; and two workers at once."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from django.conf import settings

from debrief.accounts.models import User
from debrief.database import local
from debrief.privacy.wall import acting_for
from debrief.reminders.models import Reminder
from debrief.reminders.queue import schedule
from debrief.reminders.when import wall_time
from tests import factories
from tests.browser.conftest import free_port
from tests.conftest import signed_in
from tests.faults.conftest import Figure, as_owner
from tests.load import pgbouncer

pytestmark = pytest.mark.usefixtures("committed")
KILLS = 6
# Whether somebody waits for a lock: the note of a mail, while the test holds the reminder's row.
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


class MailServer:
    """Keeps what it is sent. `taken` is called before a mail is said to be taken."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, str]] = []  # to whom, and the Message-ID
        self.taken: Callable[[], object] = lambda: None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mail = message_from_bytes(envelope.content)
        self.mails.append((str(mail["To"]), str(mail["Message-ID"])))
        self.taken()
        return "250 Kept"


@pytest.fixture
def mail_server() -> Iterator[tuple[MailServer, int]]:
    server, port = MailServer(), free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    yield server, port
    controller.stop()


@pytest.fixture
def worker_environ(web_environ: dict[str, str], mail_server: tuple[MailServer, int]) -> dict[str, str]:
    mail = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_server[1]), "EMAIL_TLS": "0"}
    return web_environ | mail


@contextmanager
def worker(environ: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "manage.py", "worker"]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=environ) as process:
        try:
            yield process
        finally:
            process.terminate()


def due(person: User) -> Reminder:
    debrief = factories.debrief(person, decision_by=(datetime.now(UTC) - timedelta(days=3)).date())
    with acting_for(person.pk):
        reminder = Reminder(owner=person, debrief=debrief, kind="decision")
        reminder.wall = wall_time(datetime.now(UTC), "UTC")
        reminder.save()
        schedule(reminder)
    return reminder


def state(reminder: Reminder) -> str:
    with acting_for(reminder.owner_id):
        return str(Reminder.objects.get(pk=reminder.pk).state)


def wait_until(is_so: Callable[[], object], *, seconds: float = 30) -> None:
    give_up = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < give_up, "It did not come to be so."
        time.sleep(0.02)


def test_a_worker_killed_between_sending_and_noting(
    worker_environ: dict[str, str],
    mail_server: tuple[MailServer, int],
    database_urls: local.Urls,
    figure: Figure,
) -> None:
    server, _port = mail_server
    cut_off = []
    for _ in range(KILLS):
        reminder = due(factories.person("owner", has_reminders=True))
        cut_off.append(reminder)
        before = len(server.mails)
        with psycopg.connect(database_urls.owner) as holding:
            hold = f"SELECT FROM reminders_reminder WHERE id = '{reminder.pk}' FOR UPDATE"
            server.taken = lambda holding=holding, hold=hold: holding.execute(hold)  # type: ignore[misc]
            with worker(worker_environ) as process:
                wait_until(lambda before=before: len(server.mails) > before)  # type: ignore[misc]
                # It has read that the mail was taken, and is about to note it.
                wait_until(lambda: as_owner(database_urls, WAITING) == [(1,)])
                process.kill()
                process.wait()
            holding.rollback()
        assert state(reminder) == "sending"
    server.taken = lambda: None

    # Ten minutes go by.
    ago = "interval '10 minutes'"
    as_owner(database_urls, f"UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - {ago}")
    as_owner(database_urls, f"UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - {ago}")
    as_owner(
        database_urls,
        f"UPDATE reminders_reminder SET sending_at = sending_at - {ago} WHERE state = 'sending'",
    )
    fine = due(factories.person("owner", has_reminders=True))
    with worker(worker_environ), worker(worker_environ):
        wait_until(lambda: {state(one) for one in cut_off} == {"unknown"}, seconds=90)
        wait_until(lambda: state(fine) == "sent")
        jobs = "SELECT count(*) FROM procrastinate_jobs WHERE task_name LIKE '%send_reminder'"
        wait_until(lambda: as_owner(database_urls, jobs) == [(0,)])

    received = [sum(f"reminder-{one.pk}@" in id_ for _to, id_ in server.mails) for one in (*cut_off, fine)]
    owner = User.objects.get(pk=cut_off[0].owner_id)
    page = signed_in(owner).get(f"/debriefs/{cut_off[0].debrief_id}/reminders/").content.decode()
    assert "We can’t tell whether this one went out." in page
    figure(
        f"a worker killed {KILLS} times between a mail's being taken and its being noted",
        f"mails received per reminder: {', '.join(map(str, received))} (the last one undisturbed); {KILLS} "
        "shown as unclear, none sent again by the workers that came after",
        "0 duplicates; a stale one is shown as unclear and never sent again by itself",
    )
    assert received == [1] * (KILLS + 1)


@pytest.fixture(params=["straight", "through pgbouncer"])
def way(request: pytest.FixtureRequest, database_urls: local.Urls) -> Iterator[tuple[str, str]]:
    """How workers reach the database, and its address that way."""
    if request.param == "straight":
        yield request.param, database_urls.app
    elif not pgbouncer.installed():
        pytest.skip("pgbouncer is not installed")
    else:
        with pgbouncer.pooling(database_urls.app) as pooled:
            yield request.param, pooled


def test_two_workers_at_once(
    worker_environ: dict[str, str],
    mail_server: tuple[MailServer, int],
    way: tuple[str, str],
    figure: Figure,
) -> None:
    server, _port = mail_server
    worker_environ |= {"DATABASE_URL": way[1]}
    people = [factories.person("owner", has_reminders=True) for _ in range(8)]
    with worker(worker_environ), worker(worker_environ):
        made = [due(person) for _ in range(4) for person in people]
        wait_until(lambda: len({to for to, _id in server.mails}) == len(people))
        wait_until(lambda: sorted({state(each) for each in made}) == ["sent", "waiting"])
        moved = "sent", *["waiting"] * 3
        wait_until(lambda: all(states(made, person) == moved for person in people))
    figure(
        f"two workers ({way[0]}), and {len(made)} reminders of {len(people)} people due at once",
        f"{len(server.mails)} mails, one to each; the others wait for the days after",
        "one a day for a person",
    )
    assert sorted(to for to, _id in server.mails) == sorted(person.email for person in people)


def states(made: list[Reminder], person: User) -> tuple[str, ...]:
    return tuple(sorted(state(each) for each in made if each.owner_id == person.pk))
