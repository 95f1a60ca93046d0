"""A debrief whole: every row of every table of it, whatever room the table belongs to."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from debrief.debriefs.models import Debrief, parts
from debrief.privacy.models import OwnedModel

Row = dict[str, Any]

# What a person keeps across debriefs, and is about debriefs: not what they made of the tips.
LISTS = {name: label for name, label in Debrief.of_owner.items() if label.startswith("debriefs.")}


def whole_rows() -> tuple[str, ...]:
    """What `Debrief.objects.with_rows` has to bring along for the functions below."""
    return (*parts(), *LISTS)


def rows_of(debrief: Debrief) -> dict[str, list[Row]]:
    """The rows of each table of `debrief` by its relation, each row with its columns in the model's order."""
    return {name: _rows(debrief, name, model) for name, model in parts().items()}


def lists_of(debrief: Debrief) -> dict[str, list[Row]]:
    """The person's own lists as far as this debrief has to do with them.

    Of a list that rows of a debrief can point at, the entries they do point at; any other list whole.
    """
    return {
        name: [row for row in rows if keys is None or row["id"] in keys]
        for name, rows, keys in _lists(debrief)
    }


def texts_of(debrief: Debrief) -> Iterator[Any]:
    """Everything somebody wrote in `debrief`, drafts left out, and the entries of their lists it names.

    Strings, or JSON values with strings anywhere in them.
    """
    yield from _texts(Debrief, vars(debrief))
    for name, model in parts().items():
        for row in getattr(debrief, f"{name}_rows"):
            yield from _texts(model, row)
    for name, rows, keys in _lists(debrief):
        for row in rows:
            if keys and row["id"] in keys:
                yield from _texts(_list_model(name), row)


def _rows(debrief: Debrief, name: str, model: type[OwnedModel]) -> list[Row]:
    attributes = (field.attname for field in model._meta.concrete_fields)
    columns = [name for name in attributes if name not in model.stays_here]
    # What rows come without, because the query itself says it.
    known = {"owner_id": str(debrief.owner_id), "debrief_id": str(debrief.pk)}
    rows = ({**known, **row} for row in getattr(debrief, f"{name}_rows"))
    return [{column: row[column] for column in columns} for row in rows]


def _list_model(name: str) -> type[OwnedModel]:
    model: type[OwnedModel] = apps.get_model(LISTS[name])
    return model


def _lists(debrief: Debrief) -> Iterator[tuple[str, list[Row], set[str] | None]]:
    """Each list with its rows, and the ids that `debrief` points at; None when nothing can."""
    for name in LISTS:
        model = _list_model(name)
        pointing = [
            (relation, field.attname)
            for relation, part in parts().items()
            for field in part._meta.concrete_fields
            if field.related_model is model
        ]
        keys = {row[column] for relation, column in pointing for row in getattr(debrief, f"{relation}_rows")}
        yield name, _rows(debrief, name, model), keys if pointing else None


def _texts(model: Any, row: Row) -> Iterator[Any]:
    passed_over = getattr(model, "not_words", ())
    for field in model._meta.concrete_fields:
        if field.choices or field.name in passed_over:
            continue
        if isinstance(field, models.CharField | models.TextField | models.JSONField):
            yield row[field.attname]
