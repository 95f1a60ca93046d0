"""Rows of related tables, carried along in the query for the row they belong to."""

from functools import cache
from typing import Any

from django.db import models
from django.db.models.expressions import RawSQL


@cache
def rows_of(model: type[models.Model], relation: str) -> RawSQL:
    """The rows of one relation of `model` as a JSON array; for `relation` see `with_rows`.

    Written out, because building it anew from expressions took a quarter of a stage page's time.
    """
    is_lean = relation.endswith("-")
    related: Any = model._meta.get_field(relation.rstrip("-")).related_model
    table = model._meta.db_table
    row = "to_jsonb(part)"
    if is_lean:
        row += "".join(f" - '{column}'" for column in related.left_behind)
    order = ", ".join(related._meta.ordering) or "id"
    return RawSQL(  # noqa: S611  (made of names of our own models)
        f"(SELECT coalesce(jsonb_agg({row} ORDER BY {order}), '[]') FROM {related._meta.db_table} part "  # noqa: S608  (names of our own models)
        f"WHERE part.owner_id = {table}.owner_id AND part.debrief_id = {table}.id)",
        [],
        output_field=models.JSONField(),
    )
