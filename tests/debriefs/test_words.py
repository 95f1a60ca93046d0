"""Finding a debrief by what is written in it."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Outcome, OwnCause, Person, WordIndex
from debrief.debriefs.queries import Wanted, debrief_page
from debrief.debriefs.words import index_words
from debrief.privacy.wall import acting_for
from debrief.recovery.stages.base import Stage
from tests import factories
from tests.recovery.answers import OF_WORDS, SAMPLES


def found(owner: User, words: str) -> list[str]:
    with acting_for(owner.pk):
        return [debrief.organisation for debrief in debrief_page(owner, wanted=Wanted(words=words)).debriefs]


def written(owner: User, text: str, **fields: str) -> Debrief:
    """A debrief with `text` in its notes."""
    made = factories.debrief(owner, anything_else=text, **fields)
    with acting_for(owner.pk):
        index_words(owner_id=owner.pk, debrief_id=made.pk)
    return made


@pytest.mark.parametrize("stage", OF_WORDS, ids=lambda stage: stage.key)
def test_what_a_stage_saves_is_found(owner: User, owner_client: Client, stage: Stage) -> None:
    debrief = factories.debrief(owner)
    page = reverse("recovery:stage_page", args=[debrief.pk, stage.key])
    words = SAMPLES[stage.key].words
    assert found(owner, words) == []
    owner_client.post(page, {**SAMPLES[stage.key].done, "version": "0"})
    with acting_for(owner.pk):
        debrief.refresh_from_db()
    assert found(owner, words) == [debrief.organisation]


@pytest.mark.parametrize(
    "typed",
    [
        "suppliers",
        "supplier",
        "SUPPL",
        "planned",
        "planning a",
        "organisa",
        "zoe",
        "Zoë",
        "stock/planning",
        "the suppliers",
        "and northwind",
        "northwind okaf winter",
        "it",
        "resume",
        "3rd",
        "4417",
    ],
)
def test_words_are_found_whole_inflected_or_by_their_beginning(owner: User, typed: str) -> None:
    debrief = written(
        owner, "Zoë and I planned it: stock/planning, 3 suppliers, organisations. Résumé. 3rd, 4417"
    )
    with acting_for(owner.pk):
        Person.objects.create(
            owner=owner, debrief=debrief, position=0, name="Ms Okafor", remember="Winter stock"
        )
        index_words(owner_id=owner.pk, debrief_id=debrief.pk)
    assert found(owner, typed) == ["Northwind Traders"]


@pytest.mark.parametrize("typed", ["pliers", "northwind halden", "wobbly", "recharge", "?!", "🙂", "''"])
def test_what_is_not_written_is_not_found(owner: User, typed: str) -> None:
    """Keys of choices and of stages are not somebody's words, and neither is a piece out of a word."""
    written(owner, "Three suppliers")
    factories.full_debrief(owner)
    assert found(owner, typed) == []


def test_a_reason_in_somebodys_own_words_is_found_where_it_is_named(owner: User) -> None:
    debrief = factories.full_debrief(owner)
    written(owner, "Another one")
    with acting_for(owner.pk):
        OwnCause.objects.update(label="The fire alarm")
        index_words(owner_id=owner.pk, debrief_id=debrief.pk)
    assert found(owner, "alarm") == ["Northwind Traders"]


def test_other_doors_are_in_no_debrief(owner: User) -> None:
    """The list of openings is the same in every debrief, so it would find them all."""
    debrief = factories.full_debrief(owner)
    with acting_for(owner.pk):
        apps.get_model("debriefs.Opening").objects.update(organisation="Brightwater")
        index_words(owner_id=owner.pk, debrief_id=debrief.pk)
    assert found(owner, "brightwater") == []


def test_what_was_taken_out_is_not_found_any_more(owner: User) -> None:
    debrief = factories.full_debrief(owner)
    assert found(owner, "lantern")
    with acting_for(owner.pk):
        Outcome.objects.update(feedback="They liked the sketch")
        index_words(owner_id=owner.pk, debrief_id=debrief.pk)
        assert WordIndex.objects.count() == 1
    assert found(owner, "sketches")


def test_what_is_still_being_typed_is_not_found_yet(owner: User, owner_client: Client) -> None:
    debrief = factories.debrief(owner)
    url = reverse("recovery:save_draft", args=[debrief.pk, "bright_spots"])
    owner_client.post(url, {"bright_how": "I drew the warehouse", "version": "0"})
    with acting_for(owner.pk):
        index_words(owner_id=owner.pk, debrief_id=debrief.pk)
    assert found(owner, "warehouse") == []


def test_nobody_finds_anothers(owner: User, stranger: User) -> None:
    factories.full_debrief(owner)
    assert found(owner, "lantern")
    assert found(stranger, "lantern") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_anything_can_be_written_and_typed(owner: User, text: str) -> None:
    debrief = written(owner, text)
    assert isinstance(found(owner, text), list)
    with acting_for(owner.pk):
        debrief.delete()


def test_debriefs_of_before_are_made_findable(committed: None) -> None:
    """What the migration makes of tables that are full is what a save makes of them."""
    migration = import_module("debrief.debriefs.migrations.0003_finding_and_putting_away")
    person = factories.person("owner")
    made = factories.full_debrief(person)
    with acting_for(person.pk):
        words = WordIndex.objects.get(debrief=made).words
    index = WordIndex.objects.using("owner")
    with transaction.atomic(using="owner"):
        index.all().delete()
        with connections["owner"].schema_editor() as editor:
            migration.index_what_is_there(apps, editor)
        assert index.get(debrief=made).words == words
        assert index.count() == Debrief.objects.using("owner").count()
        transaction.set_rollback(True, using="owner")
