"""A debrief as JSON that loses nothing. docs/export.md says what stands where."""

import json
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from debrief.debriefs.models import Debrief
from debrief.debriefs.whole import lists_of, rows_of

FORMAT = "debrief"
VERSION = 1  # raised when a reader of the one before would misread it


def as_json(debrief: Debrief) -> str:
    """Every row of `debrief`, drafts and ids included; it comes with its `whole_rows`.

    Instants are in UTC and to the microsecond.
    """
    columns = [field.attname for field in Debrief._meta.concrete_fields]
    whole = {
        "format": FORMAT,
        "version": VERSION,
        "exported_at": timezone.now(),
        "debrief": {column: getattr(debrief, column) for column in columns},
        "tables": rows_of(debrief),
        "lists": lists_of(debrief),
    }
    # Not Django's own encoder: it cuts instants off at the millisecond.
    return json.dumps(whole, default=plain, ensure_ascii=False, indent=2) + "\n"


def file_name(debrief: Debrief, ending: str) -> str:
    """A name that tells whoever sees it the day of the interview, on the person's clock, and nothing else."""
    return f"debrief-{timezone.localtime(debrief.happened_at):%Y-%m-%d}.{ending}"


def plain(value: Any) -> str:
    """What JSON has no form of, as text. Raises TypeError for what has no place in an export."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value)} has no place in an export.")
