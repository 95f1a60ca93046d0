"""The feed: valid Atom, the latest first, whole, and the same for everybody."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from debrief.tips import feed, library
from debrief.tips.actions import load_tips
from debrief.tips.models import Tip

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "https://debrief.example"
SHIPPED = dict(library.read_all())


@pytest.fixture(autouse=True)
def _site(db: None, library: None, settings: Settings) -> None:
    settings.SITE_URL = SITE
    load_tips(records=SHIPPED.items())


def read() -> ET.Element:
    caches["pages"].clear()
    response = Client().get("/tips/feed.xml")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # our own


def text(element: ET.Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    assert found is not None, name
    return found.text or ""


def link(element: ET.Element, rel: str) -> str:
    return next(one.attrib["href"] for one in element.iter(f"{ATOM}link") if one.attrib["rel"] == rel)


def slugs(root: ET.Element) -> list[str]:
    return [text(entry, "id").removesuffix("/").rsplit("/", 1)[1] for entry in root.iter(f"{ATOM}entry")]


def load(changes: Iterable[tuple[str, dict[str, Any]]]) -> None:
    load_tips(records=(SHIPPED | {slug: SHIPPED[slug] | changed for slug, changed in changes}).items())


def test_it_has_what_the_format_asks_for() -> None:
    """RFC 4287, 4.1.1 and 4.1.2."""
    root = read()
    assert root.tag == f"{ATOM}feed"
    assert link(root, "self") == f"{SITE}/tips/feed.xml"
    assert link(root, "alternate") == text(root, "id") == f"{SITE}/tips/"
    assert text(root, "title")
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    entries = list(root.iter(f"{ATOM}entry"))
    assert len(entries) == feed.MOST
    assert len(set(slugs(root))) == len(entries)
    for entry in entries:
        assert text(entry, "id") == link(entry, "alternate")
        assert text(entry, "id").startswith(f"{SITE}/tips/")
        assert datetime.fromisoformat(text(entry, "updated")).tzinfo
        for name in ("title", "summary", "content"):
            assert text(entry, name)
    assert text(root, "updated") == max(text(entry, "updated") for entry in entries)


def test_the_last_that_was_added_or_changed_comes_first() -> None:
    now = datetime.now(UTC)
    Tip.objects.update(updated_at=now - timedelta(days=9))
    Tip.objects.filter(pk="what-exactly").update(updated_at=now - timedelta(days=1))
    load([("slow-minute", {"summary": "Newer."})])
    Tip.objects.create(slug="newest", updated_at=now + timedelta(days=1), **SHIPPED["what-exactly"])
    assert slugs(read())[:3] == ["newest", "slow-minute", "what-exactly"]


def test_only_a_change_of_words_is_news() -> None:
    before = dict(Tip.objects.values_list("slug", "updated_at"))
    load([("slow-minute", {"minutes": 2, "related": SHIPPED["slow-minute"]["related"][::-1]})])
    assert Tip.objects.get(pk="slow-minute").minutes == 2
    assert dict(Tip.objects.values_list("slug", "updated_at")) == before
    for name in library.WORDS:
        then = Tip.objects.get(pk="name-the-reason").updated_at
        load([("name-the-reason", {name: f"{SHIPPED['name-the-reason'][name]} Anew."})])
        assert Tip.objects.get(pk="name-the-reason").updated_at > then
    assert {slug for slug, at in Tip.objects.values_list("slug", "updated_at") if at != before[slug]} == {
        "name-the-reason"
    }


def test_an_entry_is_the_whole_tip_as_its_page_shows_it() -> None:
    Tip.objects.filter(pk="slow-minute").update(
        title='"A & B" <i>',
        summary="1 < 2 & 3",
        body="**Breathe** <script>alert(1)</script>",
        updated_at=datetime(2100, 1, 1, tzinfo=UTC),
    )
    entry = next(iter(read().iter(f"{ATOM}entry")))
    assert text(entry, "title") == '"A & B" <i>'
    assert text(entry, "summary") == "1 &lt; 2 &amp; 3"
    html = text(entry, "content")
    assert "<strong>Breathe</strong>" in html
    assert "<script>" not in html
    tip = SHIPPED["slow-minute"]
    for name in ("try_this", "evidence", "caution"):
        assert tip[name].split("'")[0] in html


def test_what_xml_cannot_hold_is_left_out() -> None:
    Tip.objects.update(title="A\x0bB", summary="C\x1fD", body="E\x07F\uffff", caution="\x0c")
    root = read()
    assert text(next(iter(root.iter(f"{ATOM}entry"))), "title") == "AB"


def test_an_empty_library_has_an_empty_feed() -> None:
    Tip.objects.all().delete()
    assert slugs(read()) == []


def test_one_query_and_none_while_it_is_kept(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        read()
    with django_assert_num_queries(0):
        Client().get("/tips/feed.xml")
