"""The wall of rows by itself: the application's own filters play no part in any of these."""

from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError, ProgrammingError, connection, connections, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy import wall
from debrief.privacy.checks import unprotected_tables
from debrief.privacy.middleware import OwnerRowsMiddleware
from debrief.privacy.models import OwnedModel
from tests import factories

OWNED_MODELS = [model for model in apps.get_models() if issubclass(model, OwnedModel)]
each_table = pytest.mark.parametrize("model", OWNED_MODELS, ids=lambda model: model.__name__)


pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def other(committed: None) -> User:
    """Somebody without a row."""
    return factories.person("stranger")


@pytest.fixture(scope="module")
def me(theirs: Debrief, django_db_blocker: DjangoDbBlocker) -> User:
    """Somebody with rows of their own in every table, none of which any test can change."""
    with django_db_blocker.unblock():
        made = factories.person("stranger")
        factories.full_debrief(made)
    return made


@each_table
def test_its_owner_sees_the_rows(model: Any, theirs: Debrief) -> None:
    with wall.acting_for(theirs.owner_id):
        assert model.objects.exists()


@each_table
def test_another_person_sees_none_of_them(model: Any, theirs: Debrief, other: User) -> None:
    with wall.acting_for(other.pk):
        assert not model.objects.exists()
        assert not model.objects.filter(owner=theirs.owner_id).exists()


@each_table
def test_nobody_in_particular_sees_none_at_all(model: Any, theirs: Debrief) -> None:
    assert not model.objects.exists()
    with wall.acting_for(""):
        assert not model.objects.exists()


@each_table
def test_another_person_changes_and_deletes_none(model: Any, theirs: Debrief, other: User) -> None:
    with wall.acting_for(other.pk):
        assert model.objects.filter(owner=theirs.owner_id).update(owner=other) == 0
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
            assert cursor.rowcount == 0
    with wall.acting_for(theirs.owner_id):
        assert model.objects.exists()


@each_table
def test_a_row_cannot_be_written_for_somebody_else(model: Any, theirs: Debrief, other: User) -> None:
    with wall.acting_for(theirs.owner_id):
        values = model.objects.values().first()
    with pytest.raises(ProgrammingError, match="row-level security"), wall.acting_for(other.pk):
        model.objects.create(**{**values, "id": uuid4()})


@each_table
def test_a_row_cannot_be_given_away(model: Any, theirs: Debrief, other: User) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), wall.acting_for(theirs.owner_id):
        model.objects.update(owner=other)


KEYS = [
    (model, field)
    for model in OWNED_MODELS
    for field in model._meta.concrete_fields
    if field.is_relation and issubclass(field.related_model, OwnedModel)
]


@pytest.mark.parametrize(("model", "field"), KEYS, ids=lambda value: getattr(value, "__name__", str(value)))
def test_a_row_of_mine_cannot_hang_on_a_row_of_theirs(
    model: Any, field: Any, theirs: Debrief, me: User
) -> None:
    """Foreign keys are checked past the policies; the second key, over row and owner, is not fooled."""
    with wall.acting_for(theirs.owner_id):
        foreign = field.related_model.objects.first().pk
    mine = Q() if model is Debrief else Q(**{f"{field.name}__isnull": False})
    with pytest.raises(IntegrityError, match="same_owner"), wall.acting_for(me.pk):
        model.objects.filter(mine).update(**{field.attname: foreign})


def test_nothing_of_one_request_stays_on_the_connection(theirs: Debrief) -> None:
    with wall.acting_for(theirs.owner_id):
        assert Debrief.objects.exists()
    assert connection.connection is not None
    with transaction.atomic():
        assert not Debrief.objects.exists()


def test_who_is_asking_is_given_back_after_acting_for_somebody(theirs: Debrief, other: User) -> None:
    with wall.acting_for(theirs.owner_id):
        with wall.acting_for(other.pk):
            assert not Debrief.objects.exists()
        assert Debrief.objects.exists()


def test_who_is_asking_goes_along_with_the_beginning(theirs: Debrief) -> None:
    with CaptureQueriesContext(connection) as said, wall.transaction_of(theirs.owner_id):
        assert Debrief.objects.exists()
    assert [query["sql"].split()[0] for query in said] == ["BEGIN", "SELECT", "COMMIT"]
    assert not Debrief.objects.exists()


def test_inside_another_transaction_it_is_told_as_well(theirs: Debrief) -> None:
    with transaction.atomic():
        assert not Debrief.objects.exists()
        with wall.transaction_of(theirs.owner_id):
            assert Debrief.objects.exists()


def test_a_beginning_that_fails_tells_nobody_later(theirs: Debrief, monkeypatch: pytest.MonkeyPatch) -> None:
    Debrief.objects.exists()
    wrapper = connections["default"]
    monkeypatch.setattr(wrapper, "close_if_health_check_failed", Mock(side_effect=OperationalError("away")))
    with pytest.raises(OperationalError), wall.transaction_of(theirs.owner_id):
        pass
    monkeypatch.undo()
    with transaction.atomic():
        assert not Debrief.objects.exists()


def test_it_can_only_be_told_inside_a_transaction(committed: None) -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        wall.tell(uuid4())


# --- the middleware ---


def through(person: User, view: Any) -> HttpResponse:
    request = RequestFactory().get("/")
    request.user = person

    def answer(request: HttpRequest) -> HttpResponse:
        middleware.process_view(request, view, (), {})
        try:
            return view(request)
        except Exception as error:
            middleware.process_exception(request, error)
            return HttpResponse(status=404 if isinstance(error, Http404) else 500)

    middleware = OwnerRowsMiddleware(answer)
    return middleware(request)  # type: ignore[return-value]


def count(person: User) -> int:
    with wall.acting_for(person.pk):
        return Debrief.objects.count()


def test_a_request_is_one_transaction_of_its_person(other: User) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        Debrief.objects.create(owner=other)
        return HttpResponse(str(Debrief.objects.count()))

    assert through(other, view).content == b"1"
    assert count(other) == 1


@pytest.mark.parametrize("fault", [Http404("gone"), ValueError("broken"), None])
def test_half_done_work_is_undone(other: User, fault: Exception | None) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        Debrief.objects.create(owner=other)
        if fault:
            raise fault
        return HttpResponse(status=503)

    through(other, view)
    assert count(other) == 0


def test_a_public_page_is_told_nothing(theirs: Debrief) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(Debrief.objects.count()))

    view.is_public = True  # type: ignore[attr-defined]
    assert through(User.objects.get(pk=theirs.owner_id), view).content == b"0"


# --- the checks ---


def test_the_checks_pass_as_things_are(committed: None) -> None:
    assert run_checks(databases=["default", "owner"], tags=["database"]) == []


def test_serving_as_the_owner_of_the_tables_is_refused(
    committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "connection", connections["owner"])
    with pytest.raises(ImproperlyConfigured, match="see everybody's rows"):
        wall.verify()


@pytest.mark.parametrize(
    ("statement", "missing"),
    [
        ("ALTER TABLE debriefs_person DISABLE ROW LEVEL SECURITY", "row security"),
        ("ALTER TABLE debriefs_person NO FORCE ROW LEVEL SECURITY", "forced row security"),
        ("DROP POLICY owner_only ON debriefs_person", "the owner-only policy"),
        ("CREATE POLICY everybody ON debriefs_person USING (true)", "one policy that lets in and no other"),
    ],
)
def test_an_open_table_is_found(committed: None, statement: str, missing: str) -> None:
    owner = connections["owner"]
    with transaction.atomic(using="owner"):
        with owner.cursor() as cursor:
            cursor.execute(statement)
        found = dict(unprotected_tables("owner"))
        transaction.set_rollback(True, using="owner")
    assert missing in found["debriefs_person"]


def test_a_table_with_an_owner_and_no_wall_is_found(committed: None) -> None:
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("CREATE TABLE forgotten (id int, owner_id uuid)")
        found = dict(unprotected_tables("owner"))
        transaction.set_rollback(True, using="owner")
    assert "forgotten" in found
