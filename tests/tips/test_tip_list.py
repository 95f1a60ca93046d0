"""The library as pages: found, filtered, shared by everybody."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from debrief.tips.actions import load_tips
from debrief.tips.library import read_all
from debrief.tips.models import Tip
from debrief.tips.queries import Card, recommend

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(db: None) -> None:
    load_tips(records=read_all())


def found(client: Client, **asked: object) -> list[str]:
    response = client.get(f"/tips/?{urlencode(asked)}")
    assert response.status_code == 200
    return [tip.slug for tip in response.context["tips"]]


def test_everything_is_there_in_the_order_of_the_sources(client: Client) -> None:
    slugs = found(client)
    assert len(slugs) == len(set(slugs)) == 57
    assert slugs[0] == "what-held-up-first"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("I was late", "name-the-reason"),
        ("thank you note", "send-a-short-thank-you"),
        ("I was late", "buffer-and-plan-b"),
        ("the wifi dropped", "buffer-and-plan-b"),
        ("my mind went blank", "holding-sentence"),
        ("I froze", "holding-sentence"),
        ("I rambled", "land-the-answer"),
        ("I undersold myself", "fifteen-minutes-on-what-matters"),
        ("so nervous", "call-it-excitement"),
        ("they were sexist", "when-a-question-was-unfair"),
        ("ghosted", "ask-once-for-feedback"),
        ("wine", "drinks-wont-carry-it"),
        ("sleep", "take-proper-time-off"),
        ("can't stop replaying it", "ten-minute-review"),
        ("the interviewer was rude", "your-half-of-the-table"),
        ("talk to a friend", "borrow-someones-ears"),
        ("other jobs", "one-interview-many-openings"),
    ],
)
def test_what_upset_people_type_finds_something_near(client: Client, typed: str, wanted: str) -> None:
    assert wanted in found(client, q=typed)[:4]


def test_filters_live_in_the_address_and_combine(client: Client) -> None:
    short = found(client, minutes=2)
    assert short
    assert set(found(client, minutes=2, source="A")) < set(short)
    assert found(client, when="now", kind="view")


@pytest.mark.parametrize(
    "query", ["q=xyzzyq", "q=I+was", "q=%26%7C%21%3A%2A%28", "kind=rest&source=A", "q=" + "a" * 201]
)
def test_there_is_never_a_blank_page(client: Client, query: str) -> None:
    response = client.get(f"/tips/?{query}")
    assert response.status_code == 200
    assert response.context["tips"] or len(response.context["nearest"]) == 2
    assert b"/tips/" in response.content


@pytest.mark.parametrize("query", ["kind=magic", "minutes=-1", "minutes=1e400", "when=never", "page=10"])
def test_a_filter_nobody_offered_is_passed_over(client: Client, query: str) -> None:
    response = client.get(f"/tips/?{query}")
    assert len(response.context["tips"]) == 57


def test_a_search_is_three_queries_at_most(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for query in ("", "?q=late", "?q=xyzzyq", "?kind=rest&source=A"):
        with django_assert_max_num_queries(3):
            client.get(f"/tips/{query}")


def test_a_revisit_costs_304(client: Client) -> None:
    for path in ("/tips/", "/tips/name-the-reason/"):
        first = client.get(path)
        assert set(first["Cache-Control"].split(", ")) == {"max-age=60", "public"}
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert again.status_code == 304
        assert not again.content


def test_a_tip_says_what_it_rests_on(client: Client) -> None:
    tip = Tip.objects.get(pk="name-the-reason")
    html = client.get("/tips/name-the-reason/").content.decode()
    for text in ("Try this", "How sure are we?", "Well supported", "tip 1", "Close to this one"):
        assert text in html
    assert f'<meta name="description" content="{tip.summary}">' in html


def test_an_unknown_tip_is_404(client: Client) -> None:
    assert client.get("/tips/nothing-here/").status_code == 404


def test_a_tips_text_cannot_bring_markup_along(client: Client) -> None:
    Tip.objects.filter(pk="name-the-reason").update(
        body="<script>alert(1)</script> [x](javascript:alert(1)) **bold**"
    )
    html = client.get("/tips/name-the-reason/").content.decode()
    assert "<script>alert" not in html
    assert "javascript:" not in html.split("<main")[1].split("alert(1))")[0].replace("[x](javascript:", "")
    assert "<strong>bold</strong>" in html


# --- recommending ---


def card(slug: str, **fields: object) -> Card:
    values = {
        "title": slug,
        "summary": "",
        "minutes": 2,
        "stages": ("land",),
        "low_ok": True,
        "kind": "calm",
        "strength": "some_support",
    }
    return Card(slug=slug, **{**values, **fields})  # type: ignore[arg-type]


def picked(*cards: Card, is_low: bool = False, most: int = 3) -> list[str]:
    return [one.slug for one in recommend(cards, stage="land", is_low=is_low, most=most)]


def test_a_tip_at_home_comes_before_a_visitor() -> None:
    visitor = card("a", kind="rest", stages=("recharge", "land"), strength="well_supported")
    assert picked(visitor, card("b")) == ["b", "a"]


def test_stronger_then_shorter_then_by_name() -> None:
    cards = [
        card("c", kind="view", minutes=1),
        card("b", kind="people"),
        card("a", kind="rest"),
        card("d", strength="well_supported", minutes=15),
    ]
    assert picked(*cards, most=4) == ["d", "c", "a", "b"]


def test_no_two_of_a_kind() -> None:
    assert picked(card("a"), card("b"), card("c", kind="rest")) == ["a", "c"]


def test_a_low_day_gets_gentle_short_ones_only() -> None:
    cards = [
        card("long", minutes=10),
        card("review", kind="review"),
        card("not-ok", low_ok=False, kind="view"),
        card("fine", kind="rest"),
    ]
    assert picked(*cards, is_low=True) == ["fine"]


def test_nothing_fits_falls_back_to_what_always_does() -> None:
    assert picked(card("slow-minute", stages=("plan",))) == ["slow-minute"]
