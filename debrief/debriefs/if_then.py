"""If-then plans: the ready ones of domain.md section 8, how a plan reads, and which one wants another look.

Adding a ready plan is adding one line to `READY`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import CueKind

AFTER = "after"  # the key of the one that fits everybody


@dataclass(frozen=True)
class ReadyPlan:
    """A plan to take over and change. `key` is the cause it answers (`debriefs.causes`), or `AFTER`."""

    key: str
    cue_kind: CueKind
    cue: str | Promise
    action: str | Promise

    def __str__(self) -> str:
        return in_a_sentence(str(self.cue), str(self.action))


READY: dict[str, ReadyPlan] = {
    plan.key: plan
    for plan in (
        ReadyPlan(
            "mind_blank",
            CueKind.FEELING,
            _("my mind goes blank"),
            _("say “Let me take a second with that”, breathe out, and repeat the question"),
        ),
        ReadyPlan(
            "rambled",
            CueKind.MOMENT,
            _("I hear myself start a second example"),
            _("finish the sentence and ask “Shall I go on?”"),
        ),
        ReadyPlan(
            "too_thin",
            CueKind.QUESTION,
            _("they say “tell me about a time”"),
            _("pick one of my three stories and end on the result"),
        ),
        ReadyPlan(
            "misread",
            CueKind.QUESTION,
            _("a question has two parts"),
            _("say both back before I answer"),
        ),
        ReadyPlan(
            "nerves",
            CueKind.FEELING,
            _("my heart races at the door"),
            _("tell myself “I'm excited” and press my feet to the floor"),
        ),
        ReadyPlan("undersold", CueKind.MOMENT, _("I'm about to say “we”"), _("add what I did")),
        ReadyPlan(
            "flat",
            CueKind.MOMENT,
            _("they finish explaining the role"),
            _("name the part I'd like most"),
        ),
        ReadyPlan(
            "late",
            CueKind.PLACE,
            _("the interview is before noon"),
            _("be nearby 30 minutes early"),
        ),
        ReadyPlan(
            "little_practice",
            CueKind.PLACE,
            _("it's 18:00 the day before"),
            _("say three answers out loud, standing"),
        ),
        ReadyPlan(
            "overshared",
            CueKind.QUESTION,
            _("my last job comes up"),
            _("say what I learned and stop"),
        ),
        ReadyPlan(
            "interviewer",
            CueKind.MOMENT,
            _("they seem cold"),
            _("keep my pace and answer the question asked"),
        ),
        ReadyPlan(
            AFTER,
            CueKind.PLACE,
            _("I start replaying it at night"),
            _("say “written down, tomorrow”, and read a page"),
        ),
    )
}


def ready_for(causes: Iterable[Mapping[str, Any]]) -> list[ReadyPlan]:
    """The ready plans for the named causes, rows of `NamedCause`: the main one's first, `AFTER` last."""
    keys = [row["key"] for row in sorted(causes, key=lambda row: (not row["is_main"], row["position"]))]
    return [READY[key] for key in (*keys, AFTER) if key in READY]


def in_a_sentence(cue: str, action: str, reason: str = "") -> str:
    """A plan as it is said; a half that is still missing stands as three dots."""
    parts = {
        "cue": _bare(cue, _IF) or "…",
        "action": _DONT.sub(gettext("not"), _bare(action, _THEN)) or "…",
        "reason": _bare(reason, _SO_THAT),
    }
    if parts["reason"]:
        return gettext("If %(cue)s, then I will %(action)s, so that %(reason)s.") % parts
    return gettext("If %(cue)s, then I will %(action)s.") % parts


def says_what_not(action: str) -> bool:
    """Whether an action is about what to leave. Something to do works better (domain.md 8)."""
    return _AVOIDS.match(_bare(action, _THEN)) is not None


# Words the sentence has already, and people write all the same.
_IF = re.compile(r"(?:if|when)\s+", re.IGNORECASE)
_THEN = re.compile(r"(?:then\s+)?(?:I will\s+|I['’]ll\s+)?", re.IGNORECASE)
_SO_THAT = re.compile(r"so that\s+", re.IGNORECASE)
_DONT = re.compile(r"^(?:don['’]t|do not)\b", re.IGNORECASE)
_AVOIDS = re.compile(r"(?:not|never|no longer|stop|avoid|don['’]t|do not)\b", re.IGNORECASE)


def _bare(words: str, lead_in: re.Pattern[str]) -> str:
    words = words.strip()
    if begins := lead_in.match(words):
        words = words[begins.end() :]
    return words.rstrip(" .,")
