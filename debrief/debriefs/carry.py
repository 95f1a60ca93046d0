"""Rows of related tables, carried along in the query for the row they belong to."""

from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models.expressions import RawSQL


@cache
def rows_of(model: Any, relation: str) -> RawSQL:
    """The rows of one relation of `model` as a JSON array; for `relation` see `with_rows`.

    Written out, because building it anew from expressions took a quarter of a stage page's time.
    """
    is_lean = relation.endswith("-")
    name = relation.rstrip("-")
    table = model._meta.db_table
    whose = f"part.owner_id = {table}.owner_id"
    if name in model.of_owner:
        related: Any = apps.get_model(model.of_owner[name])
    else:
        related = model._meta.get_field(name).related_model
        whose += f" AND part.debrief_id = {table}.id"
    # Columns by name: what the query itself says, and what nobody reads, is not sent.
    unread = {"owner_id", "debrief_id", *related.stays_here, *(related.left_behind if is_lean else ())}
    fields = related._meta.concrete_fields
    columns = ", ".join(f.column for f in fields if f.column not in unread and not f.generated)
    order = ", ".join(related._meta.ordering) or "id"
    return RawSQL(  # noqa: S611  (made of names of our own models)
        f"(SELECT coalesce(json_agg(part)::text, '[]') FROM "  # noqa: S608  (names of our own models)
        f"(SELECT {columns} FROM {related._meta.db_table} part WHERE {whose} ORDER BY {order}) part)",
        [],
        output_field=models.JSONField(),
    )
