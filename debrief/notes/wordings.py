"""The wordings a note is better without, read from the files in patterns/: one file a group.

They are about English, so their texts stay beside them and are not translated. Each pattern has one reason,
one kinder way to say it, and any number of wordings that find it. A wording is made of regular expressions in
the part of the language that Python and JavaScript share, without regard to case and with \\b and \\w meaning
A to Z; <name> in it stands for the piece of that name in pieces.toml, and a line break for nothing.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path

from debrief.notes.reading import Reading, Span

FOLDER = Path(__file__).parent / "patterns"
PIECES = FOLDER / "pieces.toml"

# In characters: how near `also` has to be, and how far on `unless_next` is looked for.
_NEAR = 80
_ON = 240
# Places of one sentence that are looked at.
_TRIES = 6

_PIECE = re.compile(r"<([a-z_]+)>")
_FOLD = re.compile(r"(?:^|\n) *")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One way to say it, with an example that has it and one that looks like it and is fine.

    `find` is looked for sentence by sentence. The sentence also has to have `also`, and must not have
    `unless`; nor may what follows, up to `_ON` characters, have `unless_next`.
    """

    find: re.Pattern[str]
    also: re.Pattern[str] | None = None
    unless: re.Pattern[str] | None = None
    unless_next: re.Pattern[str] | None = None
    matches: str
    clean: str

    def place(self, reading: Reading) -> Span | None:
        """Where it is first said."""
        for start, end in reading.sentences:
            sentence = reading.text[start:end]
            found = next(
                filter(partial(self._is_meant, sentence), islice(self.find.finditer(sentence), _TRIES)), None
            )
            if (
                found
                and not (self.unless and self.unless.search(sentence))
                and not (self.unless_next and self.unless_next.search(reading.text[start : end + _ON]))
            ):
                return start + found.start(), start + found.end()
        return None

    def _is_meant(self, sentence: str, found: re.Match[str]) -> bool:
        around = sentence[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        return self.also is None or bool(self.also.search(around))


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

    def place(self, reading: Reading) -> Span | None:
        """Where any of its wordings comes first."""
        return min(filter(None, (wording.place(reading) for wording in self.wordings)), default=None)


@cache
def patterns() -> tuple[Pattern, ...]:
    """All of them. Read when first asked for: compiling takes a moment."""
    files = (path for path in sorted(FOLDER.glob("*.toml")) if path != PIECES)
    return tuple(pattern for path in files for pattern in _read(path))


def compiled(written: str) -> re.Pattern[str]:
    """A wording as it is written in the files, ready for use: pieces put in, line breaks taken out."""
    written = _FOLD.sub("", written)
    while _PIECE.search(written):
        written = _PIECE.sub(lambda piece: _FOLD.sub("", _pieces()[piece[1]]), written)
    return re.compile(written, re.ASCII | re.IGNORECASE)


def _compiled(written: str | None) -> re.Pattern[str] | None:
    return None if written is None else compiled(written)


def _read(path: Path) -> Iterator[Pattern]:
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["pattern"]:
        wordings = tuple(
            Wording(
                find=compiled(each["find"]),
                also=_compiled(each.get("also")),
                unless=_compiled(each.get("unless")),
                unless_next=_compiled(each.get("unless_next")),
                matches=each["matches"],
                clean=each["clean"],
            )
            for each in entry.pop("wording")
        )
        yield Pattern(group=path.stem.replace("_", "-"), wordings=wordings, **entry)


@cache
def _pieces() -> dict[str, str]:
    return tomllib.loads(PIECES.read_text(encoding="utf-8"))
