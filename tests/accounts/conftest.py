"""What tests of accounts share: a real mail server, and limits that start from nothing."""

import importlib
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Any

import allauth.account.urls
import pytest
from aiosmtpd.controller import Controller
from django.core.cache import cache
from django.urls import clear_url_caches
from pytest_django import Settings

import debrief.urls
from tests.browser.conftest import free_port


@pytest.fixture
def no_limits_left_over(db: None) -> None:
    cache.clear()


class Mailbox:
    """A mail server that keeps what it is sent."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content))
        return "250 Kept"

    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]

    def text(self) -> str:
        return str(self.mails[-1].get_payload(decode=True).decode())  # type: ignore[union-attr]


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    box = Mailbox()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = port
    settings.EMAIL_USE_TLS = False
    settings.HAS_MAIL = True
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = True
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    _read_addresses_again()
    yield box
    controller.stop()
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = settings.ACCOUNT_LOGIN_BY_CODE_ENABLED = False
    _read_addresses_again()


def _read_addresses_again() -> None:
    """django-allauth decides which addresses there are when it is imported."""
    importlib.reload(allauth.account.urls)
    importlib.reload(debrief.urls)
    clear_url_caches()
