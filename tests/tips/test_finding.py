"""Finding tips by what upset people type."""

import json
import tomllib
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Value
from django.db.models.functions import Concat
from django.test.utils import CaptureQueriesContext

from debrief.tips import learning, typed
from debrief.tips.cards import forget_cards, shelf
from debrief.tips.evidence import LEARNED, features
from debrief.tips.lexemes import forget_lexemes, lexemes_of
from debrief.tips.marking import marked
from debrief.tips.models import Tip
from debrief.tips.queries import find
from debrief.tips.reasons import REASONS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

FIRST = 3
MISSPELT = {
    "i was so nervuos": "nerves-show-less",
    "embarased": "fewer-noticed",
    "intervewer was rude": "your-half-of-the-table",
    "i frooze": "holding-sentence",
    "discrimnation": "when-a-question-was-unfair",
    "rejeccted": "plan-for-the-dip",
}


def tables(path: Path) -> dict[str, list[str]]:
    """The sentences of a file, with the tips that would help."""
    return {
        sentence: tips
        for table in tomllib.loads(path.read_text(encoding="utf-8")).values()
        for sentence, tips in table.items()
    }


SENTENCES, UNSEEN = tables(learning.SENTENCES), tables(Path(__file__).parent / "unseen.toml")


def first(sentence: str, count: int = FIRST) -> list[str]:
    return [card.slug for card in find(sentence).cards[:count]]


def missed(sentences: dict[str, list[str]]) -> dict[str, list[str]]:
    """The sentences that find no tip that helps among the first, with what they find."""
    found = {sentence: first(sentence) for sentence in sentences}
    return {sentence: slugs for sentence, slugs in found.items() if not set(slugs) & set(sentences[sentence])}


def test_nineteen_in_twenty_sentences_it_learned_from_find_a_tip_that_helps_among_the_first_three() -> None:
    assert len(SENTENCES) >= 1000
    assert len(lost := missed(SENTENCES)) <= len(SENTENCES) / 20, lost


def test_nine_in_ten_it_did_not_learn_from_do_too() -> None:
    assert len(UNSEEN) >= 60
    assert len(lost := missed(UNSEEN)) <= len(UNSEEN) / 10, lost


def test_what_is_held_back_is_no_saying() -> None:
    assert not UNSEEN.keys() & {saying.text for saying in learning.sayings()}


def test_sayings_name_one_to_four_tips_that_exist_and_every_tip_has_some() -> None:
    said = list(learning.sayings())
    for text, tips in (*said, *UNSEEN.items()):
        assert 1 <= len(tips) <= 4, text
        assert set(tips) <= set(shelf().cards), text
    assert {slug for saying in said for slug in saying.tips} == set(shelf().cards)


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


@pytest.mark.parametrize("sentence", MISSPELT)
def test_so_does_one_in_a_sentence(sentence: str) -> None:
    assert MISSPELT[sentence] in first(sentence)


@pytest.mark.parametrize(
    "word", ["stuff", "state", "pretty", "anywhere", "syndrome", "accident", "toothpaste"]
)
def test_a_word_nobody_needs_here_is_not_taken_for_another(word: str) -> None:
    (read,) = typed.understand(word, shelf().vocabulary).words
    assert read.text == word or read.text in {"anywhere"}


def test_the_beginning_of_a_word_is_enough_when_it_is_the_last() -> None:
    assert first("embarr") == first("embarrassed")
    assert first("they were discrimi") == first("they were discriminating")
    assert "holding-sentence" in first("holding sen")


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


@pytest.mark.parametrize("title", ["Write to your landlord about it", "Ask for the questions beforehand"])
def test_a_tip_nobody_has_sayings_for_is_found_by_its_title(title: str) -> None:
    Tip.objects.filter(pk="use-your-own-name").update(title=title)
    forget_cards()
    assert "use-your-own-name" in first(title)


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
    asked = "when-a-question-was-unfair"
    Tip.objects.exclude(pk__in=[asked, "facts-first", "slow-minute"]).update(causes=[])
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


# --- what sayings speak for ---


def speaks_for(text: str) -> str:
    said = typed.understand(text, ()).tips
    return max(said, key=lambda slug: said[slug])


def test_a_word_means_something_else_in_other_company() -> None:
    assert speaks_for("the laptop crashed") == "buffer-and-plan-b"
    assert speaks_for("it was a car crash") == "first-verdict-poor-witness"


def test_no_two_words_belong_together_across_the_end_of_a_sentence() -> None:
    ((one,), (first_half, second_half)) = typed.read(["my brain froze", "my brain. froze"])
    assert "brain froze" in features(one)
    assert "brain froze" not in {*features(first_half), *features(second_half)}


def test_a_long_story_is_read_to_its_end() -> None:
    story = "It was on a Tuesday and the place is near the river. " * 8
    assert speaks_for(story + "I overslept and got there late.") == "buffer-and-plan-b"


def test_words_every_text_is_full_of_find_tips_when_together_they_say_something() -> None:
    assert "what-exactly" in first("why me")


def test_a_tip_of_the_same_reason_is_found_though_nobody_says_its_words() -> None:
    words = {"title": "x", "summary": "x", "try_this": "x", "body": "x"}
    Tip.objects.filter(pk="slow-minute").update(causes=["late"], stages=[], **words)
    forget_cards()
    assert "slow-minute" in first("i was late", 57)


# --- learning ---


def test_what_was_learned_is_of_the_sayings_as_they_are() -> None:
    """After a change of the sayings: manage.py learn_sayings."""
    assert json.loads(LEARNED.read_text(encoding="utf-8"))["digest"] == learning.digest()


def test_words_learn_what_they_speak_for_and_one_that_comes_with_all_learns_the_least() -> None:
    given = [
        learning.Saying("the train was late", ("buffer",)),
        learning.Saying("the bus was late", ("buffer",)),
        learning.Saying("the panel was rude", ("table", "buffer")),
        learning.Saying("the boss was rude", ("table",)),
    ]
    weights = learning.learn(given * 20)
    assert weights["train"]["buffer"] > weights["panel"]["buffer"]
    assert weights["boss"]["table"] > weights["panel"]["table"]
    assert "table" not in weights["late"]
    assert not weights.keys() & {"the", "was"}


def test_a_word_said_once_counts_and_a_pair_of_words_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(learning, "_PENALTY", 0.1)
    weights = learning.learn(
        [learning.Saying("rude panel", ("table",)), learning.Saying("late", ("buffer",))]
    )
    assert {"rude", "panel", "late"} <= weights.keys()
    assert "rude panel" not in weights


# --- the sayings hold together with the library and the reasons ---


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
