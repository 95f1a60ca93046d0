"""Deleting an account: at once and whole, and nothing of anybody else's."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from threading import Event, Thread
from time import sleep
from typing import Any

import psycopg
import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.db import connection, models
from django.test import Client
from pytest_django import Settings

from debrief.accounts.models import Session, User
from debrief.archive.tables import owned_models
from debrief.database.local import Urls
from debrief.debriefs.words import index_all_words
from debrief.privacy.wall import acting_for
from debrief.reminders.models import Reminder
from debrief.reminders.queue import schedule
from tests import factories
from tests.archive.conftest import archive_of
from tests.conftest import signed_in, signed_in_again

PHRASE = "Heronlantern4417x"  # one word, so that the list of words for search has it as it is
YES = {"is_sure": "on"}


@pytest.fixture
def person(committed: None) -> Iterator[User]:
    """Somebody with the phrase in every text of every row, of their account and of their sessions."""
    cache.clear()
    made = factories.person("owner")
    User.objects.filter(pk=made.pk).update(email=f"{PHRASE}@example.org".lower(), first_name=PHRASE)
    made.refresh_from_db()
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
    factories.full_debrief(made)
    plant(made)
    yield made
    if User.objects.filter(pk=made.pk).exists():
        remove(made)


def remove(person: User) -> None:
    with acting_for(person.pk):
        person.delete()


def plant(person: User) -> None:
    """Write the phrase into every column of every owned row that takes a text, whatever the text is for."""
    with acting_for(person.pk):
        for model in owned_models():
            for number, row in enumerate(model._default_manager.all()):
                for field in model._meta.concrete_fields:
                    if not field.is_relation and not field.choices and row_takes_words(row, field):
                        setattr(row, field.attname, words_for(field, number))
                row.save()
        index_all_words(owner_id=person.pk)


def row_takes_words(row: Any, field: Any) -> bool:
    if isinstance(field, models.JSONField):
        return True
    is_text = isinstance(field, models.CharField | models.TextField) and not field.generated
    # Some rows are either something ready-made or somebody's own words, and stay what they are.
    is_either = (type(row).__name__, field.name) in {("NamedCause", "key"), ("BrightSpot", "text")}
    return (
        is_text
        and (field.max_length or 99) > len(PHRASE)
        and not (is_either and not getattr(row, field.name))
    )


def words_for(field: Any, number: int) -> Any:
    """The phrase, with a number behind it, because some texts are there once only."""
    text = f"{PHRASE} {number}"
    if isinstance(field, models.JSONField):
        return [text] if field.has_default() and field.get_default() == [] else {text: [text]}
    return text


def everything(urls: Urls) -> dict[str, list[str]]:
    """Every row of every table of the database as text, as the role that no policy binds; sessions opened."""
    with psycopg.connect(urls.owner) as owner:
        names = owner.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        )
        found = {
            name: [row[0] for row in owner.execute(f"SELECT one::text FROM {name} one")]  # type: ignore[arg-type]
            for (name,) in names.fetchall()
        }
    found["sessions, opened"] = [json.dumps(one.get_decoded()) for one in Session.objects.all()]
    return found


def where(urls: Urls, *wanted: str) -> set[str]:
    """The tables in which one of these texts stands, in any case."""
    return {
        table
        for table, rows in everything(urls).items()
        if any(one.lower() in row.lower() for row in rows for one in wanted)
    }


def test_nothing_of_it_is_left_anywhere_in_the_database(person: User, database_urls: Urls) -> None:
    client, elsewhere = signed_in_again(person), signed_in(person)
    for session in (client.session, elsewhere.session):
        session["planted"] = PHRASE
        session.save()
    archive_of(client)  # counts towards a limit
    with acting_for(person.pk):
        for reminder in Reminder.objects.all():
            schedule(reminder, at=datetime.now(UTC))
    assert "procrastinate_jobs" in where(database_urls, str(person.pk))
    before = where(database_urls, PHRASE)
    with_texts = {
        model._meta.db_table
        for model in owned_models()
        if any(
            isinstance(f, models.CharField | models.TextField) and not f.choices for f in model._meta.fields
        )
    }
    assert with_texts | {"debriefs_wordindex", "accounts_user", "account_emailaddress"} <= before
    assert "sessions, opened" in before
    owned = {model._meta.db_table for model in owned_models()}
    assert owned <= where(database_urls, str(person.pk)), "the factory leaves a table empty"

    response = client.post("/you/delete/", YES)
    assert response["Location"] == "/you/gone/"
    assert where(database_urls, PHRASE, str(person.pk)) == set()


def rows_of(person: User) -> str:
    """A print of everything one person has."""
    with acting_for(person.pk):
        tables = [list(model._default_manager.order_by("pk").values()) for model in owned_models()]
    account = User.objects.filter(pk=person.pk).values().get()
    addresses = list(EmailAddress.objects.filter(user=person).values())
    return sha256(repr([tables, account, addresses]).encode()).hexdigest()


def test_everybody_else_keeps_everything(person: User) -> None:
    other = factories.person("stranger")
    EmailAddress.objects.create(user=other, email=other.email)
    factories.full_debrief(other)
    theirs = signed_in(other)
    leaving = signed_in_again(person)
    before = rows_of(other)
    leaving.post("/you/delete/", YES)
    assert rows_of(other) == before
    assert theirs.get("/you/").status_code == 200
    remove(other)


def test_every_session_ends_and_no_other(person: User) -> None:
    elsewhere, leaving = signed_in(person), signed_in_again(person)
    other = factories.person("stranger")
    staying = signed_in(other)
    leaving.post("/you/delete/", YES)
    for client in (elsewhere, leaving):
        assert client.get("/you/")["Location"].startswith("/accounts/login/")
    assert staying.get("/you/").status_code == 200
    remove(other)


def test_it_says_what_goes_and_offers_a_copy_first(whole: User) -> None:
    html = signed_in_again(whole).get("/you/delete/").content.decode()
    said = re.findall("<li>(.*?)</li>", html)
    assert said[:3] == ["2 debriefs", "4 people you met", "6 questions"]
    assert said[-2:] == [f"Your account, {whole.email}, with every way to sign in to it",
                         "Every session, wherever you are signed in"]  # fmt: skip
    assert 'href="/you/export/"' in html


def test_without_the_tick_nothing_goes(whole: User) -> None:
    response = signed_in_again(whole).post("/you/delete/")
    assert response.status_code == 422
    assert "Tick this first." in response.content.decode()
    assert 'href="#id_is_sure"' in response.content.decode()
    assert User.objects.filter(pk=whole.pk).exists()


def test_who_signed_in_a_while_ago_signs_in_again_first(whole: User) -> None:
    response = signed_in(whole).post("/you/delete/", YES, follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/reauthenticate/?next=/you/delete/"
    assert User.objects.filter(pk=whole.pk).exists()


def test_the_browser_is_told_to_forget_and_a_calm_page_follows(whole: User) -> None:
    client = signed_in_again(whole)
    response = client.post("/you/delete/", YES)
    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    page = client.get(response["Location"])
    assert "It’s gone" in page.content.decode()
    assert "Sign in" in page.content.decode()
    assert Client().get("/you/gone/").status_code == 200


@pytest.fixture
def with_mail(settings: Settings) -> None:
    settings.HAS_MAIL = True


@pytest.mark.usefixtures("with_mail")
def test_a_receipt_goes_to_the_address_that_was(whole: User, django_capture_on_commit_callbacks: Any) -> None:
    client = signed_in_again(whole)
    assert "A last mail tells you" in client.get("/you/delete/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/you/delete/", YES)
    (receipt,) = mail.outbox
    assert receipt.to == [whole.email]
    assert receipt.subject == "A note from Debrief"
    assert "was deleted" in receipt.body
    for private in ("Zoë", "Northwind", factories.CANARY, whole.email):
        assert private not in receipt.body


@pytest.mark.usefixtures("with_mail")
def test_mail_that_fails_takes_nothing_back(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OSError("no route to the mail server")

    monkeypatch.setattr(EmailMessage, "send", fail)
    assert signed_in_again(person).post("/you/delete/", YES)["Location"] == "/you/gone/"
    assert not User.objects.filter(pk=person.pk).exists()


def test_a_save_under_way_ends_first_or_finds_nothing(person: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two connections: a draft holds its debrief for a second while the account is deleted."""
    from debrief.recovery import actions as recovery

    leaving, typing = signed_in_again(person), signed_in(person)
    with acting_for(person.pk):
        debrief = factories.debrief(person)
    has_written, told = Event(), {}
    write = recovery.save_draft

    def write_and_wait(*args: Any, **kwargs: Any) -> Any:
        done = write(*args, **kwargs)
        has_written.set()
        sleep(1)  # with its transaction open
        return done

    def draft() -> None:
        told["draft"] = typing.post(f"/debriefs/{debrief.pk}/land/draft/", {"version": "0"}).status_code
        connection.close()

    monkeypatch.setattr(recovery, "save_draft", write_and_wait)
    thread = Thread(target=draft)
    thread.start()
    has_written.wait(10)
    assert leaving.post("/you/delete/", YES)["Location"] == "/you/gone/"
    thread.join()
    assert told == {"draft": 200}
    assert not User.objects.filter(pk=person.pk).exists()


def test_every_model_that_points_at_a_person_goes_with_them() -> None:
    """A table that keeps somebody's id when they leave would have to say so here."""
    pointing = [
        (model._meta.label, field.remote_field.on_delete)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is User
    ]
    assert pointing
    assert [
        name for name, on_delete in pointing if on_delete is not models.CASCADE and "Historical" not in name
    ] == []
