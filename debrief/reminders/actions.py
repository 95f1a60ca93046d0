"""Verbs of reminders."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.reminders.models import By, Kind, Reason, Reminder, State
from debrief.reminders.planning import Asked, planned
from debrief.reminders.queue import schedule, take_back
from debrief.reminders.when import WallTime


@transaction.atomic
def ask_for(*, asked: Asked, kinds: Mapping[str, bool], by: str) -> None:
    """Let reminders of one debrief wait, or not: `kinds` says which of each kind that was offered.

    `by` is how they come, of `By`. Asking for a mail turns reminders on for the account. One that is under
    way or has been sent stays what it is. Raises Debrief.DoesNotExist when the debrief is gone.
    """
    debrief = asked.debrief
    owner_id: UUID = debrief.owner_id
    # The debrief before the person, and both before reminders: in the order in which deleting takes them.
    Debrief.objects.select_for_update(of=("self",), no_key=True).get(pk=debrief.pk, owner=owner_id)
    _hold(owner_id)
    there = {one.kind: one for one in Reminder.objects.of(owner_id).filter(debrief=debrief)}
    for kind, is_wanted in kinds.items():
        reminder = there.get(kind) or Reminder(owner_id=owner_id, debrief=debrief, kind=kind)
        if not is_wanted:
            _let_go(reminder)
        elif wall := _meant(reminder, asked):
            _let_wait(reminder, wall, by)
    if by == By.EMAIL and any(kinds.values()):
        User.objects.filter(pk=owner_id).update(has_reminders=True)


@transaction.atomic
def turn_on(*, owner_id: UUID) -> None:
    """Let reminders be asked for by e-mail. None comes of this alone."""
    User.objects.filter(pk=owner_id).update(has_reminders=True)


@transaction.atomic
def turn_off(*, owner_id: UUID) -> None:
    """No mail from now on: what waits as one is not asked for any more. Calendars keep what they have."""
    _hold(owner_id)
    User.objects.filter(pk=owner_id).update(has_reminders=False)
    Reminder.objects.of(owner_id).by_email().waiting().delete()


def let_go_of_what_came_in(*, owner_id: UUID) -> None:
    """Let nothing wait that was asked for in another account, and settle what was being sent from there."""
    mine = Reminder.objects.of(owner_id)
    mine.by_email().waiting().update(state=State.DROPPED, reason=Reason.BROUGHT_IN)
    mine.filter(state=State.SENDING).update(state=State.UNKNOWN)


def _hold(owner_id: UUID) -> None:
    """Let no worker begin with a reminder of this person until the transaction ends."""
    list(User.objects.select_for_update(no_key=True).filter(pk=owner_id).values_list("pk"))


def _let_go(reminder: Reminder) -> None:
    if not reminder._state.adding and reminder.state in (State.WAITING, State.DROPPED):
        reminder.delete()


def _meant(reminder: Reminder, asked: Asked) -> WallTime | None:
    """When it is meant from now on; None when it is not to be touched, or there is nothing to remind of."""
    if reminder.state == State.WAITING and not reminder._state.adding:
        is_in_the_morning = reminder.kind != Kind.NOTE_WINDOW
        wall = replace(reminder.wall, clock=asked.morning) if is_in_the_morning else reminder.wall
        if wall.at > asked.now:
            return wall
    is_again = reminder.state == State.DROPPED or reminder.is_unclear(asked.now)
    if not (is_again or reminder.state == State.WAITING):
        return None
    found = planned(reminder.kind, asked, is_again=is_again)
    return found if isinstance(found, WallTime) else None


def _let_wait(reminder: Reminder, wall: WallTime, by: str) -> None:
    reminder.wall, reminder.by = wall, by
    reminder.state, reminder.reason = State.WAITING, ""
    reminder.sending_at = reminder.sent_at = None
    reminder.save()
    if by == By.EMAIL:
        schedule(reminder)
    else:
        take_back([reminder.pk])
