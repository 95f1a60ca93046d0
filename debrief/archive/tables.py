"""Everything one person owns, found by what it is and not from a list: a new table is here by itself."""

from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models

from debrief.privacy.models import OwnedModel

Row = dict[str, Any]

_AT_ONCE = 500  # rows read with one query


@cache
def owned_models() -> tuple[type[OwnedModel], ...]:
    """Every table of people's rows; one comes after those it points at."""
    found = [model for model in apps.get_models() if issubclass(model, OwnedModel)]
    order = TopologicalSorter({model: set(pointers(model).values()) - {model} for model in found})
    return tuple(order.static_order())


@cache
def kept_models() -> tuple[type[OwnedModel], ...]:
    """The tables an archive holds: all but those that are made from others."""
    return tuple(model for model in owned_models() if not model.is_derived)


@cache
def pointers(model: type[models.Model]) -> dict[str, type[OwnedModel]]:
    """The columns of `model` that hold the id of somebody's row, with the table it is in."""
    return {
        field.attname: field.related_model
        for field in model._meta.concrete_fields
        if isinstance(field.related_model, type) and issubclass(field.related_model, OwnedModel)
    }


@cache
def columns(model: type[OwnedModel]) -> tuple[str, ...]:
    """The columns of a table that an archive holds."""
    fields = (field for field in model._meta.concrete_fields if not field.generated)
    return tuple(field.attname for field in fields if field.attname not in model.stays_here)


def label(model: type[models.Model]) -> str:
    """What a table is called in an archive, such as `debriefs.question`."""
    return model._meta.label_lower


def rows_of(model: type[OwnedModel], owner_id: UUID) -> Iterator[Row]:
    """A person's rows of one table in the order of their ids, read a few hundred at a time."""
    whole = model._default_manager.filter(owner=owner_id).order_by("pk").values(*columns(model))
    page = list(whole[:_AT_ONCE])
    while page:
        yield from page
        page = list(whole.filter(pk__gt=page[-1]["id"])[:_AT_ONCE]) if len(page) == _AT_ONCE else []


def counts_of(owner_id: UUID) -> dict[type[OwnedModel], int]:
    """How many rows a person has in each table that an archive holds, with one query."""
    quote = connection.ops.quote_name
    each = " UNION ALL ".join(
        f"SELECT {n}, count(*) FROM {quote(model._meta.db_table)} WHERE owner_id = %s"  # noqa: S608  (our own names)
        for n, model in enumerate(kept_models())
    )
    with connection.cursor() as cursor:
        cursor.execute(each, [owner_id] * len(kept_models()))
        found = dict(cursor.fetchall())
    return {model: found[n] for n, model in enumerate(kept_models())}
