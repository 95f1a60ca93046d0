"""What a debrief has for a note: the parts to begin with, and what else may go into it.

Values of a note are texts by the name of their field, whether they come from a form or from a row.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from debrief.debriefs.choices import Format
from debrief.debriefs.models import Debrief
from debrief.notes import compose
from debrief.notes.choices import Channel, Situation, Tone, Use
from debrief.notes.noticing import Background
from debrief.notes.recipients import Recipient
from debrief.notes.sentences import small
from debrief.notes.timing import day_in_words

MOST_OFFERED = 3
SPECIFIC_LENGTH, TOPIC_LENGTH, LEFT_OUT_LENGTH = 200, 100, 300  # characters

# Formats in which nobody sits on the other side of the table.
_UNMET = (Format.ONE_WAY, Format.TASK)
_LATE = "late"  # the reason that cost them time; see debriefs.causes
# What the next note takes over from the one before it.
_FOR_ALL = (
    *("situation", "tone", "channel", "interest", "sign_off", "signed", "phone"),
    *("clarify_topic", "clarify_answer", "clarify_step", "clarify_use"),
    *("left_out_1", "left_out_1_use", "left_out_2", "left_out_2_use"),
)

Values = Mapping[str, Any]


def first_values(debrief: Debrief, to: Recipient) -> dict[str, Any]:
    """A note nobody has begun: what is known is in it, and it reads as a note already."""
    values: dict[str, Any] = {
        "situation": Situation.WAITING,
        "tone": Tone.PLAIN,
        "channel": Channel.EMAIL,
        "clarify_use": Use.MENTION,
        "left_out_1_use": Use.MENTION,
        "left_out_2_use": Use.MENTION,
        "signed": debrief.owner.first_name,
    }
    if debrief.notes_rows:
        before = debrief.notes_rows[-1]
        values |= {name: before[name] for name in _FOR_ALL}
    else:
        fitting, _rest = _forgotten(debrief)
        values |= {f"left_out_{n}": text for n, text in enumerate(fitting, start=1)}
        values["clarify_topic"] = debrief.clarify_one if len(debrief.clarify_one) <= TOPIC_LENGTH else ""
    values["name"] = to.name
    values["body"] = compose.compose(parts_of(debrief, values))
    values["built"] = compose.print_of(values["body"])
    return values


def parts_of(debrief: Debrief, values: Values) -> compose.Parts:
    """What `values` and the debrief make a note from; what is to be left out is left out."""

    def text(name: str) -> str:
        return str(values.get(name) or "")

    def mentioned(name: str, use: str) -> str:
        return "" if values.get(use) == Use.LEAVE else text(name)

    ended = timezone.localtime(debrief.happened_at).date()
    return compose.Parts(
        day=_("on %(day)s") % {"day": day_in_words(ended, today=timezone.localdate())},
        name=compose.spelled_as_noted(text("name"), names_in(debrief)),
        tone=text("tone") if text("tone") in Tone.values else Tone.PLAIN,
        situation=text("situation"),
        role=debrief.role_title,
        organisation=debrief.organisation,
        has_talked=debrief.format not in _UNMET,
        specific=text("specific"),
        topic=text("clarify_topic"),
        answer=mentioned("clarify_answer", "clarify_use"),
        step=text("clarify_step"),
        left_out=[mentioned(name, f"{name}_use") for name in ("left_out_1", "left_out_2")],
        interest=text("interest"),
        sign_off=text("sign_off"),
        signed=text("signed"),
        phone=text("phone"),
    )


def names_in(debrief: Debrief) -> list[str]:
    """Names as they were noted."""
    return [row["name"] for row in debrief.people_rows if row["name"]]


def offers(debrief: Debrief, to: Recipient, *, taken: str) -> list[str]:
    """What was written down elsewhere that may be the one thing to thank for, but for what is `taken`.

    To be taken with a tap, never put in unasked: what somebody noted about a person is not always meant
    for them to read.
    """
    about = [row["remember"] for row in debrief.people_rows if row["id"] == to.person]
    held_up = [row["text"] for row in debrief.bright_spots_rows]
    found = [text for text in (*about, *held_up) if text and text != taken and len(text) <= SPECIFIC_LENGTH]
    return found[:MOST_OFFERED]


def more_to_mention(debrief: Debrief) -> list[str]:
    """What they meant to say or send, as far as it does not go into the parts by itself."""
    _fitting, rest = _forgotten(debrief)
    if len(debrief.clarify_one) > TOPIC_LENGTH:
        rest.append(debrief.clarify_one)
    if debrief.promised:
        rest.append(_("You promised: %(what)s") % {"what": debrief.promised})
    return rest


def background(debrief: Debrief, parts: compose.Parts, *, others: Sequence[tuple[str, str]]) -> Background:
    """What a note made of `parts` is held against; `others` are the notes to somebody else."""
    topic = compose.asked_about(parts.topic)
    words = {
        "topic": topic,
        "question": topic,
        "answer": parts.answer,
        "specific thing": parts.specific,
        "day": parts.day.partition(" ")[2],
        "fact": next(filter(None, parts.left_out), ""),
    }
    return Background(
        name=parts.name,
        people=names_in(debrief),
        organisation=parts.organisation,
        specific=parts.specific,
        they_lost_time=any(row["key"] == _LATE for row in debrief.causes_rows),
        is_after_no=parts.situation == Situation.TOLD_NO,
        others=others,
        words={name: small(text.rstrip(" .")) for name, text in words.items() if text},
    )


def _forgotten(debrief: Debrief) -> tuple[list[str], list[str]]:
    """What they forgot to say, a line each: what the parts have room for, and the rest."""
    lines = [line.strip() for line in debrief.forgot_to_say.splitlines() if line.strip()]
    fitting = [line for line in lines if len(line) <= LEFT_OUT_LENGTH][: compose.MOST_LEFT_OUT]
    return fitting, [line for line in lines if line not in fitting]
