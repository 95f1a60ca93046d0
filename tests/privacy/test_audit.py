"""The audit: what it notes, and that the application can add to it and do nothing else."""

import json
import logging
from datetime import timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.checks import audit_is_append_only
from debrief.privacy.models import AuditEntry, Event
from debrief.privacy.pseudonyms import pseudonym
from debrief.privacy.wall import acting_for
from debrief.sharing.models import ShareLink
from debrief.sharing.tokens import sealed
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(autouse=True)
def _no_limits_left_over(committed: None) -> None:
    cache.clear()


@pytest.fixture
def person(committed: None) -> User:
    return factories.person("owner")


@pytest.fixture
def client(person: User) -> Client:
    return signed_in(person)


def entries(name: object) -> list[AuditEntry]:
    """What the audit has of a person or an address, as only the owner of the tables can read it."""
    return list(AuditEntry.objects.using("owner").filter(who=pseudonym(str(name))).order_by("at"))


def events(name: object) -> list[str]:
    return [entry.event for entry in entries(name)]


def sign_in(client: Client, person: User, password: str = factories.PASSWORD) -> Any:
    return client.post("/accounts/login/", {"login": person.email, "password": password})


def test_signing_in_and_out(person: User) -> None:
    client = Client()
    assert sign_in(client, person).status_code == 302
    client.post("/accounts/logout/")
    assert events(person.pk) == ["signed_in", "signed_out"]
    entry = entries(person.pk)[0]
    assert entry.route == "account_login"
    assert len(entry.request_id) == 16


def test_signing_up_and_changing_the_password() -> None:
    client, address = Client(), f"new-{uuid4().hex}@example.org"
    client.post("/accounts/signup/", {"email": address, "password1": factories.PASSWORD})
    new = "quite another four words"
    words = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    client.post("/accounts/password/change/", words)
    assert events(User.objects.get(email=address).pk) == ["signed_up", "signed_in", "password_changed"]


@pytest.mark.parametrize("is_known", [True, False])
def test_a_failed_sign_in_names_what_was_typed_and_looks_nobody_up(person: User, is_known: bool) -> None:
    typed = person.email if is_known else f"nobody-{uuid4().hex}@example.org"
    Client().post("/accounts/login/", {"login": typed.upper(), "password": "not the password"})
    assert events(typed) == ["sign_in_failed"]
    assert events(person.pk) == []


def test_exports_and_deletions_of_a_debrief(client: Client, person: User) -> None:
    debrief = factories.full_debrief(person)
    for name in ("export.json", "export.md"):
        assert client.get(f"/debriefs/{debrief.pk}/{name}").status_code == 200
    client.post(f"/debriefs/{debrief.pk}/delete/")
    assert events(person.pk) == ["debrief_exported", "debrief_exported", "debrief_deleted"]
    assert {entry.route for entry in entries(person.pk)} == {
        "debriefs:export_json",
        "recovery:export_markdown",
        "debriefs:delete_debrief",
    }


def test_links_to_a_debrief(client: Client, person: User) -> None:
    debrief = factories.full_debrief(person)
    page = f"/debriefs/{debrief.pk}/share/"
    with acting_for(person.pk):
        (link,) = ShareLink.objects.all()
    sent = {"parts": "capture", "days": "7", "seal": sealed(debrief.pk)}
    for _twice in range(2):
        assert client.post(page, sent).status_code == 200
        assert client.post(page, {"end": str(link.pk)}).status_code == 302
    assert events(person.pk) == ["link_made", "link_ended"]
    token = factories.share_link(debrief, "capture")
    client.get(f"/s/{token}/")
    client.get("/s/")
    assert len(events(person.pk)) == 2, "nobody notes who reads"


def test_what_is_undone_is_not_noted(client: Client, person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    debrief = factories.debrief(person)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("debrief.debriefs.views.messages.success", fail)
    client.raise_request_exception = False
    assert client.post(f"/debriefs/{debrief.pk}/delete/").status_code == 500
    with acting_for(person.pk):
        assert Debrief.objects.exists()
    assert "debrief_deleted" not in events(person.pk)


def test_a_refusal_is_noted_though_its_transaction_is_not_kept(client: Client, person: User) -> None:
    theirs = factories.debrief(factories.person("stranger"))
    assert client.get(f"/debriefs/{theirs.pk}/read/").status_code == 404
    assert events(person.pk) == ["refused"]
    assert entries(person.pk)[0].route == "recovery:read_page"


def test_a_page_that_is_not_there_is_no_refusal(client: Client, person: User) -> None:
    client.get("/tips/no-such-tip/")
    client.get("/nope")
    assert events(person.pk) == []


def test_strangers_cannot_fill_it(person: User) -> None:
    before = AuditEntry.objects.using("owner").count()
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post("/accounts/login/", {"login": "x"}).status_code == 403
    stranger.get(f"/debriefs/{uuid4()}/")
    assert AuditEntry.objects.using("owner").count() == before


def test_the_application_adds_and_does_nothing_else(client: Client, person: User) -> None:
    client.get(f"/debriefs/{uuid4()}/")
    (entry,) = entries(person.pk)
    with acting_for(person.pk):
        assert not AuditEntry.objects.exists()
        assert AuditEntry.objects.update(event=Event.SIGNED_OUT) == 0
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM privacy_auditentry")
            assert cursor.rowcount == 0
    assert events(person.pk) == ["refused"]
    with pytest.raises(Exception, match="row-level security"), acting_for(person.pk):
        AuditEntry.objects.bulk_create(
            [AuditEntry(id=entry.pk, event=Event.SIGNED_OUT)],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["event"],
        )


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE privacy_auditentry DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE privacy_auditentry NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY append_only ON privacy_auditentry",
        "CREATE POLICY reading ON privacy_auditentry FOR SELECT USING (true)",
    ],
)
def test_an_audit_that_could_be_changed_is_found(statement: str) -> None:
    assert audit_is_append_only(["owner"]) == []
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute(statement)
        (found,) = audit_is_append_only(["owner"])
        transaction.set_rollback(True, using="owner")
    assert found.id == "privacy.E003"


def test_it_outlives_the_account_and_says_nothing_of_it(client: Client, person: User) -> None:
    client.get(f"/debriefs/{uuid4()}/")
    kept = AuditEntry.objects.using("owner").filter(who=pseudonym(str(person.pk))).values().get()
    known = (str(person.pk), person.email, person.first_name)
    person.delete()
    assert events(known[0]) == ["refused"]
    assert not any(text in str(value) for value in kept.values() for text in known)


def test_pseudonyms_need_the_secret_key(settings: Settings) -> None:
    before = pseudonym("somebody")
    pseudonym.cache_clear()
    settings.SECRET_KEY = "another"
    assert pseudonym("somebody") != before
    pseudonym.cache_clear()


def test_it_is_kept_for_so_many_days_and_not_longer(person: User, settings: Settings) -> None:
    who, kept = pseudonym(str(person.pk)), settings.AUDIT_KEPT_DAYS
    for days in (kept - 1, kept + 1):
        AuditEntry.objects.create(event=Event.SIGNED_IN, who=who, at=timezone.now() - timedelta(days=days))
    out = StringIO()
    call_command("forget_audit", stdout=out)
    assert len(entries(person.pk)) == 1
    assert f"older than {kept} days" in out.getvalue()


def test_the_log_has_it_too(client: Client, person: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="debrief.audit"):
        client.get(f"/debriefs/{uuid4()}/")
    told = next(record for record in caplog.records if record.name == "debrief.audit")
    assert told.who == pseudonym(str(person.pk))  # type: ignore[attr-defined]
    assert str(person.pk) not in json.dumps(told.__dict__, default=str).replace(told.pathname, "")
