"""What a worker does. procrastinate finds this module by its name."""

import logging
from uuid import UUID

from procrastinate import JobContext, RetryStrategy, exceptions
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from debrief.reminders.queue import QUEUE, SEND_REMINDER
from debrief.reminders.sending import send_when_due

# When something of ours breaks, such as the connection to the database: half an hour, and then it is let go.
_AFTER_A_FAULT = RetryStrategy(max_attempts=30, wait=60)  # seconds

log = logging.getLogger("debrief.reminders")


@app.task(name=SEND_REMINDER, queue=QUEUE, retry=_AFTER_A_FAULT)
def send_reminder(*, owner: str, reminder: str, tries: int) -> None:
    try:
        send_when_due(owner_id=UUID(owner), reminder_id=UUID(reminder), tries=tries)
    except Exception:
        log.exception("A reminder could not be looked after.")
        raise


@app.periodic(cron="* * * * *")
@app.task(
    name="debrief.reminders.take_up_stalled", queue=QUEUE, queueing_lock="take_up_stalled", pass_context=True
)
async def take_up_stalled(context: JobContext, timestamp: int) -> None:
    """Do again what workers had begun with that are gone. Sending looks for itself how far they had come."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        try:
            await jobs.retry_job(job)
        except exceptions.UniqueViolation:  # its reminder waits as another job by now
            await jobs.finish_job(job, Status.FAILED, delete_job=True)
