"""What was done to a tip, by whom, and what each change did to its text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import SequenceMatcher
from html import escape
from itertools import pairwise
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from debrief.tips.models import Change, Tip, latest_of
from debrief.tips.rules import LABELS, label_of

_WORDS = re.compile(r"\S+\s*")


@dataclass(frozen=True)
class Entry:
    """One change. `by` is an e-mail address, or empty when it was a command or the account is gone."""

    version: int
    at: datetime
    by: str
    what: str
    is_first: bool
    changes: list[tuple[str, SafeString]]  # the fields that changed, with what went and what came


def rows_of(slug: str) -> QuerySet[Any]:
    """The rows of a tip's history, the newest first, deleted or not."""
    rows: QuerySet[Any] = Tip.history.filter(slug=slug)
    return rows.select_related("history_user")


def entries_of(rows: list[Any], before: Any = None) -> list[Entry]:
    """Rows that follow each other, the newest first, as entries; `before` is the row before the oldest."""
    return [
        Entry(
            newer.pk,
            newer.history_date,
            newer.history_user.email if newer.history_user else "",
            _what(newer),
            older is None,
            list(_changes(latest_of(older), latest_of(newer))) if older else [],
        )
        for newer, older in pairwise([*rows, before])
    ]


def _what(row: Any) -> str:
    if row.history_change_reason in Change.values:
        return str(Change(row.history_change_reason).label)
    return _("Changed past the pages for it")


def _changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, SafeString]]:
    for name in LABELS:
        if old[name] != new[name]:
            yield label_of(name), difference(_as_words(old[name]), _as_words(new[name]))


def difference(old: str, new: str) -> SafeString:
    """`new` as HTML, with what went in <del> and what came in <ins>, word by word."""
    one, other = _WORDS.findall(old), _WORDS.findall(new)
    parts = []
    for kind, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        went, came = escape("".join(one[a:b])), escape("".join(other[c:d]))
        if kind == "equal":
            parts.append(came)
            continue
        parts += [f"<del>{went}</del>" if went else "", f"<ins>{came}</ins>" if came else ""]
    return SafeString("".join(parts))


def _as_words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(value)
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
