"""Reads of a person's debriefs that are worth a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from debrief.debriefs.choices import Format, Result
from debrief.debriefs.cursor import Cursor
from debrief.debriefs.models import Debrief, DebriefQuerySet, Outcome, WordIndex
from debrief.debriefs.words import query_for
from debrief.ui.draw import ListRow

PAGE_SIZE = 20
NOT_KNOWN = "open"  # for the outcome: still waiting, or nobody has said
# What an outcome is called in a row; nothing is said while nobody has said it.
RESULTS: dict[str | None, Any] = {None: "", **dict(Result.choices)}
# What a list shows; the long texts stay where they are.
_COLUMNS = ("organisation", "role_title", "format", "interview_at", "created_at", "pause_until", "closed_at")


@dataclass(frozen=True)
class Wanted:
    """Which debriefs a list shows: all that are not put away, unless it says otherwise.

    `words` as somebody types them; `outcome` a `Result` or NOT_KNOWN; `since` the earliest an interview can
    have been.
    """

    words: str = ""
    outcome: str = ""
    since: datetime | None = None
    is_put_away: bool = False


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


def debrief_page(
    owner: Any, *, wanted: Wanted = Wanted(), after: Cursor | None = None, rows: Sequence[str] = ()
) -> DebriefPage:
    """A page of `owner`'s debriefs with their results in one query, at any depth; nothing is counted.

    `after` is where the page before ended; `rows` as in `Debrief.objects.with_rows`.
    """
    mine = Debrief.objects.of(owner).newest_first().only("owner", *_COLUMNS).with_rows(*rows).with_result()
    queryset = _narrowed(mine.filter(put_away_at__isnull=not wanted.is_put_away), wanted)
    if after:
        queryset = queryset.after(after)
    found = list(queryset[: PAGE_SIZE + 1])
    page = found[:PAGE_SIZE]
    last = page[-1] if len(found) > PAGE_SIZE else None
    return DebriefPage(page, Cursor(last.created_at, last.pk) if last else None)


def _narrowed(debriefs: DebriefQuerySet, wanted: Wanted) -> DebriefQuerySet:
    of_it = {"owner": OuterRef("owner"), "debrief": OuterRef("pk")}
    if wanted.words:
        query = query_for(wanted.words)
        debriefs = (
            debriefs.filter(Exists(WordIndex.objects.filter(**of_it, words=query)))
            if query
            else debriefs.none()
        )
    if wanted.outcome == NOT_KNOWN:
        known = Outcome.objects.filter(**of_it).exclude(result=Result.WAITING)
        debriefs = debriefs.filter(~Exists(known))
    elif wanted.outcome:
        debriefs = debriefs.filter(Exists(Outcome.objects.filter(**of_it, result=wanted.outcome)))
    if wanted.since:
        unknown = Q(interview_at=None, created_at__gte=wanted.since)
        debriefs = debriefs.filter(Q(interview_at__gte=wanted.since) | unknown)
    return debriefs
