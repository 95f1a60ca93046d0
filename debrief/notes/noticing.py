"""The one place where a note meets its checks (`notes.checks`); `notes.suggestions` is all that asks here."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from debrief.notes import checks
from debrief.notes.marks import Known, Mark

__all__ = ["Background", "Mark", "noticed", "worth_saying"]


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
    known = Known(
        organisation=background.organisation,
        people=background.people,
        specific_thing=background.specific,
        they_lost_time=background.they_lost_time,
        already_told_no=background.is_after_no,
    )
    return checks.check(text, known)


def worth_saying(marks: Sequence[Mark], kept: Collection[str]) -> Sequence[Mark]:
    """The few of them to show: none whose id is among `kept`."""
    return checks.shown(marks, kept)
