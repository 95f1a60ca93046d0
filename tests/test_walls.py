"""Two accounts and every address: nothing of the other's, in any way.

Everything here is generated from the URL configuration, so an address added tomorrow is tested tomorrow.
The tests commit for real: inside one open transaction the database would remember the last person who asked.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, NamedTuple

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from debrief.privacy.models import OwnedModel
from debrief.privacy.wall import acting_for
from debrief.recovery.stages import STAGES
from tests import factories
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("committed")

PUBLIC = {
    "home",
    "database:alive",
    "database:ready",
    "tips:tip_list",
    "tips:tip_page",
    "tips:feed",
    "sitemap",
    "robots",
    "security_txt",
    "helplines:help_now",
    "notes:checks",
    "sharing:open_link",
    "sharing:shown_debrief",
    "archive:stored",
    "archive:gone",
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_login_code",
    "account_request_login_code",
}


class Route(NamedTuple):
    name: str
    view: Any
    parameters: tuple[str, ...]

    @property
    def is_ours(self) -> bool:
        return self.view.__module__.startswith("debrief.")


def routes() -> list[Route]:
    def walk(resolver: URLResolver, namespace: str = "") -> Iterator[Route]:
        for one in resolver.url_patterns:
            if isinstance(one, URLResolver):
                yield from walk(one, f"{one.namespace}:" if one.namespace else namespace)
            elif isinstance(one, URLPattern):
                yield Route(f"{namespace}{one.name}", one.callback, tuple(one.pattern.regex.groupindex))

    return list(walk(get_resolver()))


ROUTES = routes()
OWNED = [route for route in ROUTES if "debrief_id" in route.parameters]
each_private = pytest.mark.parametrize(
    "route", [r for r in ROUTES if r.name not in PUBLIC], ids=lambda route: route.name
)
each_owned = pytest.mark.parametrize("route", OWNED, ids=lambda route: route.name)


def address(route: Route, debrief: Debrief, **given: str) -> str:
    """An address of that route about `debrief`; `given` are values of parameters by name."""
    values = {
        "debrief_id": debrief.pk,
        "stage_key": STAGES[1].key,
        "slug": "what-held-up-first",
        "key": "x-1",
        "pk": 1,
        "uidb36": "1",
        "fingerprint": "none",
        "object_id": "what-held-up-first",
        "app_label": "tips",
        "version": 1,
        **given,
    }
    return reverse(route.name, kwargs={name: values.get(name, "1") for name in route.parameters})


@pytest.fixture
def other(committed: None) -> User:
    return factories.person("stranger")


_SNAPSHOT = " UNION ALL ".join(
    f"SELECT '{model._meta.db_table}', md5(string_agg(kept::text, ' ' ORDER BY id))"
    f" FROM {model._meta.db_table} AS kept"
    for model in apps.get_models()
    if issubclass(model, OwnedModel)
)


def snapshot(owner_id: Any) -> dict[str, str | None]:
    """A digest of every owned row of one person, table by table."""
    with acting_for(owner_id), connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT)
        return dict(cursor.fetchall())


def test_there_are_addresses_to_test() -> None:
    assert len(OWNED) >= 5


@each_private
def test_signed_out_is_sent_to_sign_in(route: Route, theirs: Debrief) -> None:
    for method in ("get", "post"):
        response = getattr(Client(), method)(address(route, theirs))
        assert response.status_code == 302, response.content
        assert response["Location"].startswith("/accounts/login/")
        assert factories.CANARY.encode() not in response.content


@each_owned
def test_a_stranger_gets_404_and_changes_nothing(route: Route, theirs: Debrief, other: User) -> None:
    before, client = snapshot(theirs.owner_id), signed_in(other)
    for method in ("get", "post"):
        response = getattr(client, method)(address(route, theirs))
        assert response.status_code in (404, 405)
        assert factories.CANARY.encode() not in response.content
    assert snapshot(theirs.owner_id) == before


@each_owned
def test_the_owner_gets_in(route: Route, other: User) -> None:
    client, mine = signed_in(other), factories.full_debrief(other)
    statuses = {
        method: getattr(client, method)(address(route, mine)).status_code for method in ("get", "post")
    }
    assert 404 not in statuses.values()
    assert set(statuses.values()) & {200, 302, 422, 409}


@pytest.mark.parametrize("route", [r for r in ROUTES if r.is_ours], ids=lambda route: route.name)
def test_no_page_shows_markup_as_text(route: Route, theirs: Debrief, library: None) -> None:
    for client in (signed_in(User.objects.get(pk=theirs.owner_id)), Client()):
        page = client.get(address(route, theirs))
        is_page = "atom" not in page.get("Content-Type", "")  # a feed carries HTML as text
        assert not (is_page and b"&lt;" in page.content)


@pytest.mark.parametrize("route", [r for r in ROUTES if r.is_ours], ids=lambda route: route.name)
def test_a_wrong_method_is_405(route: Route, theirs: Debrief) -> None:
    client = signed_in(User.objects.get(pk=theirs.owner_id))
    for method in ("put", "patch", "delete", "trace"):
        response = getattr(client, method)(address(route, theirs))
        assert response.status_code in (405, 404), (route.name, method)
    assert client.generic("BREW", address(route, theirs)).status_code in (405, 404)


@each_private
def test_private_pages_are_stored_nowhere(route: Route, theirs: Debrief) -> None:
    client = signed_in(User.objects.get(pk=theirs.owner_id))
    assert "no-store" in client.get(address(route, theirs))["Cache-Control"]


def test_lists_show_each_person_their_own(theirs: Debrief, other: User) -> None:
    mine = factories.debrief(other, organisation="Halden Health")
    for path in ("/", "/debriefs/"):
        html = signed_in(other).get(path).content.decode()
        assert "Halden Health" in html
        assert "Northwind" not in html
        assert str(theirs.pk) not in html
    assert str(mine.pk) not in signed_in(User.objects.get(pk=theirs.owner_id)).get("/").content.decode()


def test_getting_a_page_changes_nothing(theirs: Debrief, library: None) -> None:
    client = signed_in(User.objects.get(pk=theirs.owner_id))
    before = snapshot(theirs.owner_id)
    for route in OWNED:
        client.get(address(route, theirs))
        client.head(address(route, theirs))
    for path in ("/", "/tips/", "/tips/what-held-up-first/", "/tips/saved/"):
        client.get(path)
    assert snapshot(theirs.owner_id) == before


def test_a_debrief_cannot_be_begun_under_anothers_id(theirs: Debrief, other: User) -> None:
    response = signed_in(other).post("/debriefs/new/", {"id": str(theirs.pk)})
    assert response.status_code == 404
    with acting_for(other.pk):
        assert not Debrief.objects.exists()


def test_public_pages_make_no_session_and_set_no_cookie(library: None) -> None:
    pages = ("/", "/tips/", "/tips/?q=late", "/tips/what-held-up-first/", "/help-now/", "/healthz")
    for path in (*pages, "/you/stored/", "/you/gone/"):
        response = Client().get(path)
        assert response.status_code == 200
        assert not response.cookies


def test_tips_are_the_same_for_everybody_and_what_one_made_of_them_is_theirs(
    other: User, library: None
) -> None:
    owner = factories.person("owner")
    factories.tip_mark(
        owner, "what-held-up-first", note=factories.CANARY, tried="helped", saved_at=datetime.now(UTC)
    )
    for path in ("/tips/", "/tips/?q=held", "/tips/what-held-up-first/", "/tips/saved/"):
        assert factories.CANARY.encode() in signed_in(owner).get(path).content
        for client in (signed_in(other), Client()):
            page = client.get(path)
            assert factories.CANARY.encode() not in page.content
            assert b"Kept since" not in page.content
    before = snapshot(owner.pk)
    for pressed in ("unsave", "untry", "hide", "note"):
        signed_in(other).post("/tips/what-held-up-first/mark/", {"do": pressed, "note": "mine"})
    assert snapshot(owner.pk) == before


def test_tips_for_strangers_have_nothing_of_anybody(theirs: Debrief, library: None) -> None:
    for path in ("/tips/", "/tips/what-held-up-first/"):
        page = Client().get(path)
        assert not re.search(rb"csrfmiddlewaretoken|<form[^>]+method=.post", page.content)
        assert "public" in page["Cache-Control"]
