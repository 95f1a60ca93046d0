"""The wordings a note is better without, read from the files in patterns/: one file a group.

They are about English, so their texts stay beside them and are not translated. Each pattern has one reason,
one kinder way to say it, and any number of wordings that find it. A wording is a regular expression in the
part of the language that Python and JavaScript share, matched without regard to case over the `text` of a
`Reading`; <name> in it stands for the piece of that name in pieces.toml, and a line break for nothing.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from debrief.notes.reading import Span

FOLDER = Path(__file__).parent / "patterns"
PIECES = FOLDER / "pieces.toml"

_PIECE = re.compile(r"<([a-z_]+)>")
_FOLD = re.compile(r"\n *")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One way to say it, with a sentence that has it and one that looks like it and is fine.

    `regex` has \\b and \\w mean A to Z, as they do in JavaScript.
    """

    regex: re.Pattern[str]
    matches: str
    clean: str


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One kind of trouble.

    `level` is `fix`, usually better out, or `look`, may be fine. `once_if_late` is fine once in a note to
    people who lost time; `before_a_no` is about guessing the result, and so is fine once it is known.
    """

    id: str
    group: str
    level: str
    why: str
    kinder: str
    wordings: tuple[Wording, ...]
    once_if_late: bool = False
    before_a_no: bool = False

    def find(self, text: str) -> Span | None:
        """Where any of its wordings comes first."""
        found = (wording.regex.search(text) for wording in self.wordings)
        return min((match.span() for match in found if match), default=None)


@cache
def patterns() -> tuple[Pattern, ...]:
    """All of them. Read when first asked for: compiling takes a moment."""
    files = (path for path in sorted(FOLDER.glob("*.toml")) if path != PIECES)
    return tuple(pattern for path in files for pattern in _read(path))


def compiled(written: str) -> re.Pattern[str]:
    """A wording as it is written in the files, ready for use: pieces put in, line breaks taken out."""
    while _PIECE.search(written):
        written = _PIECE.sub(lambda piece: _pieces()[piece[1]], written)
    return re.compile(_FOLD.sub("", written), re.ASCII | re.IGNORECASE)


def _read(path: Path) -> Iterator[Pattern]:
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["pattern"]:
        wordings = tuple(
            Wording(regex=compiled(wording.pop("regex")), **wording) for wording in entry.pop("wording")
        )
        yield Pattern(group=path.stem.replace("_", "-"), wordings=wordings, **entry)


@cache
def _pieces() -> dict[str, str]:
    return tomllib.loads(PIECES.read_text(encoding="utf-8"))
