"""Holding a person's rows still while they are packed, brought in or deleted."""

from uuid import UUID

from debrief.accounts.models import User


def lock(owner_id: UUID) -> None:
    """Let no new row of a person come in from elsewhere until the transaction ends: its key to them waits.

    Raises User.DoesNotExist when the account was deleted meanwhile.
    """
    User.objects.select_for_update().only("pk").get(pk=owner_id)
