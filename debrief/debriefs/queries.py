"""Reads of a person's debriefs that are worth a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from debrief.debriefs.choices import Format
from debrief.debriefs.cursor import Cursor
from debrief.debriefs.models import Debrief
from debrief.ui.draw import ListRow

PAGE_SIZE = 20
# What a list shows; the long texts stay where they are.
_COLUMNS = ("organisation", "role_title", "format", "interview_at", "created_at", "pause_until", "closed_at")


@dataclass(frozen=True)
class DebriefPage:
    """One page of somebody's debriefs, newest first, and where the older ones begin."""

    debriefs: list[Debrief]
    older: Cursor | None


def list_row(debrief: Debrief, *, base: str, tag: str = "", is_settled: bool = False) -> ListRow:
    """A debrief as a row of a list. `base` is the address all debriefs lie below."""
    role = debrief.role_title if debrief.organisation else ""
    how = str(Format(debrief.format).label).lower() if debrief.format else ""
    return ListRow(
        href=f"{base}{debrief.pk}/",
        title=debrief.title,
        detail=", ".join(filter(None, (role, how))),
        at=debrief.happened_at,
        tag=tag,
        is_settled=is_settled,
    )


def debrief_page(owner: Any, *, after: Cursor | None = None, rows: Sequence[str] = ()) -> DebriefPage:
    """A page of `owner`'s debriefs in one query, at any depth; nothing is counted.

    `after` is where the page before ended; `rows` as in `Debrief.objects.with_rows`.
    """
    queryset = Debrief.objects.of(owner).newest_first().only("owner", *_COLUMNS).with_rows(*rows)
    if after:
        queryset = queryset.after(after)
    found = list(queryset[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    last = page[-1] if len(found) > PAGE_SIZE else None
    return DebriefPage(page, Cursor(last.created_at, last.pk) if last else None)


def people_confided_in(debrief: Debrief) -> list[str]:
    """Who was named as a listener in the owner's other debriefs, the latest first.

    At most ten names, out of the last fifty times, however many debriefs there are.
    """
    # Written out: put together by the ORM it took as long as fetching the debrief with all its rows.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person FROM debriefs_confiding "
            "WHERE owner_id = %s AND debrief_id <> %s AND person <> '' ORDER BY made_at DESC LIMIT 50",
            [debrief.owner_id, debrief.pk],
        )
        latest: dict[str, str] = {}
        for (name,) in cursor:
            latest.setdefault(name.casefold(), name)
    return list(latest.values())[:10]
