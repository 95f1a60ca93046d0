"""One value of an archive, held to what its column holds when our own pages write it."""

import re
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

# The longest a text can be that a page of ours saves, with room to spare: columns without a limit of their
# own have theirs in the forms.
MOST_TEXT = 20_000  # characters
MOST_JSON = 300_000  # characters of the texts in one value
_DEEPEST = 8
# What PostgreSQL cannot store as text: NUL, and halves of surrogate pairs.
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
# Days beyond which the clock of some time zone runs out of years.
_FIRST, _LAST = date(1900, 1, 1), date(2200, 1, 1)


def value_of(field: "models.Field[Any, Any]", raw: Any) -> Any:
    """What a row holds under `field` when an archive says `raw`.

    Raises ValidationError for what no page of ours would have stored there, and TypeError for a kind of
    column that this function has not met yet.
    """
    if raw is None:
        _expect(field.null)
        return None
    value = _typed(field, raw)
    if field.choices:
        _expect(value in {key for key, _words in field.flatchoices} or (value == "" and field.blank))
    field.run_validators(value)
    return value


def _typed(field: "models.Field[Any, Any]", raw: Any) -> Any:
    if isinstance(field, models.JSONField):
        _expect(not field.has_default() or isinstance(raw, type(field.get_default())))
        _expect(_length(raw, _DEEPEST) <= MOST_JSON)
        return raw
    if isinstance(field, models.BooleanField):
        _expect(isinstance(raw, bool))
        return raw
    if isinstance(field, models.IntegerField):
        _expect(isinstance(raw, int) and not isinstance(raw, bool))
        return raw
    _expect(isinstance(raw, str))
    if isinstance(field, models.CharField | models.TextField):
        _expect(_length(raw, 0) <= (field.max_length or MOST_TEXT))
        return raw
    if isinstance(field, models.UUIDField):
        return as_uuid(raw)
    if isinstance(field, models.DateTimeField):
        instant = _parsed(datetime, raw)
        _expect(instant.tzinfo is not None and _FIRST <= instant.date() <= _LAST)
        return instant.astimezone(UTC)
    if isinstance(field, models.DateField):
        day = _parsed(date, raw)
        _expect(_FIRST <= day <= _LAST)
        return day
    if isinstance(field, models.TimeField):
        clock: time = _parsed(time, raw)
        _expect(clock.tzinfo is None)
        return clock
    raise TypeError(f"{field} has no place in an archive yet.")


def as_uuid(raw: Any) -> UUID:
    """An id, or a ValidationError."""
    try:
        return UUID(raw)
    except (ValueError, AttributeError, TypeError):
        raise ValidationError("no id") from None


def _parsed(kind: Any, raw: str) -> Any:
    try:
        return kind.fromisoformat(raw)
    except ValueError:
        raise ValidationError("no day") from None


def _length(value: Any, levels: int) -> int:
    """How many characters the texts in a JSON value have together, names included."""
    if isinstance(value, str):
        _expect(not _UNREADABLE.search(value))
        return len(value)
    if isinstance(value, float):
        _expect(abs(value) < 1e15)
    if not isinstance(value, dict | list):
        return len(str(value))
    _expect(levels > 0)
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return sum(_length(part, levels - 1) for part in parts) + len(parts)


def _expect(is_so: bool) -> None:
    if not is_so:
        raise ValidationError("not what this column holds")
