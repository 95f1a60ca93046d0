import psycopg
import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from debrief.database import local, views
from tests.database.test_outage import unreachable  # noqa: F401  (a fixture)

PARTS = ("database", "migrations", "queue")


@pytest.fixture(autouse=True)
def _nothing_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_known_migrated", False)


@pytest.mark.django_db
def test_alive_asks_the_database_nothing(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "max-age=0" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_says_what_is(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, dict.fromkeys(PARTS, True))
    assert "max-age=0" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_asks_about_migrations_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/readyz")
    with django_assert_num_queries(2):
        client.get("/readyz")


@pytest.mark.django_db
def test_not_ready_with_a_migration_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'database'")
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (
        503,
        {**dict.fromkeys(PARTS, True), "migrations": False},
    )


@pytest.mark.usefixtures("committed")
def test_not_ready_without_a_queue(client: Client, database_urls: local.Urls) -> None:
    with psycopg.connect(database_urls.owner, autocommit=True) as owner:
        owner.execute("REVOKE SELECT ON procrastinate_jobs FROM debrief_app")
        try:
            response = client.get("/readyz")
        finally:
            owner.execute("GRANT SELECT ON procrastinate_jobs TO debrief_app")
    assert (response.status_code, response.json()) == (503, {**dict.fromkeys(PARTS, True), "queue": False})
    assert client.get("/readyz").status_code == 200


@pytest.mark.usefixtures("committed", "unreachable")
def test_without_a_database_alive_but_not_ready(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, dict.fromkeys(PARTS, False))
