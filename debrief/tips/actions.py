"""Verbs of the library."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from debrief.accounts.models import User
from debrief.tips import library
from debrief.tips.models import Tip, TipMark


@transaction.atomic
def load_tips(*, records: Iterable[tuple[str, Mapping[str, Any]]]) -> Counter[str]:
    """Bring the table up to the files, without touching what somebody edited since.

    `records` are (slug, record) pairs as `library.read_all` gives them. Returns how many were new,
    updated, unchanged, and kept because of an edit.
    """
    rows = Tip.objects.select_for_update().in_bulk()
    told: Counter[str] = Counter()
    now = timezone.now()
    for slug, record in records:
        tip, shipped = rows.get(slug), library.digest(record)
        if tip is None:
            Tip(slug=slug, shipped_digest=shipped, updated_at=now, **record).save(force_insert=True)
            told["new"] += 1
        elif tip.shipped_digest == shipped:
            told["unchanged"] += 1
        elif library.digest({name: getattr(tip, name) for name in library.FIELDS}) != tip.shipped_digest:
            told["kept"] += 1
        else:
            if any(getattr(tip, name) != record[name] for name in library.WORDS):
                tip.updated_at = now
            for name, value in record.items():
                setattr(tip, name, value)
            tip.shipped_digest = shipped
            tip.save()
            told["updated"] += 1
    return told


def mark_tip(*, owner: User, tip: Tip, **changes: Any) -> None:
    """Keep what a person made of a tip: `changes` to their mark by field; without any, that they saw it.

    Whoever presses a button under a tip has it open, so every change is a look at it too.
    """
    TipMark.objects.update_or_create(owner=owner, tip=tip, defaults={"seen_at": timezone.now(), **changes})
