"""A note as it is read, with one kind of apostrophe and of space, and the way back to what was typed."""

import re
from bisect import bisect_left
from functools import cached_property

Span = tuple[int, int]

# Five times the 200 words from which a note is long. Characters after this many are not read.
LONGEST = 6_000

# What phones type, and the character the patterns are written in. An empty one leaves no trace.
AS_READ = (
    dict.fromkeys("’‘‛ʼʹ′´`＇", "'")
    | dict.fromkeys("“”„‟″«»＂", '"')
    | dict.fromkeys("‐‑‒–—―−", "-")
    | {"…": "."}
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\ufe0e\ufe0f", "")
)
_UNSEEN = rf"[\s{''.join(letter for letter, read in AS_READ.items() if not read)}]"
_VISIBLE = re.compile(rf"(?!{_UNSEEN}).(?:.*(?!{_UNSEEN}).)?", re.DOTALL)
# What is not read as it stands; a single space between two words is.
_ODD = re.compile(rf"{_UNSEEN}{{2,}}|[^\S ]|[{''.join(AS_READ)}]")
_AS_READ = str.maketrans(AS_READ)
# With what ends it; the point in 2.30 does not.
SENTENCE = re.compile(r"[^.!?\n ](?:[^.!?\n]|\.(?=[^ \n.]))*[.!?]*")
_PARAGRAPH = re.compile(r"[^\n]+")
_WORD = re.compile(r"[^\W_](?:[\w'-]{0,40}[^\W_])?")


class Reading:
    """A note, ready to be looked through.

    A line break in `text` is the end of a paragraph; one within a paragraph became a space. Positions in
    `text` are not those of the note: `span` turns them back.
    """

    def __init__(self, note: str) -> None:
        self.text = ""
        self._places: list[int] = []
        visible = _VISIBLE.search(note, 0, LONGEST)
        done, end = visible.span() if visible else (0, 0)
        for odd in _ODD.finditer(note, done, end):
            self._read(note[done : odd.start()], done)
            if letter := AS_READ.get(odd[0]):
                self._read(letter, odd.start())
            elif gap := odd[0].translate(_AS_READ):
                break_or_space = "\n" if _ends_paragraph(self.text[-1], gap) else " "
                self._read(break_or_space, note.index(gap[0], odd.start()))
            done = odd.end()
        self._read(note[done:end], done)

    def _read(self, text: str, place: int) -> None:
        self.text += text
        self._places += range(place, place + len(text))

    def span(self, start: int, end: int) -> Span:
        """The same stretch in the note as it was given. An empty one is (0, 0): the note as a whole."""
        return (self._places[start], self._places[end - 1] + 1) if start < end else (0, 0)

    @cached_property
    def small(self) -> str:
        return self.text.lower()

    @cached_property
    def words(self) -> list[Span]:
        return [match.span() for match in _WORD.finditer(self.text)]

    def words_in(self, span: Span) -> int:
        """How many words begin in a stretch of `text`."""
        return bisect_left(self._beginnings, span[1]) - bisect_left(self._beginnings, span[0])

    @cached_property
    def _beginnings(self) -> list[int]:
        return [start for start, _end in self.words]

    @cached_property
    def sentences(self) -> list[Span]:
        return [match.span() for match in SENTENCE.finditer(self.text)]

    @cached_property
    def paragraphs(self) -> list[Span]:
        return [match.span() for match in _PARAGRAPH.finditer(self.text)]


def _ends_paragraph(before: str, gap: str) -> bool:
    """Whether a gap between words holds an empty line, or a line break where a sentence has ended."""
    breaks = max(gap.count("\n"), gap.count("\r"))
    return breaks > 1 or (breaks == 1 and before in ".!?") or "\u2029" in gap
