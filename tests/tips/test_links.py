"""What a link to the library shows elsewhere, and what search engines are told about a tip."""

import json
import struct
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from debrief.tips.models import Tip

pytestmark = pytest.mark.django_db

SITE = "https://debrief.example"
TIP = "name-the-reason"
PAGES = ["/", "/tips/", f"/tips/{TIP}/", "/help-now/"]


@pytest.fixture(autouse=True)
def _site(library: None, settings: Settings) -> None:
    settings.SITE_URL = SITE


class Head(HTMLParser):
    """The links and the named texts of a page's head, and its data for search engines."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.told: dict[str, str] = {}
        self.data = ""
        self.title = ""
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link":
            self.links[given["rel"]] = given["href"]
        elif tag == "meta":
            self.told[given.get("property") or given.get("name", "")] = given.get("content", "")
        self._within = given.get("type", "") if tag == "script" else tag

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def handle_data(self, data: str) -> None:
        if self._within == "application/ld+json":
            self.data += data
        elif self._within == "title":
            self.title += data


def head(path: str) -> Head:
    return Head(Client().get(path).content.decode())


@pytest.mark.parametrize("path", PAGES)
def test_a_link_shows_title_description_and_picture(path: str) -> None:
    found = head(path)
    assert found.told["og:title"]
    assert found.told["og:title"] in found.title
    assert found.told["og:description"] == found.told["description"]
    assert found.told["og:url"] == found.links["canonical"] == SITE + path
    assert found.told["og:image"] == f"{SITE}/static/images/shared.png"
    assert found.told["og:image:alt"]
    assert found.told["twitter:card"] == "summary_large_image"


def test_titles_and_descriptions_fit_and_no_two_tips_share_one() -> None:
    heads = [head(reverse("tips:tip_page", args=[tip.slug])) for tip in Tip.objects.all()]
    for found in heads:
        assert len(found.title) <= 70, found.title
        assert 20 <= len(found.told["description"]) <= 160, found.told["description"]
    for texts in ([found.title for found in heads], [found.told["description"] for found in heads]):
        assert len(set(texts)) == len(texts)


def test_the_picture_is_of_the_size_that_is_said_and_small() -> None:
    picture = (Path(settings.BASE_DIR) / "static/images/shared.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    told = head("/tips/").told
    size = int(told["og:image:width"]), int(told["og:image:height"])
    assert struct.unpack(">II", picture[16:24]) == size == (1200, 630)
    assert len(picture) < 40_000


def test_the_address_is_the_one_of_the_settings_whoever_asks() -> None:
    page = Client(headers={"Host": "127.0.0.1:9"}).get(f"/tips/{TIP}/?utm_source=x").content.decode()
    assert Head(page).links["canonical"] == f"{SITE}/tips/{TIP}/"
    assert "127.0.0.1:9" not in page
    assert "utm_source" not in page.split("<body>")[0]


def test_shelves_and_filters_are_the_library_and_a_search_is_for_no_search_engine() -> None:
    for query in ("?when=now", "?minutes=2&kind=calm", "?show=all", "?q="):
        page = Client().get(f"/tips/{query}")
        assert Head(page.content.decode()).links["canonical"] == f"{SITE}/tips/"
        assert "X-Robots-Tag" not in page
    for query in ("?q=cheap+pills", "?q=late&minutes=2"):
        page = Client().get(f"/tips/{query}")
        assert page["X-Robots-Tag"] == "noindex"
        assert "canonical" not in Head(page.content.decode()).links


def test_search_engines_are_told_what_the_page_says() -> None:
    tip = Tip.objects.get(pk=TIP)
    told = json.loads(head(f"/tips/{TIP}/").data)
    assert told["@context"] == "https://schema.org"
    article, trail = told["@graph"]
    assert article["@type"] == "Article"
    assert article["headline"] == tip.title
    assert article["description"] == tip.summary
    assert article["timeRequired"] == f"PT{tip.minutes}M"
    assert article["dateModified"] == tip.updated_at.isoformat(timespec="seconds")
    assert article["mainEntityOfPage"]["lastReviewed"] == tip.reviewed_on.isoformat()
    assert article["mainEntityOfPage"]["@id"] == f"{SITE}/tips/{TIP}/"
    assert [step["item"] for step in trail["itemListElement"]] == [f"{SITE}/tips/", f"{SITE}/tips/{TIP}/"]
    assert [step["position"] for step in trail["itemListElement"]] == [1, 2]
    assert trail["itemListElement"][1]["name"] == tip.title


def test_no_text_gets_out_of_where_it_stands() -> None:
    nasty = '</script><script>alert("1")</script><!-- & \u2028'
    Tip.objects.filter(pk=TIP).update(title=nasty[:60], summary=nasty)
    html = Client().get(f"/tips/{TIP}/").content.decode()
    assert "<script>alert" not in html
    assert "<!-- " not in html
    found = Head(html)
    assert json.loads(found.data)["@graph"][0]["description"] == nasty
    assert found.told["og:description"] == unescape(nasty)


def test_a_feed_reader_finds_the_feed() -> None:
    for path in ("/tips/", f"/tips/{TIP}/", "/tips/?q=late"):
        assert head(path).links["alternate"] == reverse("tips:feed")
