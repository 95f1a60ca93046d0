"""What the checks are given besides the note, and what they give back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.utils.functional import Promise

from debrief.notes.reading import Reading, Span

FIX, LOOK = "fix", "look"  # usually better out; may be fine
LEVELS = (FIX, LOOK)

# Worst first. The four after "slip" and "undercutting" are those of domain.md section 7.1; "later" is what
# its rules leave for later; "shape" is about the note as a whole.
SLIP, SHAPE = "slip", "shape"
GROUPS = (SLIP, "self-attack", "pleading", "over-apology", "excuse", "later", "undercutting", SHAPE)

WHOLE: Span = (0, 0)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a debrief knows that a note can be held against.

    `specific_thing` is the answer to "What stayed with you?", None where nobody was asked. `they_lost_time`
    is for whoever was late or did not turn up.
    """

    organisation: str = ""
    people: Sequence[str] = ()
    specific_thing: str | None = None
    they_lost_time: bool = False
    already_told_no: bool = False


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing to look at in a note.

    `start` and `end` are positions in the note as it was given, both 0 where it is about the note as a
    whole. `kinder` says it another way, with what is left to fill in between brackets.
    """

    id: str
    group: str
    level: str
    start: int
    end: int
    why: str | Promise
    kinder: str | Promise

    def overlaps(self, other: "Mark") -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, kw_only=True)
class Saying:
    """What a rule says where it is broken."""

    id: str
    group: str
    level: str
    why: str | Promise
    kinder: str | Promise = ""


class Says(Protocol):
    """A saying, or a pattern of `wordings`."""

    @property
    def id(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def why(self) -> str | Promise: ...
    @property
    def kinder(self) -> str | Promise: ...


def mark(reading: Reading, span: Span, says: Says, *, kinder: str = "") -> Mark:
    """A mark on a stretch of what was read; `kinder` where only the note can tell."""
    start, end = reading.span(*span)
    return Mark(
        id=says.id,
        group=says.group,
        level=says.level,
        start=start,
        end=end,
        why=says.why,
        kinder=kinder or says.kinder,
    )
