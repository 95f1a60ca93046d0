"""Verbs of the path. Each is one transaction, and each can be repeated after a lost reply."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from uuid_utils.compat import uuid7

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.recovery.models import StageEntry, State
from debrief.recovery.stages.base import Stage, StageForm


class StaleVersionError(Exception):
    """The page was opened before somebody, perhaps the same person in another tab, saved it."""


def start_debrief(*, owner: User, debrief_id: UUID) -> Debrief:
    """Begin a debrief under an id the page was given, or go on with one that is still empty.

    A second click, or a repeat after a lost reply, finds the debrief of the first.

    Raises Debrief.DoesNotExist when the id is somebody else's.
    """
    newest = Debrief.objects.of(owner).newest_first().filter(stage_entries=None, closed_at=None).first()
    if newest:
        return newest
    Debrief.objects.bulk_create([Debrief(id=debrief_id, owner=owner)], ignore_conflicts=True)
    return Debrief.objects.of(owner).get(pk=debrief_id)


@transaction.atomic
def save_stage(
    *, debrief: Debrief, stage: Stage, form: StageForm, version: int, operation: UUID, known: Iterable[UUID]
) -> None:
    """Save a valid form: answers go where they belong, the draft goes, the version rises.

    `version` is the one the page was opened with, 0 for none. `operation` is this save's own id: a
    repeat of it changes nothing and is a success. `known` are writes of the same page whose reply it may
    not have seen.

    Raises StaleVersionError when another page saved this stage in between; nothing is changed then.
    """
    # One save at a time for a debrief: two clicks wait for each other instead of colliding. Not its key: a
    # draft that begins a stage holds that through its foreign key, and each would wait for the other.
    Debrief.objects.select_for_update(of=("self",), no_key=True).get(pk=debrief.pk, owner=debrief.owner_id)
    entries = StageEntry.objects.filter(owner=debrief.owner_id, debrief=debrief, stage_key=stage.key)
    entry = entries.select_for_update().first()  # a draft does not wait for the debrief, but for this
    if entry and entry.operation == operation and entry.draft is None:
        return
    if entry and entry.version != version and entry.operation not in {operation, *known}:
        raise StaleVersionError
    entry = entry or StageEntry(owner_id=debrief.owner_id, debrief=debrief, stage_key=stage.key, version=0)
    entry.answers = form.save()
    if form.is_done():
        entry.state = State.DONE
    else:
        entry.state = State.STARTED if form.takes_back() else _still(entry)
    entry.draft = None
    entry.operation = operation
    entry.version += 1
    entry.saved_at = timezone.now()
    try:
        entry.save()
    except IntegrityError as error:
        raise StaleVersionError from error  # another page's draft began this stage in between


def _still(entry: StageEntry) -> str:
    """A save that is not enough for `done` leaves a done stage done and starts any other."""
    return State.DONE if entry.state == State.DONE else State.STARTED


def save_draft(
    *,
    owner_id: UUID,
    debrief_id: UUID,
    stage: Stage,
    words: Mapping[str, list[str]],
    version: int,
    operation: UUID,
    known: Iterable[UUID] = (),
    is_skipped: bool = False,
) -> int:
    """Keep what is being typed, as it is, whether or not it would pass the form.

    Parameters as for `save_stage`; `words` are raw form values by name. Returns the new version. A
    stage that was left out is started again by typing into it.

    Raises StaleVersionError when another page saved this stage in between, IntegrityError when the debrief
    is not this owner's; nothing is changed then.
    """
    # One statement, so that comparing and writing cannot be parted. The ORM's upsert knows no condition.
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO recovery_stageentry AS entry
                (id, owner_id, debrief_id, stage_key, state, answers, draft, version, operation, saved_at)
            VALUES (%(id)s, %(owner)s, %(debrief)s, %(stage)s, %(state)s, '{}', %(draft)s, 1,
                    %(operation)s, %(now)s)
            ON CONFLICT (owner_id, debrief_id, stage_key) DO UPDATE SET
                draft = EXCLUDED.draft, version = entry.version + 1, operation = EXCLUDED.operation,
                saved_at = EXCLUDED.saved_at,
                state = CASE WHEN %(is_skipped)s THEN 'skipped'
                             WHEN entry.state = 'skipped' THEN 'started' ELSE entry.state END
            WHERE entry.version = %(version)s OR entry.operation = ANY(%(known)s)
            RETURNING version
            """,
            {
                "id": uuid7(),
                "owner": owner_id,
                "debrief": debrief_id,
                "stage": stage.key,
                "state": State.SKIPPED if is_skipped else State.STARTED,
                "draft": json.dumps(dict(words)) if words else None,
                "operation": operation,
                "now": timezone.now(),
                "is_skipped": is_skipped,
                "version": version,
                "known": [operation, *known],
            },
        )
        row = cursor.fetchone()
    if row is None:
        raise StaleVersionError
    return int(row[0])
