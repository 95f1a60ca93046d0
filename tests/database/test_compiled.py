"""A statement that is compiled once gives what the queryset gives."""

from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from debrief.accounts.models import Session, User
from debrief.database.compiled import Compiled
from debrief.debriefs.models import Debrief
from debrief.privacy.wall import acting_for
from tests import factories


def debriefs(owner: UUID, pk: UUID) -> QuerySet[Debrief]:
    return Debrief.objects.of(owner).filter(pk=pk).with_rows("people", "questions")


def test_it_gives_the_row_and_its_annotations_as_the_queryset_does(owner: User) -> None:
    made = [factories.full_debrief(owner, questions=n) for n in (1, 3)]
    compiled = Compiled(debriefs)
    with acting_for(owner.pk):
        for debrief in made:
            usual = debriefs(owner.pk, debrief.pk).get()
            found = compiled.get(owner.pk, debrief.pk)
            assert {**vars(found), "_state": None} == {**vars(usual), "_state": None}
            assert not found._state.adding


def test_no_row_is_the_models_own_exception(owner: User) -> None:
    compiled = Compiled(debriefs)
    with acting_for(owner.pk), pytest.raises(Debrief.DoesNotExist):
        compiled.get(owner.pk, uuid4())


def test_parameters_in_another_order_are_refused_at_the_first_call(owner: User) -> None:
    compiled = Compiled(lambda owner, pk: Debrief.objects.filter(pk=pk).filter(owner=owner))
    with acting_for(owner.pk), pytest.raises(TypeError, match="in order"):
        compiled.get(owner.pk, uuid4())


def test_rows_of_a_few_columns_leave_the_others_for_later(owner: User) -> None:
    for n in range(3):
        factories.debrief(owner, organisation=f"Place {n}", anything_else="Long")
    compiled = Compiled(
        lambda owner: Debrief.objects.of(owner).newest_first().only("owner", "organisation")[:2]
    )
    with acting_for(owner.pk):
        found = compiled.all(owner.pk)
        assert [debrief.organisation for debrief in found] == ["Place 2", "Place 1"]
        assert found[0].get_deferred_fields() >= {"anything_else", "created_at"}
        assert found[0].anything_else == "Long"


def test_a_row_brings_the_one_beside_it_or_none(
    owner: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    compiled = Compiled(lambda key: Session.objects.select_related("user").filter(session_key=key))
    for key, whose in (("hers", owner), ("nobodys", None)):
        Session.objects.create(
            session_key=key, user=whose, expire_date=timezone.now(), seen_at=timezone.now()
        )
        with django_assert_num_queries(1):
            row = compiled.get(key)
            assert row.user == whose
        usual = Session.objects.select_related("user").get(pk=key)
        assert {**vars(row), "_state": None} == {**vars(usual), "_state": None}
        if whose:
            assert {**vars(row.user), "_state": None} == {**vars(usual.user), "_state": None}
