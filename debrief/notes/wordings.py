"""What a note is better without: each kind of trouble, why, a kinder way to say it, and how it is found.

The files in patterns/ have them, one file a group. They are about English, so their texts stay beside them
and are not translated. What a sentence says is told by all of its words (`evidence`), whatever way it says
it. The wordings of domain.md section 7.1 find the most common ways, and point at the very words.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import blake2b
from pathlib import Path
from secrets import token_bytes

from django.core.cache import caches

from debrief.notes.evidence import MAYBE, NEARLY, SURE, evidence
from debrief.notes.reading import Reading, Span

FOLDER = Path(__file__).parent / "patterns"

_KEY = token_bytes(16)  # of this process, as what it remembers is

_FOLD = re.compile(r"(?:^|\n) *")


@dataclass(frozen=True, kw_only=True)
class Pattern:
    """One kind of trouble.

    `level` is `fix`, usually better out, or `look`, may be fine. `find` is a regular expression in the part
    of the language that Python and JavaScript share, without regard to case, \\b and \\w meaning A to Z; it
    is empty for what no few wordings can find. With `unless` in a sentence all of it is fine. `matches` is an
    example that `find` finds, and `clean` one that looks like it and is fine.

    What `find` finds counts where the rest of the sentence may have trouble in it too, or always if it
    `stands_alone`. `kind` is the id of what the evidence calls it, where that is another one's.

    `once_if_late` is fine once in a note to people who lost time; `before_a_no` is about guessing the result,
    and so is fine once it is known.
    """

    id: str
    group: str
    level: str
    why: str
    kinder: str
    kind: str = ""
    find: str = ""
    unless: str = ""
    matches: str = ""
    clean: str = ""
    stands_alone: bool = False
    once_if_late: bool = False
    before_a_no: bool = False

    def place_in(self, sentence: str) -> Span | None:
        """Where its wording is in a sentence, whatever the rest of it says."""
        if not self.find or self.is_fine_in(sentence):
            return None
        found = self._find.search(sentence)
        return found and found.span()

    def is_fine_in(self, sentence: str) -> bool:
        return bool(self.unless and self._unless.search(sentence))

    @cached_property
    def _find(self) -> re.Pattern[str]:
        return compiled(self.find)

    @cached_property
    def _unless(self) -> re.Pattern[str]:
        return compiled(self.unless)


def places(reading: Reading) -> dict[str, Span]:
    """Where each pattern is in a note, by id: in the sentence that says it most, or else its first wording.

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
    most_of: dict[str, float] = {}
    for start, end in reading.sentences:
        sentence = reading.text[start:end]
        scores = evidence().scores(sentence.lower())
        told = set()
        for pattern, (first, last) in _wordings_in(sentence, scores):
            found.setdefault(pattern.id, (start + first, start + last))
            told.add(pattern.kind or pattern.id)
        kind = max(scores, key=scores.__getitem__)
        if (
            scores[kind] < max(SURE, most_of.get(kind, 0))
            or kind in told
            or _by_id()[kind].is_fine_in(sentence)
        ):
            continue
        most_of[kind] = scores[kind]
        found[kind] = (start, end)
    return found


def _wordings_in(sentence: str, scores: Mapping[str, float]) -> Iterator[tuple[Pattern, Span]]:
    """The wordings in a sentence that count there, which says so much of each kind."""
    enough = max(MAYBE, NEARLY * max(scores.values()))
    for pattern in patterns():
        counts = pattern.stands_alone or scores[pattern.kind or pattern.id] >= enough
        if counts and (span := pattern.place_in(sentence)):
            yield pattern, span


@cache
def _by_id() -> dict[str, Pattern]:
    return {pattern.id: pattern for pattern in patterns()}


@cache
def patterns() -> tuple[Pattern, ...]:
    """All of them, read when first asked for."""
    return tuple(pattern for path in sorted(FOLDER.glob("*.toml")) for pattern in _read(path))


def compiled(written: str) -> re.Pattern[str]:
    """An expression as it is written in the files, ready for use."""
    return re.compile(_unfolded(written), re.ASCII | re.IGNORECASE)


def _read(path: Path) -> Iterator[Pattern]:
    group = path.stem.replace("_", "-")
    for entry in tomllib.loads(path.read_text(encoding="utf-8"))["pattern"]:
        find, unless = _unfolded(entry.pop("find", "")), _unfolded(entry.pop("unless", ""))
        yield Pattern(group=group, find=find, unless=unless, **entry)


def _unfolded(written: str) -> str:
    """In one line: a line break in an expression and the spaces after it stand for nothing."""
    return _FOLD.sub("", written)
