"""Limits are exact: whoever asks, however many at once, and whatever else is in the table."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from allauth.core import ratelimit
from django.core.cache import cache
from django.db import connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.privacy import limits
from debrief.privacy.limits import LimitsMiddleware, in_words, limited

AT_ONCE = 12
Result = TypeVar("Result")


@pytest.fixture(autouse=True)
def _limits(settings: Settings, committed: None) -> None:
    settings.LIMITS = {**settings.LIMITS, "asking": (5, 60), "brief": (1, 60)}


def at_once(do: Callable[[], Result], times: int = AT_ONCE) -> list[Result]:
    """What `do` returns when it is done on as many connections at the same moment."""
    ready = Barrier(times)

    def one(_n: int) -> Result:
        try:
            connections["default"].ensure_connection()
            ready.wait(20)
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_exactly_as_many_as_there_may_be() -> None:
    who = uuid4()
    for _round in range(2):
        waits = [
            wait
            for several in at_once(lambda: [limits.take("asking", who) for _ in range(3)])
            for wait in several
        ]
        assert waits.count(0) == (5 if _round == 0 else 0)
        assert all(0 < wait <= 60 for wait in waits if wait)


def test_one_does_not_use_up_anothers() -> None:
    first, second = uuid4(), uuid4()
    assert limits.take("brief", first) == 0
    assert limits.take("brief", first) > 0
    assert limits.take("brief", second) == 0
    # ("a", "bc") and ("ab", "c") are not the same.
    assert limits.take("brief", str(first), "x") == 0


def test_counting_begins_anew_when_its_time_is_over() -> None:
    who = uuid4()
    assert limits.take("brief", who) == 0
    assert limits.take("brief", who) > 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE database_cache SET expires = expires - interval '61 seconds'")
    assert at_once(lambda: limits.take("brief", who)).count(0) == 1


def test_a_try_too_many_does_not_lengthen_the_wait() -> None:
    who = uuid4()
    limits.take("brief", who)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE database_cache SET expires = expires - interval '50 seconds'")
    assert all(0 < limits.take("brief", who) <= 10 for _ in range(5))


def test_a_try_can_be_given_back_and_all_of_them_forgotten() -> None:
    who = uuid4()
    limits.take("brief", who)
    limits.give_back("brief", who)
    assert limits.take("brief", who) == 0
    assert limits.take("brief", who) > 0
    limits.forget("brief", who)
    limits.give_back("brief", who)  # of what is not there, nothing
    assert limits.take("brief", who) == 0
    assert limits.take("brief", who) > 0


def test_nobody_can_be_read_off_the_table() -> None:
    limits.take("brief", "somebody@example.org", "192.0.2.1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(cache_key || value, ' ') FROM database_cache")
        kept = cursor.fetchone()[0]
    assert "somebody" not in kept
    assert "192.0.2" not in kept


# --- the cache that django-allauth counts in ---


def test_many_entries_push_none_out() -> None:
    who = uuid4()
    limits.take("brief", who)
    for n in range(700):
        cache.set(f"filler-{who}-{n}", n, 60)
    assert limits.take("brief", who) > 0
    assert all(cache.get(f"filler-{who}-{n}") == n for n in range(700))


def test_what_has_expired_is_swept_up() -> None:
    for n in range(300):
        cache.set(f"short-lived-{n}", n, -1)
    for n in range(2000):
        limits.take("asking", n)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM database_cache WHERE cache_key LIKE '%%short-lived%%'")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("is_expired", [False, True])
def test_one_of_many_gets_to_add(is_expired: bool) -> None:
    for _round in range(5):
        key = str(uuid4())
        if is_expired:
            cache.set(key, "old", -5)
        assert at_once(lambda key=key: cache.add(key, "new", 10)).count(True) == 1  # type: ignore[misc]
        assert cache.get(key) == "new"


def test_the_cache_keeps_what_it_is_given() -> None:
    key = str(uuid4())
    for value in ({"a": [1, None]}, "text", 1.5):
        cache.set(key, value, None)
        assert cache.get(key) == value
    assert not cache.add(key, "other")
    cache.delete(key)
    assert cache.get(key) is None


def test_what_allauth_limits_by_itself_is_never_exceeded(rf: RequestFactory) -> None:
    user = User(pk=uuid4())

    def reauthenticate() -> bool:
        return ratelimit.consume(rf.post("/"), action="reauthenticate", user=user)

    allowed = sum(at_once(reauthenticate)) + sum(reauthenticate() for _ in range(12))
    assert allowed == 10


# --- the mark on a view ---


@limited("brief")
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("in")


def asked(rf: RequestFactory, person: Any, method: str = "post") -> HttpResponse:
    request = getattr(rf, method)("/")
    request.user = person
    middleware = LimitsMiddleware(
        lambda request: middleware.process_view(request, view, (), {}) or view(request)
    )
    return middleware(request)  # type: ignore[return-value]


def test_a_marked_view_says_when_to_try_again(rf: RequestFactory) -> None:
    person, other = User(pk=uuid4()), User(pk=uuid4())
    for _ in range(3):
        assert asked(rf, person, "get").content == b"in"
    assert asked(rf, person).content == b"in"
    refused = asked(rf, person)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 60
    assert "Try again in a minute" in refused.content.decode()
    assert asked(rf, person, "get").content == b"in"
    assert asked(rf, other).content == b"in"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "in a minute"),
        (60, "in a minute"),
        (61, "in 2 minutes"),
        (300, "in 5 minutes"),
        (3541, "in an hour"),
        (3600, "in an hour"),
        (3601, "in 2 hours"),
    ],
)
def test_when_is_said_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words
