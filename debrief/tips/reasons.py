"""The words for what can go wrong in an interview, which tips and debriefs share (domain.md, section 5).

A tip names the keys in its `causes`, the one it is most about first. `debriefs.causes` adds what is done
about each. Keys are stored and never change.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    """One reason; `because` goes on after the word "because"."""

    key: str
    label: str | Promise
    because: str | Promise


GROUPS: tuple[tuple[str | Promise, tuple[Reason, ...]], ...] = (
    (
        _("Getting there"),
        (
            Reason("late", _("I was late or rushing"), _("you were late or rushing")),
            Reason("tech", _("The tech let me down"), _("the tech let you down")),
            Reason("appearance", _("I didn't look or feel put together"), _("you didn't feel put together")),
        ),
    ),
    (
        _("What I knew"),
        (
            Reason(
                "employer_unknown",
                _("I didn't know enough about them"),
                _("you didn't know enough about them"),
            ),
            Reason(
                "role_unclear",
                _("I wasn't sure what they were looking for"),
                _("you weren't sure what they were looking for"),
            ),
            Reason("little_practice", _("I hadn't practised out loud"), _("you hadn't practised out loud")),
            Reason(
                "skill_gap",
                _("They asked for something I can't do yet"),
                _("they asked for something you can't do yet"),
            ),
        ),
    ),
    (
        _("My answers"),
        (
            Reason("mind_blank", _("My mind went blank"), _("your mind went blank")),
            Reason("rambled", _("I went on too long"), _("you went on too long")),
            Reason("too_thin", _("My answers were thin, no example"), _("your answers were thin")),
            Reason("misread", _("I answered a different question"), _("you answered a different question")),
            Reason(
                "forgot_strength",
                _("I forgot to mention something that matters"),
                _("something that matters went unsaid"),
            ),
            Reason("undersold", _("I undersold myself"), _("you undersold yourself")),
            Reason(
                "overshared", _("I said something I'd take back"), _("you said something you'd take back")
            ),
        ),
    ),
    (
        _("How I was"),
        (
            Reason("nerves", _("Nerves took over"), _("nerves took over")),
            Reason(
                "tired_unwell",
                _("I was tired, ill or had a lot on"),
                _("you were tired, ill or had a lot on"),
            ),
            Reason(
                "flat",
                _("I came across as not that interested"),
                _("you came across as not that interested"),
            ),
        ),
    ),
    (
        _("Their side"),
        (
            Reason(
                "interviewer",
                _("They were cold, distracted or rude"),
                _("they were cold, distracted or rude"),
            ),
            Reason("bad_format", _("The format was odd or badly run"), _("the format was odd or badly run")),
            Reason(
                "field",
                _("Strong field, inside candidate, or the role changed"),
                _("it was a strong field, or already decided"),
            ),
            Reason(
                "unfair",
                _("I was asked something I shouldn't have been"),
                _("you were asked something that wasn't theirs to ask"),
            ),
        ),
    ),
    (
        _("The match"),
        (Reason("job_not_right", _("The job wasn't what I thought"), _("the job wasn't what you thought")),),
    ),
)

REASONS: dict[str, Reason] = {reason.key: reason for _group, reasons in GROUPS for reason in reasons}
