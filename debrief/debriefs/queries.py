"""Reads of a person's debriefs that are worth a name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, Exists, Max, Min, OuterRef, Q

from debrief.database.compiled import Compiled
from debrief.debriefs.choices import Format, Result
from debrief.debriefs.cursor import Cursor
from debrief.debriefs.models import Debrief, DebriefQuerySet, MoodCheck, Outcome, WordIndex
from debrief.debriefs.words import query_for
from debrief.ui.draw import ListRow

PAGE_SIZE = 20
NOT_KNOWN = "open"  # for the outcome: still waiting, or nobody has said
# What an outcome is called in a row; nothing is said while nobody has said it.
RESULTS: dict[str | None, Any] = {None: "", **dict(Result.choices)}
# What a list and home show; the long texts stay where they are.
_COLUMNS = (
    "organisation",
    "role_title",
    "format",
    "interview_at",
    "created_at",
    "pause_until",
    "closed_at",
    "decision_by",
    "promised",
    "promised_done_at",
)


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


class MoodsNamed(NamedTuple):
    """How many times, and the first and the last of them; None when there was none."""

    times: int
    first: datetime | None
    last: datetime | None


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


def moods_named(owner: Any, *, at_most: int) -> MoodsNamed:
    """The moods of `at_most` or less among all that `owner` has named, over all debriefs, in one query."""
    moods = MoodCheck.objects.of(owner).filter(mood__lte=at_most)
    return MoodsNamed(**moods.aggregate(times=Count("pk"), first=Min("felt_at"), last=Max("felt_at")))


def rounds_beside(debrief: Debrief) -> tuple[Debrief | None, list[Debrief]]:
    """The round before `debrief` at the same place, and those that follow it, oldest first; one query."""
    beside = Q(follows=debrief.pk) | Q(pk=debrief.follows_id) if debrief.follows_id else Q(follows=debrief.pk)
    names = ("owner", "organisation", "role_title", "interview_at", "created_at")
    found = Debrief.objects.of(debrief.owner_id).filter(beside).order_by("created_at", "id").only(*names)
    before = next((one for one in found if one.pk == debrief.follows_id), None)
    return before, [one for one in found if one.pk != debrief.follows_id]


def debrief_page(
    owner: Any, *, wanted: Wanted = Wanted(), after: Cursor | None = None, rows: Sequence[str] = ()
) -> DebriefPage:
    """A page of `owner`'s debriefs with their results in one query, at any depth; nothing is counted.

    `after` is where the page before ended; `rows` as in `Debrief.objects.with_rows`.
    """
    if wanted != Wanted():
        debriefs = _narrowed(_listed(owner, wanted.is_put_away, rows), wanted)
        found = list((debriefs.after(after) if after else debriefs)[: PAGE_SIZE + 1])
    elif after:
        found = _later_page(tuple(rows)).all(owner.pk, after.created_at, after.created_at, after.id)
    else:
        found = _first_page(tuple(rows)).all(owner.pk)
    page = found[:PAGE_SIZE]
    last = page[-1] if len(found) > PAGE_SIZE else None
    return DebriefPage(page, Cursor(last.created_at, last.pk) if last else None)


@cache
def _first_page(rows: tuple[str, ...]) -> Compiled[Debrief]:
    """What is asked for most: the newest, with nothing looked for."""
    return Compiled(lambda owner: _listed(owner, False, rows)[: PAGE_SIZE + 1])


@cache
def _later_page(rows: tuple[str, ...]) -> Compiled[Debrief]:
    """Those that follow; a page that ended with a debrief made at `at` is named by that twice.

    Planned each time: PostgreSQL has to see how far down the index to begin, or it reads all above.
    """
    return Compiled(
        lambda owner, at, _again, pk: _listed(owner, False, rows).after(Cursor(at, pk))[: PAGE_SIZE + 1],
        is_planned_once=False,
    )


def _listed(owner: Any, is_put_away: bool, rows: Sequence[str]) -> DebriefQuerySet:
    mine = Debrief.objects.of(owner).newest_first().only("owner", *_COLUMNS).with_rows(*rows).with_result()
    return mine.filter(put_away_at__isnull=not is_put_away)


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
