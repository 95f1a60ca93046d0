"""The list of other openings: one for a person, shown and changed in every debrief.

Two pages may show it at once, and a page may be as old as its draft. So each row a page shows says what it
showed, and saving touches only what was changed on that page.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import OpeningState
from debrief.debriefs.models import Opening
from debrief.recovery.rows import RowForm, rows_class
from debrief.ui.forms import OneOf, WordsField

MOST_OPENINGS = 30
_SAID = ("organisation", "role", "state")


class OpeningRow(RowForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    organisation = WordsField(
        label=_("Who with"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    role = WordsField(
        label=_("For what work"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    state = OneOf(label=_("Where it stands"), choices=OpeningState.choices)

    def is_blank(self) -> bool:
        return not (self.cleaned_data.get("organisation") or self.cleaned_data.get("role"))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        is_new = not values.get("id") and "id" not in self.errors
        if is_new and values.get("state") and not self.errors and self.is_blank():
            self.add_error("organisation", _("Which one is it? A name or the work will do."))
        return values


Openings = rows_class(
    OpeningRow,
    most=MOST_OPENINGS,
    legend=_("What else is open?"),
    hint=_("One list for all your debriefs. To take one off, empty its two lines."),
    heading=_("Who with, %(number)s"),
    add_label=_("Add an opening"),
)


def as_shown(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stored rows the way a page shows them, each with a mark of what it says."""
    return [{name: row[name] for name in ("id", *_SAID)} | {"seen": _mark(row)} for row in rows]


@dataclass
class Changes:
    """What a page asks to be done to the list, by id; `made` are new rows."""

    changed: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    made: list[dict[str, Any]] = field(default_factory=list)
    gone: set[UUID] = field(default_factory=set)


def changes(stored: Collection[UUID], rows: Iterable[Mapping[str, Any]]) -> Changes:
    """What the valid `rows` of a page, those emptied included, change in a list with the ids `stored`.

    A row the page did not show stays, and so does one it showed and left alone, whatever another page has
    made of it since. One that was changed here and taken off elsewhere is put back: no words are lost.
    """
    found = Changes()
    for values in rows:
        said = {name: values[name] for name in _SAID}
        said["state"] = said["state"] or OpeningState.IDEA
        is_stored = values["id"] in stored
        if not (said["organisation"] or said["role"]):
            if is_stored:
                found.gone.add(values["id"])
        elif values["seen"] == _mark(said):
            continue
        elif is_stored:
            found.changed[values["id"]] = said
        else:
            found.made.append(said)
    return found


def has_room(stored: Collection[UUID], rows: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the list still fits once the rows of a page are saved; parameters as for `changes`."""
    found = changes(stored, rows)
    return len(stored) - len(found.gone) + len(found.made) <= MOST_OPENINGS


def keep_openings(*, owner_id: UUID, rows: Iterable[Mapping[str, Any]]) -> None:
    """Save what a page changed; `rows` as for `changes`."""
    before = {opening.pk: opening for opening in Opening.objects.of(owner_id)}
    found = changes(before, rows)
    for pk, said in found.changed.items():
        for name, value in said.items():
            setattr(before[pk], name, value)
    Opening.objects.of(owner_id).filter(pk__in=found.gone).delete()
    Opening.objects.bulk_update([before[pk] for pk in found.changed], _SAID)
    Opening.objects.bulk_create(Opening(owner_id=owner_id, **said) for said in found.made)


def _mark(row: Mapping[str, Any]) -> str:
    text = "\n".join(str(row[name]) for name in _SAID)
    return blake2b(text.encode(), digest_size=8).hexdigest()
