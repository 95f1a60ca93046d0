"""Every address, every role, every method: the answer that the address itself calls for.

What is expected is worked out from the URL configuration: an address with an owned id in it is its owner's
alone, a view marked `login_not_required` is anybody's, and every other is for whoever is signed in. Nothing
is listed by hand, so an address added tomorrow is asked tomorrow.
"""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoDbBlocker

from debrief.accounts.models import User
from debrief.database.compiled import Compiled
from debrief.debriefs.models import Debrief
from debrief.privacy.models import OwnedQuerySet
from tests import factories
from tests.conftest import signed_in
from tests.test_walls import OWNED, ROUTES, Route, address, snapshot

UNKNOWN = "BREW"
# What may change something comes last, so that every method finds what it is asked about.
METHODS = ("GET", "HEAD", "OPTIONS", "TRACE", UNKNOWN, "PUT", "PATCH", "DELETE", "POST")

each_route = pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
each_owned = pytest.mark.parametrize("route", OWNED, ids=lambda route: route.name)


@pytest.fixture(scope="module")
def others(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, User]:
    """Everybody but the owner, those who look after the installation included."""
    with django_db_blocker.unblock():
        return {
            "stranger": factories.person("stranger"),
            "supporter": factories.person("supporter"),
            "staff": factories.person("staff", is_staff=True),
            "superuser": factories.person("superuser", is_staff=True, is_superuser=True),
        }


@pytest.fixture
def clients(others: dict[str, User], committed: None) -> dict[str, Client]:
    return {role: signed_in(person) for role, person in others.items()} | {"signed out": Client()}


def is_public(route: Route) -> bool:
    return not getattr(route.view, "login_required", True)


def asked(client: Client, method: str, path: str) -> Any:
    cache.clear()  # how often something may be tried is not asked here
    return client.generic(method, path)


def goes_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith("/accounts/login/?next=")


def allowed(response: HttpResponse) -> set[str]:
    """The methods an address takes, as its 405 says; all of them when it says nothing."""
    if response.status_code != 405:
        return set(METHODS)
    return {one.strip() for one in response["Allow"].split(",")}


@each_route
def test_everybody_gets_the_answer_the_address_calls_for(
    route: Route, theirs: Debrief, clients: dict[str, Client]
) -> None:
    path = address(route, theirs)
    owner = signed_in(User.objects.get(pk=theirs.owner_id))
    takes = allowed(asked(owner, UNKNOWN, path))
    # An address for editors alone is not there for anybody else, whatever the method.
    takes_from = {role: allowed(asked(client, UNKNOWN, path)) for role, client in clients.items()}
    before = snapshot(theirs.owner_id)
    for role, client in clients.items():
        for method in METHODS:
            response = asked(client, method, path)
            where = (role, method, response.status_code)
            assert response.status_code < 500, where
            assert factories.CANARY.encode() not in response.content, where
            assert str(theirs.owner_id).encode() not in response.content, where
            if role == "signed out":
                assert goes_to_sign_in(response) != is_public(route), where
            elif "debrief_id" in route.parameters:
                assert response.status_code == (404 if method in takes else 405), where
            else:
                assert not goes_to_sign_in(response), where
                assert (response.status_code == 405) == (method not in takes_from[role]), where
            if not is_public(route):
                assert "no-store" in response["Cache-Control"], where
    assert snapshot(theirs.owner_id) == before


@each_owned
def test_the_owner_is_let_in_by_every_method_the_address_takes(route: Route, committed: None) -> None:
    owner = factories.person("owner")
    path = address(route, factories.full_debrief(owner))
    client = signed_in(owner)
    takes = allowed(asked(client, UNKNOWN, path))
    assert takes < set(METHODS)
    for method in METHODS:
        response = asked(client, method, path)
        where = (method, response.status_code)
        if method in takes:
            assert response.status_code in (200, 302, 409, 422), where
        else:
            assert response.status_code == 405, where
        assert "no-store" in response["Cache-Control"], where


# --- the wall of the database alone ---


@pytest.fixture
def without_filters(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The application asks for everybody's rows, wherever it would ask for one person's.

    Compiled statements use each of their parameters, so the person is still named, to no effect.
    """

    def everybody(rows: Any, owner: Any) -> Any:
        return rows.extra(where=["%s::uuid IS NOT NULL"], params=[getattr(owner, "pk", owner)])

    def forget_statements() -> None:
        # By `type`, because `isinstance` wakes whatever is lazy and asks it what it is.
        for compiled in (one for one in gc.get_objects() if type(one) is Compiled):
            compiled._statement = ""

    monkeypatch.setattr(OwnedQuerySet, "of", everybody)
    forget_statements()
    yield
    forget_statements()


def test_without_the_filters_a_role_that_bypasses_the_wall_sees_everything(
    theirs: Debrief, committed: None, without_filters: None
) -> None:
    assert theirs in Debrief.objects.using("owner").of(factories.person("stranger"))


@pytest.mark.parametrize("route", [r for r in ROUTES if r.is_ours], ids=lambda route: route.name)
def test_without_the_filters_the_wall_still_stands(
    route: Route, theirs: Debrief, clients: dict[str, Client], without_filters: None
) -> None:
    path = address(route, theirs)
    before = snapshot(theirs.owner_id)
    for role, client in clients.items():
        for method in ("GET", "POST"):
            response = asked(client, method, path)
            where = (role, method, response.status_code)
            if "debrief_id" in route.parameters and role != "signed out":
                assert response.status_code in (404, 405), where
            assert response.status_code < 500, where
            assert factories.CANARY.encode() not in response.content, where
            assert str(theirs.pk).encode() not in response.content.replace(path.encode(), b""), where
    assert snapshot(theirs.owner_id) == before
