"""Taking everything along: nothing is left out, and no table can be forgotten."""

import json
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from debrief.accounts.models import User
from debrief.archive.tables import kept_models, owned_models, pointers
from debrief.debriefs.models import Debrief, Question, WordIndex
from debrief.privacy.models import OwnedModel
from debrief.privacy.wall import acting_for
from debrief.sharing.models import ShareLink
from tests import factories
from tests.archive.conftest import archive_of, data_of, files_of
from tests.conftest import signed_in, signed_in_again

OWNED = {model for model in apps.get_models() if issubclass(model, OwnedModel)}


@pytest.fixture(autouse=True)
def _no_limits_left_over(db: None) -> None:
    cache.clear()


def test_every_owned_table_has_rows_in_it(whole: User) -> None:
    tables = data_of(archive_of(signed_in_again(whole)))["tables"]
    assert set(tables) == {model._meta.label_lower for model in OWNED - {WordIndex}}
    assert all(tables.values()), "the factory leaves a table empty"


def test_every_column_of_every_row_is_as_it_is_stored(whole: User) -> None:
    tables = data_of(archive_of(signed_in_again(whole)))["tables"]
    with acting_for(whole.pk):
        for model in kept_models():
            fields = [field for field in model._meta.concrete_fields if field.attname not in model.stays_here]
            names = [field.attname for field in fields]
            stored = {row["id"]: row for row in model._default_manager.values(*names)}
            read = [
                {field.attname: field.to_python(row[field.attname]) for field in fields}
                for row in tables[model._meta.label_lower]
            ]
            assert {row["id"]: row for row in read} == stored


def test_what_opens_a_link_is_in_no_file(whole: User) -> None:
    """Neither whole nor a debrief at a time: whoever has the file could else find the page by it."""
    with acting_for(whole.pk):
        links = list(ShareLink.objects.all())
    assert links
    client = signed_in_again(whole)
    everything = list(files_of(archive_of(client)).values())
    everything += [client.get(f"/debriefs/{link.debrief_id}/export.json").content for link in links]
    for link in links:
        assert any(str(link.pk).encode() in contents for contents in everything)
        assert not any(bytes(link.token_hash or b"").hex().encode() in contents for contents in everything)
    assert not any(b"token_hash" in contents for contents in everything)


def test_it_has_nothing_of_anybody_else(whole: User, stranger: User) -> None:
    factories.full_debrief(stranger, organisation="Halden Health")
    archive = archive_of(signed_in_again(whole))
    for contents in files_of(archive).values():
        assert b"Halden" not in contents
        assert str(stranger.pk).encode() not in contents


def test_the_manifest_counts_and_prints_every_file(whole: User) -> None:
    files = files_of(archive_of(signed_in_again(whole)))
    manifest = json.loads(files.pop("manifest.json"))
    data = json.loads(files["data.json"])
    assert manifest["counts"] == {name: len(rows) for name, rows in data["tables"].items()}
    assert manifest["files"] == {
        name: {"bytes": len(contents), "sha256": sha256(contents).hexdigest()}
        for name, contents in files.items()
    }
    assert (manifest["format"], manifest["version"]) == ("debrief-archive", 1)


def test_the_person_s_own_settings_are_in_it_and_no_password(whole: User) -> None:
    files = files_of(archive_of(signed_in_again(whole)))
    person = json.loads(files["data.json"])["person"]
    assert person["email"] == whole.email
    assert [person[name] for name in ("first_name", "time_zone", "country", "look")] == [
        "Zoë",
        "Pacific/Auckland",
        "NZ",
        "dark",
    ]
    assert not any(whole.password.encode() in contents for contents in files.values())


def test_each_debrief_is_there_to_read_the_oldest_first(whole: User) -> None:
    with acting_for(whole.pk):
        later = Debrief.objects.order_by("created_at").last()
        assert later
        later.organisation = "Halden Health"
        later.save()
    files = files_of(archive_of(signed_in_again(whole)))
    texts = [files[name].decode() for name in sorted(files) if name.startswith("debriefs/")]
    assert [text.splitlines()[0] for text in texts] == ["# Northwind Traders", "# Halden Health"]
    assert all("lantern 4417" in text for text in texts)
    assert "- 2 debriefs\n" in files["README.txt"].decode()


@time_machine.travel("2026-11-21T20:00:00+00:00", tick=False)
def test_it_downloads_under_a_name_that_gives_nothing_away(whole: User) -> None:
    response = signed_in_again(whole).post("/you/export/")
    assert response["Content-Disposition"] == 'attachment; filename="debrief-2026-11-22.zip"'
    assert response["Content-Type"] == "application/zip"
    assert "no-store" in response["Cache-Control"]
    names = ZipFile(BytesIO(response.getvalue())).namelist()  # type: ignore[attr-defined]
    assert not [name for name in names if "orthwind" in name or name.startswith(("/", "."))]


def test_it_is_packed_once(whole: User) -> None:
    for takes in ("gzip", "br"):
        response = signed_in_again(whole).post("/you/export/", headers={"Accept-Encoding": takes})
        assert "Content-Encoding" not in response
        assert int(response["Content-Length"]) == len(response.getvalue())  # type: ignore[attr-defined]


def test_somebody_with_nothing_gets_a_file_all_the_same(stranger: User) -> None:
    client = signed_in_again(stranger)
    assert client.get("/you/export/").status_code == 200
    data = data_of(archive_of(client))
    assert not any(data["tables"].values())
    assert data["person"]["first_name"] == "stranger"


def test_who_signed_in_a_while_ago_signs_in_again_first(whole: User) -> None:
    client = signed_in(whole)
    for method in ("get", "post"):
        response = getattr(client, method)("/you/export/", follow=True)
        assert response.redirect_chain[-1][0] == "/accounts/reauthenticate/?next=/you/export/"
    response = client.post(
        "/accounts/reauthenticate/?next=/you/export/",
        {"password": factories.PASSWORD, "next": "/you/export/"},
    )
    assert response["Location"] == "/you/export/"
    assert client.get("/you/export/").status_code == 200
    with time_machine.travel("2099-01-01"):
        assert client.get("/you/export/").status_code == 302


def test_getting_the_page_makes_nothing(whole: User) -> None:
    client = signed_in_again(whole)
    assert client.get("/you/export/")["Content-Type"].startswith("text/html")
    assert client.head("/you/export/").content == b""


def test_a_hundred_debriefs_take_hardly_more_queries_than_one(owner: User) -> None:
    taken = []
    for count in (1, 99):
        factories.many_debriefs(owner, count)
        client = signed_in_again(owner)
        with CaptureQueriesContext(connection) as captured:
            archive_of(client)
        taken.append(len(captured))
    assert taken[1] - taken[0] <= 5  # a page of twenty each


def test_rows_are_read_a_few_hundred_at_a_time(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debrief.archive.tables._AT_ONCE", 2)
    debrief = factories.full_debrief(owner, questions=7)
    client = signed_in_again(owner)
    with CaptureQueriesContext(connection) as captured:
        rows = data_of(archive_of(client))["tables"]["debriefs.question"]
    assert len(rows) == 7
    pages = [q["sql"] for q in captured if 'FROM "debriefs_question"' in q["sql"] and "LIMIT 2" in q["sql"]]
    assert len(pages) == 4
    with acting_for(owner.pk):
        assert {row["id"] for row in rows} == {
            str(pk) for pk in Question.objects.filter(debrief=debrief).values_list("pk", flat=True)
        }


def test_parents_stand_before_what_points_at_them() -> None:
    places = {model: place for place, model in enumerate(owned_models())}
    assert set(places) == OWNED
    for model in places:
        assert all(places[one] <= places[model] for one in pointers(model).values())


def test_after_six_in_an_hour_it_says_when_there_is_room_again(whole: User) -> None:
    client = signed_in_again(whole)
    for _ in range(settings.LIMITS["export"][0]):
        archive_of(client)
    response = client.post("/you/export/")
    assert response.status_code == 429
    assert "Try again in an hour" in response.content.decode()
    assert 3500 < int(response["Retry-After"]) <= 3600


def test_the_documentation_names_every_table_and_file() -> None:
    documented = (settings.BASE_DIR / "docs" / "export.md").read_text(encoding="utf-8")
    wanted: list[Any] = [model._meta.label_lower for model in kept_models()]
    wanted += ["manifest.json", "data.json", "README.txt", "debriefs/"]
    assert [name for name in wanted if f"`{name}" not in documented] == []
