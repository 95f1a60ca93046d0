"""How somebody is found who signs in, or has."""

from contextvars import ContextVar
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from debrief.accounts.models import User

# Whom the session of the running request has brought along, while Django asks for them.
brought: ContextVar[User | None] = ContextVar("brought", default=None)


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The person of a session; None when they are gone, or may not sign in any more."""
        user = brought.get()
        if user is None or user.pk != user_id:
            user = User.objects.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None
