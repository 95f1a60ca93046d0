"""The shipped tips against the rules of domain.md, section 10.1, and the claims of section 2."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from debrief.recovery.stages import STAGES
from debrief.tips import library
from debrief.tips.actions import load_tips
from debrief.tips.models import MINUTES, Kind, Shelf, Source, Strength, Tip

TIPS = dict(library.read_all())
each_tip = pytest.mark.parametrize("slug", sorted(TIPS))

STAGE_KEYS = {
    "land", "capture", "bright_spots", "first_guess", "recharge", "people",
    "note", "look_again", "prep_review", "step_back", "plan", "keep_going",
}  # fmt: skip
CAUSE_KEYS = {
    "late", "tech", "appearance", "employer_unknown", "role_unclear", "little_practice", "skill_gap",
    "mind_blank", "rambled", "too_thin", "misread", "forgot_strength", "undersold", "overshared",
    "nerves", "tired_unwell", "flat", "interviewer", "bad_format", "field", "unfair", "job_not_right",
}  # fmt: skip
# Section 13, and the wording section 2 sets aside.
NOT_OUR_WORDS = re.compile(
    r"\b(should|must|just|simply|easy|failure|bombed|blew|disaster|journey|empower|unlock|crush|"
    r"stay positive|self-loathing|messed up|everything happens for a reason|dream job|nail)\b|!",
    re.IGNORECASE,
)
CLAIMS = re.compile(r"\b7\s?(%|per cent)|first choice|red flag|countless|grab a drink", re.IGNORECASE)


def words_of(tip: dict[str, Any]) -> Iterator[str]:
    for name in ("title", "summary", "body", "try_this", "evidence", "caution"):
        yield tip[name]


@each_tip
def test_a_record_keeps_its_limits(slug: str) -> None:
    tip = TIPS[slug]
    assert len(tip["title"]) <= 60
    assert len(tip["summary"]) <= 140
    assert len(tip["try_this"]) <= 160
    assert len(tip["evidence"]) <= 240
    assert len(tip["caution"]) <= 160
    assert 120 <= len(tip["body"].split()) <= 250
    assert re.search(r"\b(19|20)\d\d\b", tip["evidence"])


@each_tip
def test_a_record_uses_the_words_there_are(slug: str) -> None:
    tip = TIPS[slug]
    assert tip["minutes"] in MINUTES
    assert tip["kind"] in Kind.values
    assert tip["when"] in Shelf.values
    assert tip["strength"] in Strength.values
    assert tip["source"] in Source.values
    assert set(tip["stages"]) <= STAGE_KEYS
    assert tip["stages"]
    assert set(tip["causes"]) <= CAUSE_KEYS
    assert set(tip["related"]) <= set(TIPS) - {slug}
    assert len(set(tip["related"])) == 3


@each_tip
def test_a_text_keeps_the_voice_and_repeats_no_claim(slug: str) -> None:
    for text in words_of(TIPS[slug]):
        assert not NOT_OUR_WORDS.search(text)
        assert not CLAIMS.search(text)


def test_the_fourteen_of_the_source_documents_are_all_there() -> None:
    numbers = {(tip["source"], tip["source_no"]) for tip in TIPS.values()}
    assert numbers == {("A", n) for n in range(1, 5)} | {("B", n) for n in range(1, 11)}


def test_every_stage_of_the_path_has_two_tips() -> None:
    counts = Counter(stage for tip in TIPS.values() for stage in tip["stages"])
    assert all(counts[stage.key] >= 2 for stage in STAGES)


def test_every_cause_has_a_tip() -> None:
    assert {cause for tip in TIPS.values() for cause in tip["causes"]} == CAUSE_KEYS


# --- loading ---


@pytest.mark.django_db
def test_loading_twice_changes_nothing_the_second_time() -> None:
    assert load_tips(records=TIPS.items()) == {"new": len(TIPS)}
    assert load_tips(records=TIPS.items()) == {"unchanged": len(TIPS)}


@pytest.mark.django_db
def test_an_edited_tip_is_kept_and_an_untouched_one_follows_its_file() -> None:
    load_tips(records=TIPS.items())
    Tip.objects.filter(pk="name-the-reason").update(title="Edited here")
    newer = {slug: {**tip, "summary": "Newer."} for slug, tip in TIPS.items()}
    assert load_tips(records=newer.items()) == {"kept": 1, "updated": len(TIPS) - 1}
    assert Tip.objects.get(pk="name-the-reason").title == "Edited here"
    assert Tip.objects.get(pk="what-held-up-first").summary == "Newer."
    assert load_tips(records=newer.items()) == {"kept": 1, "unchanged": len(TIPS) - 1}


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
