"""Verbs of the library."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.cache import caches
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from debrief.accounts.models import User
from debrief.tips import library
from debrief.tips.cards import forget_cards
from debrief.tips.models import (
    Change,
    Kind,
    Shelf,
    Source,
    State,
    Strength,
    Tip,
    TipMark,
    as_draft,
    latest_of,
)
from debrief.tips.rules import LONGEST, problems

Record = Mapping[str, Any]
Told = dict[str, list[str]]


class TipsError(Exception):
    """Some records may not become tips; `found` has the sentences by slug and field."""

    def __init__(self, found: dict[str, dict[str, list[str]]]) -> None:
        super().__init__("; ".join(f"{slug}: {wrong}" for slug, wrong in found.items()))
        self.found = found


@transaction.atomic
def load_tips(*, records: Iterable[tuple[str, Record]]) -> Told:
    """Bring the table up to the shipped files, without touching what somebody made of it since.

    `records` are (slug, record) pairs as `library.read_all` gives them. Returns the slugs that were new,
    updated, unchanged, and kept: left alone because they were edited here, are being edited, were withdrawn
    or deleted, while the file says something newer. Raises TipsError before anything is written.
    """
    given, rows = dict(records), Tip.every.select_for_update().in_bulk()
    deleted = _deleted(given.keys() - rows.keys())
    told: Told = defaultdict(list)
    new, updated = [], []
    for slug, record in given.items():
        tip, shipped = rows.get(slug), library.digest(record)
        if (tip.shipped_digest if tip else deleted.get(slug)) == shipped:
            told["unchanged"].append(slug)
        elif slug in deleted or (tip and not tip.says_only(tip.shipped_digest, shipped)):
            told["kept"].append(slug)
        elif tip:
            _say(tip, record, shipped_digest=shipped)
            updated.append(tip)
            told["updated"].append(slug)
        else:
            new.append(Tip(slug=slug, shipped_digest=shipped, **record))
            told["new"].append(slug)
    _check({tip.slug: tip.published for tip in (*new, *updated)}, known=given.keys() | rows.keys())
    _write(new, updated, Change.SHIPPED)
    return dict(told)


@transaction.atomic
def import_tips(*, records: Mapping[str, Record], is_dry_run: bool = False) -> Told:
    """Publish what files say, in place of what is there; all of them or, if one may not be published, none.

    Drafts stay beside what is published. Returns the slugs that were (or with `is_dry_run` would be) new,
    changed, published again after being withdrawn, and the same. Raises TipsError before anything is written.
    """
    rows = Tip.every.select_for_update().in_bulk()
    _check(records, known=records.keys() | rows.keys(), today=timezone.localdate())
    told: Told = defaultdict(list)
    new, changed = [], []
    for slug, record in records.items():
        tip = rows.get(slug)
        if tip is None:
            new.append(Tip(slug=slug, **record))
            told["new"].append(slug)
        elif tip.is_public and library.digest(tip.published) == library.digest(record):
            told["unchanged"].append(slug)
        else:
            told["changed" if tip.is_public else "published"].append(slug)
            _say(tip, record, state=State.PUBLIC)
            changed.append(tip)
    if not is_dry_run:
        _write(new, changed, Change.IMPORTED)
    return dict(told)


def save_draft(*, slug: str, record: Record, by: User) -> Tip:
    """Keep a record beside what is published, whatever it lacks.

    Without a tip `slug` there is one from now on. A draft that says what is published already is none.
    """
    with transaction.atomic():
        tip = Tip.every.select_for_update().filter(pk=slug).first() or _unwritten(slug, record)
        if tip.state == State.NEW:
            tip.title = _title_of(slug, record)
        is_other = tip.state == State.NEW or library.digest(record) != library.digest(tip.published)
        draft = as_draft(record) if is_other else None
        if draft != tip.draft or tip._state.adding:
            tip.draft = draft
            _save(tip, by, Change.DRAFT if is_other else Change.DROPPED)
    return tip


def publish(*, slug: str, record: Record, by: User) -> Tip:
    """Let everybody read a record. Raises TipsError when it may not be published."""
    with transaction.atomic():
        tip = Tip.every.select_for_update().filter(pk=slug).first() or _unwritten(slug, record)
        _check({slug: record}, known=known_of(record), today=timezone.localdate())
        _say(tip, record, state=State.PUBLIC, draft=None)
        _save(tip, by, Change.PUBLISHED)
    return tip


def known_of(record: Record) -> set[str]:
    """Of the tips a record names as close to it, those there are."""
    return set(Tip.every.filter(pk__in=record["related"]).values_list("pk", flat=True))


def withdraw(*, slug: str, by: User) -> Tip:
    """Take a public tip out of the library; what it says stays, and can be published again."""
    with transaction.atomic():
        tip = _of(slug)
        if tip.is_public:
            tip.state, tip.updated_at = State.WITHDRAWN, timezone.now()
            _save(tip, by, Change.WITHDRAWN)
    return tip


def drop_draft(*, slug: str, by: User) -> Tip:
    """Go back to what is published; the history keeps the draft. There is no going back to nothing."""
    with transaction.atomic():
        tip = _of(slug)
        if tip.draft is not None and tip.state != State.NEW:
            tip.draft = None
            _save(tip, by, Change.DROPPED)
    return tip


def bring_back(*, slug: str, version: int, by: User) -> Tip:
    """Make a draft of what the history has as `version`. Raises Http404 when it has no such text."""
    with transaction.atomic():
        tip, row = _of(slug), Tip.history.filter(slug=slug, pk=version).first()
        if row is None:
            raise Http404
        tip.draft = as_draft(latest_of(row))
        _save(tip, by, Change.BROUGHT_BACK)
    return tip


def delete_tip(*, tip: Tip, by: User) -> None:
    """Delete a tip nobody can read any more; its history stays. Loading the shipped tips leaves it out."""
    tip._history_user, tip._change_reason = by, Change.DELETED  # type: ignore[attr-defined]
    tip.delete()
    _forget()


def mark_tip(*, owner: User, tip: Tip, **changes: Any) -> None:
    """Keep what a person made of a tip: `changes` to their mark by field; without any, that they saw it.

    Whoever presses a button under a tip has it open, so every change is a look at it too.
    """
    TipMark.objects.update_or_create(owner=owner, tip=tip, defaults={"seen_at": timezone.now(), **changes})


def _of(slug: str) -> Tip:
    return get_object_or_404(Tip.every.select_for_update(), pk=slug)


def _unwritten(slug: str, record: Record) -> Tip:
    """A tip of which people can read nothing yet: a name for the list, and values the columns take."""
    return Tip(
        slug=slug,
        title=_title_of(slug, record),
        minutes=5,
        when=Shelf.ANY,
        kind=Kind.VIEW,
        source=Source.ADDED,
        strength=Strength.COMMON_PRACTICE,
        reviewed_on=record["reviewed_on"],
        state=State.NEW,
    )


def _title_of(slug: str, record: Record) -> str:
    return record["title"][: LONGEST["title"]] or slug


def _say(tip: Tip, record: Record, **columns: Any) -> None:
    """Let a tip say `record`. It counts as changed when what people read does, or when they can again."""
    was_public = tip.is_public
    is_news = any(getattr(tip, name) != record[name] for name in library.WORDS)
    for name, value in {**record, **columns}.items():
        setattr(tip, name, value)
    if is_news or (tip.is_public and not was_public):
        tip.updated_at = timezone.now()


def _check(records: Mapping[str, Record], **given: Any) -> None:
    found = {slug: problems(slug, record, **given) for slug, record in records.items()}
    if wrong := {slug: sentences for slug, sentences in found.items() if sentences}:
        raise TipsError(wrong)


def _deleted(slugs: Iterable[str]) -> dict[str, str]:
    """Of tips that are gone, those somebody deleted, with the digest of the file they came from."""
    rows = Tip.history.filter(slug__in=slugs, history_type="-").order_by("history_date", "pk")
    return dict(rows.values_list("slug", "shipped_digest"))


def _write(new: list[Tip], changed: list[Tip], change: Change) -> None:
    """Write many tips with their history in four statements at most."""
    columns = [*library.FIELDS, "state", "shipped_digest", "updated_at"]
    if new:
        Tip.every.bulk_create(new)
        Tip.history.bulk_history_create(new, default_change_reason=change)
    if changed:
        Tip.every.bulk_update(changed, columns)
        Tip.history.bulk_history_create(changed, update=True, default_change_reason=change)
    _forget()


def _save(tip: Tip, by: User, change: Change) -> None:
    tip._history_user, tip._change_reason = by, change  # type: ignore[attr-defined]
    tip.save(force_insert=tip._state.adding)
    _forget()


def _forget() -> None:
    """Let this process read the library again; others do within a minute."""

    def forget() -> None:
        forget_cards()
        caches["pages"].clear()

    transaction.on_commit(forget)
