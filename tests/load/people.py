"""People who each have a phrase that stands in every text of theirs, and nowhere else."""

import re
import secrets
from dataclasses import dataclass, field
from unittest import mock

from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connections

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.models import OwnedModel
from tests import factories

DEBRIEFS = 2
PHRASE = re.compile(r"heron-[0-9a-f]{12}")
# By the hasher of the settings that the server runs with, whatever those of the tests are.
_PASSWORD = PBKDF2PasswordHasher().encode(factories.PASSWORD, "salt")


@dataclass
class Someone:
    """Somebody who uses Debrief: their phrase, their debriefs, and what their browser keeps."""

    user: User
    phrase: str
    debriefs: list[Debrief]
    cookies: dict[str, str] = field(default_factory=dict)


def someone() -> Someone:
    phrase = f"heron-{secrets.token_hex(6)}"
    with mock.patch.object(factories, "CANARY", phrase):
        user = factories.person(phrase)
        User.objects.filter(pk=user.pk).update(password=_PASSWORD)
        debriefs = [factories.full_debrief(user, organisation=phrase) for _ in range(DEBRIEFS)]
    return Someone(user, phrase, debriefs)


def rows_with_phrases() -> tuple[int, list[str]]:
    """Every row of every owned table, read by the role that sees all of them.

    Returns how many rows have a phrase, and those with a phrase that is not their owner's.
    """
    phrases = dict(User.objects.filter(first_name__startswith="heron-").values_list("pk", "first_name"))
    found, wrong = 0, []
    with connections["owner"].cursor() as cursor:
        for model in apps.get_models():
            if not issubclass(model, OwnedModel):
                continue
            table = model._meta.db_table
            cursor.execute(f"SELECT owner_id, kept::text FROM {table} AS kept")
            for owner_id, text in cursor.fetchall():
                said = set(PHRASE.findall(text))
                found += bool(said)
                if said - {phrases.get(owner_id)}:
                    wrong.append(f"{table}: a row of {phrases.get(owner_id)} has {said}")
    return found, wrong
