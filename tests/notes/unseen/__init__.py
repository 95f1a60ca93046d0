"""Notes nothing was learned from, and no threshold chosen by: half of them good, half with one trouble."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from debrief.notes.checks import check, shown
from debrief.notes.marks import Known, Mark

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Note:
    """One of them. `at` are the words that are wrong with it, empty in a good one, and `kinds` what it is."""

    name: str
    text: str
    at: str
    kinds: frozenset[str]

    @property
    def marks(self) -> list[Mark]:
        return check(self.text, Known())

    @property
    def is_found(self) -> bool:
        """Whether one of the marks that are shown lies on what is wrong."""
        start = self.text.index(self.at)
        end = start + len(self.at)
        return any(mark.start < end and start < mark.end for mark in shown(self.marks))


def notes() -> Iterator[Note]:
    for path in sorted(FOLDER.glob("*.toml")):
        for number, record in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["note"], 1):
            yield Note(
                f"{path.stem}-{number}",
                record["text"].strip(),
                record.get("at", ""),
                frozenset(record.get("kinds", ())),
            )


def good() -> list[Note]:
    return [note for note in notes() if not note.at]


def troubled() -> list[Note]:
    return [note for note in notes() if note.at]
