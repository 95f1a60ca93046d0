"""The page of somebody's own reasons: put away, brought back, never deleted."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from debrief.accounts.models import User
from debrief.debriefs.causes import MOST_OWN_CAUSES
from debrief.debriefs.models import NamedCause, OwnCause
from debrief.privacy.wall import acting_for
from tests import factories

pytestmark = pytest.mark.django_db
PAGE = "/debriefs/reasons/"


@pytest.fixture
def drill(owner: User) -> OwnCause:
    with acting_for(owner.pk):
        return OwnCause.objects.create(owner=owner, label="The drill")


def is_away(reason: OwnCause) -> bool:
    with acting_for(reason.owner_id):
        return OwnCause.objects.get(pk=reason.pk).archived_at is not None


def test_without_any_it_says_where_they_come_from(owner_client: Client) -> None:
    assert "Nothing here yet." in owner_client.get(PAGE).content.decode()


def test_a_reason_is_put_away_and_brought_back(owner_client: Client, drill: OwnCause) -> None:
    html = owner_client.get(PAGE).content.decode()
    assert f'name="away" value="{drill.pk}"' in html
    assert owner_client.post(PAGE, {"away": str(drill.pk)})["Location"] == PAGE
    assert is_away(drill)
    html = owner_client.get(PAGE).content.decode()
    assert f'name="back" value="{drill.pk}"' in html
    owner_client.post(PAGE, {"back": str(drill.pk)})
    assert not is_away(drill)


def test_putting_away_twice_keeps_the_first_time(owner_client: Client, drill: OwnCause) -> None:
    times = []
    for _ in range(2):
        owner_client.post(PAGE, {"away": str(drill.pk)})
        with acting_for(drill.owner_id):
            times.append(OwnCause.objects.get().archived_at)
    assert times[0] == times[1] is not None


def test_debriefs_that_name_it_go_on_naming_it(owner: User, owner_client: Client, drill: OwnCause) -> None:
    debrief = factories.debrief(owner)
    with acting_for(owner.pk):
        NamedCause.objects.create(owner=owner, debrief=debrief, position=0, own=drill, in_hands="no")
    owner_client.post(PAGE, {"away": str(drill.pk)})
    with acting_for(owner.pk):
        assert NamedCause.objects.get(debrief=debrief).own == drill
    assert "The drill" in owner_client.get(f"/debriefs/{debrief.pk}/look_again/").content.decode()


@pytest.mark.parametrize(
    "posted", [{}, {"away": ""}, {"away": "x"}, {"back": str(uuid4())}, {"away": "9" * 5000}]
)
def test_a_reason_nobody_has_is_404(owner_client: Client, drill: OwnCause, posted: dict[str, str]) -> None:
    assert owner_client.post(PAGE, posted).status_code == 404
    assert not is_away(drill)


def test_a_strangers_is_404_and_not_shown(stranger_client: Client, drill: OwnCause) -> None:
    assert stranger_client.post(PAGE, {"away": str(drill.pk)}).status_code == 404
    assert "The drill" not in stranger_client.get(PAGE).content.decode()
    assert not is_away(drill)


def test_one_comes_back_only_where_there_is_room(owner: User, owner_client: Client, drill: OwnCause) -> None:
    owner_client.post(PAGE, {"away": str(drill.pk)})
    with acting_for(owner.pk):
        made = [OwnCause(owner=owner, label=f"Reason {n}") for n in range(MOST_OWN_CAUSES)]
        OwnCause.objects.bulk_create(made)
    html = owner_client.post(PAGE, {"back": str(drill.pk)}, follow=True).content.decode()
    assert f"There is room for {MOST_OWN_CAUSES} reasons of your own." in html
    assert is_away(drill)
    owner_client.post(PAGE, {"away": str(made[0].pk)})
    owner_client.post(PAGE, {"back": str(drill.pk)})
    assert not is_away(drill)


def test_it_takes_as_many_queries_for_one_as_for_many(
    owner: User, owner_client: Client, drill: OwnCause
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            owner_client.get(PAGE)
        return len(captured)

    owner_client.get(PAGE)
    before = count()
    with acting_for(owner.pk):
        OwnCause.objects.bulk_create(OwnCause(owner=owner, label=f"Reason {n}") for n in range(200))
    assert count() == before
