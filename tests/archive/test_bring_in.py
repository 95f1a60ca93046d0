"""Bringing an archive into another account: all of it, or nothing; and nothing in it is trusted."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZIP_LZMA, ZipFile

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.archive import unpack
from debrief.archive.tables import kept_models, owned_models
from debrief.debriefs.models import Debrief, NamedCause, OwnCause, Question, WordIndex
from debrief.privacy.wall import acting_for
from debrief.recovery.models import StageEntry
from debrief.reminders.models import Reminder
from debrief.sharing.models import ShareLink
from debrief.tips.models import TipMark
from tests import factories
from tests.archive.conftest import (
    ODD,
    archive_of,
    bring_in,
    changed,
    data_of,
    files_of,
    zipped,
)
from tests.conftest import signed_in, signed_in_again
from tests.reminders.conftest import jobs

NOT_FROM_DEBRIEF = "That isn’t a file from Debrief"
NOT_AS_WRITTEN = "Something in that file is not as Debrief writes it"


@pytest.fixture(autouse=True)
def _no_limits_left_over(db: None) -> None:
    cache.clear()


@pytest.fixture
def archive(db: None, request: pytest.FixtureRequest) -> bytes:
    """An archive of somebody who is gone again, but for the first test that asks for it."""
    if not _made:
        _made.append(archive_of(signed_in_again(request.getfixturevalue("whole"))))
    return _made[0]


_made: list[bytes] = []


def rows_in(person: User) -> int:
    with acting_for(person.pk):
        return sum(model._default_manager.filter(owner=person).count() for model in owned_models())


def without_ids(data: dict[str, Any]) -> Any:
    """Everything but who owns it and when it was made: each id becomes the place it has in the file."""
    person = {
        name: value for name, value in data["person"].items() if name not in ("id", "email", "date_joined")
    }
    # A link comes in as one that has ended; the test below is about that.
    links = [{**row, "ended_at": None} for row in data["tables"]["sharing.sharelink"]]
    tables = {**data["tables"], "sharing.sharelink": links}
    text = json.dumps([person, tables], ensure_ascii=False)
    text = text.replace(data["person"]["id"], "the owner")
    rows = [(name, n, row["id"]) for name, rows in data["tables"].items() for n, row in enumerate(rows)]
    for name, n, old in rows:
        text = text.replace(old, f"{name} {n}")
    return json.loads(text)


def refused(person: User, archive: bytes, saying: str, *, status: int = 422) -> None:
    """The file is turned away with a sentence, and nothing of it has come in."""
    client = signed_in(person)
    before = rows_in(person), User.objects.filter(pk=person.pk).values().get()
    response = bring_in(client, archive)
    assert response.status_code == status
    assert saying in response.content.decode()
    assert (rows_in(person), User.objects.filter(pk=person.pk).values().get()) == before


def test_what_went_out_and_came_in_goes_out_the_same(archive: bytes, stranger: User) -> None:
    client = signed_in_again(stranger)
    assert bring_in(client, archive)["Location"] == "/you/import/done/"
    went, came = data_of(archive), data_of(archive_of(client))
    assert without_ids(came) == without_ids(went)
    assert not {row["id"] for rows in came["tables"].values() for row in rows} & {
        row["id"] for rows in went["tables"].values() for row in rows
    }
    assert came["person"]["email"] == stranger.email


def test_a_link_comes_in_ended(archive: bytes, stranger: User) -> None:
    assert all(row["ended_at"] is None for row in data_of(archive)["tables"]["sharing.sharelink"])
    assert bring_in(signed_in(stranger), archive).status_code == 302
    with acting_for(stranger.pk):
        links = list(ShareLink.objects.all())
    assert len(links) == 2
    assert all(link.token_hash is None and link.ended_at for link in links)


def test_nobody_brings_in_a_link_of_their_own_making(archive: bytes, stranger: User) -> None:
    def give_it_a_hash(data: dict[str, Any]) -> None:
        row_of(data, "sharing.sharelink")["token_hash"] = "00" * 32

    refused(stranger, changed(archive, give_it_a_hash), NOT_AS_WRITTEN)


def test_it_says_what_came_in(archive: bytes, stranger: User) -> None:
    client = signed_in(stranger)
    bring_in(client, archive)
    html = client.get("/you/import/done/").content.decode()
    for said in ("2 debriefs", "4 people you met", "6 questions", "1 reason in your own words"):
        assert f"<li>{said}</li>" in html
    assert client.get("/debriefs/").content.decode().count("Northwind Traders") >= 2


def test_those_it_came_from_keep_theirs(whole: User, stranger: User) -> None:
    archive = archive_of(signed_in_again(whole))
    before = data_of(archive)["tables"]
    bring_in(signed_in(stranger), archive)
    assert data_of(archive_of(signed_in_again(whole)))["tables"] == before


def test_odd_texts_and_ids_in_drafts_come_in(archive: bytes, stranger: User) -> None:
    bring_in(signed_in(stranger), archive)
    with acting_for(stranger.pk):
        assert Debrief.objects.filter(anything_else=ODD).count() == 1
        draft = StageEntry.objects.get(draft__isnull=False).draft
        assert draft["practice-0-free"] == [ODD]
        assert Question.objects.filter(pk=UUID(draft["practice-0-question"][0])).exists()


def test_reminders_that_waited_elsewhere_do_not_wait_here(archive: bytes, stranger: User) -> None:
    def wait(data: dict[str, Any]) -> None:
        data["person"]["has_reminders"] = True
        waits, goes, calendar = data["tables"]["reminders.reminder"][:3]
        waits |= {"state": "waiting", "reason": "", "by": "email", "sent_at": None, "sending_at": None}
        goes |= {"state": "sending", "reason": "", "sending_at": "2026-11-22T09:00:00+00:00"}
        calendar |= {"state": "waiting", "by": "calendar"}

    assert bring_in(signed_in(stranger), changed(archive, wait)).status_code == 302
    stranger.refresh_from_db()
    assert not stranger.has_reminders
    with acting_for(stranger.pk):
        came = [(one.state, one.reason, one.by) for one in Reminder.objects.order_by("pk")[:3]]
    assert came == [
        ("dropped", "brought_in", "email"),
        ("unknown", "", "email"),
        ("waiting", "", "calendar"),
    ]
    assert jobs() == {}


@pytest.mark.parametrize(
    "row",
    [
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"wall_time": "25:00"},
        {"wall_time": "09:00+01:00"},
        {"kind": "x"},
        {"state": "dropped", "reason": "made up"},
    ],
)
def test_a_reminder_no_page_would_have_stored(archive: bytes, stranger: User, row: dict[str, str]) -> None:
    def spoil(data: dict[str, Any]) -> None:
        data["tables"]["reminders.reminder"][1] |= row

    refused(stranger, changed(archive, spoil), NOT_AS_WRITTEN)


def test_what_came_in_can_be_found_and_opened(archive: bytes, stranger: User) -> None:
    client = signed_in(stranger)
    bring_in(client, archive)
    assert b"Northwind" in client.get("/debriefs/?q=lantern").content
    with acting_for(stranger.pk):
        assert WordIndex.objects.count() == 2
        debriefs = list(Debrief.objects.values_list("pk", flat=True))
    for pk in debriefs:
        assert factories.CANARY in client.get(f"/debriefs/{pk}/read/").content.decode()
        assert client.get(f"/debriefs/{pk}/plan/").status_code == 200


def test_a_file_of_nothing_comes_in(owner: User, stranger: User) -> None:
    client = signed_in(stranger)
    response = bring_in(client, archive_of(signed_in_again(owner)))
    assert b"Nothing yet." in client.get(response["Location"]).content


def test_an_account_with_debriefs_takes_none(whole: User, stranger: User) -> None:
    archive = archive_of(signed_in_again(whole))
    refused(whole, archive, "There are debriefs in this account.")
    factories.debrief(stranger)
    refused(stranger, archive, "There are debriefs in this account.")


def test_a_tip_and_a_reason_that_are_there_already_stay(archive: bytes, stranger: User) -> None:
    factories.tip_mark(stranger, "slow-minute", note="mine")
    with acting_for(stranger.pk):
        mine = OwnCause.objects.create(owner=stranger, label=factories.CANARY)
    assert bring_in(signed_in(stranger), archive).status_code == 302
    with acting_for(stranger.pk):
        assert TipMark.objects.get().note == "mine"
        assert set(NamedCause.objects.exclude(own=None).values_list("own", flat=True)) == {mine.pk}


def test_an_older_file_without_a_table_or_a_column_comes_in(archive: bytes, stranger: User) -> None:
    def grow_old(data: dict[str, Any]) -> None:
        del data["tables"]["notes.note"]
        for row in data["tables"]["debriefs.debrief"]:
            del row["put_away_at"]

    assert bring_in(signed_in(stranger), changed(archive, grow_old)).status_code == 302
    with acting_for(stranger.pk):
        assert set(Debrief.objects.values_list("put_away_at", flat=True)) == {None}


def row_of(data: dict[str, Any], table: str) -> dict[str, Any]:
    row: dict[str, Any] = data["tables"][table][0]
    return row


TAMPERED: dict[str, Callable[[dict[str, Any]], Any]] = {
    "an unknown column": lambda data: row_of(data, "debriefs.debrief").update(is_staff=True),
    "another owner": lambda data: row_of(data, "debriefs.debrief").update(owner_id=str(uuid4())),
    "no owner": lambda data: row_of(data, "debriefs.debrief").pop("owner_id"),
    "no id": lambda data: row_of(data, "debriefs.lesson").pop("id"),
    "an id that is none": lambda data: row_of(data, "debriefs.lesson").update(id="../../etc/passwd"),
    "the same id twice": lambda data: data["tables"]["debriefs.lesson"].append(
        row_of(data, "debriefs.lesson")
    ),
    "the same id in two tables": lambda data: row_of(data, "debriefs.lesson").update(
        id=row_of(data, "debriefs.opening")["id"]
    ),
    "a debrief that is not in it": lambda data: row_of(data, "debriefs.lesson").update(
        debrief_id=str(uuid4())
    ),
    "a part of no debrief": lambda data: row_of(data, "debriefs.lesson").update(debrief_id=None),
    "a text too long": lambda data: row_of(data, "debriefs.lesson").update(text="x" * 281),
    "a long text too long": lambda data: row_of(data, "debriefs.debrief").update(anything_else="x" * 20_001),
    "NUL": lambda data: row_of(data, "debriefs.lesson").update(text="a\0b"),
    "half a character": lambda data: row_of(data, "debriefs.lesson").update(text="a\ud800b"),
    "NUL in an answer": lambda data: row_of(data, "recovery.stageentry").update(answers={"a": ["\0"]}),
    "no text": lambda data: row_of(data, "debriefs.lesson").update(text=7),
    "a choice nobody offers": lambda data: row_of(data, "debriefs.question").update(went="splendid"),
    "a mood of 9": lambda data: row_of(data, "debriefs.moodcheck").update(mood=9),
    "true for a number": lambda data: row_of(data, "debriefs.lesson").update(position=True),
    "a number too large": lambda data: row_of(data, "debriefs.lesson").update(position=10**23),
    "one for true": lambda data: row_of(data, "tips.tipmark").update(is_hidden=1),
    "a day that is none": lambda data: row_of(data, "debriefs.nextaction").update(day="2026-02-30"),
    "an instant without a zone": lambda data: row_of(data, "debriefs.debrief").update(
        created_at="2026-03-14T09:30:00"
    ),
    "the year 1": lambda data: row_of(data, "debriefs.debrief").update(
        created_at="0001-01-01T00:00:00+00:00"
    ),
    "answers without names": lambda data: row_of(data, "recovery.stageentry").update(answers=[1]),
    "answers of another kind": lambda data: next(
        row for row in data["tables"]["recovery.stageentry"] if row["stage_key"] == "land"
    ).update(state="started", answers={}, draft={"feelings": "sad"}),
    "a number past all numbers": lambda data: row_of(data, "recovery.stageentry").update(
        answers={"a": float("1e400")}
    ),
    "very deep answers": lambda data: row_of(data, "recovery.stageentry").update(answers={"a": deep(40)}),
    "two first plans of a kind": lambda data: data["tables"]["debriefs.outcome"].append(
        {**row_of(data, "debriefs.outcome"), "id": str(uuid4())}
    ),
    "a zone nobody knows": lambda data: data["person"].update(time_zone="../../etc/passwd"),
    "no letters of a country": lambda data: data["person"].update(country="1!"),
    "no look there is": lambda data: data["person"].update(look="neon"),
    "a row that is none": lambda data: data["tables"]["debriefs.lesson"].append({}),
}


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize("what", TAMPERED)
def test_one_wrong_value_and_nothing_comes_in(archive: bytes, stranger: User, what: str) -> None:
    said = NOT_FROM_DEBRIEF if what == "a number past all numbers" else NOT_AS_WRITTEN
    refused(stranger, changed(archive, TAMPERED[what]), said)


def test_a_country_that_is_on_no_list_comes_in_as_it_went_out(archive: bytes, stranger: User) -> None:
    client = signed_in(stranger)
    brought = changed(archive, lambda data: data["person"].update(country="UK"))
    assert bring_in(client, brought).status_code == 302
    assert '<option value="UK" selected>' in client.get("/you/").content.decode()
    assert 'value="GB" selected' in client.get("/help-now/").content.decode()


def test_rights_are_not_among_the_settings(archive: bytes, stranger: User) -> None:
    def claim(data: dict[str, Any]) -> None:
        data["person"].update(is_staff=True, is_superuser=True, email="else@example.org", password="x")

    assert bring_in(signed_in(stranger), changed(archive, claim)).status_code == 302
    before = stranger.email, stranger.password
    stranger.refresh_from_db()
    assert (stranger.email, stranger.password) == before
    assert (stranger.is_staff, stranger.is_superuser) == (False, False)


def edited(archive: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    files = files_of(archive)
    files[name] = change(files[name])
    return zipped(files)


def with_manifest(archive: bytes, **values: Any) -> bytes:
    def change(manifest: bytes) -> bytes:
        return json.dumps({**json.loads(manifest), **values}).encode()

    return edited(archive, "manifest.json", change)


def test_what_does_not_fit_its_manifest_is_turned_away(archive: bytes, stranger: User) -> None:
    for name in files_of(archive):
        if name != "manifest.json":
            refused(stranger, edited(archive, name, lambda old: old + b" "), NOT_FROM_DEBRIEF)
        files = files_of(archive)
        del files[name]
        refused(stranger, zipped(files), NOT_FROM_DEBRIEF)
        cache.clear()
    counts = {**json.loads(files_of(archive)["manifest.json"])["counts"], "debriefs.lesson": 1}
    refused(stranger, with_manifest(archive, counts=counts), NOT_FROM_DEBRIEF)
    refused(stranger, with_manifest(archive, counts=7), NOT_FROM_DEBRIEF)
    refused(stranger, zipped({**files_of(archive), "../../evil.sh": b"#!"}), NOT_FROM_DEBRIEF)


def test_another_version_is_told_as_that(archive: bytes, stranger: User) -> None:
    refused(stranger, with_manifest(archive, version=2), "Another version of Debrief made that file")
    refused(stranger, with_manifest(archive, format="diary"), NOT_FROM_DEBRIEF)
    more = changed(archive, lambda data: data["tables"].update({"debriefs.dream": []}))
    refused(stranger, more, "Another version of Debrief made that file")


@pytest.mark.parametrize(
    "content",
    [b"hello", b"PK\x03\x04", b"PK\x05\x06" + b"\0" * 18, b"PK\x05\x06" + b"\xff" * 18, b"\0" * 100_000],
)
def test_what_is_no_archive_is_turned_away(stranger: User, content: bytes) -> None:
    refused(stranger, content, 'role="alert"')


def test_no_file_and_an_empty_one_are_told(stranger: User) -> None:
    client = signed_in(stranger)
    assert "Pick the file first." in client.post("/you/import/").content.decode()
    assert "That file is empty." in bring_in(client, b"").content.decode()


@pytest.mark.parametrize(
    "text",
    [b"[", b"null", b"[1]", b'{"format": NaN}', b"\xff", b'{"a":' * 100_000, b"9" * 10_000, b'"x"'],
)
def test_json_that_is_none_is_turned_away(archive: bytes, stranger: User, text: bytes) -> None:
    refused(stranger, edited(archive, "manifest.json", lambda _: text), NOT_FROM_DEBRIEF)


def test_what_would_unpack_to_too_much_is_not_unpacked(
    archive: bytes, stranger: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = zipped({**files_of(archive), "debriefs/9.md": b"\0" * (unpack.MOST_UNPACKED + 1)})
    assert len(bomb) < 1_000_000
    refused(stranger, bomb, "more than can be brought in at once")
    monkeypatch.setattr(unpack, "MOST_DATA", 1_000)
    refused(stranger, archive, "more than can be brought in at once")


def test_a_size_that_is_a_lie_is_not_believed(archive: bytes, stranger: User) -> None:
    files = files_of(archive)
    manifest = json.loads(files["manifest.json"])
    files["debriefs/9.md"] = b"\0" * 10_000_000
    manifest["files"]["debriefs/9.md"] = {"bytes": 5, "sha256": "0" * 64}
    files["manifest.json"] = json.dumps(manifest).encode()
    lying = zipped(files).replace((10_000_000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    refused(stranger, lying, NOT_FROM_DEBRIEF)


def test_other_ways_of_packing_are_turned_away(archive: bytes, stranger: User) -> None:
    into = BytesIO()
    with ZipFile(into, "w", ZIP_LZMA) as opened:
        for name, contents in files_of(archive).items():
            opened.writestr(name, contents)
    refused(stranger, into.getvalue(), NOT_FROM_DEBRIEF)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_twice_is_turned_away(archive: bytes, stranger: User) -> None:
    into = BytesIO(archive)
    with ZipFile(into, "a") as opened:
        opened.writestr("data.json", b"{}")
    refused(stranger, into.getvalue(), NOT_FROM_DEBRIEF)


def test_a_file_too_large_is_not_read(archive: bytes, stranger: User, settings: Settings) -> None:
    settings.MOST_UPLOADED = len(archive) - 1
    refused(stranger, archive, "That was too much at once", status=413)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_always_told_as_that(archive: bytes, data: st.DataObject) -> None:
    damaged = bytearray(archive)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    damaged = damaged[: data.draw(st.integers(0, len(damaged)))] if data.draw(st.booleans()) else damaged
    try:
        read = unpack.unpack(BytesIO(bytes(damaged)))
    except unpack.UnreadableError:
        return
    # What was hit says nothing of what is in it: a date, or the text of a note beside a file.
    assert read == unpack.unpack(BytesIO(archive))


def test_after_twelve_in_an_hour_it_says_when_there_is_room_again(stranger: User) -> None:
    client = signed_in(stranger)
    for _ in range(django_settings.LIMITS["import"][0]):
        assert bring_in(client, b"hello").status_code == 422
    response = bring_in(client, b"hello")
    assert response.status_code == 429
    assert b"Try again in an hour" in response.content


def test_every_kind_of_column_can_come_in(archive: bytes, stranger: User) -> None:
    """A column of a kind that `values` does not know would stop every import; this says so before."""
    assert bring_in(signed_in(stranger), archive).status_code == 302
    with acting_for(stranger.pk):
        for model in kept_models():
            assert model._default_manager.exists()
