from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Mood
from debrief.recovery.reading import Part
from debrief.recovery.stages.base import Stage
from debrief.sharing.asks import NEEDS
from debrief.ui.forms import CalmForm, HiddenField, OneOf, WordsField

DAYS = ((1, _("A day")), (7, _("A week")), (30, _("A month")))


class ShareForm(CalmForm):
    """What a new link shows, to whom and for how long. `parts` are those that have something to show."""

    seal = HiddenField()
    days = OneOf(
        label=_("How long?"),
        help_text=_("You can end it sooner, at any moment."),
        choices=DAYS,
        required=True,
        initial=7,
        error_messages={"required": _("Pick how long first.")},
    )
    need = OneOf(
        label=_("What would help?"),
        help_text=_("They are told, so that nobody has to guess."),
        choices=[("", _("I'll say it myself")), *((need.value, need.label) for need in NEEDS)],
    )
    for_whom = WordsField(
        label=_("For whom?"),
        help_text=_("So that you know later which link is whose. They don't see it."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "words"}),
    )

    field_order = ("parts", "need", "days", "for_whom")

    def __init__(self, *args: Any, parts: Sequence[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parts"] = forms.MultipleChoiceField(
            label=_("Which parts?"),
            help_text=_("Only what you tick, as it is saved when the link is opened."),
            choices=[(part.step.stage.key, _title(part.step.stage)) for part in parts],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": _("Pick at least one part."),
                "invalid_choice": _("Pick from the answers shown."),
            },
        )
        self.order_fields(self.field_order)

    def clean_days(self) -> int:
        return int(self.cleaned_data["days"])


def _title(stage: Stage) -> str:
    """The name of a part; one that tells a mood says so."""
    if any(_asks_mood(field) for field in stage.form_class.base_fields.values()):
        return now("%(stage)s (with how you felt)") % {"stage": stage.title}
    return str(stage.title)


def _asks_mood(field: forms.Field) -> bool:
    choices: Any = getattr(field, "choices", ())
    return isinstance(field, OneOf) and set(choices) >= set(Mood.choices)
