"""Names that are almost, but not quite, spelled as they were noted down."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from debrief.notes.reading import Reading, Span

# Okafur for Okafor is 0.83, Jon for John 0.86. After a greeting a name is sure to follow, so less will do:
# Omer for Omar is 0.75.
ALIKE = 0.8
ALIKE_IN_GREETING = 0.7
SHORTEST = 3  # letters
SIGNATURE = 3  # words

TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "captain"}

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-](?=[^\W\d_]))*")
GREETING = re.compile(
    r"\b(?:dear|hi|hello|hey|hiya|good (?:morning|afternoon|evening))(?: there)?,? "
    rf"|\b(?:{'|'.join(sorted(TITLES))})\.? ",
    re.IGNORECASE,
)
SENTENCE_START = re.compile(r"^|[.!?:\n\"] ?")

# Parts of an organisation's name that a note also has on its own account.
COMMON = {
    "and", "the", "of", "for", "ltd", "limited", "plc", "llp", "inc", "llc", "group", "company", "co",
    "council", "city", "county", "school", "college", "university", "academy", "hospital", "trust", "care",
    "home", "house", "housing", "association", "associates", "foundation", "charity", "centre", "center",
    "services", "service", "solutions", "systems", "partners", "consulting", "bank", "hotel", "shop",
    "stores", "works", "museum", "gallery", "library", "nursery", "garden", "gardens", "studio", "studios",
    "media", "foods", "health", "international", "national", "royal", "north", "south", "east", "west",
}  # fmt: skip
# Capitalised in any note, and close to a name: Friday to Frida, May to Mary.
DATES = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february",
    "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    "christmas", "easter", "english", "french", "german", "spanish", "italian",
}  # fmt: skip
NO_NAMES = TITLES | DATES | COMMON


@dataclass(frozen=True)
class Misspelling:
    """Where a name is misspelled, and how it was noted down."""

    span: Span
    noted: str


def misspellings(reading: Reading, noted: Iterable[str]) -> Iterator[Misspelling]:
    """Words of a note that are nearly a word of the names noted down, in the order of the note.

    Names are known by their capital, or by a greeting before them. The first word of a sentence has a
    capital anyway, and the last words are whoever signs, so those are not looked at.
    """
    names = {_plain(word): word for name in noted for word in _parts(name)}
    if not names:
        return
    words = list(_WORD.finditer(reading.text))
    greetings = {found.end() for found in GREETING.finditer(reading.text)}
    starts = {found.end() for found in SENTENCE_START.finditer(reading.text)}
    for found in words[:-SIGNATURE]:
        greeted = found.start() in greetings
        if not greeted and (not found[0][0].isupper() or found.start() in starts):
            continue
        word = found[0].removesuffix("'s")
        plain = _plain(word)
        if plain in names or plain in NO_NAMES or len(plain) < SHORTEST:
            continue
        alike = max(((_likeness(plain, name), name) for name in names), default=(0.0, ""))
        if alike[0] >= (ALIKE_IN_GREETING if greeted else ALIKE):
            yield Misspelling((found.start(), found.start() + len(word)), names[alike[1]])


def _parts(name: str) -> list[str]:
    """The words of a name that can be told from ordinary ones."""
    words = _WORD.findall(Reading(name).text)
    return [word for word in words if len(word) >= SHORTEST and _plain(word) not in TITLES | COMMON]


def _plain(word: str) -> str:
    return word.casefold()


def _likeness(one: str, other: str) -> float:
    """From 0, nothing in common, to 1, the same."""
    if abs(len(one) - len(other)) > 2:
        return 0.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
