"""Statements Django compiles once.

Building and compiling the queries every page asks, for its session, its person and its debrief, took a tenth
of a stage page's time (docs/decisions/0010).
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import JSONField, Model, QuerySet

_Row = TypeVar("_Row", bound=Model)


class Compiled(Generic[_Row]):
    """A query that differs from call to call in its parameters alone.

    `make` builds the queryset from the parameters. It uses each of them once, in their order, and as the
    column stores it: a UUID, not its text. The queryset has rows of one table, whole or with `only`, and
    annotations.
    """

    def __init__(self, make: Callable[..., QuerySet[_Row]]) -> None:
        self._make = make
        self._statement = ""

    def get(self, *parameters: Any) -> _Row:
        """The one row. Raises the model's DoesNotExist when there is none."""
        rows = self.all(*parameters)
        if not rows:
            raise self._model.DoesNotExist  # type: ignore[attr-defined]
        return rows[0]

    def all(self, *parameters: Any) -> list[_Row]:
        """Every row."""
        if not self._statement:
            self._statement = self._compile(parameters)
        with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(self._statement, parameters)
            return [self._row(values) for values in cursor.fetchall()]

    def _row(self, values: Sequence[Any]) -> _Row:
        width = len(self._columns)
        row = self._model.from_db(connection.alias, self._columns, values[:width])
        for (name, read), value in zip(self._annotations, values[width:], strict=True):
            setattr(row, name, read(value))
        return row

    def _compile(self, parameters: tuple[Any, ...]) -> str:
        queryset = self._make(*parameters)
        compiler = queryset.query.get_compiler(connection=connection)
        statement, used = compiler.as_sql()
        if used != parameters:
            raise TypeError("A compiled query uses each parameter once, in order, as its column stores it.")
        annotations = queryset.query.annotations
        self._model: type[_Row] = queryset.model
        self._columns = [column.target.attname for column, _sql, name in compiler.select if name is None]
        self._annotations = [
            (name, json.loads if isinstance(annotations[name].output_field, JSONField) else _as_it_is)
            for _column, _sql, name in compiler.select
            if name is not None
        ]
        return str(statement)


def _as_it_is(value: Any) -> Any:
    return value
