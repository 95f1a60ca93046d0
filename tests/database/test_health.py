import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from debrief.database import views
from tests.database.test_outage import unreachable  # noqa: F401  (a fixture)


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
    assert (response.status_code, response.json()) == (200, {"database": True, "migrations": True})
    assert "max-age=0" in response["Cache-Control"]


@pytest.mark.django_db
def test_ready_asks_about_migrations_once(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/readyz")
    with django_assert_num_queries(1):
        client.get("/readyz")


@pytest.mark.django_db
def test_not_ready_with_a_migration_missing(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'database'")
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": True, "migrations": False})


@pytest.mark.usefixtures("committed", "unreachable")
def test_without_a_database_alive_but_not_ready(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (503, {"database": False, "migrations": False})
