"""The whole debrief to read, to print and to keep."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import resolve, reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from debrief.accounts.models import User
from debrief.debriefs.models import Debrief, Question
from debrief.privacy.wall import acting_for
from debrief.recovery.journey import Step
from debrief.recovery.markdown import as_markdown
from debrief.recovery.reading import Part, Reading
from debrief.recovery.stages import STAGES
from debrief.recovery.stages.base import Item, Listed, Stage
from tests import factories
from tests.recovery.answers import OF_WORDS, SAMPLES

each_stage = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.key)


@pytest.fixture
def empty(owner: User) -> Debrief:
    return factories.debrief(owner)


def address(debrief: Debrief, stage: Stage | str = "", word: str = "") -> str:
    key = stage if isinstance(stage, str) else stage.key
    return f"/debriefs/{debrief.pk}/" + (f"{key}/" if key else "") + (f"{word}/" if word else "")


def save(client: Client, debrief: Debrief, stage: Stage | str, **more: str) -> None:
    key = stage if isinstance(stage, str) else stage.key
    posted = {**SAMPLES[key].done, "version": "0", "operation": str(uuid4()), **more}
    assert client.post(address(debrief, key), posted).status_code == 302


def read(client: Client, debrief: Debrief) -> str:
    response = client.get(address(debrief, "read"))
    assert response.status_code == 200
    return response.content.decode()


def markdown(client: Client, debrief: Debrief) -> str:
    return client.get(f"{address(debrief)}export.md").content.decode()


@pytest.mark.parametrize("stage", OF_WORDS, ids=lambda stage: stage.key)
def test_what_a_stage_holds_is_read(owner_client: Client, empty: Debrief, stage: Stage) -> None:
    save(owner_client, empty, stage)
    html = read(owner_client, empty)
    assert SAMPLES[stage.key].words in html
    assert f'id="{stage.key}"' in html
    assert SAMPLES[stage.key].words in markdown(owner_client, empty)


@each_stage
def test_editing_a_part_leads_to_its_stage_and_back_where_it_stands(
    owner_client: Client, empty: Debrief, stage: Stage
) -> None:
    save(owner_client, empty, stage)
    edit = f"{address(empty, stage)}?back=read"
    assert f'href="{edit}"' in read(owner_client, empty)
    page = owner_client.get(edit).content.decode()
    there = f"{address(empty, 'read')}#{stage.key}"
    assert f'href="{there}"' in page
    assert f'action="{edit}"' in page
    posted = {**SAMPLES[stage.key].done, "version": "1", "operation": str(uuid4())}
    assert owner_client.post(edit, posted)["Location"] == there
    skip = f"{address(empty, stage, 'skip')}?back=read"
    assert f'formaction="{skip}"' in page
    assert owner_client.post(skip, {"version": "2"})["Location"] == there
    assert f'id="{stage.key}"' in read(owner_client, empty)


@pytest.mark.parametrize("back", ["", "?back=", "?back=https://elsewhere.example", "?back=enough"])
def test_no_other_way_back_is_taken(owner_client: Client, empty: Debrief, back: str) -> None:
    posted = {**SAMPLES["land"].done, "version": "0"}
    response = owner_client.post(address(empty, "land") + back, posted)
    assert response["Location"] == address(empty, "capture")


def test_adding_a_row_without_scripts_keeps_the_way_back(owner_client: Client, empty: Debrief) -> None:
    posted = {**SAMPLES["capture"].done, "version": "0", "then": "add_people"}
    response = owner_client.post(f"{address(empty, 'capture')}?back=read", posted)
    assert response["Location"] == f"{address(empty, 'capture')}?back=read#people"


def test_the_title_says_what_when_and_with_whom_and_nothing_says_it_again(
    owner_client: Client, empty: Debrief
) -> None:
    save(
        owner_client,
        empty,
        "capture",
        interview_at="other",
        interview_date="2026-03-10",
        interview_time="16:00",
    )
    html = read(owner_client, empty)
    head, rest = html.split("</header>", 2)[1:]
    for words in ("Northwind Traders", "Stock planner", "Tuesday 10 March 2026, 16:00", "With Ms Okafor"):
        assert words in head
    assert "Stock planner" not in rest
    assert "16:00" not in rest


def test_questions_say_how_they_went_and_people_what_they_do(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, "capture")
    html = read(owner_client, empty)
    assert "<li>Two late suppliers at once? <small>Blank · Went quiet</small></li>" in html
    assert "<li>Why us?</li>" in html
    assert "<li>Ms Okafor <small>Stock lead · Winter backlog</small></li>" in html
    text = markdown(owner_client, empty)
    assert "- Two late suppliers at once?\\\n  Blank · Went quiet\n- Why us?\n" in text
    assert "- Ms Okafor\\\n  Stock lead · Winter backlog\n" in text


def test_several_things_are_a_list(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, "bright_spots")
    html = read(owner_client, empty)
    assert "<ul><li>I listened</li><li>I got through it</li></ul>" in html
    assert "<ul><li>She smiled at the sketch</li><li>I asked about shifts</li></ul>" in html


def test_paragraphs_stay_paragraphs(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, "capture", anything_else="One\n\nTwo\nthree <b>")
    assert "<p>One</p>\n\n<p>Two<br>three &lt;b&gt;</p>" in read(owner_client, empty)
    assert "One\n\nTwo\\\nthree \\<b\\>" in markdown(owner_client, empty)


def test_what_was_left_out_is_one_quiet_line(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, "bright_spots")
    owner_client.post(address(empty, "land", "skip"), {"version": "0", "feeling_own": "wobbly"})
    html = read(owner_client, empty)
    assert "Left out:" in html
    assert "wobbly" not in html
    assert "Left out: How are you right now?" in markdown(owner_client, empty)


def test_what_is_not_saved_yet_is_read_as_it_was_left(owner_client: Client, empty: Debrief) -> None:
    save(owner_client, empty, "bright_spots")
    draft = {"bright_how": "I drew it twice", "version": "1"}
    owner_client.post(address(empty, "bright_spots", "draft"), draft)
    for text in (read(owner_client, empty), markdown(owner_client, empty)):
        assert "I drew it twice" in text
        assert "Not saved yet, as you left it." in text


def test_a_suggested_pause_is_nobodys_words(owner_client: Client, empty: Debrief) -> None:
    posted = {"version": "0", "pause_until_date": "", "then": "go_on"}
    owner_client.post(address(empty, "recharge"), posted)
    assert "Leave it alone until" not in read(owner_client, empty)


def test_an_empty_one_says_what_will_be_here(owner_client: Client, empty: Debrief) -> None:
    html = read(owner_client, empty)
    assert "Nothing is written here yet." in html
    assert "Keep a copy" not in html
    assert markdown(owner_client, empty).startswith("# Northwind Traders\n\n")


def test_printing_is_said_without_scripts(owner_client: Client, debrief: Debrief) -> None:
    html = read(owner_client, debrief)
    assert "use Print in your browser's menu" in html
    assert 'data-print="Print"' in html


def test_reading_only_reads(owner_client: Client, debrief: Debrief) -> None:
    assert owner_client.head(address(debrief, "read")).content == b""
    assert owner_client.post(address(debrief, "read")).status_code == 405


def test_no_stage_has_a_key_that_is_a_page(empty: Debrief) -> None:
    for stage in STAGES:
        match = resolve(reverse("recovery:stage_page", args=[empty.pk, stage.key]))
        assert match.view_name == "recovery:stage_page"


# --- nothing somebody wrote is markup ---

PLAIN = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
OURS = {"heading_open", "heading_close", "paragraph_open", "paragraph_close", "bullet_list_open",
        "bullet_list_close", "list_item_open", "list_item_close", "inline", "text", "text_special",
        "hardbreak", "softbreak"}  # fmt: skip
BLOCKS = ["# ", " #", "- ", "+ ", "1. ", "10) ", "> ", "===", "---", "***", "```", "    ", "| a |\n|---|\n"]
INLINE = [*"\\`*_{}[]()<>#+-.!|~&=:\"'\t\r ", "![a](b)", "<b>", "&amp;", "a"]
marks = st.sampled_from([*BLOCKS, *INLINE, "\n", "\n\n", "\r\n"])
letters = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5)
texts = st.lists(st.one_of(marks, letters), min_size=1, max_size=12).map("".join).filter(str.strip)


def walk(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from walk(token.children or [])


def words_of(text: str) -> str:
    return re.sub(r"\s+", "", text)


@settings(max_examples=300, deadline=None)
@given(title=texts, answer=texts, items=st.lists(texts, min_size=1, max_size=3))
def test_markdown_reads_back_as_what_was_written(title: str, answer: str, items: list[str]) -> None:
    step = Step(STAGES[0], 0, 1, "done", 1, version=1)
    answers = [("A question", answer), ("Several", Listed.of(Item(one, one) for one in items))]
    reading = Reading(title, [title, "10 March"], [Part(step, answers, is_draft=False)], left_out=[])
    tokens = list(walk(PLAIN.parse(as_markdown(reading))))
    assert {token.type for token in tokens} <= OURS
    said = "".join(token.content for token in tokens if token.type in ("text", "text_special"))
    expected = [title, title, "10 March", str(STAGES[0].title), "A question", answer, "Several"]
    assert words_of(said) == words_of("".join([*expected, *(one * 2 for one in items)]))
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h3", "h3"]
    assert sum(token.type == "list_item_open" for token in tokens) == len(items)


def test_words_of_a_question_cannot_bring_markup_along(owner: User, owner_client: Client) -> None:
    debrief = factories.full_debrief(owner)
    with acting_for(owner.pk):
        Question.objects.update(text="# <img src=x> [a](javascript:b) 1. **c**")
    save(owner_client, debrief, "capture", version="1", questions_raw="<script>x</script>")
    assert "<script>x" not in markdown(owner_client, debrief)
    assert "<img" not in read(owner_client, debrief)
