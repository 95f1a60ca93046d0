"""Sessions in the database, as Django keeps them, found by a statement that is compiled once."""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from debrief.database.compiled import Compiled

_session = Compiled(lambda key, now: Session.objects.filter(session_key=key).filter(expire_date__gt=now))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        try:
            return _session.get(self.session_key, timezone.now())
        except Session.DoesNotExist:
            self._session_key = None
            return None
