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
from functools import cache, cached_property
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from secrets import token_bytes

from django.core.cache import caches

from debrief.notes.literals import Index
from debrief.notes.reading import Reading, Span

FOLDER = Path(__file__).parent / "patterns"
PIECES = FOLDER / "pieces.toml"

# In characters: how near `also` has to be, how far on `unless_next` is looked for, and how far
# back a question that is being answered.
NEAR = 80
ON = 240
BACK = 480
# Places of one sentence that are looked at.
TRIES = 6

# What goes before an answer in its paragraph, with nothing of how it went at the time.
ANSWERING = (
    r"^(?!.{0,480}\b(?:could(?:n't| not)|blank|froze|sorry|afraid|wish|why|poor|badly|struggled|flustered)\b)"
    r".{0,480}?\b(?:(?:you|i was) (?:also )?(?:asked|wondered|wanted to know)|question"
    r"|i (?:said|told you) i'd|(?:like|wanted) to add)\b"
)
# What is of the day itself.
DAY = r"<day>"

_KEY = token_bytes(16)  # of this process, as what it remembers is

_PIECE = re.compile(r"<([a-z_]+)>")
_FOLD = re.compile(r"(?:^|\n) *")


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One way to say it, with an example that has it and one that looks like it and is fine.

    `find` is looked for sentence by sentence, and is what gets marked. `also` has to stand near it. With
    `unless` in the sentence it is fine, and with `unless_next` in the sentence or soon after it. `written`
    are these four as they stand in the files, in one line each; they are compiled when first needed, because
    most never are and all together take a second. `fine_in_answers` is for what only an account of the day
    has as trouble, and a story told as an answer has not.
    """

    matches: str
    clean: str
    written: tuple[str, str | None, str | None, str | None]
    fine_in_answers: bool = False

    @cached_property
    def find(self) -> re.Pattern[str]:
        return compiled(self.written[0])

    @cached_property
    def also(self) -> re.Pattern[str] | None:
        return self._condition(1)

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return self._condition(2)

    @cached_property
    def unless_next(self) -> re.Pattern[str] | None:
        return self._condition(3)

    def _condition(self, number: int) -> re.Pattern[str] | None:
        written = self.written[number]
        return compiled(written) if written else None

    def place(self, reading: Reading) -> Span | None:
        """Where it is first said."""
        return next(filter(None, (self.place_in(reading, each) for each in reading.sentences)), None)

    def place_in(self, reading: Reading, sentence: Span) -> Span | None:
        start, end = sentence
        found = self._find(reading.text[start:end])
        if found and not self._is_fine(reading.text, start, end):
            return start + found.start(), start + found.end()
        return None

    def _find(self, sentence: str) -> re.Match[str] | None:
        for found in islice(self.find.finditer(sentence), TRIES):
            around = sentence[max(0, found.start() - NEAR) : found.end() + NEAR]
            if self.also is None or self.also.search(around):
                return found
        return None

    def _is_fine(self, text: str, start: int, end: int) -> bool:
        if self.unless and self.unless.search(text[start:end]):
            return True
        if self.unless_next and self.unless_next.search(text[start : end + ON]):
            return True
        return self.fine_in_answers and _is_answer(text, start, end)


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One kind of trouble.

    `level` is `fix`, usually better out, or `look`, may be fine. `once_if_late` is fine once in a note to
    people who lost time; `before_a_no` is about guessing the result, and so is fine once it is known;
    `fine_in_answers` is that of its wordings.
    """

    id: str
    group: str
    level: str
    why: str
    kinder: str
    wordings: tuple[Wording, ...]
    once_if_late: bool = False
    before_a_no: bool = False
    fine_in_answers: bool = False

    def place(self, reading: Reading) -> Span | None:
        """Where any of its wordings comes first."""
        return min(filter(None, (wording.place(reading) for wording in self.wordings)), default=None)


def places(reading: Reading) -> dict[str, Span]:
    """Where each pattern that is in a note comes first, by id: the same as asking each for its `place`.

    The page of a note is drawn again and again while its words stay the same: on a reload, on the way back,
    when a save is refused. So this process remembers what it found for a while, under a name that cannot be
    turned back into the words.
    """
    name = blake2b(reading.text.encode(), key=_KEY, digest_size=16).hexdigest()
    found: dict[str, Span] | None = caches["notes"].get(name)
    if found is None:
        caches["notes"].set(name, found := _places(reading))
    return found


def _places(reading: Reading) -> dict[str, Span]:
    found: dict[str, Span] = {}
    for sentence in reading.sentences:
        here: dict[str, Span] = {}
        for number in _index().possible_in(reading.text[slice(*sentence)].lower()):
            id, wording = _wordings()[number]
            if id not in found and (span := wording.place_in(reading, sentence)):
                here[id] = min(span, here.get(id, span))
        found |= here
    return found


def _is_answer(text: str, start: int, end: int) -> bool:
    """Whether a sentence is part of an answer to something from the interview, told without the day."""
    paragraph = text.rfind("\n", 0, start) + 1
    answering, day = _answering()
    before = text[max(paragraph, start - BACK) : start]
    return bool(answering.search(before)) and not day.search(text[start:end])


@cache
def _answering() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return compiled(ANSWERING), compiled(DAY)


@cache
def _index() -> Index[int]:
    return Index({number: spelled_out(one.written[0]) for number, (_id, one) in enumerate(_wordings())})


@cache
def _wordings() -> tuple[tuple[str, Wording], ...]:
    return tuple((pattern.id, wording) for pattern in patterns() for wording in pattern.wordings)


@cache
def patterns() -> tuple[Pattern, ...]:
    """All of them, read when first asked for."""
    files = (path for path in sorted(FOLDER.glob("*.toml")) if path != PIECES)
    return tuple(pattern for path in files for pattern in _read(path))


def compiled(written: str) -> re.Pattern[str]:
    """A wording as it is written in the files, ready for use."""
    return re.compile(spelled_out(written), re.ASCII | re.IGNORECASE)


def spelled_out(written: str) -> str:
    """A wording with its pieces put in and its line breaks taken out."""
    written = _unfolded(written)
    while _PIECE.search(written):
        written = _PIECE.sub(lambda piece: pieces()[piece[1]], written)
    return written


def _read(path: Path) -> Iterator[Pattern]:
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["pattern"]:
        answers = entry.get("fine_in_answers", False)
        wordings = tuple(_wording(**each, fine_in_answers=answers) for each in entry.pop("wording"))
        yield Pattern(group=path.stem.replace("_", "-"), wordings=wordings, **entry)


def _wording(
    *,
    matches: str,
    clean: str,
    find: str,
    also: str = "",
    unless: str = "",
    unless_next: str = "",
    fine_in_answers: bool,
) -> Wording:
    conditions = [_unfolded(written) or None for written in (also, unless, unless_next)]
    return Wording(
        matches=matches,
        clean=clean,
        written=(_unfolded(find), conditions[0], conditions[1], conditions[2]),
        fine_in_answers=fine_in_answers,
    )


def _unfolded(written: str) -> str:
    return _FOLD.sub("", written)


@cache
def pieces() -> dict[str, str]:
    """What <name> stands for, which may hold others."""
    read = tomllib.loads(PIECES.read_text(encoding="utf-8"))
    return {name: _unfolded(written) for name, written in read.items()}
