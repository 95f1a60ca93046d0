"""Names that are nearly spelled as they were noted down, and words that only look like it."""

import pytest

from debrief.notes.names import misspellings
from debrief.notes.reading import Reading


def found(note: str, *noted: str) -> list[tuple[str, str]]:
    reading = Reading(note)
    return [(reading.text[slice(*wrong.span)], wrong.noted) for wrong in misspellings(reading, noted)]


@pytest.mark.parametrize(
    ("note", "noted", "wrong"),
    [
        ("Dear Ms Okafur, hello to you", "Ms Okafor", ("Okafur", "Okafor")),
        ("Dear Ms. Okafur, hello to you", "Ms. Okafor", ("Okafur", "Okafor")),
        ("Hi jon, thanks for today", "John", ("jon", "John")),
        ("Dear Omer, thanks for today", "Omar Haddad", ("Omer", "Omar")),
        ("We met with Stephan and the whole crew", "Stephen", ("Stephan", "Stephen")),
        ("I liked what Okafur’s team does for you", "Okafor", ("Okafur", "Okafor")),
        ("Dear Ms O’Brian, hello to you", "Siobhan O'Brien", ("O'Brian", "O'Brien")),
        ("Dear Mr Muller, hello to you", "Herr Müller", ("Muller", "Müller")),
        ("I would love to work at Northfeild for a year", "Northfield Housing", ("Northfeild", "Northfield")),
        ("Dear Sara, hello to you", "Sarah", ("Sara", "Sarah")),
        ("Hello, omer, thanks for today", "Omar", ("omer", "Omar")),
        ("Hi there omer, thanks for today", "Omar", ("omer", "Omar")),
    ],
)
def test_near_misses(note: str, noted: str, wrong: tuple[str, str]) -> None:
    assert found(note, noted) == [wrong]


@pytest.mark.parametrize(
    ("note", "noted"),
    [
        ("Dear Ms Okafor, hello to you", "Ms Okafor"),
        ("dear ms okafor, hello to you", "Ms Okafor"),
        ("Dear Sara, and please thank Sarah for me", "Sara Sarah"),
        ("We met on Friday in March and talked of May", "Frida Marc Mary"),
        ("Thank you. Mark my words are few", "Marka"),
        ("I saw the market and the grades", "Grace Mark"),
        ("Housing and care at the College of the city", "House of Housing Association"),
        ("Thanks for everything, and speak soon, Jon", "John"),
        ("Thanks for everything. Kind regards, Jon Smith", "John"),
        ("Dear Tom, hello to you", "Priya"),
        ("I know Alexandra well", "Alex"),
        ("We met Karen and the whole crew here", "Aaron"),
        ("", "Okafor"),
        ("We met Omer and the whole crew here", "Omar"),
        ("Hi Jo, thanks for the tour", "Joe"),
        ("I saw Alexander at the gate today", "Alexandersson"),
        ("I liked the Trusty van and the crew", "Bankside Trust"),
    ],
)
def test_no_misses(note: str, noted: str) -> None:
    assert found(note, noted) == []


def test_nothing_noted_nothing_found() -> None:
    assert found("Dear Ms Okafur, hello to you", "", "Ms", "J") == []


def test_each_is_found_in_the_order_of_the_note() -> None:
    assert found(
        "Dear Omer, I met Stephan at Northfeild earlier in the day", "Stephen", "Omar", "Northfield"
    ) == [
        ("Omer", "Omar"),
        ("Stephan", "Stephen"),
        ("Northfeild", "Northfield"),
    ]
