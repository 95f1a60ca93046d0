"""Reads of a person's debriefs that are worth a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from debrief.debriefs.cursor import Cursor
from debrief.debriefs.models import Debrief

PAGE_SIZE = 20


@dataclass(frozen=True)
class DebriefPage:
    """One page of somebody's debriefs, newest first, and where the older ones begin."""

    debriefs: list[Debrief]
    older: Cursor | None


def debrief_page(owner: Any, *, after: Cursor | None = None, rows: Sequence[str] = ()) -> DebriefPage:
    """A page of `owner`'s debriefs in one query, at any depth; nothing is counted.

    `after` is where the page before ended; `rows` as in `Debrief.objects.with_rows`.
    """
    queryset = Debrief.objects.of(owner).newest_first().with_rows(*rows)
    if after:
        queryset = queryset.after(after)
    found = list(queryset[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    last = page[-1] if len(found) > PAGE_SIZE else None
    return DebriefPage(page, Cursor(last.created_at, last.pk) if last else None)
