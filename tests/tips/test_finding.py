"""Finding tips by what upset people type."""

import tomllib
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from debrief.tips import typed
from debrief.tips.cards import forget_cards, shelf
from debrief.tips.lexemes import forget_lexemes, lexemes_of
from debrief.tips.marking import marked
from debrief.tips.models import Tip
from debrief.tips.queries import find
from debrief.tips.reasons import REASONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

FIRST = 3
HERE = Path(__file__).parent


def sentences(file: str) -> dict[str, list[str]]:
    """The sentences of a file, with the tips that would help."""
    tables = tomllib.loads((HERE / file).read_text(encoding="utf-8")).values()
    return {sentence: wanted for table in tables for sentence, wanted in table.items()}


SENTENCES, UNSEEN = sentences("typed.toml"), sentences("unseen.toml")


def first(sentence: str, count: int = FIRST) -> list[str]:
    return [card.slug for card in find(sentence).cards[:count]]


def missed(sentences: dict[str, list[str]]) -> dict[str, list[str]]:
    """The sentences that find no tip that helps among the first, with what they find."""
    found = {sentence: first(sentence) for sentence in sentences}
    return {sentence: slugs for sentence, slugs in found.items() if not set(slugs) & set(sentences[sentence])}


def test_nineteen_in_twenty_sentences_find_a_tip_that_helps_among_the_first_three() -> None:
    assert len(SENTENCES) >= 800
    assert len(lost := missed(SENTENCES)) <= len(SENTENCES) / 20, lost


def test_two_in_three_sentences_nobody_thought_of_do_too() -> None:
    assert len(UNSEEN) >= 60
    assert len(lost := missed(UNSEEN)) <= len(UNSEEN) / 3, lost


def test_the_sentences_name_one_to_four_tips_that_exist() -> None:
    slugs = set(shelf().cards)
    for sentence, wanted in (*SENTENCES.items(), *UNSEEN.items()):
        assert 1 <= len(wanted) <= 4, sentence
        assert set(wanted) <= slugs, sentence


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("i froze", "holding-sentence"),
        ("cant stop replaying", "ten-minute-review"),
        ("they hated me", "liked-more-than-you-think"),
        ("i was late", "buffer-and-plan-b"),
        ("ghosted", "ask-once-for-feedback"),
        ("they were rude", "your-half-of-the-table"),
        ("i keep crying", "name-the-feeling"),
        ("cant face applying again", "keep-other-doors-open"),
    ],
)
def test_what_people_type_most(sentence: str, wanted: str) -> None:
    assert wanted in first(sentence)


@pytest.mark.parametrize(
    "written",
    [
        "I can't stop replaying it!",
        "i cant stop replaying it",
        "I CAN’T STOP REPLAYING IT",
        "i cannot stop replaying it",
    ],
)
def test_capitals_and_apostrophes_make_no_difference(written: str) -> None:
    assert first(written, 10) == first("i can't stop replaying it", 10)


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [
        ("i frooze", "i froze"),
        ("horible", "horrible"),
        ("humilated", "humiliated"),
        ("agressive", "aggressive"),
        ("dissapointed", "disappointed"),
        ("desparate", "desperate"),
        ("rejcted", "rejected"),
    ],
)
def test_a_misspelt_word_finds_what_was_meant(misspelt: str, meant: str) -> None:
    assert first(misspelt) == first(meant)


@pytest.mark.parametrize(
    "word", ["stuff", "state", "pretty", "anywhere", "syndrome", "accident", "toothpaste"]
)
def test_a_word_nobody_needs_here_is_not_taken_for_another(word: str) -> None:
    (read,) = typed.understand(word, shelf().vocabulary).words
    assert read.text == word or read.text in {"anywhere"}


def test_the_beginning_of_a_word_is_enough_when_it_is_the_last() -> None:
    assert first("embarr") == first("embarrassed")
    assert first("they were discrimi") == first("they were discriminating")
    assert find("holdi").cards[0].slug == "holding-sentence"


@pytest.mark.parametrize("word", ["interview", "interviews", "interviewing"])
def test_any_form_of_a_word_finds_the_others(word: str) -> None:
    assert find(word).lexemes == find("interviewed").lexemes
    assert find(word).cards


def test_title_and_summary_weigh_more_than_the_text() -> None:
    Tip.objects.filter(pk="slow-minute").update(body=Concat("body", Value(" A zebra. Two zebras.")))
    Tip.objects.filter(pk="name-the-feeling").update(title="Zebra")
    Tip.objects.filter(pk="facts-first").update(summary="A zebra.")
    forget_cards()
    assert first("zebras") == ["name-the-feeling", "facts-first", "slow-minute"]


def test_a_single_word_finds_every_tip_that_has_it() -> None:
    """Only a sentence that is understood leaves out what shares a word with it by chance."""
    for word, of in (("camera", "body"), ("verdict", "title")):
        having = set(Tip.objects.filter(**{f"{of}__icontains": word}).values_list("pk", flat=True))
        assert having <= {card.slug for card in find(f"{word}s").cards}


def test_a_word_that_every_tip_has_finds_them_all() -> None:
    Tip.objects.update(body=Concat("body", Value(" Zebra.")))
    forget_cards()
    assert len(find("zebra").cards) == 57


def test_the_words_of_a_title_find_their_tip() -> None:
    lost = {
        card.title: first(card.title) for card in shelf().cards.values() if card.slug not in first(card.title)
    }
    assert not lost


def test_a_tip_added_a_moment_ago_is_found_before_its_words_are_known() -> None:
    shelf()
    Tip.objects.filter(pk="slow-minute").update(title="Zebra")
    assert first("zebra") == ["slow-minute"]


def test_the_tip_that_names_a_reason_first_comes_before_one_that_names_it_last() -> None:
    words = {"title": "x", "summary": "x", "try_this": "x", "body": "x"}
    Tip.objects.exclude(pk__in=["facts-first", "slow-minute"]).update(causes=[])
    Tip.objects.filter(pk="facts-first").update(causes=["nerves", "unfair"], **words)
    Tip.objects.filter(pk="slow-minute").update(causes=["unfair"], **words)
    forget_cards()
    found = [slug for slug in first("discriminated against", 57) if slug in ("facts-first", "slow-minute")]
    assert found == ["slow-minute", "facts-first"]


@pytest.mark.parametrize("nothing", ["", "I was", "the and of", "xyzzyq", "&|!:*(", "'", "\\", "1e400", "🙂"])
def test_words_that_mean_nothing_find_nothing(nothing: str) -> None:
    assert find(nothing).cards == []


@pytest.mark.parametrize(
    "odd", ["o'brien's \\ ':* & rude", "rude" * 40, "rude " * 200, "RUDE\u202e", "a" * 200]
)
def test_odd_input_is_searched_for_like_any_other(odd: str) -> None:
    find(odd)


def test_a_search_takes_three_queries_from_cold_and_one_once_warm() -> None:
    forget_cards()
    forget_lexemes()
    with CaptureQueriesContext(connection) as cold:
        find("i froze completely today somehow")
    assert len(cold) <= 3
    with CaptureQueriesContext(connection) as warm:
        find("i froze completely today somehow")
    assert len(warm) == 1


def test_more_words_than_a_process_keeps_are_asked_for_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debrief.tips.lexemes._MOST_KEPT", 2)
    forget_lexemes()
    lexemes = {"nerves": "nerv", "the": "", "interviews": "interview", "late": "late"}
    for words in ({"nerves", "the"}, {"interviews"}, {"nerves", "late", "the"}):
        found = lexemes_of(words)
        assert {word: found[word] for word in words} == {word: lexemes[word] for word in words}
    assert "interviews" not in found


# --- reading what was typed ---


def about(text: str) -> dict[str, float]:
    return {concept.name: weight for concept, weight in typed.understand(text, ()).about.items()}


def test_inside_a_longer_phrase_a_shorter_one_does_not_count() -> None:
    assert "tech" in about("the laptop had a crash")
    assert "tech" not in about("it was a car crash")


def test_no_phrase_goes_on_behind_the_end_of_a_sentence() -> None:
    assert about("my brain switched off")["mind_blank"] >= 1
    assert about("my brain. switched off").get("mind_blank", 0) < 1


def test_phrases_for_the_same_thing_add_up() -> None:
    assert about("i froze")["mind_blank"] < about("i froze and my mind went blank")["mind_blank"]


def test_a_hint_counts_for_less_than_what_says_it() -> None:
    assert about("my knee")["nerves"] < about("my hands were shaking")["nerves"]


def test_it_is_guessed_only_when_nothing_was_said_clearly() -> None:
    assert "theirs" in about("a humming bloke")
    assert "theirs" not in about("a humming bloke was rude to me")


def test_a_long_story_is_read_to_its_end() -> None:
    story = "It was on a Tuesday and the place is near the river. " * 8
    assert "late" in about(story + "I overslept.")


# --- the synonyms hold together with the library and the reasons ---


def test_every_reason_can_be_typed() -> None:
    assert {concept.reason for concept in typed.concepts()} - {""} == set(REASONS)


def test_every_word_that_is_looked_for_is_in_the_library() -> None:
    vocabulary = shelf().vocabulary
    lost = {
        (one.name, lexeme) for one in typed.concepts() for lexeme in one.lexemes if not vocabulary[lexeme]
    }
    assert not lost


def test_every_tip_that_is_named_is_in_the_library_and_every_one_in_it_is_named() -> None:
    assert {slug for concept in typed.concepts() for slug in concept.tips} == set(shelf().cards)


def test_a_reason_in_the_words_of_the_product_finds_tips_for_it() -> None:
    for reason in REASONS.values():
        found = [shelf().cards[slug] for slug in first(str(reason.label))]
        assert any(reason.key in card.causes for card in found), reason.label


# --- marking ---


def test_every_form_of_a_found_word_is_marked() -> None:
    found = find("noticing slips")
    assert marked("Slips were noticed.", found.lexemes) == "<mark>Slips</mark> were <mark>noticed</mark>."


def test_marking_escapes_and_marks_whole_words_alone() -> None:
    found = find("note")
    text = '<b>note</b> & "keynote" <script>note'
    assert marked(text, found.lexemes) == (
        "&lt;b&gt;<mark>note</mark>&lt;/b&gt; &amp; &quot;keynote&quot; &lt;script&gt;<mark>note</mark>"
    )


def test_a_word_that_most_tips_have_is_not_marked() -> None:
    assert "<mark>" not in marked("One interview", find("rude interviewer").lexemes)
