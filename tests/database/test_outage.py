"""What people and scripts are told while the database is away."""

import logging
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import OperationalError, connections
from django.http import HttpResponse
from django.test import Client, RequestFactory
from psycopg.errors import DiskFull
from pytest_django import Settings

from debrief.database import embedded
from debrief.database.backend import base
from debrief.database.backend.base import ImpatientConnection
from debrief.database.local import Urls
from debrief.database.middleware import DatabaseOutageMiddleware

pytestmark = [pytest.mark.urls("tests.database.outages"), pytest.mark.usefixtures("committed")]


@pytest.fixture(autouse=True)
def silence(monkeypatch: pytest.MonkeyPatch) -> base.Silence:
    """What one test notices is not to last into the next."""
    fresh = base.Silence()
    monkeypatch.setattr(base, "silence", fresh)
    return fresh


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def person() -> Iterator[AbstractBaseUser]:
    user = get_user_model().objects.create_user(f"outage-{time.monotonic_ns()}@debrief.example")
    yield user
    user.delete()


@pytest.fixture
def unreachable(tmp_path: Path) -> Iterator[None]:
    """No server listens where the application looks for one."""
    connection = connections["default"]
    connection.close()
    before = connection.settings_dict["HOST"]
    connection.settings_dict["HOST"] = str(tmp_path)
    yield
    connection.settings_dict["HOST"] = before
    connection.close()


def assert_is_outage(response: HttpResponse) -> None:
    assert response.status_code == 503
    assert response["Retry-After"] == "5"
    assert response["Cache-Control"] == "no-store"


def test_a_slow_statement_is_a_503_page(client: Client) -> None:
    response = client.get("/outages/slow")
    assert_is_outage(response)
    assert "Not saved" in response.content.decode()


def test_a_script_is_told_that_nothing_was_saved(client: Client) -> None:
    response = client.post("/outages/slow", headers={"accept": "application/json"})
    assert_is_outage(response)
    assert response.json()["saved"] is False
    assert "Not saved" in response.json()["message"]


def test_a_connection_lost_at_commit_is_a_503(client: Client, person: AbstractBaseUser) -> None:
    client.force_login(person)
    assert_is_outage(client.get("/outages/lost-at-commit"))
    assert client.get("/outages/private").content == b"private"


def test_no_session_to_be_had_is_a_503(
    client: Client, person: AbstractBaseUser, request: pytest.FixtureRequest
) -> None:
    client.force_login(person)
    request.getfixturevalue("unreachable")
    assert_is_outage(client.get("/outages/private"))
    assert_is_outage(client.get("/outages/private", headers={"accept": "application/json"}))


@pytest.mark.usefixtures("unreachable")
def test_it_says_so_with_debug_pages_too(client: Client, settings: Settings) -> None:
    settings.DEBUG = True
    client.cookies[settings.SESSION_COOKIE_NAME] = "anything"
    assert_is_outage(client.get("/outages/private"))


@pytest.mark.parametrize("is_signed_in", [False, True])
def test_the_numbers_to_call_come_up_all_the_same(
    client: Client, person: AbstractBaseUser, is_signed_in: bool, request: pytest.FixtureRequest
) -> None:
    if is_signed_in:
        client.force_login(person)
    request.getfixturevalue("unreachable")
    response = client.get("/help-now/?country=EU")
    assert response.status_code == 200
    response = client.get("/help-now/", headers={"accept-language": "en-GB"})
    assert response.status_code == 200
    assert "United Kingdom" in response.content.decode()


def test_other_errors_stay_what_they_are(client: Client) -> None:
    assert client.get("/outages/refused").status_code == 500


def test_a_full_disk_is_an_outage_and_its_text_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    error = OperationalError("canary")
    error.__cause__ = DiskFull("canary")
    wrapped = ValueError("while saving")
    wrapped.__cause__ = error
    middleware = DatabaseOutageMiddleware(lambda request: HttpResponse())
    with caplog.at_level(logging.DEBUG):
        response = middleware.process_exception(RequestFactory().get("/"), wrapped)
    assert response is not None
    assert_is_outage(response)
    assert "canary" not in caplog.text
    assert middleware.process_exception(RequestFactory().get("/"), ValueError()) is None


def test_the_application_connects_impatiently() -> None:
    connections["default"].ensure_connection()
    assert isinstance(connections["default"].connection, ImpatientConnection)


def test_a_server_that_falls_silent_is_given_up_on(data_dir: Path, silence: base.Silence) -> None:
    embedded.start(data_dir)
    connection = ImpatientConnection.connect(embedded.admin_url(data_dir))
    pid = connection.info.backend_pid
    connection.patience = 0.3
    os.kill(pid, signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(Exception, match="timeout"):
            connection.execute("SELECT 1")
        assert time.monotonic() - began < 2
        assert connection.closed
        assert silence.lasts
    finally:
        os.kill(pid, signal.SIGCONT)


def test_whoever_waited_behind_is_told_at_once(
    monkeypatch: pytest.MonkeyPatch, silence: base.Silence
) -> None:
    connection = connections["default"]
    connection.ensure_connection()
    monkeypatch.setattr(base, "LEFT_ALONE_FOR", 0.2)
    silence.noticed()
    assert not connection.is_usable()
    connection.close()
    began = time.monotonic()
    with pytest.raises(OperationalError, match="no answer a moment ago"):
        connection.ensure_connection()
    assert time.monotonic() - began < 0.1
    time.sleep(0.2)
    connection.ensure_connection()
    assert connection.is_usable()


def test_no_answer_to_connecting_is_silence_too(silence: base.Silence) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        where = tempfile.mkdtemp()  # a path short enough for a socket
        listening.bind(f"{where}/.s.PGSQL.5432")
        listening.listen()
        parameters = {"host": where, "port": 5432, "dbname": "x", "user": "x", "connect_timeout": 2}
        with pytest.raises(psycopg.errors.ConnectionTimeout):
            connections["default"].get_new_connection(parameters)
    shutil.rmtree(where)
    assert silence.lasts


def test_a_connection_that_was_closed_a_moment_ago_is_not_trusted(database_urls: Urls) -> None:
    connection = connections["default"]
    connection.ensure_connection()
    assert connection.is_usable()
    pid = connection.connection.info.backend_pid
    with psycopg.connect(database_urls.app) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    assert not connection.is_usable()
    connection.close()
