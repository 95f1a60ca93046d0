"""Sending one reminder: look again, note that it is being sent, hand it over, note what became of it.

Noting is a transaction of its own each time. A worker that is cut off in between leaves a reminder that says
so, and that is never sent again by itself; see docs/decisions/0027.
"""

import logging
from contextlib import suppress
from datetime import datetime, time, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from time import sleep
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import InterfaceError, OperationalError, close_old_connections
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.pseudonyms import pseudonym
from debrief.privacy.wall import acting_for
from debrief.reminders.models import MISSED, UNCLEAR_AFTER, Reason, Reminder, State
from debrief.reminders.planning import PLANNING_ROWS, Asked, after_rest, is_too_late, meant_now, why_not
from debrief.reminders.queue import schedule
from debrief.reminders.when import WallTime, wall_time
from debrief.ui.addresses import absolute

# After a mail server that is away, or wants to be asked later: again in so many minutes, and then no more.
TRY_AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
# Later than this it would come at an hour nobody chose, so it waits for the same hour of the next day.
LATE = timedelta(hours=1)

_WHILE_A_DATABASE_RESTARTS = (1, 4, 15)  # seconds

log = logging.getLogger("debrief.reminders")


class NotTakenError(Exception):
    """The mail server took nothing; `is_final` when it would not take it later, either."""

    def __init__(self, *, is_final: bool) -> None:
        super().__init__(is_final)
        self.is_final = is_final


def send_when_due(*, owner_id: UUID, reminder_id: UUID, tries: int) -> None:
    """Send a reminder if it is still wanted and its time has come; or move it, or let it go.

    `tries` is how often a mail server has turned it away.
    """
    mail = begin(owner_id=owner_id, reminder_id=reminder_id, tries=tries)
    if mail is None:
        return
    try:
        hand_over(mail)
    except NotTakenError as error:
        _note_not_taken(owner_id, reminder_id, tries=tries, is_final=error.is_final)
    except Exception as error:
        # It may have gone out, so it counts as if it had.
        _note(owner_id, reminder_id, State.UNKNOWN)
        _log(logging.ERROR, type(error).__name__, owner_id)
    else:
        _note(owner_id, reminder_id, State.SENT)


def begin(*, owner_id: UUID, reminder_id: UUID, tries: int = 0) -> EmailMessage | None:
    """Look again, and write down that it is being sent. Returns the mail to send, or None for none.

    One at a time for a person, so that two workers cannot send two on one day.
    """
    with acting_for(owner_id):
        person = User.objects.select_for_update(no_key=True).filter(pk=owner_id).first()
        # Locked, so that its debrief cannot be deleted meanwhile.
        reminders = Reminder.objects.of(owner_id).by_email().select_for_update()
        reminder = reminders.filter(pk=reminder_id).first()
        if person is None or reminder is None:
            return None
        now = timezone.now()
        if reminder.state == State.SENDING:
            _settle(reminder, now)
        elif reminder.state == State.WAITING and _is_due(reminder, person, now, tries):
            reminder.go_to(State.SENDING, sending_at=now)
            return _mail(reminder, person)
        return None


def hand_over(mail: EmailMessage) -> None:
    """Give a mail to the mail server.

    Raises NotTakenError when the server certainly did not take it. What else is raised leaves that open.
    """
    connection = get_connection()
    try:
        connection.open()
    except (OSError, SMTPException):
        raise NotTakenError(is_final=False) from None
    try:
        connection.send_messages([mail])
    except SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        raise NotTakenError(is_final=all(code >= 500 for code in codes)) from None
    except SMTPResponseException as error:
        raise NotTakenError(is_final=error.smtp_code >= 500) from None
    finally:
        with suppress(OSError, SMTPException):
            connection.close()


def _settle(reminder: Reminder, now: datetime) -> None:
    """Whoever was sending it is gone, or nearly done: wait for the one, and say so of the other."""
    assert reminder.sending_at is not None
    if reminder.is_unclear(now):
        reminder.go_to(State.UNKNOWN, sending_at=reminder.sending_at)
    else:
        schedule(reminder, at=reminder.sending_at + UNCLEAR_AFTER + timedelta(seconds=1))


def _is_due(reminder: Reminder, person: User, now: datetime, tries: int) -> bool:
    """Whether to send it now. Where not, it has been moved or dropped."""
    if not (person.has_reminders and settings.HAS_MAIL):
        return _drop(reminder, Reason.TURNED_OFF)
    wall = reminder.wall
    if wall.at > now:
        return _move(reminder, wall)  # it was moved while a worker had begun with it
    if now - wall.at > MISSED:
        return _drop(reminder, Reason.MISSED)
    debrief = _debrief(reminder)
    asked = Asked(debrief=debrief, now=now, zone=reminder.zone, morning=reminder.wall_time)
    if reason := why_not(reminder.kind, asked):
        return _drop(reminder, reason)
    if now - wall.at > LATE and not tries:
        wall = wall.not_before(now)
    if (named := meant_now(reminder.kind, asked)) and named.at > wall.at:
        wall = named
    wall, too_late = after_rest(wall, debrief), Reason.WINDOW_OVER
    if wall.at <= now and _had_one_today(person, now):
        wall, too_late = wall.on(wall_time(now, wall.zone).day + timedelta(days=1)), Reason.ONE_A_DAY
    if is_too_late(reminder.kind, wall, debrief):
        return _drop(reminder, too_late)
    return wall.at <= now or _move(reminder, wall)


def _drop(reminder: Reminder, reason: Reason) -> bool:
    reminder.go_to(State.DROPPED, reason=reason)
    return False


def _move(reminder: Reminder, wall: WallTime) -> bool:
    reminder.wall = wall
    reminder.save(update_fields=["wall_date", "wall_time"])
    schedule(reminder)
    return False


def _debrief(reminder: Reminder) -> Debrief:
    return Debrief.objects.of(reminder.owner_id).with_rows(*PLANNING_ROWS).get(pk=reminder.debrief_id)


def _had_one_today(person: User, now: datetime) -> bool:
    """Whether a mail went out, or may have, on the day it is for the person."""
    day = now.astimezone(person.zone).date()
    first = WallTime(day, time(0), person.zone.key)
    return (
        Reminder.objects.of(person).gone_out_between(first.at, first.on(day + timedelta(days=1)).at).exists()
    )


def _note(owner_id: UUID, reminder_id: UUID, state: State) -> None:
    """Write down what became of it; tried for a while, so that what is known does not become unclear."""
    for pause in _WHILE_A_DATABASE_RESTARTS:
        try:
            return _note_once(owner_id, reminder_id, state)
        except (OperationalError, InterfaceError):
            sleep(pause)
            close_old_connections()
    return _note_once(owner_id, reminder_id, state)


def _note_once(owner_id: UUID, reminder_id: UUID, state: State) -> None:
    with acting_for(owner_id):
        # Its debrief may be gone by now. One that was taken for unclear meanwhile is not any more.
        reminder = Reminder.objects.of(owner_id).select_for_update().filter(pk=reminder_id).first()
        if reminder and reminder.state in (State.SENDING, State.UNKNOWN):
            sent_at = timezone.now() if state == State.SENT else None
            reminder.go_to(state, sending_at=reminder.sending_at, sent_at=sent_at)
    _log(logging.INFO, state, owner_id)


def _note_not_taken(owner_id: UUID, reminder_id: UUID, *, tries: int, is_final: bool) -> None:
    is_over = is_final or tries >= len(TRY_AGAIN_AFTER)
    with acting_for(owner_id):
        reminder = Reminder.objects.of(owner_id).select_for_update().filter(pk=reminder_id).first()
        if reminder is None or reminder.state != State.SENDING:
            return
        if is_over:
            reminder.go_to(State.DROPPED, reason=Reason.NOT_TAKEN)
        else:
            reminder.go_to(State.WAITING)
            schedule(reminder, at=timezone.now() + TRY_AGAIN_AFTER[tries], tries=tries + 1)
    _log(logging.WARNING, Reason.NOT_TAKEN, owner_id)


def _log(level: int, event: str, owner_id: UUID) -> None:
    log.log(level, "A reminder: %s", event, extra={"event": str(event), "who": pseudonym(str(owner_id))})


def _mail(reminder: Reminder, person: User) -> EmailMessage:
    """The mail: a link to the debrief, one to where reminders are turned off, and no word of anybody's."""
    links = {
        "debrief": absolute(reverse("recovery:path_page", args=[reminder.debrief_id])),
        "off": absolute(reverse("reminders:your_reminders")),
    }
    with translation.override(person.spoken):
        subject, body = (
            render_to_string(f"reminders/email/{part}.txt", {"kind": reminder.kind, **links})
            for part in ("subject", "message")
        )
    return EmailMessage(
        subject.strip(),
        body.strip() + "\n",
        to=[person.email],
        headers={
            "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday notice answers it
            # The same each time, so that a mailbox shows one that came twice as one.
            "Message-ID": f"<reminder-{reminder.pk}@{urlsplit(settings.SITE_URL).hostname}>",
        },
    )
