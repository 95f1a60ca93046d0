"""What is said quietly beside a note: at most three suggestions, worst first, each to use or to pass over."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from debrief.notes import noticing
from debrief.notes.marks import LOOK, SHAPE, Saying
from debrief.notes.noticing import Background, Mark
from debrief.notes.sentences import flat

MOST = 3
SAME_NOTE = "same-note"
SAME = Saying(
    id=SAME_NOTE,
    group=SHAPE,
    level=LOOK,
    why=_("But for the name, this reads like another note of yours, and notes get passed round."),
    kinder=_("One thing that only this person said or did is enough."),
)

# Kinder words that say what to do instead of what to write, apart from those in round brackets.
_ADVICE = frozenset({"the-thing-is", "sort-of"})
_LEAVE_OUT = "(Leave this out"
_LEAD_IN = "Close on thanks: "
_BLANK = re.compile(r"\[([^\][]+)\]")
_ENDS_A_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s|$)|\n")


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One of them. `said` is the stretch it is about, empty for the note as a whole.

    `instead` is what "Use this" puts there: words, nothing at all, or None where only the writer can tell.
    """

    id: str
    why: str
    kinder: str
    said: str = ""
    instead: str | None = None

    @property
    def has_blanks(self) -> bool:
        """Whether the words to use leave something in brackets to be filled in."""
        return bool(self.instead and _BLANK.search(self.instead))


def suggestions(text: str, background: Background, *, kept: Collection[str] = ()) -> list[Suggestion]:
    """The most useful few about a note; none of them is one its writer answered with "Keep mine"."""
    marks = noticing.worth_saying(noticing.noticed(text, background), kept)
    found = [_suggestion(text, mark, background) for mark in marks]
    if SAME_NOTE not in kept and _is_the_same_note(text, background):
        found.append(Suggestion(id=SAME.id, why=str(SAME.why), kinder=str(SAME.kinder)))
    return found[:MOST]


def with_kinder_words(text: str, suggestion_id: str, background: Background) -> str:
    """The note with the kinder words of one suggestion in the place of its own.

    Kinder words that are a sentence take the place of the sentence that was marked, and so does leaving it
    out; others that of the marked words alone. A suggestion that is not there any more, or has no words to
    use, changes nothing.
    """
    for mark in noticing.noticed(text, background):
        if mark.id == suggestion_id:
            instead = _instead(mark, background)
            return text if instead is None else _put(text, mark.start, mark.end, instead)
    return text


def _suggestion(text: str, mark: Mark, background: Background) -> Suggestion:
    return Suggestion(
        id=mark.id,
        why=str(mark.why),
        kinder=_filled(str(mark.kinder), background),
        said=text[mark.start : mark.end],
        instead=_instead(mark, background),
    )


def words_to_use(id: str, kinder: str) -> str | None:
    """What the kinder words of a mark put into a note: nothing at all, or None where they are advice."""
    if id in _ADVICE or (kinder.startswith("(") and not kinder.startswith(_LEAVE_OUT)):
        return None
    return "" if kinder.startswith(_LEAVE_OUT) else kinder.removeprefix(_LEAD_IN)


def _instead(mark: Mark, background: Background) -> str | None:
    words = words_to_use(mark.id, str(mark.kinder)) if mark.start < mark.end else None
    return None if words is None else _filled(words, background)


def _filled(kinder: str, background: Background) -> str:
    """Kinder words with what the parts of the note have for their blanks."""
    return _BLANK.sub(lambda blank: background.words.get(blank[1]) or blank[0], kinder)


def _put(text: str, start: int, end: int, words: str) -> str:
    if words and not _ENDS_A_SENTENCE.search(words):
        return text[:start] + words + text[end:]
    start, end = _sentences_around(text, start, end)
    before, after = text[:start].rstrip(" "), text[end:].lstrip(" ")
    if words and before and not before.endswith("\n"):
        words = f" {words}"
    if after and not after.startswith("\n") and (words or not before.endswith("\n")):
        after = f" {after}"
    return re.sub(r"\n{3,}", "\n\n", f"{before}{words}{after}").strip()


def _sentences_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence that holds `start` begins, and where the one that holds `end` is over."""
    begins = 0
    for over in _SENTENCE_END.finditer(text):
        if over.end() <= start:
            begins = over.end()
        elif over.end() >= end:
            return begins, over.start() if over[0] == "\n" else over.end()
    return begins, len(text)


def _is_the_same_note(text: str, background: Background) -> bool:
    others = {print_of(other, name) for name, other in background.others} - {0}
    return bool(others) and print_of(text, background.name) in others


def print_of(text: str, name: str) -> int:
    """A note without its greeting and the names by which it speaks to its reader, as a number; 0 if blank.

    The number (as FNV-1a makes it, of letters) is what the page of another note has to know of it.
    """
    rest = flat(text.strip().partition("\n")[2]).lower()
    for called in (flat(name), flat(name).partition(" ")[0]):
        if called:
            rest = re.sub(rf"(?<!\w){re.escape(called.lower())}(?!\w)", "", rest)
    number = 0
    for letter in flat(rest):
        number = (number ^ ord(letter)) * 16_777_619 & 0xFFFF_FFFF
    return number
