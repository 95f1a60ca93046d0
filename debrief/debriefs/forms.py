from datetime import datetime, time, timedelta

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from debrief.debriefs.choices import Result
from debrief.debriefs.queries import NOT_KNOWN, Wanted
from debrief.ui.forms import FilterForm, OneOf

QUARTER = timedelta(days=92)  # three months, whichever they are


class Period(models.TextChoices):
    MONTH = "month", _("This month")
    QUARTER = "quarter", _("The last three months")
    YEAR = "year", _("This year")

    def since(self) -> datetime:
        """When it begins, on the person's clock."""
        today = timezone.localdate()
        begins = {
            Period.MONTH: today.replace(day=1),
            Period.QUARTER: today - QUARTER,
            Period.YEAR: today.replace(month=1, day=1),
        }
        return datetime.combine(begins[self], time(), timezone.get_current_timezone())


class DebriefFilterForm(FilterForm):
    q = forms.CharField(required=False, max_length=200, label=_("Search your debriefs"))
    outcome = OneOf(
        label=_("What happened in the end"),
        choices=[
            ("", _("Anything")),
            *((key, label) for key, label in Result.choices if key != Result.WAITING),
            (NOT_KNOWN, _("Not known yet")),
        ],
    )
    period = OneOf(label=_("When it was"), choices=[("", _("Any time")), *Period.choices])
    shown = OneOf(
        label=_("Which ones"), choices=[("", _("Those in the list")), ("away", _("Those put away"))]
    )

    @property
    def wanted(self) -> Wanted:
        asked = self.asked
        return Wanted(
            words=asked.get("q", ""),
            outcome=asked.get("outcome", ""),
            since=Period(asked["period"]).since() if "period" in asked else None,
            is_put_away="shown" in asked,
        )
