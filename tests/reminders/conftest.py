"""Somebody in London with an interview behind them, a clock to move, and a mail server that can misbehave."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from django.db import connection
from django.test import Client
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from debrief.reminders.models import Reminder
from debrief.reminders.sending import send_when_due
from tests import factories
from tests.browser.conftest import free_port
from tests.conftest import signed_in

# A Tuesday in winter, when London is at UTC; long gone, so that the database takes every job for due.
NOW = datetime(2026, 1, 6, 15, tzinfo=UTC)
INTERVIEW = datetime(2026, 1, 6, 13, tzinfo=UTC)
DECISION_BY = date(2026, 1, 9)
ALL = {"next_morning": "on", "note_window": "on", "decision": "on", "morning": "09:00", "by": "email"}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def has_mail(settings: Settings) -> None:
    settings.HAS_MAIL = True
    settings.SITE_URL = "https://debrief.example"


@pytest.fixture
def person(db: None, clock: Any, has_mail: None) -> User:
    return factories.person("owner", time_zone="Europe/London")


@pytest.fixture
def client(person: User) -> Client:
    return signed_in(person)


@pytest.fixture
def theirs(person: User) -> Debrief:
    """A debrief of which everything can be reminded."""
    return a_debrief(person)


def a_debrief(person: User, **fields: Any) -> Debrief:
    given = {"interview_at": INTERVIEW, "decision_by": DECISION_BY, "anything_else": factories.CANARY}
    return factories.debrief(person, **{**given, **fields})


def ask(client: Client, debrief: Debrief, **fields: str) -> Any:
    return client.post(f"/debriefs/{debrief.pk}/reminders/", fields or ALL)


def reminders(debrief: Debrief) -> dict[str, Reminder]:
    with acting_for(debrief.owner_id):
        return {one.kind: one for one in Reminder.objects.filter(debrief=debrief)}


def change(debrief: Debrief, **fields: Any) -> None:
    with acting_for(debrief.owner_id):
        Debrief.objects.filter(pk=debrief.pk).update(**fields)


def jobs() -> dict[str, tuple[Any, dict[str, Any]]]:
    """The jobs that wait, by their reminder: when, and what they carry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queueing_lock, scheduled_at, args FROM procrastinate_jobs WHERE status = 'todo'"
        )
        return {lock: (at, json.loads(args)) for lock, at, args in cursor.fetchall()}


def come(reminder: Reminder, clock: time_machine.Traveller | None = None, *, tries: int = 0) -> Reminder:
    """Let a worker look after `reminder`, at its time if there is a clock to move; return what it is then."""
    if clock:
        clock.move_to(reminder.wall.at)
    send_when_due(owner_id=reminder.owner_id, reminder_id=reminder.pk, tries=tries)
    return again(reminder)


def again(reminder: Reminder) -> Reminder:
    with acting_for(reminder.owner_id):
        return Reminder.objects.get(pk=reminder.pk)


class MailServer:
    """A mail server on this machine; `answer` is what it says to a mail, nothing for hanging up."""

    def __init__(self) -> None:
        self.mails: list[Message] = []
        self.answer = "250 Kept"
        self.answer_to_address = "250 Ok"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        return self.answer_to_address

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.answer.startswith("2") or not self.answer:
            self.mails.append(message_from_bytes(envelope.content))
        if not self.answer:
            server.transport.abort()
        return self.answer

    def text(self) -> str:
        body: bytes = self.mails[-1].get_payload(decode=True)  # type: ignore[assignment]
        return body.decode().replace("\r\n", "\n")


@pytest.fixture
def mail_server(settings: Settings, has_mail: None) -> Iterator[MailServer]:
    server, port = MailServer(), free_port()
    controller = Controller(server, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
    yield server
    controller.stop()
