"""Sessions in the database, as Django keeps them, found by a statement that is compiled once."""

from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from debrief.database.compiled import Compiled

_session = Compiled(lambda key, now: Session.objects.filter(session_key=key).filter(expire_date__gt=now))

_AT_ONCE = 500  # sessions read with one query


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Any:
        try:
            return _session.get(self.session_key, timezone.now())
        except Session.DoesNotExist:
            self._session_key = None
            return None


def end_all_of(person_id: UUID) -> None:
    """End every session of one person, those that ran out included.

    Whose a session is stands inside of it, so this reads all there are, some hundreds at a time.
    """
    after = ""
    while page := list(Session.objects.filter(session_key__gt=after).order_by("session_key")[:_AT_ONCE]):
        theirs = [one.pk for one in page if one.get_decoded().get(SESSION_KEY) == str(person_id)]
        Session.objects.filter(pk__in=theirs).delete()
        after = page[-1].session_key
