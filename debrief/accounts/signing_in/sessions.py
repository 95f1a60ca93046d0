"""Where a person is signed in, and ending it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from debrief.accounts.models import Session, User
from debrief.accounts.sessions import SessionStore


@dataclass(frozen=True)
class SignedIn:
    """One place somebody is signed in: `device` is empty where nobody knows, `seen_at` a full hour."""

    handle: str
    device: str
    seen_at: datetime
    is_here: bool


def signed_in(request: HttpRequest) -> list[SignedIn]:
    """Where the person of this request is signed in: here first, then by when they were last seen."""
    here = request.session.session_key
    rows = [
        SignedIn(_handle(key), device, seen_at, key == here)
        for key, device, seen_at in _of(request.user).values_list("session_key", "device", "seen_at")
    ]
    return sorted(rows, key=lambda row: (not row.is_here, -row.seen_at.timestamp()))


def end(request: HttpRequest, handle: str) -> bool:
    """End one of the others. Returns whether there was one by that handle."""
    for key in _others(request).values_list("session_key", flat=True):
        if _handle(key) == handle:
            Session.objects.filter(pk=key).delete()
            return True
    return False


def end_others(request: HttpRequest) -> int:
    """End every session of the person but this one. Returns how many there were."""
    return _others(request).delete()[0]


def end_all(person: User) -> None:
    """End every session of somebody who is not here: their password was set anew by mail."""
    Session.objects.filter(user=person).delete()


def keep_others(request: HttpRequest, person: User) -> None:
    """Keep the others signed in through a change of password, which they would not survive by themselves."""
    store, hashed = SessionStore(), person.get_session_auth_hash()
    for row in _others(request):
        row.session_data = store.encode({**row.get_decoded(), HASH_SESSION_KEY: hashed})
        row.save(update_fields=["session_data"])


def end_expired() -> None:
    """Drop the rows of sessions that are over, so that nobody has to remember a command for it."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()


def _of(person: Any) -> QuerySet[Session]:
    return Session.objects.filter(user=person, expire_date__gt=timezone.now())


def _others(request: HttpRequest) -> QuerySet[Session]:
    return _of(request.user).exclude(pk=request.session.session_key)


def _handle(key: str) -> str:
    """What a page may show of a session: enough to name it, and nothing to sign in with."""
    return sha256(key.encode()).hexdigest()[:32]
