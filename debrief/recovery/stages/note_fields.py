"""What the page of a thank-you note asks, in the order it asks it (domain.md 7)."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from debrief.notes import from_debrief
from debrief.notes.choices import Channel, Situation, Tone, Use
from debrief.recovery.stages.base import StageForm
from debrief.ui.forms import OneOf, WordsField


def _spare(rows: int) -> forms.Textarea:
    """A text that a question follows once there is something in it, which style sheets tell by the blank
    placeholder not being shown.
    """
    attributes = {"rows": rows, "placeholder": " ", "autocapitalize": "sentences", "spellcheck": "true"}
    return forms.Textarea(attrs=attributes)


class Unseen(WordsField):
    """Something the page carries along without showing it."""

    def __init__(self) -> None:
        super().__init__(max_length=100_000, label="", widget=forms.HiddenInput())


class NoteFields(StageForm):
    """The questions; what becomes of the answers is `note.NoteForm`."""

    name = WordsField(
        label=_("Who is it for?"),
        help_text=_("One note each reads better than one to all."),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )
    situation = OneOf(label=_("How do things stand?"), choices=Situation.choices)
    specific = WordsField(
        label=_("What stayed with you?"),
        help_text=_("One thing they said or showed you. It is what makes the note yours."),
        max_length=from_debrief.SPECIFIC_LENGTH,
        rows=2,
    )
    clarify_topic = WordsField(
        label=_("Which answer was it?"),
        help_text=_("“How I'd handle two late suppliers”, or “survey weighting”."),
        max_length=from_debrief.TOPIC_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "sentences"}),
    )
    clarify_answer = WordsField(
        label=_("What would you say now?"),
        help_text=_("Two sentences."),
        max_length=300,
        widget=_spare(3),
    )
    clarify_step = WordsField(
        label=_("What are you doing about it?"),
        help_text=_("If it was something you didn't know: “I have started a short course”."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "sentences"}),
    )
    clarify_use = OneOf(
        label=_("In the note, or not?"),
        help_text=_(
            "Mentioned, they get the better answer while they still decide. Left out, an answer that "
            "bothered nobody but you stays small."
        ),
        choices=Use.choices,
    )
    left_out_1 = WordsField(
        label=_("Something they don't know yet"),
        help_text=_("A certificate, a result, when you can start, a link you promised."),
        max_length=from_debrief.LEFT_OUT_LENGTH,
        widget=_spare(2),
    )
    left_out_1_use = OneOf(
        label=_("In the note, or not?"),
        help_text=_(
            "Mentioned, a plain fact can still count. Left out, the note stays short and is read to the end."
        ),
        choices=Use.choices,
    )
    left_out_2 = WordsField(
        label=_("One more, if there is one"),
        max_length=from_debrief.LEFT_OUT_LENGTH,
        widget=_spare(2),
    )
    left_out_2_use = OneOf(label=_("And this one?"), choices=Use.choices)
    tone = OneOf(label=_("How does it sound?"), choices=Tone.choices)
    channel = OneOf(label=_("How does it get there?"), choices=Channel.choices)
    interest = WordsField(
        label=_("Why this work, and what next?"),
        help_text=_("One sentence. Left empty, the note says you'd be glad to take it further."),
        max_length=200,
        rows=2,
    )
    sign_off = WordsField(
        label=_("How do you sign off?"),
        help_text=_("Left empty, it goes with the tone: Kind regards, With thanks, Yours sincerely."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "sentences"}),
    )
    signed = WordsField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    phone = WordsField(
        label=_("Your phone number, if you'd like a call"),
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    body = WordsField(
        label=_("Your note"),
        help_text=_("Made from what you wrote down. Change every word you like."),
        max_length=4000,
        rows=14,
    )
    to = Unseen()
    built = Unseen()
    kept = Unseen()
    others = Unseen()

    unseen: ClassVar[tuple[str, ...]] = ("to", "built", "kept", "others")


# Fields that are columns of the note under the same names, in the order they are read out.
COLUMNS = tuple(name for name in NoteFields.base_fields if name not in NoteFields.unseen)
# The parts of the page that are drawn in one go.
SECTIONS = {
    "whom": ("name", "situation"),
    "clarify": ("clarify_topic", "clarify_answer", "clarify_step", "clarify_use"),
    "left_out": ("left_out_1", "left_out_1_use", "left_out_2", "left_out_2_use"),
    "manner": ("tone", "channel"),
    "ending": ("sign_off", "signed", "phone"),
}
# Questions that mean nothing without an answer to one of these.
ASKED_OF = {
    "clarify_use": ("clarify_topic", "clarify_answer", "clarify_step"),
    "left_out_1_use": ("left_out_1",),
    "left_out_2_use": ("left_out_2",),
}
