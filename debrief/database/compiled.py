"""Statements Django compiles once.

Building and compiling the three queries every page asks, for its session, its person and its debrief, took
a tenth of a stage page's time (docs/decisions/0010).
"""

import json
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import JSONField, Model, QuerySet

_Row = TypeVar("_Row", bound=Model)


class CompiledGet(Generic[_Row]):
    """The one row of a query that differs from call to call in its parameters alone.

    `make` builds the queryset from the parameters. It uses each of them once, in their order, and as the
    column stores it: a UUID, not its text. The queryset has whole rows of one table, and annotations.
    """

    def __init__(self, make: Callable[..., QuerySet[_Row]]) -> None:
        self._make = make
        self._statement = ""

    def __call__(self, *parameters: Any) -> _Row:
        """Fetch the row. Raises the model's DoesNotExist when there is none."""
        if not self._statement:
            self._statement = self._compile(parameters)
        with connection.cursor() as cursor:
            cursor.execute(self._statement, parameters)
            values = cursor.fetchone()
        if values is None:
            raise self._model.DoesNotExist  # type: ignore[attr-defined]
        width = len(self._columns)
        row = self._model.from_db(connection.alias, self._columns, values[:width])
        for (name, read), value in zip(self._annotations.items(), values[width:], strict=True):
            setattr(row, name, read(value))
        return row

    def _compile(self, parameters: tuple[Any, ...]) -> str:
        queryset = self._make(*parameters)
        self._model: type[_Row] = queryset.model
        self._columns = [field.attname for field in queryset.model._meta.concrete_fields]
        self._annotations = {
            name: json.loads if isinstance(annotation.output_field, JSONField) else _as_it_is
            for name, annotation in queryset.query.annotations.items()
        }
        statement, used = queryset.query.sql_with_params()
        if used != parameters:
            raise TypeError("A compiled query uses each parameter once, in order, as its column stores it.")
        return str(statement)


def _as_it_is(value: Any) -> Any:
    return value
