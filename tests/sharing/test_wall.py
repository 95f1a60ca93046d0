"""What a link opens, by the database alone: the application's own filters play no part in any of these."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connection, connections, transaction
from django.utils import timezone

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, NamedCause, OwnCause, parts
from debrief.privacy import wall
from debrief.privacy.checks import tables_shown_whole, unprotected_tables
from debrief.privacy.models import OwnedModel
from debrief.recovery.reading import READING_ROWS
from debrief.sharing.models import ShareLink
from debrief.sharing.tokens import fresh, hash_of
from tests import factories

pytestmark = pytest.mark.usefixtures("committed")

OWNED = [model for model in apps.get_models() if issubclass(model, OwnedModel)]
# Of these a link shows the rows of its debrief; of all others it shows none, but for reasons it names.
SHOWN = [Debrief, *(model for name, model in parts().items() if name in READING_ROWS)]
each_table = pytest.mark.parametrize("model", OWNED, ids=lambda model: model.__name__)


class Given:
    """Two debriefs of one person, and a link to the first."""

    def __init__(self) -> None:
        self.owner = factories.person("owner")
        self.shown = factories.full_debrief(self.owner)
        self.other = factories.full_debrief(self.owner)
        self.token = factories.share_link(self.shown, "capture")

    @contextmanager
    def opened(self) -> Iterator[None]:
        with wall.looking_up(hash_of(self.token)):
            link = ShareLink.objects.get()
            wall.show_alone(link.owner_id, link.debrief_id)
            yield


@pytest.fixture
def given(committed: None) -> Given:
    return Given()


def rows(model: type[OwnedModel]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")
        return int(cursor.fetchone()[0])


@each_table
def test_rows_of_the_one_debrief_and_no_others(model: type[OwnedModel], given: Given) -> None:
    with wall.acting_for(given.owner.pk):
        assert rows(model) > 0
        there = model._default_manager.filter(**_of(model, given.shown)).count() if model in SHOWN else 0
        if model is OwnCause:
            there = 1
    with given.opened():
        assert rows(model) == there
        if model in SHOWN:
            assert there > 0
            assert not model._default_manager.exclude(**_of(model, given.shown)).exists()


def _of(model: type[OwnedModel], debrief: Debrief) -> dict[str, Any]:
    return {"pk": debrief.pk} if model is Debrief else {"debrief": debrief}


def test_a_reason_in_their_own_words_only_where_this_debrief_names_it(given: Given) -> None:
    with wall.acting_for(given.owner.pk):
        elsewhere = OwnCause.objects.create(owner=given.owner, label="Only in the other one")
        NamedCause.objects.create(
            owner=given.owner, debrief=given.other, own=elsewhere, in_hands="no", position=9
        )
    with given.opened():
        assert list(OwnCause.objects.values_list("label", flat=True)) == [factories.CANARY]


@each_table
def test_with_the_hash_alone_the_link_and_nothing_else(model: type[OwnedModel], given: Given) -> None:
    with wall.looking_up(hash_of(given.token)):
        assert rows(model) == (1 if model is ShareLink else 0)


def test_who_was_asking_before_is_not_asking_inside(given: Given) -> None:
    stranger = factories.person("stranger")
    factories.full_debrief(stranger)
    with wall.acting_for(stranger.pk):
        with wall.looking_up(hash_of(given.token)):
            assert ShareLink.objects.get().debrief_id == given.shown.pk
            assert not Debrief.objects.exists()
        assert Debrief.objects.get().owner_id == stranger.pk


@each_table
def test_nothing_can_be_written(model: type[OwnedModel], given: Given) -> None:
    table = model._meta.db_table
    for statement in (
        f"UPDATE {table} SET id = id",
        f"DELETE FROM {table}",
        f"INSERT INTO {table} SELECT * FROM {table}",
        "SET TRANSACTION READ WRITE",
        "SET transaction_read_only = off",
        "UPDATE accounts_user SET first_name = 'x'",
    ):
        with pytest.raises(DatabaseError) as refused, given.opened(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert "read-only" in str(refused.value) or "before any query" in str(refused.value)


@each_table
def test_the_policy_refuses_to_write_as_well(model: type[OwnedModel], given: Given) -> None:
    """Were the transaction not read-only, what is shown could still be neither changed nor added to."""
    with wall.acting_for(given.owner.pk):
        values = model._default_manager.values().first()
    for write in (
        lambda: model._default_manager.create(**{**values, "id": uuid4()}),
        lambda: model._default_manager.update(owner=given.owner) or refuse(),
    ):
        with pytest.raises(ProgrammingError, match="row-level security"), shown_and_writable(given):
            write()


@contextmanager
def shown_and_writable(given: Given) -> Iterator[None]:
    with wall.acting_for(given.owner.pk), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.shown_id', %s, true)", [str(given.shown.pk)])
        yield


def refuse() -> None:
    """Nothing was found that could be changed, which is as good."""
    raise ProgrammingError("row-level security")


def test_it_cannot_be_shown_where_it_could_be_written(given: Given) -> None:
    with pytest.raises(RuntimeError, match="cannot write"), transaction.atomic():
        wall.show_alone(given.owner.pk, given.shown.pk)


@pytest.mark.parametrize("inside", [False, True])
def test_nothing_of_it_stays_on_the_connection(inside: bool, given: Given) -> None:
    settings = (wall.SETTING, wall.LINK_SETTING, wall.SHOWN_SETTING)

    def told() -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT " + ", ".join(f"current_setting('{name}', true)" for name in settings))
            return [value or "" for value in cursor.fetchone()]

    if inside:
        with transaction.atomic():
            with given.opened():
                assert all(told())
            assert told() == ["", "", ""]
            factories.person("writes again")
    else:
        with given.opened():
            assert all(told())
    with transaction.atomic():
        assert told() == ["", "", ""]
        assert not Debrief.objects.exists()


def test_a_beginning_that_fails_tells_nobody_later(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    wrapper = connections["default"]

    def away() -> None:
        raise DatabaseError("away")

    monkeypatch.setattr(wrapper, "close_if_health_check_failed", away)
    with pytest.raises(DatabaseError), wall.looking_up(hash_of(given.token)):
        pass
    monkeypatch.undo()
    with transaction.atomic():
        assert not ShareLink.objects.exists()
        factories.person("writes")


def found(token: str) -> bool:
    with wall.looking_up(hash_of(token)):
        return ShareLink.objects.exists()


def test_the_database_itself_ends_it(given: Given) -> None:
    """By its own clock, whatever that of the application says."""
    assert found(given.token)
    assert not found(fresh())
    assert not found("")
    with wall.acting_for(given.owner.pk):
        link = ShareLink.objects.filter(token_hash=hash_of(given.token))
        now = timezone.now()
        link.update(made_at=now - timedelta(days=8), expires_at=now - timedelta(seconds=1))
    with time_machine.travel(now - timedelta(days=5)):
        assert not found(given.token)
    with wall.acting_for(given.owner.pk):
        link.update(expires_at=now + timedelta(days=1))
    assert found(given.token)
    with wall.acting_for(given.owner.pk):
        link.update(ended_at=now)
    assert not found(given.token)


def test_it_ends_with_the_debrief_and_with_the_account(given: Given) -> None:
    second = factories.share_link(given.other, "capture")
    with wall.acting_for(given.owner.pk):
        given.shown.delete()
    assert not found(given.token)
    assert found(second)
    with wall.acting_for(given.owner.pk):
        User.objects.get(pk=given.owner.pk).delete()
    assert not found(second)


def test_whoever_knows_a_hash_from_nowhere_finds_no_row_without_one(given: Given) -> None:
    """A row that came out of an archive has no hash, and an empty setting is no hash either."""
    with wall.acting_for(given.owner.pk):
        ShareLink.objects.filter(token_hash=hash_of(given.token)).update(
            token_hash=None, ended_at=timezone.now()
        )
    with transaction.atomic(), connection.cursor() as cursor:
        for nothing in ("", None):
            cursor.execute("SELECT set_config('app.link_hash', %s, true)", [nothing])
            assert not ShareLink.objects.exists()


# --- the checks ---


@pytest.mark.parametrize(
    "statement",
    [
        "DROP POLICY shown_alone ON debriefs_person",
        "ALTER POLICY shown_alone ON debriefs_person USING (true)",
        "ALTER POLICY shown_alone ON debriefs_person WITH CHECK (true)",
        "DROP POLICY shown_alone ON debriefs_person; "
        "CREATE POLICY shown_alone ON debriefs_person USING (current_setting('app.shown_id') = 'x')",
    ],
)
def test_a_table_that_a_link_would_show_whole_is_found(statement: str) -> None:
    assert tables_shown_whole("owner") == []
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement)
        assert tables_shown_whole("owner") == ["debriefs_person"]
        transaction.set_rollback(True, using="owner")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER POLICY found_by_link ON sharing_sharelink USING (true)",
        "CREATE POLICY found_by_link ON debriefs_person USING (current_setting('app.link_hash') = 'x')",
    ],
)
def test_a_policy_that_lets_in_by_less_than_a_link_is_found(statement: str) -> None:
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement)
        ((_table, missing),) = unprotected_tables("owner")
        transaction.set_rollback(True, using="owner")
    assert missing == ["one policy that lets in and no other"]
