"""The sitemap and robots.txt, held against the URL configuration."""

from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from debrief.debriefs.models import Debrief
from debrief.tips.models import Tip
from tests.test_walls import PUBLIC, ROUTES, Route, address

pytestmark = pytest.mark.django_db

SITE = "https://debrief.example"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(autouse=True)
def _site(library: None, settings: Settings) -> None:
    settings.SITE_URL = SITE


def sitemap() -> dict[str, str | None]:
    """Addresses without their host, with the day of the last change."""
    response = Client().get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    root = ET.fromstring(response.content)  # our own
    pages = {str(url.findtext(f"{MAP}loc")): url.findtext(f"{MAP}lastmod") for url in root}
    assert all(page.startswith(f"{SITE}/") for page in pages)
    return {page.removeprefix(SITE): changed for page, changed in pages.items()}


def robots() -> RobotFileParser:
    response = Client().get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    parser = RobotFileParser()
    parser.parse(response.content.decode().splitlines())
    return parser


def test_the_sitemap_has_every_page_for_anybody_and_no_other() -> None:
    pages = sitemap()
    tips = dict(Tip.objects.values_list("slug", "updated_at"))
    assert set(pages) == {"/", "/help-now/", "/tips/", *(f"/tips/{slug}/" for slug in tips)}
    for slug, at in tips.items():
        assert pages[f"/tips/{slug}/"] == at.isoformat()
    assert pages["/tips/"] == max(tips.values()).isoformat()


def test_every_page_of_the_sitemap_is_there_and_may_be_shown_by_search_engines() -> None:
    allowed = robots()
    for page in sitemap():
        response = Client().get(page)
        assert response.status_code == 200
        assert "X-Robots-Tag" not in response
        assert allowed.can_fetch("*", SITE + page)


def test_the_sitemap_takes_one_query_and_none_while_it_is_kept(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        sitemap()
    with django_assert_num_queries(0):
        sitemap()


def test_an_empty_library_has_a_sitemap() -> None:
    Tip.objects.all().delete()
    assert sitemap() == {"/": None, "/help-now/": None, "/tips/": None}


def test_robots_are_shown_the_sitemap() -> None:
    assert robots().site_maps() == [f"{SITE}/sitemap.xml"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_robots_are_kept_out_of_what_needs_a_sign_in(
    route: Route, debrief: Debrief, owner_client: Client
) -> None:
    path = address(route, debrief)
    if route.name in PUBLIC:
        # Of the pages around signing in, those that somebody may look for.
        is_sought = route.name in ("account_login", "account_signup", "archive:stored")
        is_aside = path.startswith(("/accounts/", "/you/")) and not is_sought
        assert is_aside or robots().can_fetch("*", path)
    elif owner_client.get(path).status_code not in (404, 405):  # no robot posts, or edits tips
        assert not robots().can_fetch("*", path)


def test_a_search_may_be_read_so_that_it_can_be_seen_to_be_for_no_index() -> None:
    assert robots().can_fetch("*", "/tips/?q=late")
