"""What every section of one run shares."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.utils.crypto import get_random_string
from uuid_utils.compat import uuid7

from debrief.database import release
from debrief.database.local import Urls
from tests.bench import databases


@dataclass(frozen=True)
class Run:
    """`given` are the addresses `make bench` was handed, `urls` those of the bench's own database.

    `folder` is for what has to outlast a run, such as Lighthouse itself.
    """

    given: Urls
    urls: Urls
    folder: Path
    is_quick: bool

    @contextmanager
    def database(self, name: str) -> Iterator[Urls]:
        """One more database with Debrief's tables and tips, for as long as the block runs."""
        with databases.made(self.given, name) as urls:
            with self.looking_at(urls):
                release.bring_up_to_date()
            yield urls

    @contextmanager
    def looking_at(self, urls: Urls) -> Iterator[None]:
        """Let Django in this process use another database during the block."""
        release.point_at(urls)
        try:
            yield
        finally:
            connections.close_all()
            release.point_at(self.urls)


def csrf() -> tuple[str, str]:
    """A cookie header and the form value that belongs to it, as a page would have handed them out."""
    secret = get_random_string(32)
    return f"{settings.CSRF_COOKIE_NAME}={secret}", secret


def draft_form() -> dict[str, str]:
    """What autosave sends for a page on which somebody has typed for a while.

    A repeat of an operation the row knows is taken, so one form can be posted any number of times.
    """
    return {
        "version": "1",
        "operation": str(uuid7()),
        "pending": "",
        "organisation": "Northwind Traders",
        "role_title": "Stock planner",
        "questions_raw": "\n".join(["How do you plan for a season you have not seen?"] * 12),
        "anything_else": secrets.token_hex(400),
    }
