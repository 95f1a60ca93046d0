"""A debrief as JSON: nothing is lost, and no table can be forgotten."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from debrief.accounts.models import User
from debrief.archive.tables import columns
from debrief.debriefs.models import Debrief, DebriefPart, NamedCause, Opening, OwnCause, Question
from debrief.debriefs.whole import LISTS
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.sharing.models import ShareLink
from tests import factories

ODD = 'Zoë said: "why \\ us?"\r\nA second line\ttab, \u2028, 🙂, \u202eright to left, \x01 and \x7f.'
MODELS: dict[str, Any] = {
    str(model._meta.get_field("debrief").remote_field.related_name): model
    for model in apps.get_models()
    if issubclass(model, DebriefPart)
}


def export(client: Client, debrief: Debrief) -> HttpResponse:
    return client.get(f"/debriefs/{debrief.pk}/export.json")


def exported(client: Client, debrief: Debrief) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(export(client, debrief).content)
    return loaded


def stored(owner: User) -> dict[str, Any]:
    """Every column of every row of the owner's debrief, as the database has it, but for what opens links."""
    with acting_for(owner.pk):
        return {
            model.__name__: {row["id"]: row for row in model._default_manager.values(*columns(model))}
            for model in (Debrief, OwnCause, *MODELS.values())
        }


def rebuilt(model: Any, row: dict[str, Any]) -> Any:
    """The row again, from nothing but what the file says."""
    assert set(row) == set(columns(model))
    fields = (field for field in model._meta.concrete_fields if field.attname in row)
    return model(**{field.attname: field.to_python(row[field.attname]) for field in fields})


@pytest.fixture
def odd(owner: User, debrief: Debrief) -> Debrief:
    """A debrief with odd texts, a draft, and instants to the microsecond."""
    with acting_for(owner.pk):
        Debrief.objects.update(anything_else=ODD, created_at=datetime(2026, 3, 14, 9, 30, 1, 123456, UTC))
        Question.objects.update(text=ODD[:60], note=ODD)
        StageEntry.objects.filter(stage_key="land").update(
            draft={"feeling_own": [ODD], "feelings": ["sad", ""]},
            answers={"feeling_own": ODD, "deep": [[ODD], 1.5]},
        )
        # One that could still be opened cannot be built without what opens it.
        ShareLink.objects.update(ended_at=datetime(2026, 3, 15, tzinfo=UTC))
        debrief.refresh_from_db()
    return debrief


def test_every_table_of_a_debrief_is_in_it(owner_client: Client, debrief: Debrief) -> None:
    tables = exported(owner_client, debrief)["tables"]
    assert set(tables) == set(MODELS)
    assert all(tables.values()), "the factory leaves a table empty"


def test_the_documentation_names_every_table() -> None:
    documented = (settings.BASE_DIR / "docs" / "export.md").read_text(encoding="utf-8")
    assert [name for name in (*MODELS, *LISTS) if f"`{name}`" not in documented] == []


def test_the_rows_can_be_built_again_from_it(owner: User, owner_client: Client, odd: Debrief) -> None:
    before, whole = stored(owner), exported(owner_client, odd)
    owner_client.post(f"/debriefs/{odd.pk}/delete/")
    with acting_for(owner.pk):
        OwnCause.objects.all().delete()
        Debrief.objects.bulk_create([rebuilt(Debrief, whole["debrief"])])
        OwnCause.objects.bulk_create([rebuilt(OwnCause, row) for row in whole["lists"]["own_causes"]])
        # What points at a question comes after it.
        for name in sorted(MODELS, key=lambda name: name != "questions"):
            MODELS[name].objects.bulk_create([rebuilt(MODELS[name], row) for row in whole["tables"][name]])
    assert stored(owner) == before


@time_machine.travel("2026-11-22T08:00:00+00:00", tick=False)
def test_it_says_what_it_is_and_when(owner: User, client: Client) -> None:
    debrief = factories.debrief(owner, interview_at=datetime(2026, 11, 22, 7, 5, 4, 30201, UTC))
    client.force_login(owner)
    whole = exported(client, debrief)
    assert (whole["format"], whole["version"]) == ("debrief", 1)
    assert whole["exported_at"] == "2026-11-22T08:00:00+00:00"
    assert whole["debrief"]["interview_at"] == "2026-11-22T07:05:04.030201+00:00"


def test_instants_of_rows_are_in_utc_too(owner_client: Client, odd: Debrief) -> None:
    tables = exported(owner_client, odd)["tables"]
    assert all(row["saved_at"].endswith("+00:00") for row in tables["stage_entries"])
    assert all(row["made_at"].endswith("+00:00") for row in tables["guesses"])


def test_own_lists_come_along_as_far_as_they_are_named(
    owner: User, owner_client: Client, debrief: Debrief
) -> None:
    with acting_for(owner.pk):
        OwnCause.objects.create(owner=owner, label="Named elsewhere")
        named = NamedCause.objects.get(debrief=debrief, own__isnull=False)
        doors = {str(key) for key in Opening.objects.values_list("pk", flat=True)}
    lists = exported(owner_client, debrief)["lists"]
    assert [row["id"] for row in lists["own_causes"]] == [str(named.own_id)]
    assert {row["id"] for row in lists["openings"]} == doors


def test_it_downloads_under_a_name_that_gives_nothing_away(owner: User, client: Client) -> None:
    owner.time_zone = "Asia/Tokyo"
    owner.save()
    debrief = factories.debrief(owner, interview_at=datetime(2026, 11, 21, 20, tzinfo=UTC))
    client.force_login(owner)
    for ending, kind in (("json", "application/json"), ("md", "text/markdown; charset=utf-8")):
        response = client.get(f"/debriefs/{debrief.pk}/export.{ending}")
        assert response["Content-Type"] == kind
        assert response["Content-Disposition"] == f'attachment; filename="debrief-2026-11-22.{ending}"'
        assert "no-store" in response["Cache-Control"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert client.head(f"/debriefs/{debrief.pk}/export.{ending}").content == b""
        assert client.post(f"/debriefs/{debrief.pk}/export.{ending}").status_code == 405


def test_no_raw_control_character_is_in_it(owner_client: Client, odd: Debrief) -> None:
    assert not set(export(owner_client, odd).content) & (set(range(32)) - {10})


def test_letters_are_themselves_in_it(owner_client: Client, odd: Debrief) -> None:
    assert "Zoë".encode() in export(owner_client, odd).content
