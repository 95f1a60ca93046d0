"""Workers as they run: jobs in the database, connections of their own, and more than one of them at once."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import psycopg
import pytest
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from debrief.accounts.models import User
from debrief.database.local import Urls
from debrief.privacy import wall
from debrief.privacy.logs import DiscreetFormatter
from debrief.privacy.wall import acting_for
from debrief.reminders import sending
from debrief.reminders.models import Reminder
from debrief.reminders.queue import schedule
from debrief.reminders.sending import begin
from debrief.reminders.when import wall_time
from debrief.reminders.working import work
from tests import factories
from tests.reminders.conftest import again, jobs

pytestmark = pytest.mark.usefixtures("committed", "has_mail")
ROUNDS = 15
FORMATTER = DiscreetFormatter("{levelname} {name}: {message}", style="{")


@pytest.fixture
def person(committed: None, has_mail: None) -> Iterator[User]:
    made = factories.person("owner", has_reminders=True)
    yield made
    with acting_for(made.pk):
        User.objects.filter(pk=made.pk).delete()


def due(person: User, count: int = 1) -> list[Reminder]:
    """Reminders of as many debriefs whose time has come a moment ago."""
    now = datetime.now(UTC)
    made = []
    for _ in range(count):
        debrief = factories.debrief(person, decision_by=now.date() - timedelta(days=3))
        with acting_for(person.pk):
            one = Reminder(owner=person, debrief=debrief, kind="decision")
            one.wall = wall_time(now, "UTC")
            one.save()
            schedule(one)
        made.append(one)
    return made


@pytest.fixture(autouse=True)
def _no_connection_left_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers keep theirs, each in a thread that ends with the test."""
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)


def work_off() -> None:
    """Let a worker do what is due, four jobs at once."""
    # In a thread, because one in which a browser test has run has an event loop already.
    worker = Thread(target=lambda: work(is_to_stay=False))
    worker.start()
    worker.join()


def rows(urls: Urls, statement: str) -> list[Any]:
    with psycopg.connect(urls.owner) as owner:
        return owner.execute(statement).fetchall()  # type: ignore[arg-type]


def test_a_worker_sends_what_is_due_and_leaves_no_job(person: User, database_urls: Urls) -> None:
    (one,) = due(person)
    work_off()
    assert again(one).state == "sent"
    assert [message.to for message in mail.outbox] == [[person.email]]
    left = rows(database_urls, f"SELECT 1 FROM procrastinate_jobs WHERE args::text LIKE '%{person.pk}%'")
    assert left == []
    assert rows(database_urls, "SELECT 1 FROM procrastinate_workers") == []


def test_what_is_done_at_once_sends_one_a_day(person: User) -> None:
    made = due(person, 6)
    work_off()
    assert sorted(again(one).state for one in made) == ["sent", *["waiting"] * 5]
    assert len(mail.outbox) == 1


def test_at_the_very_same_moment(person: User) -> None:
    """Both look before either has noted anything, unless one waits for the other."""
    for _ in range(ROUNDS):
        with acting_for(person.pk):
            Reminder.objects.all().delete()
        pair, together, begun = due(person, 2), Barrier(2), []

        def start(one: Reminder, together: Barrier = together, begun: list[Any] = begun) -> None:
            together.wait()
            begun.append(begin(owner_id=one.owner_id, reminder_id=one.pk))
            connection.close()

        both = [Thread(target=start, args=(one,)) for one in pair]
        for each in both:
            each.start()
        for each in both:
            each.join()
        assert sorted(again(one).state for one in pair) == ["sending", "waiting"]
        assert sum(one is not None for one in begun) == 1


def test_what_a_worker_left_behind_is_taken_up(person: User, database_urls: Urls) -> None:
    """A worker that went away before it noted anything: the job is another's, and the mail goes out once."""
    (one,) = due(person)
    with psycopg.connect(database_urls.owner) as owner:
        gone = owner.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '1 minute') RETURNING id"
        ).fetchone()
        assert gone
        doing = "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE queueing_lock = %s"
        owner.execute(doing, [gone[0], str(one.pk)])
        owner.execute("DELETE FROM procrastinate_periodic_defers")
    work_off()
    for _ in range(3):  # taking up is a job as well, and waits for its turn
        if again(one).state == "sent":
            break
        work_off()
    assert again(one).state == "sent"
    assert len(mail.outbox) == 1


def test_what_is_known_is_noted_though_the_connection_breaks(
    person: User, database_urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    note, cut_off = sending._note_once, []

    def break_and_note(*args: Any) -> None:
        if not cut_off:
            with connection.cursor() as cursor, psycopg.connect(database_urls.app) as other:
                cursor.execute("SELECT pg_backend_pid()")
                cut_off.append(other.execute("SELECT pg_terminate_backend(%s)", cursor.fetchone()).fetchone())
        note(*args)

    monkeypatch.setattr(sending, "_note_once", break_and_note)
    monkeypatch.setattr(sending, "_WHILE_A_DATABASE_RESTARTS", (0.1, 0.1))
    (one,) = due(person)
    work_off()
    assert cut_off == [(True,)]
    assert again(one).state == "sent"
    assert len(mail.outbox) == 1


def test_a_job_that_breaks_tells_nobody_s_id(
    person: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError(factories.CANARY)

    monkeypatch.setattr(sending, "_is_due", fail)
    (one,) = due(person)
    work_off()
    told = "\n".join(FORMATTER.format(record) for record in caplog.records)
    assert "could not be looked after" in told
    assert "builtins.RuntimeError" in told
    for private in (str(person.pk), str(one.pk), str(one.debrief_id), factories.CANARY):
        assert private not in told
    assert again(one).state == "waiting"
    at, _args = jobs()[str(one.pk)]
    assert at > datetime.now(UTC) + timedelta(seconds=50)  # a minute later again
    assert mail.outbox == []


def test_what_the_queue_itself_says_names_no_job(caplog: pytest.LogCaptureFixture) -> None:
    assert logging.getLogger("procrastinate").level == logging.WARNING
    for extra in ({"action": "job_error"}, {}):
        logging.getLogger("procrastinate.worker").error("Job send(owner=%s)", factories.CANARY, extra=extra)
    told = [FORMATTER.format(record) for record in caplog.records]
    assert told[0] == "ERROR procrastinate.worker: job_error"
    assert not any("send" in one or factories.CANARY in one for one in told)


def test_jobs_come_and_go_with_the_transaction(person: User, database_urls: Urls) -> None:
    (one,) = due(person)
    waiting = f"SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = '{one.pk}'"
    with transaction.atomic():
        with acting_for(person.pk):
            Reminder.objects.all().delete()
        transaction.set_rollback(True)
    assert len(rows(database_urls, waiting)) == 1
    with acting_for(person.pk):
        Reminder.objects.all().delete()
    assert rows(database_urls, waiting) == []


def test_it_does_not_work_as_a_role_that_no_wall_binds(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise ImproperlyConfigured("bypasses row security")

    monkeypatch.setattr(wall, "verify", refuse)
    with pytest.raises(CommandError, match="bypasses"):
        call_command("worker")
