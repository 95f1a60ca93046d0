"""Every rule of domain.md section 7 at its borders."""

import pytest

from debrief.notes.checks import check
from debrief.notes.marks import Known, Mark

THANKS = "Thank you for Monday."
MORE = " I liked the hall and the way you plan the week."  # ten words


NOTHING_KNOWN = Known()


def marks(note: str, known: Known = NOTHING_KNOWN) -> dict[str, Mark]:
    return {mark.id: mark for mark in check(note, known)}


def marked(note: str, id: str, known: Known = NOTHING_KNOWN) -> str | None:
    """The words a mark of that id is on: empty for the whole note, None where there is none."""
    mark = marks(note, known).get(id)
    return None if mark is None else note[mark.start : mark.end]


def note_of(words: int) -> str:
    return THANKS + " hall" * (words - 4)


@pytest.mark.parametrize(("words", "is_marked"), [(29, True), (30, False), (200, False), (201, True)])
def test_length(words: int, is_marked: bool) -> None:
    assert ("length" in marks(note_of(words))) is is_marked


def test_length_says_what_to_aim_for() -> None:
    assert str(marks(THANKS)["length"].kinder) == "Between 80 and 150 words is about right."
    after_a_no = marks(THANKS, Known(already_told_no=True))["length"]
    assert str(after_a_no.kinder) == "Between 60 and 100 words is about right."
    assert "short" in str(after_a_no.why)
    assert "long:" in str(marks(note_of(201))["length"].why)


@pytest.mark.parametrize(
    ("paragraphs", "repeats", "is_marked"),
    [(2, 8, True), (3, 5, False), (5, 3, False), (6, 2, True)],
)
def test_paragraphs(paragraphs: int, repeats: int, is_marked: bool) -> None:
    note = "Dear Tom,\n\n" + "\n\n".join([THANKS + MORE * repeats] * paragraphs) + "\n\nKind regards,\nSam"

    assert ("paragraphs" in marks(note)) is is_marked


def test_a_block_is_long_from_the_most_to_aim_for() -> None:
    assert "paragraphs" not in marks(note_of(150))
    assert "paragraphs" in marks(note_of(151))


def test_lines_that_end_a_sentence_are_paragraphs_too() -> None:
    note = "Dear Tom,\n" + "\n".join([THANKS + MORE] * 6) + "\nSam"

    assert "paragraphs" in marks(note)


@pytest.mark.parametrize(("words", "is_marked"), [(7, False), (8, True)])
def test_a_line_of_fewer_than_eight_words_is_no_paragraph(words: int, is_marked: bool) -> None:
    note = THANKS + "\n\n" + "\n\n".join(["hall " * words] * 6)

    assert ("paragraphs" in marks(note)) is is_marked


@pytest.mark.parametrize(("before", "is_marked"), [(39, False), (40, True)])
def test_thanks_within_forty_words(before: int, is_marked: bool) -> None:
    assert ("thanks" in marks("hall " * before + "thanks for Monday")) is is_marked


@pytest.mark.parametrize(
    "thanks",
    [
        "Thank you",
        "Many thanks",
        "I am grateful",
        "I appreciate it",
        "Ta for today",
        "Cheers for today",
        "I am obliged",
        "It was a pleasure to see the kiln at work",
        "It was lovely to meet you",
        "Good talking with you on Monday",
        "I really enjoyed our chat",
        "I left our meeting with a page of notes",
        "What a warm welcome your staff gave me",
        "It was kind of you to show me the loft",
        "I was touched that you stayed late for me",
    ],
)
def test_words_of_thanks(thanks: str) -> None:
    assert "thanks" not in marks(thanks)


@pytest.mark.parametrize(
    "other",
    [
        "I liked the task and the tap",
        "I left the meeting with my umbrella on the hook",
        "I would welcome an answer",
        "I would be glad to take this further",
        "The pleasure beach was closed",
    ],
)
def test_words_that_thank_nobody(other: str) -> None:
    assert "thanks" in marks(other)


def test_a_note_that_checks_in_may_thank_at_its_end() -> None:
    note = "I am writing to check in on the post." + MORE * 5 + " Thank you."

    assert "thanks" not in marks(note)
    assert "thanks" in marks(note.removesuffix(" Thank you."))


@pytest.mark.parametrize(
    ("specific", "is_marked"),
    [
        ("", True),
        ("your time", True),
        ("Your valuable time today!", True),
        ("Thank you so much for taking the time to meet me", True),
        ("the winter backlog", False),
        ("your time at sea", False),
        ("Ω", False),
    ],
)
def test_something_specific(specific: str, is_marked: bool) -> None:
    assert ("specific" in marks(THANKS, Known(specific_thing=specific))) is is_marked


def test_nobody_is_asked_for_something_specific_where_there_is_no_such_question() -> None:
    assert "specific" not in marks(THANKS, Known(specific_thing=None))


FIRST = "I wasn't as clear as I'd like on rotas. Here is the short answer: in pencil."
SECOND = "I would also like to clarify my point about the choir."


def test_one_clarification() -> None:
    assert marked(THANKS + " " + FIRST, "one-thing") is None
    assert marked(f"{THANKS} {FIRST} {SECOND}", "one-thing") == SECOND
    assert marked(
        f"{THANKS} {FIRST}\n\n{MORE}{MORE}\n\nOn reflection I would begin with the roof.", "one-thing"
    ) == ("On reflection I would begin with the roof.")


def test_a_mark_begins_at_a_word() -> None:
    assert marked(f"{THANKS} {FIRST} - {SECOND}", "one-thing") == SECOND


def test_answering_two_questions_plainly_is_no_clarification() -> None:
    assert marked(THANKS + " You asked about dates: the 3rd. You asked about vans: two.", "one-thing") is None


SORRY = " I am sorry for the muddle over names."
LATE = " I am sorry I was late."


@pytest.mark.parametrize(
    ("apologies", "known", "level"),
    [
        ("", Known(), None),
        (SORRY, Known(), "look"),
        (SORRY, Known(they_lost_time=True), None),
        (LATE, Known(), None),
        (LATE, Known(they_lost_time=True), None),
        (SORRY * 2, Known(), "fix"),
        (SORRY * 2, Known(they_lost_time=True), "fix"),
        (LATE + SORRY, Known(), "fix"),
    ],
)
def test_sorry_count(apologies: str, known: Known, level: str | None) -> None:
    found = marks(THANKS + apologies + MORE, known).get("sorry-count")

    assert (found.level if found else None) == level


def test_the_second_apology_is_the_one_marked() -> None:
    note = THANKS + LATE + " Forgive me for the rest of it." + MORE
    found = marks(note)["sorry-count"]

    assert note[found.start : found.end] == "Forgive me"


@pytest.mark.parametrize(
    "fine",
    [
        "I was sorry to hear about the flood.",
        "I'm sorry to have missed Mr Dyer.",
        "I was sorry not to be chosen.",
        "Sorry for your loss.",
        "No apology needed for the noise.",
        "I said sorry to the guest and moved her table.",
        "An apology from the venue came the next day.",
    ],
)
def test_being_sorry_for_others_is_no_apology(fine: str) -> None:
    assert "sorry-count" not in marks(THANKS + " " + fine + MORE)


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        (" I am sorry for the muddle.", "sorry"),
        (" My apologies for the muddle.\n\nKind regards,\nSam", "My apologies"),
        (" I am sorry I was late. Sam", "sorry"),
        (" Sorry about that! Best wishes to all of you there, Sam", "Sorry"),
        (" I am sorry I was late." + MORE + "\n\nKind regards,\nSam", None),
        (" I am sorry I was late. I liked the hall. Sam", None),
        (" I am sorry I was late. Thank you for the walk round the yard today.", None),
        (MORE, None),
    ],
)
def test_last_line(ending: str, words: str | None) -> None:
    assert marked(THANKS + ending, "last-line", Known(they_lost_time=True)) == words


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ("On [topic], I would ring.", "[topic]"),
        ("On [topic I would ring", "[topic I would ring"),
        ("On topic], I would ring.", "]"),
        ("Dear INSERT NAME, hello.", "INSERT"),
        ("We met on XX June.", "XX"),
        ("We met on XXXX June.", "XXXX"),
    ],
)
def test_leftovers(left: str, words: str) -> None:
    assert marked(THANKS + " " + left, "leftovers") == words


@pytest.mark.parametrize(
    "fine", ["I insert the plates by hand.", "Love, Amy xx", "The X-ray unit, size XL.", "(topic)"]
)
def test_what_is_no_leftover(fine: str) -> None:
    assert "leftovers" not in marks(THANKS + " " + fine)


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("pay", "What is the salary for the role?"),
        ("complaint", "I was kept waiting for forty minutes."),
        ("comparison", "I am stronger than the other candidates."),
    ],
)
def test_what_is_better_left_for_later(id: str, line: str) -> None:
    mark = marks(THANKS + " " + line)[id]

    assert (mark.group, mark.level) == ("later", "look")


def test_a_misspelled_name_is_marked_with_its_spelling() -> None:
    note = "Dear Ms Okafur, thank you for Monday."
    mark = marks(note, Known(people=["Ada Okafor"]))["names"]

    assert note[mark.start : mark.end] == "Okafur"
    assert (mark.level, mark.kinder) == ("fix", "Okafor")


def test_the_name_of_the_place_is_looked_at_too() -> None:
    mark = marks(
        "Thank you for showing me how Northfeild works, it was a treat.", Known(organisation="Northfield")
    )

    assert mark["names"].kinder == "Northfield"
