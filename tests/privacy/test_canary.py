"""A phrase written into a debrief stands in no log, no error page and no mail, whatever goes wrong.

Over every address of the URL configuration, so one added tomorrow is tested tomorrow.
"""

import json
import logging
from collections.abc import Iterator
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as the_settings
from django.core import mail
from django.test import Client
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.logs import DiscreetFormatter, JsonFormatter
from tests import factories
from tests.conftest import signed_in
from tests.factories import CANARY
from tests.test_walls import ROUTES, address

each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
# However it is written: as it is, in a query, in a form, escaped in a page.
SPELLINGS = (CANARY, CANARY.replace(" ", "+"), CANARY.replace(" ", "%20"), "Heron", "lantern")


class Told:
    """What both kinds of log say at the level of production."""

    def __init__(self) -> None:
        self.lines, self.json = StringIO(), StringIO()

    def handlers(self) -> list[logging.Handler]:
        made: list[logging.Handler] = []
        for stream, formatter in (
            (self.lines, DiscreetFormatter(the_settings.LOGGING["formatters"]["lines"]["format"], style="{")),
            (self.json, JsonFormatter()),
        ):
            handler = logging.StreamHandler(stream)
            handler.setFormatter(formatter)
            made.append(handler)
        return made

    @property
    def all(self) -> str:
        return self.lines.getvalue() + self.json.getvalue()

    @property
    def requests(self) -> list[dict[str, Any]]:
        parsed = [json.loads(line) for line in self.json.getvalue().splitlines()]
        return [line for line in parsed if line["logger"] == "debrief.requests"]


@pytest.fixture
def told() -> Iterator[Told]:
    told, root = Told(), logging.getLogger()
    loggers = [root, logging.getLogger("debrief.requests"), logging.getLogger("debrief.audit")]
    before, added = [each.level for each in loggers], told.handlers()
    for each in loggers:
        each.setLevel(logging.INFO)
    for handler in added:
        root.addHandler(handler)
    yield told
    for handler in added:
        root.removeHandler(handler)
    for each, level in zip(loggers, before, strict=True):
        each.setLevel(level)


pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def mine(committed: None) -> Debrief:
    """A debrief that what is posted may change."""
    return factories.full_debrief(factories.person("owner"))


@pytest.fixture(autouse=True)
def _administrators(settings: Settings) -> None:
    settings.ADMINS = [("Somebody", "admin@debrief.example")]


def visit(client: Client, path: str) -> list[Any]:
    """Go there with the phrase in everything a browser could send."""
    sent = {"words": CANARY, "version": "1", "then": CANARY, "q": CANARY}
    headers = {"User-Agent": CANARY, "Referer": f"http://testserver/{CANARY}", "X-Forwarded-For": CANARY}
    return [
        client.get(path, sent, headers=headers),
        client.post(path, sent, headers=headers),
        client.post(path, sent, headers={**headers, "Accept": "application/json"}),
        client.generic("BREW", path, CANARY, headers=headers),
    ]


def assert_untold(text: str, person: UUID) -> None:
    for spelling in (*SPELLINGS, str(person), "@example.org"):
        assert spelling not in text


@each_route
def test_no_log_of_a_page_has_it(route: Any, mine: Debrief, told: Told) -> None:
    for client in (signed_in(User.objects.get(pk=mine.owner_id)), Client()):
        visit(client, address(route, mine))
    assert {line["route"] for line in told.requests} == {route.name}
    assert_untold(told.all, mine.owner_id)
    assert str(mine.pk) not in told.all
    assert not any(CANARY in message.subject + message.body for message in mail.outbox)


@each_route
def test_nothing_of_a_broken_page_has_it(route: Any, theirs: Debrief, told: Told, settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.privacy.breaking.BreakingMiddleware"]
    client = signed_in(User.objects.get(pk=theirs.owner_id))
    client.raise_request_exception = False
    replies = visit(client, address(route, theirs))
    assert [reply.status_code for reply in replies] == [500, 500, 500, 500]
    for reply in replies:
        assert CANARY.encode() not in reply.content
        assert b"Traceback" not in reply.content
    assert "builtins.RuntimeError" in told.all
    assert "builtins.ValueError" in told.all
    assert_untold(told.all, theirs.owner_id)
    assert str(theirs.pk) not in told.all
    assert mail.outbox == []


@pytest.mark.parametrize(
    "path", [f"/{CANARY}", f"/debriefs/{CANARY}/land/", "/s/a-token-lantern/", "/%00?Heron"]
)
def test_an_address_that_is_none_is_not_told(path: str, theirs: Debrief, told: Told) -> None:
    client = signed_in(User.objects.get(pk=theirs.owner_id))
    assert client.get(path).status_code in (400, 404)
    client.get("/", headers={"Host": "heron-4417.example"})
    assert told.requests
    assert_untold(told.all, theirs.owner_id)
    assert "heron-4417" not in told.all


def test_a_line_says_what_an_operator_needs(theirs: Debrief, told: Told) -> None:
    client = signed_in(User.objects.get(pk=theirs.owner_id))
    reply = client.get(f"/debriefs/{theirs.pk}/")
    (line,) = told.requests
    assert line.keys() == {
        *("at", "level", "logger", "message", "request_id", "route", "method", "status", "ms", "who")
    }
    assert (line["route"], line["method"], line["status"]) == ("recovery:path_page", "GET", 200)
    assert line["request_id"] == reply["X-Request-ID"]
    assert 0 < line["ms"] < 10_000
    assert len(line["who"]) == 16


def test_nobody_is_looked_up_for_the_log(told: Told) -> None:
    Client().get("/help-now/")
    (line,) = told.requests
    assert line["who"] == ""


def test_other_lines_carry_the_number_of_the_request(theirs: Debrief, told: Told, settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.privacy.breaking.BreakingMiddleware"]
    client = Client(raise_request_exception=False)
    number = client.get("/?words=x")["X-Request-ID"]
    errors = [line for line in map(json.loads, told.json.getvalue().splitlines()) if "error" in line]
    assert {line["request_id"] for line in errors} == {number}
