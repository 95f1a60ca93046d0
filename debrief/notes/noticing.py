"""The one place where a note meets its checks (`notes.checks`); `notes.suggestions` is all that asks here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.functional import Promise


class Mark(Protocol):
    """Something noticed in a text, at `start` to `end`; both are 0 when it is about the text as a whole."""

    @property
    def id(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def why(self) -> str | Promise: ...
    @property
    def kinder(self) -> str | Promise: ...


@dataclass(frozen=True, kw_only=True)
class Background:
    """What there is to hold a note against.

    `name` is whom it is to, `people` are names as they were noted. `others` are the notes of the same debrief
    to somebody else, as pairs of a name and a text. `words` stand for what is in brackets in kinder words.
    """

    name: str = ""
    people: Sequence[str] = ()
    organisation: str = ""
    specific: str = ""
    they_lost_time: bool = False
    is_after_no: bool = False
    others: Sequence[tuple[str, str]] = ()
    words: Mapping[str, str] = field(default_factory=dict)


def noticed(text: str, background: Background) -> Sequence[Mark]:
    """Everything the checks have to say about a note, worst first."""
    try:
        from debrief.notes import checks, marks  # type: ignore[attr-defined]
    except ImportError:
        return ()
    known = marks.Known(
        organisation=background.organisation,
        people=background.people,
        specific_thing=background.specific,
        they_lost_time=background.they_lost_time,
        already_told_no=background.is_after_no,
    )
    found: Sequence[Mark] = checks.check(text, known)
    return found


def worth_saying(marks: Sequence[Mark], kept: Collection[str]) -> Sequence[Mark]:
    """The few of them to show: none whose id is among `kept`."""
    try:
        from debrief.notes import checks  # type: ignore[attr-defined]
    except ImportError:
        return ()
    found: Sequence[Mark] = checks.shown(marks, kept)
    return found
