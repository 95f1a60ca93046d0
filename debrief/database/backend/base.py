"""Django's PostgreSQL backend, on connections that give up on a server that has fallen silent.

`statement_timeout` is kept by the server, so it does nothing when the server accepts a statement and never
answers: the threads of a worker would wait for ever, one after the other.

Statements that every page asks can be planned once a connection; see docs/decisions/0025.
"""

import select
from time import monotonic
from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base, operations
from django.db.backends.utils import CursorWrapper, debug_transaction
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

# Longer than statement_timeout, so that a server that is merely slow gets to say so itself.
PATIENCE = 9.5  # seconds
# For the question whether a kept connection still works. Connecting anew may take five seconds after that.
PATIENCE_WITH_KEPT_ONES = 2.0  # seconds
TRUSTED_FOR = 1.0  # seconds
# Requests that waited behind those that found the server silent are not to find out the same, one by one.
LEFT_ALONE_FOR = 1.0  # seconds

Result = TypeVar("Result")


class Silence:
    """Until when a server that gave no answer is not asked again, for all threads of the process."""

    def __init__(self) -> None:
        self._until = float("-inf")

    def noticed(self) -> None:
        self._until = monotonic() + LEFT_ALONE_FOR

    @property
    def lasts(self) -> bool:
        return monotonic() < self._until


silence = Silence()


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection on which no single wait takes longer than `patience`; after one that did it is closed."""

    patience = PATIENCE

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                silence.noticed()
                self.pgconn.finish()  # its answer, should one still come, would be taken for the next one's
            raise


class DatabaseOperations(operations.DatabaseOperations):
    def last_executed_query(self, cursor: Any, sql: str, params: Any) -> str:
        """For whoever reads along: psycopg does not know the text of a planned statement."""
        if isinstance(cursor, base.ServerBindingCursor):
            return str(self.compose_sql(sql, params))
        return super().last_executed_query(cursor, sql, params)


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = DatabaseOperations
    # What is said along with the next BEGIN, in the same message; see `privacy.wall.transaction_of`.
    opening = ""
    _worked_at = float("-inf")

    def get_new_connection(self, conn_params: dict[str, Any]) -> ImpatientConnection:
        if silence.lasts:
            raise psycopg.OperationalError("The server gave no answer a moment ago.")
        try:
            connection = super().get_new_connection(conn_params)
        except psycopg.errors.ConnectionTimeout:
            silence.noticed()
            raise
        # Django has no setting for the class of a connection; the two have the same parts.
        connection.__class__ = ImpatientConnection
        assert isinstance(connection, ImpatientConnection)
        return connection

    def init_connection_state(self) -> None:
        super().init_connection_state()
        if _reaches_the_server_itself(self.connection):
            self.connection.prepare_threshold = 0

    def _start_transaction_under_autocommit(self) -> None:
        """Begin a transaction, as Django asks for it; psycopg by itself would send BEGIN and nothing else."""
        opening, self.opening = self.opening, ""
        with debug_transaction(self, "BEGIN"), self.wrap_database_errors:
            self.connection.execute(f"BEGIN; {opening}", prepare=False)

    def planned_cursor(self) -> CursorWrapper:
        """A cursor for a statement that is asked again and again: the server plans it once a connection.

        Parameters are sent beside the statement, not written into it, so PostgreSQL has to see from the
        statement what they are. Behind a pooler, which may hand each transaction another of its connections,
        nothing is planned ahead.
        """
        self.close_if_health_check_failed()
        self.ensure_connection()
        with self.wrap_database_errors:
            of_the_server = base.ServerBindingCursor(self.connection)  # type: ignore[call-arg]
            return self._prepare_cursor(of_the_server)  # type: ignore[attr-defined]

    def is_usable(self) -> bool:
        """Whether the kept connection still works; one that worked a second ago is not asked again.

        After an error it is always asked, and when the server has said something unasked: goodbye, mostly.
        """
        if self.connection is None or silence.lasts:
            return False
        is_trusted = not self.errors_occurred and monotonic() - self._worked_at < TRUSTED_FOR
        if is_trusted and not _has_something_to_read(self.connection):
            return True
        self.connection.patience = PATIENCE_WITH_KEPT_ONES
        try:
            works = super().is_usable()
        finally:
            self.connection.patience = PATIENCE
        if works:
            self._worked_at = monotonic()
        return works


def _reaches_the_server_itself(connection: ImpatientConnection) -> bool:
    """Whether there is no pooler in between, which says a number of its own for the server's process."""
    number = connection.execute("SELECT pg_backend_pid()").fetchone()
    return number == (connection.info.backend_pid,)


def _has_something_to_read(connection: ImpatientConnection) -> bool:
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    return bool(poll.poll(0))
