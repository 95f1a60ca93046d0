"""Statements Django compiles once.

Building and compiling the queries every page asks, for its session, its person and its debrief, took a tenth
of a stage page's time (docs/decisions/0010).
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import JSONField, Model, QuerySet
from django.db.models.sql.compiler import SQLCompiler

_Row = TypeVar("_Row", bound=Model)


class Compiled(Generic[_Row]):
    """A query that differs from call to call in its parameters alone.

    `make` builds the queryset from the parameters. It uses each of them once, in their order, and as the
    column stores it: a UUID, not its text. The queryset has rows of one table, whole or with `only`, those
    that `select_related` puts beside them, and annotations.
    """

    def __init__(self, make: Callable[..., QuerySet[_Row]], *, is_planned_once: bool = True) -> None:
        """`is_planned_once` is for one whose best plan is the same whatever the parameters are."""
        self._make = make
        self._is_planned_once = is_planned_once
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
        ask = connection.planned_cursor if self._is_planned_once else connection.cursor  # type: ignore[attr-defined]
        with ask() as cursor:
            cursor.execute(self._statement, parameters)
            return [self._row(values) for values in cursor.fetchall()]

    def _row(self, values: Sequence[Any]) -> _Row:
        row = self._model.from_db(connection.alias, self._columns, values[self._own])
        for beside in self._beside:
            beside.put(row, values)
        for name, place, read in self._annotations:
            setattr(row, name, read(values[place]))
        return row

    def _compile(self, parameters: tuple[Any, ...]) -> str:
        queryset = self._make(*parameters)
        compiler = queryset.query.get_compiler(connection=connection)
        statement, used = compiler.as_sql()
        if used != parameters:
            raise TypeError("A compiled query uses each parameter once, in order, as its column stores it.")
        self._model: type[_Row] = queryset.model
        self._own, self._columns = _part(compiler, compiler.klass_info)
        self._beside = [
            _Beside(compiler, info) for info in compiler.klass_info.get("related_klass_infos", ())
        ]
        annotations = queryset.query.annotations
        self._annotations = [
            (name, place, json.loads if isinstance(annotations[name].output_field, JSONField) else _as_it_is)
            for name, place in compiler.annotation_col_map.items()
        ]
        return str(statement)


class _Beside:
    """The row of a foreign key, out of the same line of the answer."""

    def __init__(self, compiler: SQLCompiler, info: dict[str, Any]) -> None:
        self._model: type[Model] = info["model"]
        self._part, self._columns = _part(compiler, info)
        self._key = self._columns.index(self._model._meta.pk.attname)
        self._put = info["local_setter"]

    def put(self, row: Model, values: Sequence[Any]) -> None:
        found = values[self._part]
        there = self._model.from_db(connection.alias, self._columns, found) if found[self._key] else None
        self._put(row, there)


def _part(compiler: SQLCompiler, info: dict[str, Any]) -> tuple[slice, list[str]]:
    """Where the columns of one table stand in a line of the answer, and the attributes they are for."""
    places = info["select_fields"]
    columns = [compiler.select[place][0].target.attname for place in places]
    return slice(places[0], places[-1] + 1), columns


def _as_it_is(value: Any) -> Any:
    return value
