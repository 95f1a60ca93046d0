"""How long the entrance takes to answer, with an account and without: medians, taken in turns."""

import statistics
import time
from collections.abc import Sequence
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.test.utils import override_settings, setup_test_environment, teardown_test_environment

from debrief.database.local import Urls
from tests import factories

ROUNDS = 100
MOST = 1.1  # of the shorter median


def compare(urls: Urls, requests: int, seed: int) -> Sequence[str]:
    """Print the medians of each way in; return those ways whose two are further apart than a tenth."""
    setup_test_environment()
    try:
        with override_settings(
            HAS_MAIL=True,
            ACCOUNT_EMAIL_VERIFICATION="mandatory",
            ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED=True,
        ):
            return [wrong for way in _WAYS if (wrong := _compare(*way))]
    finally:
        teardown_test_environment()


_WAYS = (
    ("signing in", "/accounts/login/", "login", {"password": "not the password at all"}),
    ("signing up", "/accounts/signup/", "email", {"password1": "four new unrelated words"}),
    ("resetting a password", "/accounts/password/reset/", "email", {}),
)


def _compare(what: str, path: str, name: str, more: dict[str, str]) -> str:
    person = factories.person("timed")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    took: dict[bool, list[float]] = {True: [], False: []}
    for n in range(ROUNDS):
        # In turns, and the first of each turn in turns: so whatever else the machine does hits both alike.
        for has_account in (n % 2 == 0, n % 2 == 1):
            cache.clear()
            email = person.email if has_account else f"{uuid4().hex}@example.org"
            begun = time.perf_counter()
            Client().post(path, {name: email, **more})
            took[has_account].append(time.perf_counter() - begun)
    known, unknown = (statistics.median(took[one]) * 1000 for one in (True, False))
    print(f"  {what}: {known:.1f} ms with an account, {unknown:.1f} ms without", flush=True)
    is_told = max(known, unknown) > MOST * min(known, unknown)
    return f"{what} tells who has an account by its time" if is_told else ""
