"""What the checks give back: order, spans, how many, and what is kept."""

import pytest

from debrief.notes.checks import MOST_SHOWN, check, shown
from debrief.notes.marks import GROUPS, LEVELS, Known, Mark
from debrief.notes.reading import LONGEST
from tests.notes import unseen

GOOD_EXAMPLE = """Dear Ms Okafor,

Thank you for meeting me on Tuesday, and for showing me how the stock team plans the week. The story about the winter backlog stayed with me.

You asked how I would handle two late suppliers at once. I have less experience with that than with forecasting. Thinking about it since, I would ring both, agree what can ship first, and tell the shop floor the same hour. I have started a short course on supplier planning.

I also left out that I hold a forklift licence, valid to 2028.

I would be glad to take this further and look forward to hearing about next steps.

Kind regards,
Sam"""  # noqa: E501
KNOWN = Known(organisation="Harbour Stores", people=("Ms Okafor",), specific_thing="The winter backlog")
MANY_TROUBLES = (
    "Dear Ms Okafur, thank you for seeing me. I just wanted to say I was nervous, my dog kept barking, "
    "I am so sorry. I know I messed up the case study and I really need this job. What is the salary?"
)


NOTHING_KNOWN = Known()


def ids(note: str, known: Known = NOTHING_KNOWN) -> list[str]:
    return [mark.id for mark in check(note, known)]


def words(note: str, mark: Mark) -> str:
    return note[mark.start : mark.end]


def test_the_worked_example_of_the_guide_raises_nothing() -> None:
    assert check(GOOD_EXAMPLE, KNOWN) == []
    assert check(" / ".join(GOOD_EXAMPLE.split("\n\n")), KNOWN) == []


@pytest.mark.parametrize("note", ["", "   \n\n ", "…", "\u200b"])
def test_a_blank_note_has_no_marks(note: str) -> None:
    assert check(note, Known(specific_thing="")) == []


def test_a_mark_says_what_why_and_how_else() -> None:
    (mark,) = check(GOOD_EXAMPLE.replace("You asked", "My mind went blank when you asked"), KNOWN)

    assert (mark.id, mark.group, mark.level) == ("mind-blank", "excuse", "look")
    assert mark.why == "Saying what happened inside your head explains little. The answer itself does more."
    assert mark.kinder == "I've thought again about [question]. My answer is: [answer]."


def test_worst_first() -> None:
    marks = check(MANY_TROUBLES, Known(people=["Okafor"]))

    assert marks[0].id == "names"
    assert [mark.id for mark in marks if mark.level == "fix"] == [
        "names",
        "bombed",
        "need-job",
        "sorry-intense",
    ]
    ranks = [(LEVELS.index(mark.level), GROUPS.index(mark.group), mark.start) for mark in marks]
    assert ranks == sorted(ranks)
    assert len({mark.id for mark in marks}) == len(marks) > MOST_SHOWN


def test_at_most_three_are_shown() -> None:
    marks = check(MANY_TROUBLES, Known(people=["Okafor"]))

    assert shown(marks) == shown(marks)[:3]
    assert len(shown(marks)) == MOST_SHOWN == 3


def test_a_kept_mark_does_not_return_and_the_next_takes_its_place() -> None:
    marks = check(MANY_TROUBLES, Known(people=["Okafor"]))
    first, second, third = shown(marks)

    again = shown(marks, kept={first.id})
    assert again[:2] == [second, third]
    assert len(again) == 3

    everything = {mark.id for mark in marks}
    assert shown(marks, kept=everything) == []


def test_words_are_not_marked_twice_even_when_the_worse_mark_was_kept() -> None:
    marks = check(
        "Thank you for Monday. I apologise for my answer on rotas. " + "I liked the hall. " * 10, Known()
    )

    assert [mark.id for mark in marks] == ["apologise-for", "sorry-count"]
    assert [mark.id for mark in shown(marks)] == ["apologise-for"]
    assert shown(marks, kept={"apologise-for"}) == []


def test_marks_on_the_whole_note_stand_beside_others() -> None:
    marks = check("I was nervous.", Known())

    assert [mark.id for mark in shown(marks)] == ["thanks", "nerves", "length"]


def test_spans_point_at_the_very_words() -> None:
    note = "Dear Tom,\r\n\r\nThank you 😀 for  Monday. My\u00a0mind   went\nblank. 🙂 I’m \u200bashamed."
    found = {mark.id: words(note, mark) for mark in check(note, Known())}

    assert found["mind-blank"] == "mind   went\nblank"
    assert found["ashamed"] == "I’m \u200bashamed"


def test_every_span_lies_within_the_note_and_begins_and_ends_at_a_word() -> None:
    wrong = [
        (note.name, mark)
        for note in unseen.troubled()
        for mark in check(note.text, NOTHING_KNOWN)
        if not 0 <= mark.start <= mark.end <= len(note.text)
        or words(note.text, mark) != words(note.text, mark).strip()
    ]
    assert not wrong


def test_what_phones_type_is_marked_like_what_keyboards_type() -> None:
    wrong = {}
    for note in unseen.notes():
        plain = note.text.replace("\n\n", "¶")
        typed = plain.replace("'", "’").replace(" ", "\u00a0 ").replace("--", "—").replace("¶", "\n \n")
        wrapped = plain.replace(". ", ".\u2002").replace(", ", ",\n").replace("¶", "\r\n\r\n")
        as_typed = [ids(text) for text in (typed, wrapped, note.text.replace("'", "‘"))]
        expected = ids(note.text)
        if as_typed != [expected] * 3:
            wrong[note.name] = (expected, as_typed)
    assert not wrong


def test_capitals_make_no_difference() -> None:
    assert "mind-blank" in ids("MY MIND WENT BLANK")


def test_guessing_the_result_is_fine_once_it_is_known() -> None:
    note = (
        "Thank you for ringing. I know I didn't get the job, and I enjoyed the day. "
        + "I liked the hall. " * 6
    )

    assert ids(note, Known()) == ["know-failed"]
    assert ids(note, Known(already_told_no=True)) == []


def test_one_apology_is_fine_where_they_lost_time() -> None:
    note = "Thank you for Monday. I apologise for the start. " + "I liked the hall. " * 7

    assert ids(note, Known()) == ["apologise-for", "sorry-count"]
    assert ids(note, Known(they_lost_time=True)) == []
    twice = ids(note + "I am sorry for the muddle. I liked the hall.", Known(they_lost_time=True))
    assert {"sorry-count", "apologise-for"} <= set(twice)


def test_what_comes_after_the_limit_is_not_read() -> None:
    note = "Thank you for Monday. " + "word " * LONGEST + "I was nervous."

    assert "nerves" not in ids(note)
