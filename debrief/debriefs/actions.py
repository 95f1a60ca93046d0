"""Verbs of a debrief as a whole."""

from django.db import transaction

from debrief.debriefs.models import Debrief


@transaction.atomic
def delete_debrief(*, debrief: Debrief) -> None:
    """Delete `debrief` and every row of it, in whatever room's table.

    Raises Debrief.DoesNotExist when it is gone already.
    """
    # A draft that begins a stage at this moment would be a row that nobody looked for. With the key locked it
    # is either there before the rows are collected, or finds no debrief.
    locked = Debrief.objects.select_for_update(of=("self",)).get(pk=debrief.pk, owner=debrief.owner_id)
    locked.delete()
