"""Verbs of an account."""

from allauth.account.models import EmailAddress
from django.db import transaction

from debrief.accounts.models import User


@transaction.atomic
def set_email(*, user: User, email: str) -> EmailAddress:
    """Let `email` be the one address of `user`, unverified. For where no mail can be sent."""
    EmailAddress.objects.filter(user=user).delete()
    user.email = email
    user.save(update_fields=["email"])
    return EmailAddress.objects.create(user=user, email=user.email, primary=True)
