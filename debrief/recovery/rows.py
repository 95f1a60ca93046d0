"""Rows inside a stage's form: people, questions. Plain inputs that can be added with and without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from debrief.debriefs.models import Debrief, DebriefPart


class RowForm(forms.Form):
    """One row. It keeps the id of what it edits, so that a row saved twice stays one row."""

    id = forms.UUIDField(required=False)

    def __init__(self, *args: Any, is_resumed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_resumed = is_resumed
        self.empty_permitted = True

    @property
    def errors(self) -> ErrorDict:
        return ErrorDict() if self.is_resumed else super().errors

    def is_blank(self) -> bool:
        return not any(value for name, value in self.cleaned_data.items() if name != "id")


class Rows(forms.BaseFormSet):
    """A list of rows. `lines` gives templates plain values: 40 rows of widgets would cost too much."""

    def lines(self) -> list[dict[str, Any]]:
        """Every row with its index, prefix, values and errors, in the order of the page."""
        return [self._line(index, form) for index, form in enumerate(self.forms)]

    def blank_line(self) -> dict[str, Any]:
        """An empty row whose index is the placeholder scripts replace."""
        return {"index": "__prefix__", "prefix": self.add_prefix("__prefix__"), "number": "__number__"}

    def filled(self) -> list[dict[str, Any]]:
        """The valid rows that hold something."""
        return [form.cleaned_data for form in self.forms if not form.is_blank()]

    def _line(self, index: int, form: Any) -> dict[str, Any]:
        values = {name: form[name].value() or "" for name in form.fields}
        errors = {name: " ".join(messages) for name, messages in form.errors.items()}
        return {"index": index, "number": index + 1, "prefix": form.prefix, **values, "errors": errors}


def rows_of(
    form_class: type[RowForm],
    *,
    prefix: str,
    most: int,
    data: QueryDict | None,
    initial: Sequence[Mapping[str, Any]],
    is_resumed: bool,
    spare: int = 0,
) -> Rows:
    """A list of rows of one kind.

    `data` is what was posted, or None to show `initial`; `most` is how many rows there may be; `spare`
    how many blank ones are offered when there are none yet.
    """
    factory: Any = forms.formset_factory(
        form_class,
        formset=Rows,
        extra=0 if initial else spare,
        max_num=most,
        absolute_max=most + 20,
        validate_max=True,
    )
    rows: Rows = factory(data, prefix=prefix, initial=initial, form_kwargs={"is_resumed": is_resumed})
    return rows


def keep_rows(
    model: type[DebriefPart], *, debrief: Debrief, rows: Sequence[Mapping[str, Any]], fields: Sequence[str]
) -> None:
    """Make the stored rows of a debrief those of the page, in its order.

    A row that was there keeps its id, because practice and plans point at it. One that is not on the
    page any more goes.
    """
    within = {"owner_id": debrief.owner_id, "debrief_id": debrief.pk}
    manager: Any = model._default_manager
    before = {row.pk: row for row in manager.filter(**within)}
    kept: list[Any] = []
    made: list[Any] = []
    for position, values in enumerate(rows):
        row: Any = before.pop(values["id"], None) if values.get("id") else None
        if row is None:
            row = model(**within)
            made.append(row)
        else:
            kept.append(row)
        for name in fields:
            setattr(row, name, values[name])
        row.position = position
    manager.filter(**within, pk__in=before).delete()
    manager.bulk_update(kept, [*fields, "position"])
    manager.bulk_create(made)
