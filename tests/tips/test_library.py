"""The shipped tips against the rules of domain.md, section 10.1, and the claims of section 2."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from debrief.debriefs.causes import CAUSES
from debrief.recovery.stages import STAGES
from debrief.tips import library
from debrief.tips.actions import load_tips
from debrief.tips.cards import Card
from debrief.tips.models import Tip
from debrief.tips.reasons import REASONS
from debrief.tips.recommending import Moment, recommend
from debrief.tips.rules import problems
from debrief.tips.stages import STAGES as TIP_STAGES

TIPS = dict(library.read_all())
each_tip = pytest.mark.parametrize("slug", sorted(TIPS))

STAGE_KEYS = {stage.key for stage in STAGES}
# Where a tip of the source documents lives; a stage beyond those may do without tips of its own.
HOMES = {stage.key for stage in STAGES if stage.sources}
# Section 5: each cause with the tip that is named first for it.
FIRST_TIPS = {cause.key: cause.tip for cause in CAUSES.values()}
# Section 10.2: the two source documents, tip by tip.
SOURCES = {
    "what-held-up-first": ("A", 1),
    "rough-patches-once": ("A", 2),
    "send-a-short-thank-you": ("A", 3),
    "first-verdict-poor-witness": ("A", 4),
    "name-the-reason": ("B", 1),
    "your-half-of-the-table": ("B", 2),
    "keep-other-doors-open": ("B", 3),
    "check-how-you-got-ready": ("B", 4),
    "give-learning-a-shape": ("B", 5),
    "take-proper-time-off": ("B", 6),
    "before-and-after-count": ("B", 7),
    "one-good-thing-on-purpose": ("B", 8),
    "borrow-someones-ears": ("B", 9),
    "one-interview-many-openings": ("B", 10),
}
# Section 10.3: thirty-four more, and the nine shorter ones.
ADDED = {
    "name-the-feeling", "slow-minute", "facts-first", "questions-within-the-hour", "use-your-own-name",
    "what-exactly", "ten-minute-review", "liked-more-than-you-think", "nerves-show-less",
    "fewer-noticed", "it-fades-faster", "guess-the-odds", "score-it-again", "answer-like-a-friend",
    "fifteen-minutes-on-what-matters", "one-if-then", "rehearse-it-three-times", "practise-from-memory",
    "little-and-often", "story-in-four-beats", "holding-sentence", "land-the-answer",
    "play-the-question-back", "call-it-excitement", "ask-someone-who-knows",
    "read-the-advert-as-questions", "buffer-and-plan-b", "show-you-care", "own-it-in-one-line",
    "less-awkward-than-you-fear", "ask-once-for-feedback", "listen-first-then-look",
    "plan-for-the-dip", "some-of-it-was-the-format",
    "aim-to-get-better", "search-smarter", "make-something", "write-it-out-over-days",
    "do-you-still-want-it", "when-a-question-was-unfair", "sleep-before-you-send",
    "leave-the-old-job-out", "drinks-wont-carry-it",
}  # fmt: skip
# Found by looking for them, never offered.
LIBRARY_ONLY = {"drinks-wont-carry-it"}
# Section 13, and the wording section 2 sets aside.
NOT_OUR_WORDS = re.compile(
    r"\b(should|must|just|simply|easy|failure|bombed|blew|disaster|journey|empower|unlock|crush|"
    r"stay positive|self-loathing|messed up|everything happens for a reason|dream job|nail)\b|!| [—–] ",
    re.IGNORECASE,
)


def words_of(tip: dict[str, Any]) -> Iterator[str]:
    for name in ("title", "summary", "body", "try_this", "evidence", "caution"):
        yield tip[name]


def sentences_of(text: str) -> Iterator[tuple[str, ...]]:
    """Each sentence, and each line of a list, as its words without case and punctuation."""
    for sentence in re.split(r"(?<=[.?:])[\"'*)]*\s+|\n", text):
        if words := tuple(re.findall(r"[\w']+", sentence.lower())):
            yield words


@each_tip
def test_a_record_keeps_the_rules(slug: str) -> None:
    """What they are is in tests/tips/test_rules.py, one by one."""
    assert problems(slug, TIPS[slug], known=TIPS, today=date(2026, 11, 22)) == {}
    assert len(TIPS[slug]["related"]) == 3


def test_the_rules_know_every_stage_and_reason_there_is() -> None:
    assert set(TIP_STAGES) == HOMES
    assert set(REASONS) == set(FIRST_TIPS)


@each_tip
def test_a_text_keeps_the_voice(slug: str) -> None:
    for text in words_of(TIPS[slug]):
        assert not NOT_OUR_WORDS.search(text)
    assert "mistake" not in (TIPS[slug]["title"] + TIPS[slug]["summary"]).lower()


@each_tip
def test_sentences_are_short(slug: str) -> None:
    lengths = [len(words) for words in sentences_of(TIPS[slug]["body"])]
    assert sum(lengths) / len(lengths) <= 15
    assert max(lengths) <= 30


def test_no_sentence_of_eight_words_is_in_two_tips() -> None:
    told = Counter(
        sentence
        for tip in TIPS.values()
        for sentence in {words for text in words_of(tip) for words in sentences_of(text) if len(words) >= 8}
    )
    assert [" ".join(sentence) for sentence, tips in told.items() if tips > 1] == []


def test_no_two_tips_begin_alike() -> None:
    for name in ("title", "summary", "body"):
        begun = Counter(tuple(next(sentences_of(tip[name]))[:3]) for tip in TIPS.values())
        assert [" ".join(words) for words, tips in begun.items() if tips > 1] == []


def test_the_library_is_what_the_domain_guide_lists() -> None:
    sources = {slug: (tip["source"], tip["source_no"]) for slug, tip in TIPS.items()}
    assert sources == SOURCES | dict.fromkeys(ADDED, ("added", None))
    assert len(sources) == 57


def test_every_stage_of_the_path_has_two_tips() -> None:
    counts = Counter(stage for tip in TIPS.values() for stage in tip["stages"])
    assert {stage for stage in HOMES if counts[stage] < 2} == set()


def test_every_cause_has_two_tips_and_the_one_named_first() -> None:
    counts = Counter(cause for tip in TIPS.values() for cause in tip["causes"])
    assert {cause for cause in FIRST_TIPS if counts[cause] < 2} == set()
    assert {cause for cause, slug in FIRST_TIPS.items() if cause not in TIPS[slug]["causes"]} == set()


def test_every_tip_can_be_reached_from_another() -> None:
    assert set(TIPS) - {slug for tip in TIPS.values() for slug in tip["related"]} == LIBRARY_ONLY


def test_a_tip_for_the_library_only_is_offered_nowhere() -> None:
    """It has no stage and no cause, no tip leads to it, and so nothing can pick it."""
    assert {slug for slug, tip in TIPS.items() if not tip["stages"]} == LIBRARY_ONLY
    assert all(TIPS[slug]["causes"] == [] for slug in LIBRARY_ONLY)
    cards = [Card.of({"slug": slug, **tip}) for slug, tip in TIPS.items()]
    for stage in STAGE_KEYS:
        for is_low in (False, True):
            offered = recommend(cards, Moment(stage=stage, is_low=is_low), most=len(cards))
            assert offered
            assert not LIBRARY_ONLY & {pick.slug for pick in offered}


def test_writing_it_out_waits_for_another_day() -> None:
    """Section 1.3: never on the first evening. A review is not offered before the morning after."""
    tip = TIPS["write-it-out-over-days"]
    assert tip["when"] == "this_week"
    assert tip["kind"] == "review"
    assert not tip["low_ok"]
    assert "first day" in tip["caution"]


# --- loading ---


@pytest.mark.django_db
def test_loading_twice_changes_nothing_the_second_time() -> None:
    # Whatever another test left behind for good, and without a history that says somebody deleted it.
    Tip.every.all()._raw_delete("default")
    assert load_tips(records=TIPS.items()) == {"new": list(TIPS)}
    assert load_tips(records=TIPS.items()) == {"unchanged": list(TIPS)}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("no front matter", "expected"),
        ("+++\ntitle = \n+++\nBody", "bad.md"),
        ('+++\ntitle = "x"\n+++\nBody', "missing or unknown"),
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str, wrong: str) -> None:
    path = tmp_path / "bad.md"
    path.write_text(text)
    with pytest.raises(library.TipFileError, match=wrong):
        library.read(path)
