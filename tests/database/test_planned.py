"""What every page asks is planned once a connection, and nothing is where a pooler stands in between."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DataError, ProgrammingError

NUMBER = b"K\0\0\0\x0c"  # begins the message with the process's number and the key to cancel with


def ask(on: Any, times: int = 3) -> list[int]:
    answers = []
    for n in range(times):
        with on.planned_cursor() as cursor:
            cursor.execute("SELECT %s::int + 1", [n])
            answers += cursor.fetchone()
    return answers


def planned(on: Any) -> list[str]:
    with on.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


@pytest.fixture
def through() -> Iterator[Callable[[bool], Any]]:
    """A connection of its own through something in between, which hides the server's number or doesn't."""
    made, listeners = [], []

    def connect(hides: bool) -> Any:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=_stand_between, args=(listener, hides), daemon=True).start()
        other = connection.copy()
        other.settings_dict |= {"HOST": "127.0.0.1", "PORT": listener.getsockname()[1]}
        made.append(other)
        return other

    yield connect
    for other in made:
        other.close()
    for listener in listeners:
        listener.close()


def _stand_between(listener: socket.socket, hides: bool) -> None:
    asking, _address = listener.accept()
    host, port = connection.settings_dict["HOST"], connection.settings_dict["PORT"]
    server = socket.socket(socket.AF_UNIX if host.startswith("/") else socket.AF_INET)
    server.connect(f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, int(port)))

    def pass_on(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError), closing(target):
            while said := source.recv(65536):
                at = said.find(NUMBER)
                if hides and source is server and at >= 0:
                    said = said[: at + 5] + b"\0\0\0\x07" + said[at + 9 :]
                target.sendall(said)

    threading.Thread(target=pass_on, args=(asking, server), daemon=True).start()
    pass_on(server, asking)


@pytest.mark.django_db
def test_what_is_asked_again_is_planned_once() -> None:
    assert ask(connection) == [1, 2, 3]
    assert planned(connection).count("SELECT $1::int + 1") == 1


@pytest.mark.django_db
def test_an_ordinary_cursor_leaves_nothing_behind() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::int + 2", [1])
    assert [statement for statement in planned(connection) if "+ 2" in statement] == []


@pytest.mark.django_db
def test_a_statement_that_fails_says_so_as_ever_and_the_next_one_works() -> None:
    for wrong, error in (("SELECT nothing_of_the_kind", ProgrammingError), ("SELECT 1 / %s::int", DataError)):
        with (
            pytest.raises(error),
            transaction.atomic(),
            connection.planned_cursor() as cursor,  # type: ignore[attr-defined]
        ):
            cursor.execute(wrong, [0] if "%s" in wrong else None)
    assert ask(connection) == [1, 2, 3]


@pytest.mark.django_db
@pytest.mark.parametrize("hides", [False, True], ids=["straight", "pooled"])
def test_behind_a_pooler_nothing_is_planned_ahead(through: Callable[[bool], Any], hides: bool) -> None:
    other = through(hides)
    assert ask(other) == [1, 2, 3]
    assert planned(other).count("SELECT $1::int + 1") == (0 if hides else 1)
