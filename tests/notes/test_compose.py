"""A draft reads like a note, whatever it is made from."""

import re
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from debrief.notes.choices import Situation, Tone
from debrief.notes.compose import Parts, asked_about, compose, greeted_as, print_of, spelled_as_noted, subject

DAY = "on Tuesday"
WRITTEN = [situation for situation in Situation if situation != Situation.NO_CONTACT]
# Every part with what somebody might put into it, and without.
FULL: dict[str, list[Any]] = {
    "name": ["", "Ms Okafor"],
    "role": ["", "Stock planner"],
    "specific": ["", "The story about the winter backlog"],
    "topic": ["", "how I'd handle two late suppliers"],
    "answer": ["", "I would ring both. Then I'd tell the shop floor"],
    "step": ["", "started a short course on supplier planning"],
    "left_out": [[], ["I hold a forklift licence"], ["the pilot's results", "I can start in May"]],
    "interest": ["", "planning for a team of twelve is the work I want"],
    "sign_off": ["", "Best,"],
    "signed": ["", "Sam"],
    "phone": ["", "01632 960000"],
}


def blocks(text: str) -> list[str]:
    return text.split("\n\n")


def looks_like_a_note(text: str) -> None:
    greeting, *body, closing = blocks(text)
    assert re.fullmatch(r"(Dear|Hello)\b[^\n]*,", greeting)
    # The greeting leads into the first paragraph, and the closing is the last: three to five in all.
    assert 3 <= len(body) + 1 <= 5
    for paragraph in body:
        assert "\n" not in paragraph
        assert len(paragraph.split()) >= 3
        assert paragraph[0].isupper()
        assert paragraph.endswith((".", "!", "?"))
    assert re.fullmatch(r"[^\n]*[^\s,.],(\n[^\n]+){0,2}", closing)
    assert not re.search(
        r"  |\n{3,}|[ \t]\n|\n[ \t]| [,.;:]|,,|\.\.|[,;:]\.|%|\(\)|[\[\]]|None|INSERT|XX", text
    )
    assert text == text.strip()


@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize("situation", WRITTEN)
def test_every_combination_of_parts_is_a_note(tone: str, situation: str) -> None:
    seen = set()
    for values in product(*FULL.values()):
        given_parts = dict(zip(FULL, values, strict=True))
        for has_talked in (True, False):
            text = compose(
                Parts(day=DAY, tone=tone, situation=situation, has_talked=has_talked, **given_parts)
            )
            if text not in seen:
                looks_like_a_note(text)
                seen.add(text)
    assert len(seen) >= 32


ANYTHING = st.text(st.characters(exclude_categories=["C"], exclude_characters="%[]"), max_size=60)


@settings(max_examples=150, deadline=None)
@given(
    words=st.fixed_dictionaries(
        dict.fromkeys(("name", "role", "specific", "topic", "answer", "step", "interest"), ANYTHING)
    ),
    left_out=st.lists(ANYTHING, max_size=2),
    tone=st.sampled_from(list(Tone)),
    situation=st.sampled_from(WRITTEN),
)
def test_no_words_break_it(words: dict[str, str], left_out: list[str], tone: str, situation: str) -> None:
    text = compose(Parts(day=DAY, tone=tone, situation=situation, left_out=left_out, **words))
    greeting, *body, closing = blocks(text)
    assert greeting
    assert closing
    assert 2 <= len(body) <= 4
    assert "  " not in text
    assert all(paragraph.strip() == paragraph and "\n" not in paragraph for paragraph in body)


def test_a_whole_note() -> None:
    text = compose(
        Parts(
            day=DAY,
            name="Ms Okafor",
            role="Stock planner",
            specific="How the stock team plans the week.",
            topic="how I would handle two late suppliers at once",
            answer="I would ring both, agree what can ship first, and tell the shop floor the same hour",
            step="started a short course on supplier planning",
            left_out=["I hold a forklift licence, valid to 2028"],
            signed="Sam",
        )
    )
    assert text == (
        "Dear Ms Okafor,\n\n"
        "Thank you for your time on Tuesday, and for talking with me about the Stock planner role. "
        "How the stock team plans the week has stayed with me.\n\n"
        "You asked how I would handle two late suppliers at once, and I'd like to put my answer more "
        "clearly. I would ring both, agree what can ship first, and tell the shop floor the same hour. "
        "Since then I have started a short course on supplier planning.\n\n"
        "I left out that I hold a forklift licence, valid to 2028.\n\n"
        "I would be glad to take this further, and I look forward to hearing about next steps.\n\n"
        "Kind regards,\nSam"
    )
    assert 80 <= len(text.split()) <= 150


@pytest.mark.parametrize("situation", WRITTEN)
def test_tones_differ_in_their_words_and_not_in_their_facts(situation: str) -> None:
    drafts = {
        compose(Parts(day=DAY, tone=tone, situation=situation, specific="the churn dashboard"))
        for tone in Tone
    }
    assert len(drafts) == 3
    assert all("the churn dashboard" in draft and "Thank you" in draft for draft in drafts)


@pytest.mark.parametrize("tone", list(Tone))
@pytest.mark.parametrize(
    "specific",
    ["", "the tour", "How you plan the week", "I liked the sketch of the yard", "the " + "story " * 30],
)
@pytest.mark.parametrize(("name", "signed"), [("", ""), ("Dr Amara Nwosu", "Sam Hale")])
def test_after_a_no_it_takes_60_to_100_words_to_ask_once(
    tone: str, specific: str, name: str, signed: str
) -> None:
    text = compose(
        Parts(day=DAY, tone=tone, situation=Situation.TOLD_NO, specific=specific, name=name, signed=signed)
    )
    assert 60 <= len(text.split()) <= 100, text
    assert text.count("?") == 1
    assert text.count("feedback") == 1
    assert "later" in blocks(text)[-2]


@pytest.mark.parametrize("tone", list(Tone))
def test_after_a_no_nothing_is_argued_any_more(tone: str) -> None:
    text = compose(
        Parts(
            day=DAY,
            tone=tone,
            situation=Situation.TOLD_NO,
            answer="I would ring both",
            left_out=["I hold a licence"],
            interest="I want it",
        )
    )
    assert not re.search("ring both|licence|I want it", text)


@pytest.mark.parametrize("tone", list(Tone))
def test_after_a_week_it_asks_how_things_stand(tone: str) -> None:
    text = compose(Parts(day="on 3 March", tone=tone, situation=Situation.CHECKING_IN, interest="I can wait"))
    assert "Thank you again" in text
    assert re.search("how (things|the decision)", text)
    assert blocks(text)[-2].endswith("I can wait.")


def test_where_nobody_wants_a_note_there_is_none() -> None:
    assert compose(Parts(day=DAY, situation=Situation.NO_CONTACT, specific="the tour")) == ""


def test_a_recorded_interview_was_no_conversation() -> None:
    for tone, situation in product(Tone, (Situation.WAITING, Situation.CHECKING_IN)):
        text = compose(Parts(day=DAY, tone=tone, situation=situation, has_talked=False))
        assert not re.search("conversation|talking|discuss", text)
        assert "considering" in text


# --- halves of sentences, and the sentences made of them ---


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("The story about the backlog", "One thing has stayed with me: the story about the backlog."),
        ("your question on shifts.", "One thing has stayed with me: your question on shifts."),
        ("Priya's story", "One thing has stayed with me: Priya's story."),
        ("I liked the tour", "One thing has stayed with me: I liked the tour."),
        ("IT is two people!", "One thing has stayed with me: IT is two people!"),
        ("How you plan the week", "How you plan the week has stayed with me."),
        ("hearing about the night shift", "Hearing about the night shift has stayed with me."),
        ("What would you change?", "One thing has stayed with me: what would you change?"),
        ("how it runs. And the cat", "One thing has stayed with me: how it runs. And the cat."),
        ("the   tour ,\n the yard", "One thing has stayed with me: the tour, the yard."),
        (" - ", ""),
    ],
)
def test_the_one_specific_thing(typed: str, read: str) -> None:
    thanks = blocks(compose(Parts(day=DAY, specific=typed)))[1]
    assert (
        thanks.removeprefix(
            "Thank you for your time on Tuesday, and for talking with me about the role."
        ).strip()
        == read
    )


@pytest.mark.parametrize(
    ("topic", "read"),
    [
        ("", "There is one answer I'd like to put more clearly."),
        ("Survey weighting", "There is one answer I'd like to put more clearly: Survey weighting."),
        ("Two late suppliers", "There is one answer I'd like to put more clearly: two late suppliers."),
        ("The one about suppliers", "You asked about suppliers, and I'd like to put my answer more clearly."),
        ("About SQL", "You asked about SQL, and I'd like to put my answer more clearly."),
        ("How I'd start", "You asked how I'd start, and I'd like to put my answer more clearly."),
        ("How would you start?", "There is one answer I'd like to put more clearly: how would you start?"),
        ("why", "There is one answer I'd like to put more clearly: why."),
    ],
)
def test_which_answer_it_was(topic: str, read: str) -> None:
    assert blocks(compose(Parts(day=DAY, topic=topic, answer="x is y")))[2] == f"{read} X is y."


def test_a_weak_answer_is_not_named_without_the_better_one() -> None:
    assert "suppliers" not in compose(Parts(day=DAY, topic="the suppliers", step="I have booked a course"))


@pytest.mark.parametrize(
    ("step", "read"),
    [
        ("", ""),
        ("I've booked a course", " I've booked a course."),
        ("Started a short course", " Since then I have started a short course."),
        ("learning SQL", " Since then I have been learning SQL."),
        ("a course in May", " My next step: a course in May."),
        ("It's on my list", " My next step: it's on my list."),
    ],
)
def test_what_is_being_done_about_it(step: str, read: str) -> None:
    paragraph = blocks(compose(Parts(day=DAY, answer="x", step=step)))[2]
    assert paragraph == f"There is one answer I'd like to put more clearly. X.{read}"


@pytest.mark.parametrize(
    ("left_out", "read"),
    [
        (["The licence"], "One thing I left out: the licence."),
        (["I hold a licence."], "I left out that I hold a licence."),
        (["I'm free. From May"], "One thing I left out: I'm free. From May."),
        (["The tour", "I'm free"], "One thing I left out: the tour. I also left out that I'm free."),
        (["I can start in May", "a result"], "I left out that I can start in May. Another thing: a result."),
        (["", "a result"], "One thing I left out: a result."),
        (["a", "b", "c"], "One thing I left out: a. Another thing: b."),
    ],
)
def test_what_was_left_out(left_out: list[str], read: str) -> None:
    assert blocks(compose(Parts(day=DAY, left_out=left_out)))[2] == read


@pytest.mark.parametrize(
    ("role", "organisation", "work"),
    [
        ("Stock planner", "", "about the Stock planner role."),
        ("The night-shift post", "", "about the night-shift post."),
        ("", "Northwind Traders", "about the role at Northwind Traders."),
        ("", "", "about the role."),
    ],
)
def test_the_work_it_was_about(role: str, organisation: str, work: str) -> None:
    assert blocks(compose(Parts(day=DAY, role=role, organisation=organisation)))[1].endswith(work)


# --- greeting and closing ---


@pytest.mark.parametrize(
    ("name", "plain", "warm"),
    [
        ("Priya Raman", "Priya Raman", "Priya"),
        ("Priya", "Priya", "Priya"),
        ("Ms Okafor", "Ms Okafor", "Ms Okafor"),
        ("Dr. Lee", "Dr. Lee", "Dr. Lee"),
        ("J. Smith", "J. Smith", "J. Smith"),
        ("van Dijk", "van Dijk", "van Dijk"),
        ("Priya Raman (HR)", "Priya Raman", "Priya"),
        ("Priya, stock lead", "Priya", "Priya"),
        ("  ", "", ""),
    ],
)
def test_who_is_greeted_how(name: str, plain: str, warm: str) -> None:
    assert greeted_as(name) == plain
    assert greeted_as(name, Tone.WARM) == warm


def test_a_name_is_spelled_as_it_was_noted() -> None:
    people = ["Priya Raman", "Ms  Okafor"]
    assert spelled_as_noted("priya  raman ", people) == "Priya Raman"
    assert spelled_as_noted("MS OKAFOR", people) == "Ms Okafor"
    assert spelled_as_noted("Prya Raman", people) == "Prya Raman"


@pytest.mark.parametrize(
    ("given_parts", "closing"),
    [
        ({"sign_off": "All the best,", "signed": "Sam"}, "All the best,\nSam"),
        ({"signed": "Sam", "phone": "01632 960000"}, "Kind regards,\nSam\n01632 960000"),
        ({"tone": Tone.WARM}, "With thanks,"),
        ({"tone": Tone.FORMAL, "name": "Ms Okafor"}, "Yours sincerely,"),
        ({"tone": Tone.FORMAL}, "Kind regards,"),
    ],
)
def test_how_it_closes(given_parts: dict[str, str], closing: str) -> None:
    assert blocks(compose(Parts(day=DAY, **given_parts)))[-1] == closing  # type: ignore[arg-type]


def test_the_subject_is_plain() -> None:
    assert (
        subject(role=" Stock\nplanner ", situation=Situation.WAITING) == "Thank you, Stock planner interview"
    )
    assert subject(role="", situation=Situation.TOLD_NO) == "Thank you for the interview"
    assert subject(role="", situation=Situation.CHECKING_IN) == "Interview: next steps"


def test_a_print_tells_a_changed_text_from_the_same() -> None:
    assert print_of("a b\n") == print_of("a b")
    assert print_of("a b") != print_of("a  b")
    assert len(print_of("")) == 16


def test_a_topic_is_told_from_how_it_was_noted() -> None:
    assert asked_about("The one about the late suppliers.") == "the late suppliers"
    assert asked_about("Survey weighting") == "Survey weighting"


def test_no_draft_of_ours_is_marked() -> None:
    """What we write around their words passes our own checks; only what is missing is said."""
    checks = pytest.importorskip("debrief.notes.checks")
    marks = pytest.importorskip("debrief.notes.marks")
    for tone, situation, values in product(Tone, WRITTEN, product(*FULL.values())):
        parts = Parts(day=DAY, tone=tone, situation=situation, **dict(zip(FULL, values, strict=True)))
        if parts.sign_off or parts.phone or not parts.specific:
            continue
        known = marks.Known(
            people=[parts.name] if parts.name else [],
            specific_thing=parts.specific,
            already_told_no=situation == Situation.TOLD_NO,
        )
        assert not checks.check(compose(parts), known), compose(parts)
