"""No private text in a log: not even in the traceback of the statement that carried it."""

import logging
from uuid import uuid4

import pytest
from django.db import IntegrityError

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Person
from debrief.privacy.logs import DiscreetFormatter
from debrief.privacy.wall import acting_for
from tests.factories import CANARY


def told(error: Exception) -> str:
    record = logging.LogRecord("test", logging.ERROR, __file__, 1, "It broke", None, None)
    record.exc_info = (type(error), error, error.__traceback__)
    return DiscreetFormatter().format(record)


@pytest.mark.django_db
def test_the_row_of_a_refused_statement_is_not_told(owner: User) -> None:
    with pytest.raises(IntegrityError) as refused, acting_for(owner.pk):
        Person.objects.create(owner=owner, debrief=Debrief(id=uuid4()), position=0, name=CANARY)
    said = told(refused.value)
    assert "IntegrityError" in said
    assert "psycopg.errors.ForeignKeyViolation" in said
    assert "test_logs.py" in said
    assert CANARY not in said
    assert str(owner.pk) not in said


def test_causes_are_told_in_their_order() -> None:
    try:
        try:
            int(CANARY)
        except ValueError as error:
            raise RuntimeError(CANARY) from error
    except RuntimeError as error:
        said = told(error)
    assert said.index("builtins.ValueError") < said.index("builtins.RuntimeError")
    assert "Heron" not in said
