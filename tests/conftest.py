"""What all tests share: a database of their own, in which row security binds as it does in production."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.management import call_command
from django.db import connections
from django.test import Client
from psycopg import sql
from pytest_django import DjangoDbBlocker, Settings

from debrief.accounts.models import User
from debrief.database import addresses, local, release, roles
from debrief.debriefs.models import Debrief
from debrief.tips.actions import load_tips
from debrief.tips.cards import forget_cards
from debrief.tips.library import read_all
from tests import factories

TEST_DATABASES = "test_debrief_"


def given_urls() -> local.Urls:
    """The addresses of the database that is there before and after the tests."""
    embedded = local.database_urls(settings.DATA_DIR)
    return local.Urls(
        app=os.environ.get("DATABASE_URL") or embedded.app,
        owner=os.environ.get("DATABASE_OWNER_URL") or embedded.owner,
    )


@pytest.fixture(scope="session")
def database_urls() -> local.Urls:
    """The addresses of the tests' database; the number lets several runs go on beside each other."""
    name = f"{TEST_DATABASES}{os.getpid()}"
    given = given_urls()
    return local.Urls(
        app=addresses.changed(given.app, database=name), owner=addresses.changed(given.owner, database=name)
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: DjangoDbBlocker, database_urls: local.Urls
) -> Iterator[None]:
    """Make the database as the owner, and let tests use it as the application's role, and drop it after.

    Takes the place of pytest-django's own, which would make and migrate it with the role that the tests run
    as. A test that needs committed data asks for `committed`: the role may not TRUNCATE, so nothing can
    empty tables between tests.
    """
    name = addresses.database_of(database_urls.owner)
    with django_db_blocker.unblock(), psycopg.connect(given_urls().owner, autocommit=True) as owner:
        _drop_left_over(owner)
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            # Kept open, so that no other run takes the database for a left-over.
            with psycopg.connect(database_urls.owner) as claim:
                # What is written here need not outlast a power cut, so no commit waits for the disk.
                alter = sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
                claim.execute(alter)
                roles.grant_to_app(claim)
                claim.commit()
                release.point_at(database_urls)
                call_command("migrate", verbosity=0, interactive=False)
                connections.close_all()
                with django_db_blocker.block():
                    yield
        finally:
            connections.close_all()
            # Not WITH (FORCE): the owner may not end autovacuum, which PostgreSQL ends by itself without it.
            owner.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Let a test write for real, outside the transaction that `db` takes back; it uses people of its own."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def theirs(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Debrief:
    """A debrief full of a phrase that nobody but its owner may ever see, in real rows.

    Made once for all the tests that look at it, or show that they cannot change it. A test in which the owner
    changes something makes its own.
    """
    with django_db_blocker.unblock():
        made = factories.full_debrief(factories.person("owner", time_zone="Europe/London"))
        connections.close_all()
    return made


@pytest.fixture(scope="session")
def library(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """The tips that ship, in real rows."""
    with django_db_blocker.unblock():
        load_tips(records=read_all())
        connections.close_all()


@pytest.fixture(scope="session")
def _no_static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("static")


@pytest.fixture(autouse=True)
def _static_files_uncollected(settings: Settings, _no_static_files: Path) -> None:
    """Let pages name style sheets and scripts without their having been collected."""
    storage = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    settings.STATIC_ROOT = _no_static_files  # WhiteNoise wants it to exist


# --- the cast: whoever owns the debrief, somebody who may one day be shown it, and somebody who may not ---


@pytest.fixture
def owner(db: None) -> User:
    return factories.person("owner")


@pytest.fixture
def supporter(db: None) -> User:
    return factories.person("supporter")


@pytest.fixture
def stranger(db: None) -> User:
    return factories.person("stranger")


@pytest.fixture
def debrief(owner: User) -> Debrief:
    """The owner's debrief: every stage of the short path answered."""
    return factories.full_debrief(owner)


@pytest.fixture
def owner_client(owner: User) -> Client:
    return signed_in(owner)


@pytest.fixture
def stranger_client(stranger: User) -> Client:
    return signed_in(stranger)


def signed_in(person: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def signed_in_again(person: User, **options: Any) -> Client:
    """Signed in, and asked for the password once more a moment ago."""
    client = signed_in(person, **options)
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


@pytest.fixture(autouse=True)
def _read_the_shelf_again() -> None:
    forget_cards()
    caches["pages"].clear()


def _drop_left_over(owner: psycopg.Connection) -> None:
    """Drop the databases of runs that were killed; those of runs that go on are in use and stay."""
    left = owner.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEST_DATABASES])
    for (name,) in left.fetchall():
        try:
            # Another worker of this run may be dropping it at the same moment.
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        except (psycopg.errors.ObjectInUse, psycopg.errors.InternalError_):
            continue
