"""Changes of an account that django-allauth tells of by signals alone.

It is the one place with signals: the adapter has no method for these. What it has one for is noted there.
"""

from typing import Any

from allauth.account import signals
from django.apps import apps
from django.dispatch import Signal
from django.http import HttpRequest

from debrief.accounts.models import User
from debrief.privacy.audit import record
from debrief.privacy.models import Event

TOLD: tuple[tuple[Signal, Event], ...] = (
    (signals.user_signed_up, Event.SIGNED_UP),
    (signals.password_changed, Event.PASSWORD_CHANGED),
    (signals.password_set, Event.PASSWORD_CHANGED),
    (signals.password_reset, Event.PASSWORD_CHANGED),
    (signals.email_changed, Event.EMAIL_CHANGED),
    (signals.login_code_rejected, Event.SIGN_IN_FAILED),
)


def connect() -> None:
    told = list(TOLD)
    if apps.is_installed("allauth.mfa"):
        from allauth.mfa import signals as second  # cannot be imported without being installed

        told += [
            (second.authenticator_added, Event.WAY_IN_ADDED),
            (second.authenticator_reset, Event.WAY_IN_ADDED),
            (second.authenticator_removed, Event.WAY_IN_REMOVED),
            (second.authentication_failed, Event.SIGN_IN_FAILED),
        ]
    for signal, event in told:
        signal.connect(_noting(event), weak=False, dispatch_uid=f"audit:{id(signal)}")


def _noting(event: Event) -> Any:
    def note(*, request: HttpRequest, user: User, **kwargs: Any) -> None:
        record(request, event, person=user.pk)

    return note
