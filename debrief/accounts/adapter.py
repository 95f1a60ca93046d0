"""Where django-allauth asks what to do."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from debrief.accounts.models import User
from debrief.privacy.audit import record
from debrief.privacy.models import Event


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Keep what our sign-up asks besides allauth's own fields."""
        user.first_name = form.cleaned_data.get("first_name", "")
        user.time_zone = form.cleaned_data.get("time_zone") or "UTC"
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """No "successfully signed in": the page that follows says so by being there."""

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        record(request, Event.SIGNED_IN, person=user.pk)

    def logout(self, request: HttpRequest) -> None:
        record(request, Event.SIGNED_OUT)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        record(request, Event.SIGN_IN_FAILED, typed=credentials.get("email", ""))
        super().authentication_failed(request, **credentials)
