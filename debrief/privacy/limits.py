"""How often something may be tried, counted exactly by all workers together (docs/decisions/0019).

`settings.LIMITS` names everything that is limited. A count begins with the first try, and ends so many
seconds after it; a try too many does not lengthen it.
"""

import base64
import pickle
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from math import ceil
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

View = TypeVar("View", bound=Callable[..., Any])

_SWEEP_ONE_IN = 100  # writes


class ExactCache(DatabaseCache):
    """Django's cache in the database, without what makes counts kept in it wrong.

    Django's own looks first and writes after, so two workers may both add the same key; it keeps silent when
    a write fails; and past 300 entries it drops some that have not expired. Each was a way around a limit.
    """

    _table: str

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        free = f"WHERE {self._table}.expires < %s"
        return self._write(key, value, timeout, version, free, timezone.now())

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._write(key, value, timeout, version)

    def _write(
        self, key: str, value: Any, timeout: Any, version: int | None, condition: str = "", *more: Any
    ) -> bool:
        self._sweep()
        ends = self.get_backend_timeout(timeout)
        until = datetime.max.replace(tzinfo=UTC) if ends is None else datetime.fromtimestamp(ends, tz=UTC)
        text = base64.b64encode(pickle.dumps(value, self.pickle_protocol)).decode()
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self._table} (cache_key, value, expires) VALUES (%s, %s, %s) "  # noqa: S608
                f"ON CONFLICT (cache_key) DO UPDATE SET value = EXCLUDED.value, expires = EXCLUDED.expires "
                f"{condition}",
                [self.make_and_validate_key(key, version=version), text, until, *more],
            )
            return bool(cursor.rowcount)

    def count(self, key: str, seconds: int) -> tuple[int, int]:
        """Count one more under `key`, in one statement; the database's clock decides what is over.

        Returns how many that makes, this one included, and after how many seconds counting begins anew.
        """
        self._sweep()
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self._table} AS kept (cache_key, value, expires) "  # noqa: S608
                "VALUES (%s, '1', statement_timestamp() + make_interval(secs => %s)) "
                "ON CONFLICT (cache_key) DO UPDATE SET "
                "  value = CASE WHEN kept.expires <= statement_timestamp() THEN '1' "
                "          ELSE (kept.value::bigint + 1)::text END, "
                "  expires = CASE WHEN kept.expires <= statement_timestamp() THEN EXCLUDED.expires "
                "            ELSE kept.expires END "
                "RETURNING value::bigint, extract(epoch FROM expires - statement_timestamp())",
                [self.make_and_validate_key(key), seconds],
            )
            counted, left = cursor.fetchone()
            # One that waited for another's began before it, and so its clock is a moment behind.
            return counted, min(seconds, max(1, ceil(left)))

    def uncount(self, key: str) -> None:
        """Take one back that `count` counted."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {self._table} SET value = (value::bigint - 1)::text "  # noqa: S608
                "WHERE cache_key = %s AND value::bigint > 0",
                [self.make_and_validate_key(key)],
            )

    def delete_of(self, person_id: UUID) -> None:
        """Drop what is kept under keys with somebody's id in them, by whatever part of the application."""
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._table} WHERE cache_key LIKE %s", [f"%{person_id}%"])  # noqa: S608

    def _sweep(self) -> None:
        """Now and then, drop what has expired, and nothing else."""
        if secrets.randbelow(_SWEEP_ONE_IN):
            return
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {self._table} WHERE expires < statement_timestamp()")  # noqa: S608


def take(what: str, *whose: Any) -> int:
    """Count a try at `what`, a name of `settings.LIMITS`, by `whose`: whatever tells them from others.

    Returns 0, or when it is one too many the seconds until there is room again.
    """
    most, seconds = settings.LIMITS[what]
    counted, left = cache.count(_key(what, whose), seconds)  # type: ignore[attr-defined]
    return left if counted > most else 0


def give_back(what: str, *whose: Any) -> None:
    """Take back a try that `take` counted, because it turned out to be none."""
    cache.uncount(_key(what, whose))  # type: ignore[attr-defined]


def forget(what: str, *whose: Any) -> None:
    """Begin to count anew."""
    cache.delete(_key(what, whose))


def forget_person(person_id: UUID) -> None:
    """Drop what was counted under somebody's id. Ours are not: `_key` hides it; django-allauth's are."""
    cache.delete_of(person_id)  # type: ignore[attr-defined]


def _key(what: str, whose: tuple[Any, ...]) -> str:
    # Neither addresses nor networks can be read off the table.
    return f"limit:{what}:{salted_hmac('limits', repr([str(one) for one in whose])).hexdigest()}"


def limited(what: str) -> Callable[[View], View]:
    """Limit how often a signed-in person may post to this view; `what` is a name of `settings.LIMITS`.

    A try is counted before the transaction of their request begins, so it counts even if the view fails.
    """

    def mark(view: View) -> View:
        view.limit = what  # type: ignore[attr-defined]
        return view

    return mark


class LimitsMiddleware:
    """Hold `limited` views to their limits, and answer every refusal 429 with when to try again.

    Stands after who is asking is known, and before the transaction of their request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if wait := getattr(request, "wait", 0):
            response.status_code = 429
            response["Retry-After"] = str(wait)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        what = getattr(view, "limit", "")
        if what and request.method == "POST" and (wait := take(what, request.user.pk)):
            return too_many(request, wait=wait)
        return None


def too_many(request: HttpRequest, wait: int = 60) -> HttpResponse:
    """The page that says when to try again, in `wait` seconds.

    django-allauth asks for it too, for what it limits by itself, and that is limited by the minute.
    """
    refused(request, wait)
    return render(request, "429.html", {"when": in_words(wait)}, status=429)


def refused(request: HttpRequest, wait: int) -> str:
    """Mark a request as refused for `wait` seconds, whichever page answers it, and return the sentence."""
    request.wait = wait  # type: ignore[attr-defined]
    return _("That was a lot of tries. Try again %(when)s; nothing you saved is touched.") % {
        "when": in_words(wait)
    }


def in_words(seconds: int) -> str:
    """When something is possible again: "in a minute", "in 5 minutes", "in an hour"."""
    minutes = ceil(seconds / 60)
    if minutes < 60:
        return ngettext("in a minute", "in %(n)d minutes", minutes) % {"n": minutes}
    hours = ceil(minutes / 60)
    return ngettext("in an hour", "in %(n)d hours", hours) % {"n": hours}
