"""Making the roles: on a server of its own, because roles belong to a whole server."""

from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from debrief.database import addresses, embedded, local, roles


def ask(url: str, statement: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(statement).fetchone()
    return row and row[0]


def make_admin(admin_url: str, name: str, rights: str) -> str:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name} LOGIN {rights}")
    return addresses.changed(admin_url, database="postgres", role=name)


def test_it_makes_a_database_and_can_be_repeated(admin_url: str) -> None:
    first, second = roles.prepare(admin_url), roles.prepare(admin_url)
    assert first == second
    assert addresses.database_of(first.app) == "debrief"
    assert ask(first.app, "SELECT current_user::text") == local.APP_ROLE
    assert ask(first.owner, "SELECT current_user::text") == local.OWNER_ROLE


def test_it_uses_the_database_that_the_address_names(admin_url: str) -> None:
    urls = roles.prepare(addresses.changed(admin_url, database="Of Its Own"))
    assert ask(urls.owner, "SELECT current_database()::text") == "Of Its Own"


def test_an_administrator_is_known_before_the_database_is_there(admin_url: str) -> None:
    assert roles.may_administer(addresses.changed(admin_url, database="not_made_yet"))


def test_it_takes_over_a_database_that_is_there_already(admin_url: str) -> None:
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("CREATE DATABASE of_before")
    urls = roles.prepare(addresses.changed(admin_url, database="of_before"))
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE word (id int)")
    assert ask(urls.app, "SELECT count(*) FROM word") == 0


def test_it_grants_what_is_missing_on_tables_of_before(admin_url: str) -> None:
    urls = roles.prepare(admin_url)
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE of_before (id int)")
        owner.execute(f"REVOKE ALL ON of_before FROM {local.APP_ROLE}")
    roles.prepare(admin_url)
    assert ask(urls.app, "SELECT count(*) FROM of_before") == 0


def test_it_takes_back_rights_that_a_role_should_not_have(admin_url: str) -> None:
    urls = roles.prepare(admin_url)
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f"ALTER ROLE {local.APP_ROLE} SUPERUSER BYPASSRLS")
    roles.prepare(admin_url)
    assert (
        ask(urls.app, "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user") is False
    )


def test_passwords_change_only_when_given(admin_url: str) -> None:
    kept = f"SELECT rolpassword FROM pg_authid WHERE rolname = '{local.APP_ROLE}'"
    urls = roles.prepare(admin_url, app_password="a b%:@/", owner_password="owner's")
    before = ask(admin_url, kept)
    assert str(before).startswith("SCRAM-SHA-256$")
    assert "a%20b%25%3A%40%2F" in urls.app
    assert "%27s@" in urls.owner
    roles.prepare(admin_url)
    assert ask(admin_url, kept) == before


def test_an_administrator_need_not_be_a_superuser(data_dir: Path) -> None:
    embedded.start(data_dir)  # where no superuser has made the roles before
    boss = make_admin(embedded.admin_url(data_dir), "boss", "CREATEROLE CREATEDB BYPASSRLS")
    urls = roles.prepare(boss)
    assert roles.prepare(boss) == urls
    assert ask(urls.owner, "SELECT current_user::text") == local.OWNER_ROLE
    assert roles.may_administer(boss)
    assert not roles.may_administer(urls.owner)


def test_an_administrator_who_may_not_is_told_so(admin_url: str) -> None:
    roles.prepare(admin_url)
    clerk = make_admin(admin_url, "clerk", "CREATEROLE")
    with pytest.raises(roles.RolesError, match="may not set up the database"):
        roles.prepare(addresses.changed(clerk, database="elsewhere"))


def test_the_command_prints_passwords_it_made_and_no_others(
    admin_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", f"postgresql://{local.APP_ROLE}:known@host/debrief")
    out = StringIO()
    call_command("prepare_database", admin_url=admin_url, stdout=out)
    assert "known" not in out.getvalue()
    assert f"DATABASE_OWNER_URL=postgresql://{local.OWNER_ROLE}:" in out.getvalue()


def test_the_command_refuses_an_address_of_another_role(
    admin_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres:secret@host/debrief")
    with pytest.raises(CommandError, match="has to sign in as debrief_app"):
        call_command("prepare_database", admin_url=admin_url)
