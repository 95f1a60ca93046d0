"""Drafting a thank-you note from its parts: plain values in, plain text out (domain.md, section 7)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from debrief.notes.choices import Situation, Tone
from debrief.notes.sentences import (
    around,
    capital,
    flat,
    is_a_thing,
    is_about_me,
    is_asked,
    is_blank,
    is_clause,
    joined,
    led,
    listed,
    sentence,
    small,
)
from debrief.notes.voices import HAVE_BEEN_DOING, HAVE_DONE, NEXT_STEP, TO_NOBODY, VOICES, Voice

MOST_LEFT_OUT = 2


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What a note is made from, as it was typed; blank parts are left out of it.

    `day` is when they met, ready to stand in a sentence: "on Tuesday". `has_talked` is False where nobody
    was on the other side, as in a recorded interview. Of the answer and of `left_out` only what is to be
    mentioned is given.
    """

    day: str
    name: str = ""
    tone: str = Tone.PLAIN
    situation: str = Situation.WAITING
    role: str = ""
    organisation: str = ""
    has_talked: bool = True
    specific: str = ""
    topic: str = ""
    answer: str = ""
    step: str = ""
    left_out: Sequence[str] = ()
    interest: str = ""
    sign_off: str = ""
    signed: str = ""
    phone: str = ""


def compose(parts: Parts) -> str:
    """The whole note, paragraphs parted by an empty line. Empty when they asked not to be contacted.

    Every note has a greeting, two to four short paragraphs and a closing, whatever parts it is given.
    """
    if parts.situation == Situation.NO_CONTACT:
        return ""
    voice = VOICES[Tone(parts.tone)]
    middle = _after_a_no if parts.situation == Situation.TOLD_NO else _while_waiting
    paragraphs = [_greeting(parts, voice), *middle(parts, voice), _closing(parts, voice)]
    return "\n\n".join(filter(None, paragraphs))


def greeted_as(name: str, tone: str = Tone.PLAIN) -> str:
    """What stands in the greeting for somebody whose name was noted as `name`.

    A warm note takes the first name where it is plain which it is: "Priya Raman" becomes "Priya"; "Ms
    Okafor", "J. Smith" and "van Dijk" stay whole. What was noted behind a comma or in brackets is left out.
    """
    whole = flat(re.split(r"[,(;/]", name)[0])
    first, _space, rest = whole.partition(" ")
    is_first_name = len(first) > 2 and first[0].isupper() and first.rstrip(".").casefold() not in _TITLES
    return first if tone == Tone.WARM and rest and is_first_name else whole


def spelled_as_noted(name: str, people: Sequence[str]) -> str:
    """`name` as it was noted among the `people` of the debrief, if there only capitals or spaces differ."""
    noted = {flat(one).casefold(): flat(one) for one in people}
    return noted.get(flat(name).casefold(), flat(name))


def subject(*, role: str, situation: str) -> str:
    """A plain subject, one line, with nothing of the note in it."""
    named = flat(role)
    if situation == Situation.CHECKING_IN:
        return _("%(role)s interview: next steps") % {"role": named} if named else _("Interview: next steps")
    return _("Thank you, %(role)s interview") % {"role": named} if named else _("Thank you for the interview")


def asked_about(topic: str) -> str:
    """The thing itself, of a topic noted as "the one about …"."""
    words = flat(topic)
    about = _ABOUT.fullmatch(words)
    return small(about["topic"] if about else words)


def print_of(text: str) -> str:
    """A short print by which to tell whether a text is still what was drafted; nothing secret."""
    return sha256(text.strip().encode()).hexdigest()[:16]


_TITLES = listed("mr mrs ms miss mx dr prof professor sir dame lady lord rev")
# How people begin to say what they are doing about it.
_DONE = listed(
    "applied arranged asked begun booked enrolled finished joined learned learnt looked made ordered "
    "practised registered signed started talked tried"
)
_DOING = listed("brushing building doing getting learning practising reading studying taking working")
_ABOUT = re.compile(
    r"(?:the (?:one|answer|bit|part|question) )?(?:about|on) (?P<topic>[^.!?]+)[.!?]?", re.IGNORECASE
)


def _while_waiting(parts: Parts, voice: Voice) -> list[str]:
    is_late = parts.situation == Situation.CHECKING_IN
    if parts.has_talked:
        thanks = voice.thanks_again if is_late else voice.thanks
    else:
        thanks = voice.thanks_again_unmet if is_late else voice.thanks_unmet
    interest = sentence(parts.interest)
    return [
        joined(thanks % {"day": parts.day, "work": _work(parts)}, _stayed(parts, voice)),
        _put_better(parts, voice),
        _added(parts, voice),
        joined(voice.ask, interest or voice.still) if is_late else interest or str(voice.interest),
    ]


def _after_a_no(parts: Parts, voice: Voice) -> list[str]:
    thanks = voice.thanks_told % {"day": parts.day}
    return [joined(thanks, _valued(parts, voice)), str(voice.feedback), str(voice.door)]


def _greeting(parts: Parts, voice: Voice) -> str:
    name = greeted_as(parts.name, parts.tone)
    return voice.hello % {"name": name} if name else str(voice.hello_all)


def _stayed(parts: Parts, voice: Voice) -> str:
    words = flat(parts.specific)
    return around(voice.this_stayed, capital(words)) if is_a_thing(words) else led(voice.stayed, words)


def _valued(parts: Parts, voice: Voice) -> str:
    words = flat(parts.specific)
    if is_a_thing(words):
        return around(voice.this_valued, small(words))
    return led(voice.valued, words) or str(voice.glad)


def _put_better(parts: Parts, voice: Voice) -> str:
    """One answer put better: what it was about, the answer, what is being done about it."""
    if is_blank(parts.answer):
        return ""  # naming a weak answer without the better one would only bring it back
    topic = flat(parts.topic)
    if _ABOUT.fullmatch(topic):
        named = around(voice.you_asked, _("about %(topic)s") % {"topic": asked_about(topic)})
    elif is_asked(topic):
        named = around(voice.you_asked, small(topic))
    else:
        named = led(voice.better_topic, topic) or str(voice.better)
    return joined(named, sentence(parts.answer), _step(parts.step))


def _step(text: str) -> str:
    """What is being done about it, in the first person however it was put."""
    words = flat(text)
    first = words.partition(" ")[0].lower()
    if is_about_me(words):
        return sentence(words)
    if first in _DONE:
        return around(HAVE_DONE, small(words, also=_DONE))
    if first in _DOING:
        return around(HAVE_BEEN_DOING, small(words, also=_DOING))
    return led(NEXT_STEP, words)


def _added(parts: Parts, voice: Voice) -> str:
    """What was left out, at most two of them."""
    facts = [flat(text) for text in parts.left_out if not is_blank(text)][:MOST_LEFT_OUT]
    forms = ((voice.add, voice.add_that), (voice.add_another, voice.add_also_that))
    return joined(
        *(
            around(that, fact) if is_clause(fact) else led(lead, fact)
            for fact, (lead, that) in zip(facts, forms, strict=False)
        )
    )


def _closing(parts: Parts, voice: Voice) -> str:
    is_to_nobody = parts.tone == Tone.FORMAL and not greeted_as(parts.name)
    default = TO_NOBODY if is_to_nobody else voice.sign_off
    sign_off = flat(parts.sign_off).rstrip(" ,.") or str(default)
    return "\n".join(filter(None, (f"{sign_off},", flat(parts.signed), flat(parts.phone))))


def _work(parts: Parts) -> str:
    """The work they spoke about, as it stands in a sentence."""
    role = re.sub(r"^(?:the|an?) ", "", flat(parts.role), flags=re.IGNORECASE)
    if role:
        is_said = role.rpartition(" ")[2].casefold() in ("role", "job", "position", "post")
        return (_("the %(role)s") if is_said else _("the %(role)s role")) % {"role": role}
    organisation = flat(parts.organisation)
    return (
        _("the role at %(organisation)s") % {"organisation": organisation} if organisation else _("the role")
    )
