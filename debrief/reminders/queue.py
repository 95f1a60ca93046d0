"""The jobs that reminders wait as, in the same database and the same transaction as the reminders themselves.

A job carries ids and nothing else. It goes with its reminder: a trigger of the reminders' table takes it
away, whoever deletes the row (migrations/0001_initial.py).
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

from debrief.reminders.models import Reminder

QUEUE = "reminders"
SEND_REMINDER = "debrief.reminders.send_reminder"  # the task; in jobs that wait, so it is permanent

# Not the application's own way to defer: within a worker that writes on a connection of its own, past the
# transaction, and it logs what it defers.
_jobs = JobManager(DjangoConnector())


def schedule(reminder: Reminder, *, at: datetime | None = None, tries: int = 0) -> None:
    """Let a worker look after `reminder` at `at`, its own time by default, instead of whenever it would have.

    `tries` is how often a mail server has turned it away. Runs in a transaction, and is undone with it.
    """
    take_back([reminder.pk])
    # No `lock`: with it a job waits for every other of the same person, those of next month included.
    job = Job(
        queue=QUEUE,
        lock=None,
        queueing_lock=str(reminder.pk),
        task_name=SEND_REMINDER,
        task_kwargs={"owner": str(reminder.owner_id), "reminder": str(reminder.pk), "tries": tries},
        scheduled_at=at or reminder.wall.at,
    )
    _jobs.defer_job(job)


def take_back(reminders: Iterable[UUID]) -> None:
    """Take away the jobs of these reminders that no worker has begun with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = ANY(%s)",
            [[str(pk) for pk in reminders]],
        )
