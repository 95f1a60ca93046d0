"""Made-up notes and lines, each kind in several files: what is marked in them, and what must not be."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from debrief.notes.marks import Known

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Note:
    """A whole note; one of `raises` is what is wrong with it, and nothing is where that is empty."""

    name: str
    text: str
    raises: frozenset[str]
    known: Known


@dataclass(frozen=True)
class Line:
    """A single sentence of a note; `raises` as in a note."""

    text: str
    raises: frozenset[str]


def notes(kind: str) -> list[Note]:
    """All notes of a kind, `troubled` or `good`."""
    return [note for path in sorted(FOLDER.glob(f"*_{kind}.toml")) for note in _notes_of(path)]


def troubled_lines() -> list[Line]:
    record = tomllib.loads((FOLDER / "troubled_lines.toml").read_text(encoding="utf-8"))
    return [Line(line, frozenset(ids.split())) for ids, part in record.items() for line in part["lines"]]


def fine_lines() -> list[Line]:
    files = sorted(FOLDER.glob("fine_lines_*.txt"))
    return [Line(line, frozenset()) for path in files for line in path.read_text("utf-8").splitlines()]


def _notes_of(path: Path) -> Iterator[Note]:
    for number, record in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["note"], 1):
        yield Note(
            name=f"{path.stem}-{number}",
            text=record["text"].strip(),
            raises=frozenset(record.get("raises", ())),
            known=Known(people=record.get("people", ()), already_told_no=record.get("told_no", False)),
        )
