"""Nothing personal where a cache might keep it: of every address, and of the pages that show both."""

from datetime import UTC, datetime

import brotli
import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoDbBlocker

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief
from tests import factories
from tests.conftest import signed_in
from tests.test_walls import ROUTES, Route, address

# One slug, which is the tip of `test_walls.address` as well.
TIP = "what-held-up-first"
SHARED = ["/tips/", "/tips/?q=held", "/tips/?when=now&show=all", f"/tips/{TIP}/", "/tips/feed.xml",
          "/sitemap.xml", "/robots.txt"]  # fmt: skip


pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(scope="module")
def theirs(django_db_blocker: DjangoDbBlocker, library: None) -> Debrief:
    """A debrief, and what its owner made of a tip, full of a phrase that no cache may ever hold."""
    with django_db_blocker.unblock():
        owner = factories.person("owner", time_zone="Pacific/Auckland")
        factories.tip_mark(owner, TIP, note=factories.CANARY, tried="helped", saved_at=datetime.now(UTC))
        return factories.full_debrief(owner)


@pytest.fixture
def owner_client(theirs: Debrief, committed: None) -> Client:
    return signed_in(User.objects.get(pk=theirs.owner_id))


def assert_nothing_personal(path: str, owner: Client) -> None:
    """What a signed-in person gets is kept by nobody, or is to the byte what a stranger gets."""
    for first, second in ((owner, Client()), (Client(), owner)):
        caches["pages"].clear()
        pages = {id(client): client.get(path) for client in (first, second)}
        own, strangers = pages[id(owner)], pages[id(second if first is owner else first)]
        assert factories.CANARY.encode() not in strangers.content
        if "no-store" in own["Cache-Control"]:
            assert "private" in own["Cache-Control"]
            assert "public" not in own["Cache-Control"]
            assert "ETag" not in own
            if own.status_code == 200:
                assert own["X-Robots-Tag"] == "noindex"
        else:
            assert own.content == strangers.content
            assert not own.cookies


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_no_address_lets_a_cache_keep_what_is_personal(
    route: Route, theirs: Debrief, owner_client: Client
) -> None:
    assert_nothing_personal(address(route, theirs), owner_client)


@pytest.mark.parametrize("path", SHARED)
def test_nor_does_a_page_of_the_library(path: str, owner_client: Client) -> None:
    assert_nothing_personal(path, owner_client)


def test_the_phrase_would_have_been_seen(owner_client: Client) -> None:
    for path in SHARED[:4]:
        assert factories.CANARY.encode() in owner_client.get(path).content


@pytest.mark.parametrize("path", SHARED)
def test_a_stranger_gets_no_cookie_and_a_page_to_keep(path: str, theirs: Debrief) -> None:
    client = Client()
    page = client.get(path)
    assert page.status_code == 200
    assert not page.cookies
    assert not client.cookies
    assert "public" in page["Cache-Control"]
    assert 60 <= int(page["Cache-Control"].split("max-age=")[1].split(",")[0]) <= 3600
    vary = {name.strip() for name in page["Vary"].split(",")}
    assert vary == ({"Accept-Encoding", "Cookie"} if path in SHARED[:4] else {"Accept-Encoding"})


@pytest.mark.parametrize("path", SHARED)
@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_coming_back_costs_304_however_it_was_sent(path: str, encoding: str, theirs: Debrief) -> None:
    accepts = {"Accept-Encoding": encoding}
    first = Client().get(path, headers=accepts)
    if path != "/robots.txt":  # so short that gzip may not make it shorter
        assert first.get("Content-Encoding", "identity") == encoding
    for _again in range(2):  # the padding differs each time, the tag does not
        again = Client().get(path, headers=accepts | {"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert not again.content
        assert again["ETag"].removeprefix("W/") == first["ETag"].removeprefix("W/")
        assert set(again["Vary"].split(", ")) == set(first["Vary"].split(", "))
        assert again["Cache-Control"] == first["Cache-Control"]


def test_a_tag_changes_with_the_page(theirs: Debrief) -> None:
    tags = [Client().get(path)["ETag"] for path in SHARED]
    assert len(set(tags)) == len(SHARED)


def test_what_is_sent_smaller_is_the_same_page(theirs: Debrief) -> None:
    for path in SHARED[:4]:
        plain = Client().get(path, headers={"Accept-Encoding": "identity"})
        small = Client().get(path, headers={"Accept-Encoding": "br"})
        assert brotli.decompress(small.content) == plain.content
