"""Django's PostgreSQL backend, on connections that give up on a server that has fallen silent.

`statement_timeout` is kept by the server, so it does nothing when the server accepts a statement and never
answers: the threads of a worker would wait for ever, one after the other.
"""

from time import monotonic
from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

# Longer than statement_timeout, so that a server that is merely slow gets to say so itself.
PATIENCE = 9.5  # seconds
# For the question whether a kept connection still works. Connecting anew may take five seconds after that.
PATIENCE_WITH_KEPT_ONES = 2.0  # seconds
TRUSTED_FOR = 1.0  # seconds

Result = TypeVar("Result")


class ImpatientConnection(psycopg.Connection[Any]):
    """A connection on which no single wait takes longer than `patience`; after one that did it is closed."""

    patience = PATIENCE

    def wait(self, gen: PQGen[Result], interval: float = 0.1, timeout: float | None = None) -> Result:
        try:
            return super().wait(gen, interval, self.patience if timeout is None else timeout)
        except psycopg.OperationalError:
            if self.pgconn.transaction_status == TransactionStatus.ACTIVE:
                self.pgconn.finish()  # its answer, should one still come, would be taken for the next one's
            raise


class DatabaseWrapper(base.DatabaseWrapper):
    _worked_at = float("-inf")

    def get_new_connection(self, conn_params: dict[str, Any]) -> ImpatientConnection:
        connection = super().get_new_connection(conn_params)
        # Django has no setting for the class of a connection; the two have the same parts.
        connection.__class__ = ImpatientConnection
        assert isinstance(connection, ImpatientConnection)
        return connection

    def is_usable(self) -> bool:
        """Whether the kept connection still works; one that worked a second ago is not asked again.

        After an error it is always asked.
        """
        if self.connection is None:
            return False
        if not self.errors_occurred and monotonic() - self._worked_at < TRUSTED_FOR:
            return True
        self.connection.patience = PATIENCE_WITH_KEPT_ONES
        try:
            works = super().is_usable()
        finally:
            self.connection.patience = PATIENCE
        if works:
            self._worked_at = monotonic()
        return works
