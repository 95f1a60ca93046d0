"""Leaving: an account and everything that belongs to it, at once and whole."""

from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from debrief.accounts.models import User
from debrief.archive.locks import lock
from debrief.debriefs.models import Debrief
from debrief.privacy import limits


@transaction.atomic
def delete_account(*, user: User) -> bool:
    """Delete `user`, every row they own in whatever table, their sessions, addresses and keys.

    Runs in a transaction that knows who is asking, or the rows would not be found. A receipt goes to their
    address once it is done; mail that fails takes nothing back. Returns False when another request has
    deleted the account meanwhile.
    """
    person_id: UUID = user.pk
    # A save that is under way either ends before the rows are collected, or finds no debrief. Debriefs come
    # before the person, because that is the order in which a save takes them.
    list(Debrief.objects.of(person_id).select_for_update().values_list("pk", flat=True))
    try:
        lock(person_id)
    except User.DoesNotExist:
        return False
    receipt = _receipt(user.email)
    user.delete()
    limits.forget_person(person_id)
    if settings.HAS_MAIL:
        transaction.on_commit(lambda: receipt.send(), robust=True)
    return True


def _receipt(email: str) -> EmailMessage:
    """A mail that says what was done and nothing of what was in it."""
    subject, body = (
        render_to_string(f"archive/email/account_deleted_{part}.txt") for part in ("subject", "message")
    )
    return EmailMessage(subject.strip(), body.strip() + "\n", to=[email])
