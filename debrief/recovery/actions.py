"""Verbs of the path. Each is one transaction, and each can be repeated after a lost reply."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from uuid_utils.compat import uuid7

from debrief.accounts.models import User
from debrief.debriefs.choices import ActionState, Result, Round
from debrief.debriefs.models import Debrief, DebriefQuerySet, NextAction, Outcome
from debrief.debriefs.words import index_words
from debrief.recovery.models import SETTLED, StageEntry, State
from debrief.recovery.next_actions import IN_DAYS, Answer
from debrief.recovery.stages import OUTCOME, STAGES
from debrief.recovery.stages.base import Stage, StageForm
from debrief.recovery.stages.keep_going import KEEP_GOING

_AFTER_THE_FIRST = (Round.SECOND, Round.LATER, Round.LAST)


class StaleVersionError(Exception):
    """The page was opened before somebody, perhaps the same person in another tab, saved it."""


def start_debrief(*, owner: User, debrief_id: UUID, follows: UUID | None = None) -> Debrief:
    """Begin a debrief under an id the page was given, or go on with one that is still empty.

    `follows` is the round before at the same place; what is known of it is filled in. A second click, or a
    repeat after a lost reply, finds the debrief of the first.

    Raises Debrief.DoesNotExist when one of the two ids is somebody else's; nothing is made then.
    """
    before = Debrief.objects.of(owner).get(pk=follows) if follows else None
    begun = Debrief.objects.of(owner).newest_first().filter(stage_entries=None, closed_at=None)
    newest = begun.filter(follows=before, put_away_at=None).first()
    if newest:
        return newest
    fresh = Debrief(id=debrief_id, owner=owner)
    if before:
        fresh.follows = before
        fresh.organisation, fresh.role_title = before.organisation, before.role_title
        fresh.round = Round.LATER if before.round in _AFTER_THE_FIRST else Round.SECOND
    Debrief.objects.bulk_create([fresh], ignore_conflicts=True)
    return Debrief.objects.of(owner).get(pk=debrief_id)


def close_debrief(*, debrief: Debrief) -> None:
    """Put an end to it: home stops asking about it. One that is closed keeps the time it was."""
    _only(debrief.owner_id, debrief.pk).filter(closed_at=None).update(closed_at=timezone.now())


def reopen_debrief(*, debrief: Debrief) -> None:
    """Take it up again, wherever it stands."""
    _only(debrief.owner_id, debrief.pk).update(closed_at=None)


def tick_promised(*, debrief: Debrief, is_done: bool) -> None:
    """Note that what was promised is sent, or that it is not after all."""
    if is_done:
        _only(debrief.owner_id, debrief.pk).filter(promised_done_at=None).update(
            promised_done_at=timezone.now()
        )
    else:
        _only(debrief.owner_id, debrief.pk).update(promised_done_at=None)


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
    was_settled = entry.state in SETTLED
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
    # Not with every save: somebody who has opened it again may go on writing in it.
    if stage is OUTCOME or (entry.state in SETTLED and not was_settled):
        _close_if_over(debrief.owner_id, debrief.pk)
    index_words(owner_id=debrief.owner_id, debrief_id=debrief.pk)


def _only(owner_id: UUID, debrief_id: UUID) -> DebriefQuerySet:
    return Debrief.objects.of(owner_id).filter(pk=debrief_id)


def _close_if_over(owner_id: UUID, debrief_id: UUID) -> None:
    """Close a debrief whose stages are all settled and whose end is known (domain.md 3.2)."""
    within = {"owner": owner_id, "debrief": debrief_id}
    keys = [stage.key for stage in STAGES]
    settled = StageEntry.objects.filter(**within, stage_key__in=keys, state__in=SETTLED)
    is_known = Outcome.objects.filter(**within).exclude(result=Result.WAITING).exists()
    if is_known and settled.count() == len(keys):
        _only(owner_id, debrief_id).filter(closed_at=None).update(closed_at=timezone.now())


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
    with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
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
    if is_skipped:
        _close_if_over(owner_id, debrief_id)
    return int(row[0])


@transaction.atomic
def answer_action(*, debrief: Debrief, action: UUID, answer: str) -> str:
    """Note what became of the next action of a debrief. Returns what to say about it.

    `answer` is one of `Answer`; moving counts from today on the person's clock. Empty when `action` is not
    the debrief's open one any more; nothing is changed then.
    """
    within = {"owner": debrief.owner_id, "debrief": debrief}
    # Locked before the action, in the order in which `save_stage` takes the two.
    entry = StageEntry.objects.filter(**within, stage_key=KEEP_GOING.key).select_for_update().first()
    asked = NextAction.objects.filter(**within, pk=action, state=ActionState.OPEN).first()
    if asked is None:
        return ""
    if answer != Answer.MOVE:
        asked.state = answer
        asked.save(update_fields=["state"])
        return gettext("Noted as done.") if answer == Answer.DONE else gettext("Let go. That is allowed.")
    asked.day = timezone.localdate() + IN_DAYS
    asked.save(update_fields=["day"])
    if entry:
        # A page of the stage that was opened before still shows the old day, and is told so.
        entry.version, entry.operation = entry.version + 1, None
        entry.save(update_fields=["version", "operation"])
    return gettext("Moved to %(day)s.") % {"day": date_format(asked.day, "l j F")}
