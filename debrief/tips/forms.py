from django import forms
from django.utils.translation import gettext_lazy as _

from debrief.tips.models import Kind, Shelf, Source
from debrief.ui.forms import FilterForm, OneOf

LONGEST = ((2, _("2 minutes")), (5, _("5 minutes")), (15, _("15 minutes")))


class TipFilterForm(FilterForm):
    q = forms.CharField(required=False, max_length=200, label=_("Search the tips"))
    when = OneOf(label=_("For when"), choices=[("", _("Any time")), *Shelf.choices[:-1]])
    minutes = OneOf(label=_("Takes at most"), choices=[("", _("As long as it takes")), *LONGEST])
    kind = OneOf(label=_("What it is about"), choices=[("", _("Anything")), *Kind.choices])
    source = OneOf(label=_("Where it comes from"), choices=[("", _("All tips")), *Source.choices])
