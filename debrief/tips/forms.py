from django import forms
from django.utils.translation import gettext_lazy as _

from debrief.tips.filters import FILTERS
from debrief.tips.models import MOST_NOTE
from debrief.ui.forms import CalmForm, FilterForm, Shared, WordsField

MOST_TYPED = 1_000  # characters; links to the same search with a filter have to fit into an address


class _Choice(Shared, forms.ChoiceField):
    """One of the choices of a filter, or none."""

    def __init__(self, name: str) -> None:
        _label, groups = FILTERS[name]
        super().__init__(required=False, choices=[choice for _title, choices in groups for choice in choices])


class TipFilterForm(FilterForm):
    q = forms.CharField(required=False, label=_("Search the tips"))
    when = _Choice("when")
    reason = _Choice("reason")
    stage = _Choice("stage")
    minutes = _Choice("minutes")
    kind = _Choice("kind")
    source = _Choice("source")
    strength = _Choice("strength")
    saved = _Choice("saved")

    def clean_q(self) -> str:
        """What was typed. Some tell the whole story; what goes beyond that is left off, not refused."""
        return str(self.cleaned_data["q"])[:MOST_TYPED].strip()


class NoteForm(CalmForm):
    note = WordsField(
        label=_("A note to yourself"),
        help_text=_("Nobody else sees it."),
        max_length=MOST_NOTE,
        rows=2,
    )
