"""How somebody is found who signs in, or has."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from debrief.accounts.models import User
from debrief.database.compiled import Compiled

_user = Compiled(lambda pk: User.objects.filter(pk=pk))


class SignInBackend(AuthenticationBackend):
    def get_user(self, user_id: Any) -> User | None:
        """The person of a session, by a statement that is compiled once; None when they are gone."""
        try:
            user = _user.get(user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
