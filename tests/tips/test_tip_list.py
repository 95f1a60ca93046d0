"""The library as pages: found, filtered, shared by everybody who is not signed in."""

import re
from html import escape
from urllib.parse import urlencode

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from debrief.tips.cards import forget_cards, shelf
from debrief.tips.filters import FILTERS, narrow
from debrief.tips.forms import MOST_TYPED
from debrief.tips.lexemes import forget_lexemes
from debrief.tips.models import Tip
from debrief.tips.reasons import REASONS
from debrief.tips.shelves import ENTRANCE, SHELVES, THEMES
from debrief.tips.stages import STAGES
from tests.tips.test_library import STAGE_KEYS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]


def found(client: Client, **asked: object) -> list[str]:
    caches["pages"].clear()  # a page that is kept has no context
    response = client.get(f"/tips/?{urlencode({**asked, 'show': 'all'})}")
    assert response.status_code == 200
    return [one.tip.slug for one in response.context["tips"]]


def test_everything_is_there_in_the_order_of_the_sources(client: Client) -> None:
    slugs = found(client)
    assert len(slugs) == len(set(slugs)) == 57
    assert slugs[0] == "what-held-up-first"


def test_a_whole_story_is_searched_for_and_what_is_too_long_of_it_is_left_off(client: Client) -> None:
    story = "I froze when they asked about the safeguarding policy and could not say a word. " * 5
    assert found(client, q=story)[0] == "holding-sentence"
    assert found(client, q=story * 10) == found(client, q=(story * 10)[:MOST_TYPED])


def test_a_long_list_is_shown_in_part_and_all_of_it_on_request(client: Client) -> None:
    response = client.get("/tips/")
    shown = [one.tip for one in response.context["tips"]]
    assert len(shown) == 14
    assert {card.source for card in shown} == {"A", "B"}
    assert "Show all 57" in response.content.decode()
    (everything,) = re.findall(r'href="(/tips/\?show=all)"', response.content.decode())
    assert len(client.get(everything).context["tips"]) == 57


def test_what_is_shown_at_first_is_small(client: Client) -> None:
    page = client.get("/tips/", headers={"Accept-Encoding": "br"})
    assert page["Content-Encoding"] == "br"
    assert len(page.content) < 5_000


def test_what_was_typed_comes_back_with_its_words_marked(client: Client) -> None:
    html = client.get("/tips/", {"q": "noticing <slips>"}).content.decode()
    assert 'value="noticing &lt;slips&gt;"' in html
    assert "Fewer people <mark>noticed</mark>" in html
    assert "A <mark>slip</mark> looks big" in html
    assert "<slips>" not in html


# --- shelves and filters ---


def test_the_entrance_has_the_six_shelves_in_plain_words(client: Client) -> None:
    shelves = client.get("/tips/").context["shelves"]
    assert [str(link.label) for link in shelves] == [
        "Right now",
        "Today",
        "Tomorrow",
        "Before the next one",
        "When it keeps replaying",
        "When you can't face searching",
    ]
    for link in shelves:
        page = client.get(link.href)
        assert page.context["total"] == link.count > 0
        assert f'aria-current="true">{escape(str(link.label))}' in page.content.decode()


def test_a_shelf_that_names_its_tips_shows_them_in_its_order(client: Client) -> None:
    for key, (_title, tips) in THEMES.items():
        assert set(tips) <= set(shelf().cards)
        assert found(client, when=key) == list(tips)


def test_the_words_of_the_filters_are_those_of_reasons_stages_and_shelves() -> None:
    choices = {
        name: {key for _t, group in groups for key, _l in group} for name, (_label, groups) in FILTERS.items()
    }
    assert choices["reason"] == set(REASONS)
    assert choices["stage"] == set(STAGES) == STAGE_KEYS
    assert choices["when"] == {key for key, _title in SHELVES} > {key for key, _title in ENTRANCE}


@pytest.mark.parametrize("name", [name for name in FILTERS if name != "saved"])
def test_every_choice_is_in_the_address_and_finds_as_many_as_it_says(client: Client, name: str) -> None:
    (shown,) = (one for one in client.get("/tips/").context["filters"] if one.name == name)
    offered = {key for _title, group in FILTERS[name][1] for key, _label in group}
    assert {option.value for option in shown.options} == offered
    for option in shown.options:
        assert len(found(client, **{name: option.value})) == option.count > 0


def test_filters_combine_with_each_other_and_with_words(client: Client) -> None:
    short = found(client, minutes=2)
    assert set(found(client, minutes=2, source="A")) < set(short)
    assert set(found(client, minutes=2, source="A")) < set(found(client, minutes=2, source="documents"))
    assert set(found(client, q="they were rude", minutes=2)) < set(found(client, q="they were rude"))
    slugs = found(
        client, when="now", kind="view", reason="mind_blank", stage="capture", strength="well_supported"
    )
    assert slugs == ["before-and-after-count", "facts-first"]


def test_a_count_says_what_is_left_with_everything_else_that_is_set(client: Client) -> None:
    page = client.get("/tips/?q=they+were+rude&minutes=5&kind=view")
    for one in page.context["filters"]:
        for option in one.options:
            asked = {"q": "they were rude", "minutes": 5, "kind": "view", one.name: option.value}
            assert len(found(client, **asked)) == option.count


def test_what_is_set_can_be_taken_away_one_by_one_or_all_at_once(client: Client) -> None:
    page = client.get("/tips/?q=late&minutes=5&kind=practice")
    assert [link.href for link in page.context["set"]] == [
        "/tips/?minutes=5&kind=practice",
        "/tips/?q=late&kind=practice",
        "/tips/?q=late&minutes=5",
    ]
    assert 'href="/tips/">Clear all of it' in page.content.decode()


def test_a_choice_that_would_leave_nothing_is_not_offered(client: Client) -> None:
    kinds = next(one for one in client.get("/tips/?source=A").context["filters"] if one.name == "kind")
    assert {option.value for option in kinds.options} == {"view", "review", "note"}


def test_narrowing_is_about_cards_alone() -> None:
    cards = list(shelf().cards.values())
    left = narrow(cards, {"saved": "yes"}, saved={"slow-minute"})
    assert [card.slug for card in left.cards] == ["slow-minute"]
    assert narrow(cards, {"saved": "yes"}).cards == []
    assert left.counts["saved"]["yes"] == 1


@pytest.mark.parametrize(
    "query",
    [
        "q=xyzzyq",
        "q=I+was",
        "q=%26%7C%21%3A%2A%28",
        "kind=rest&source=A",
        "q=" + "a" * 201,
        "q=rude&kind=rest&source=A",
    ],
)
def test_there_is_never_a_blank_page(client: Client, query: str) -> None:
    response = client.get(f"/tips/?{query}")
    assert response.status_code == 200
    html = response.content.decode()
    if response.context["total"]:
        return
    assert "Nothing fits all of that" in html
    assert "Clear all of it" in html
    assert len(response.context["nearest"]) == 2
    assert all(one.tip.slug in html for one in response.context["nearest"])
    assert response.context["shelves"]


def test_the_nearest_miss_the_fewest_filters(client: Client) -> None:
    page = client.get("/tips/?kind=rest&source=A&minutes=5")
    for one in page.context["nearest"]:
        card = one.tip
        assert (card.kind == "rest") + (card.source == "A") + (card.minutes <= 5) == 2


@pytest.mark.parametrize(
    "query",
    ["kind=magic", "minutes=-1", "minutes=1e400", "when=never", "page=10", "saved=yes", "reason=x", "show=1"],
)
def test_a_filter_nobody_offered_is_passed_over(client: Client, query: str) -> None:
    assert client.get(f"/tips/?{query}").context["total"] == 57


def test_a_search_is_three_queries_at_most_in_a_process_that_knows_nothing(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for query in ("", "?q=late", "?q=xyzzyq", "?kind=rest&source=A", "?q=rude&kind=rest&source=A&minutes=2"):
        forget_cards()
        forget_lexemes()
        with django_assert_max_num_queries(3):
            client.get(f"/tips/{query}")


def test_once_it_is_known_the_library_takes_no_query_and_a_search_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/tips/?q=late+bus")
    with django_assert_num_queries(0):
        client.get("/tips/?minutes=2")
    with django_assert_num_queries(1):
        client.get("/tips/?q=bus+late&minutes=2")


def test_a_library_larger_than_a_process_keeps_is_still_searched(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("debrief.tips.cards.MOST_KEPT", 10)
    forget_cards()
    assert "holding-sentence" in found(client, q="i froze")[:3]
    assert client.get("/tips/").context["total"] == 10


# --- a tip's page ---


def test_a_revisit_costs_304(client: Client) -> None:
    for path in ("/tips/", "/tips/?q=late", "/tips/name-the-reason/"):
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
    assert len(re.findall(r'class="card"', html)) == 3


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


def test_a_tips_title_cannot_bring_markup_along(client: Client) -> None:
    Tip.objects.filter(pk="slow-minute").update(title="<i>Slow</i> & minute", summary='"<b>slow</b>"')
    forget_cards()
    for query in ("", "q=slow&"):
        html = client.get(f"/tips/?{query}show=all").content.decode()
        assert "<i>" not in html
        assert "<b>" not in html
    assert "&lt;i&gt;<mark>Slow</mark>&lt;/i&gt; &amp; minute" in html
