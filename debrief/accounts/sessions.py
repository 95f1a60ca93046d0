"""Sessions in a table of our own, so that people see where they are signed in and can end it.

Django asks for little: a model that knows its person, and a store that fills it in. Rows are found by a
statement that is compiled once, and bring their person along.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import DatabaseError, transaction
from django.utils import timezone

from debrief.accounts.models import Session, User
from debrief.database.compiled import Compiled

# What a session remembers of how it began; `accounts.adapter` writes both.
DEVICE, IS_SHARED = "device", "is_shared"

SHARED_IDLE = timedelta(minutes=20)
_KEPT_UP = timedelta(minutes=1)  # how exact those minutes are, so that not every page writes

_session = Compiled(
    lambda key, now: (
        Session.objects.select_related("user").filter(session_key=key).filter(expire_date__gt=now)
    )
)


class SessionStore(db.SessionStore):
    # Whose session it is, as the row said when it was read.
    person: User | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        row.user_id = data.get(SESSION_KEY)
        row.device = data.get(DEVICE, "")
        row.seen_at = _hour(timezone.now())
        return row

    def load(self) -> dict[str, Any]:
        row = self._get_session_from_db()
        if row is None:
            return {}
        self.person = row.user
        data: dict[str, Any] = self.decode(row.session_data)
        if row.user_id:
            self._note_use(row, is_shared=bool(data.get(IS_SHARED)))
        return data

    def get_session_cookie_age(self) -> int:
        """Seconds. On a shared phone it is how long nobody may touch it."""
        if self.get(IS_SHARED):
            return int(SHARED_IDLE.total_seconds())
        age: int = super().get_session_cookie_age()
        return age

    def set_expiry(self, value: Any) -> None:
        """On a shared phone a session ends with the browser, whoever asks for more."""
        super().set_expiry(0 if self.get(IS_SHARED) else value)

    def _get_session_from_db(self) -> Session | None:
        try:
            return _session.get(self.session_key, timezone.now())
        except Session.DoesNotExist:
            self._session_key = None
            return None

    @staticmethod
    def _note_use(row: Session, *, is_shared: bool) -> None:
        """Note the hour it was seen in, once an hour, and put off the end on a shared phone."""
        now, changes = timezone.now(), {}
        if row.seen_at < _hour(now):
            changes["seen_at"] = _hour(now)
        if is_shared and row.expire_date < now + SHARED_IDLE - _KEPT_UP:
            changes["expire_date"] = now + SHARED_IDLE
        if changes:
            # A disk that is full is no reason not to show a page.
            with suppress(DatabaseError), transaction.atomic():
                Session.objects.filter(pk=row.pk).update(**changes)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
