"""Who a note of one debrief can be to: everybody who was met, and the organisation as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

TEAM = "team"

Row = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """One of them, with the note to them so far.

    `key` is the recipient's in addresses; `name` as it was noted, empty when there is none; `person` is the
    id of somebody who was met.
    """

    key: str
    name: str
    label: str
    person: str | None = None
    note: Row | None = None

    @property
    def is_sent(self) -> bool:
        return self.note is not None and self.note["sent_at"] is not None


def recipients_of(
    people: Iterable[Row], notes: Iterable[Row], *, organisation: str, unsaved: Mapping[str, str]
) -> list[Recipient]:
    """The people in their order, then notes whose person is gone from the list, then the organisation.

    `people` and `notes` are rows of the debrief; `unsaved` are names by key of notes that are only drafts.
    """
    to_person: dict[Any, Row] = {}
    to_gone: list[Row] = []
    to_team: Row | None = None
    for note in notes:
        if note["is_to_team"]:
            to_team = note
        elif note["person_id"]:
            to_person[note["person_id"]] = note
        else:
            to_gone.append(note)
    found = [
        Recipient(
            key=row["id"],
            name=row["name"],
            label=row["name"] or row["role"] or row["remember"],
            person=row["id"],
            note=to_person.get(row["id"]),
        )
        for row in people
    ]
    found += [
        Recipient(key=note["id"], name=note["name"], label=note["name"] or _("Somebody"), note=note)
        for note in to_gone
    ]
    known = {TEAM, *(one.key for one in found)}
    found += [
        Recipient(key=key, name=name, label=name or _("Somebody"))
        for key, name in unsaved.items()
        if key not in known
    ]
    # Named like somebody who was put on the list afterwards, it would stand beside them as a second one.
    names = {one.name.strip().casefold() for one in found}
    to_whom = to_team["name"] if to_team and to_team["name"].strip().casefold() not in names else ""
    team = to_whom or organisation or _("The team there")
    return [*found, Recipient(key=TEAM, name="", label=team, note=to_team)]
