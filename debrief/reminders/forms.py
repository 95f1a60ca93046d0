"""Asking for reminders of one debrief, and turning them all on or off."""

from collections.abc import Sequence
from datetime import time
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from debrief.reminders.models import By
from debrief.reminders.offers import Offer
from debrief.ui.forms import CalmForm, OneOf, Tick

MORNINGS = ("07:00", "08:00", "09:00", "10:00", "11:00")
USUAL_MORNING = "09:00"


class AskForm(CalmForm):
    """A box for each kind that can be asked for, the time in the morning, and how they come.

    `offers` are what the page says of each kind. `by` is how they come so far, or "" where somebody has not
    said yet; nothing is picked for them then.
    """

    morning = OneOf(
        label=_("At what time in the morning?"), choices=[(one, one) for one in MORNINGS], required=True
    )
    by = OneOf(
        label=_("How?"),
        choices=By.choices,
        help_text=_("A mail is called “A note from Debrief”, and nothing you wrote is in it."),
    )

    def __init__(
        self, data: QueryDict | None, *, offers: Sequence[Offer], morning: str, by: str, has_mail: bool
    ) -> None:
        super().__init__(data, initial={"morning": morning, "by": by})
        self.kinds = [offer.kind for offer in offers if offer.can_be_asked_for]
        boxes: dict[str, Any] = {
            str(offer.kind): Tick(label=offer.kind.label, help_text=offer.words, initial=offer.is_waiting)
            for offer in offers
            if offer.can_be_asked_for
        }
        self.fields = {**boxes, **self.fields}
        if not has_mail:
            del self.fields["by"]

    def clean_morning(self) -> time:
        return time.fromisoformat(self.cleaned_data["morning"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if "by" in self.fields and "by" not in self.errors and any(self.wanted.values()) and not values["by"]:
            self.add_error("by", _("Pick one: neither is chosen for you."))
        return values

    @property
    def wanted(self) -> dict[str, bool]:
        """Of each kind that was offered, whether it is to wait."""
        return {str(kind): bool(self.cleaned_data.get(kind)) for kind in self.kinds}

    @property
    def way(self) -> str:
        """How they come, of `By`."""
        return self.cleaned_data.get("by") or By.CALENDAR


class AccountForm(CalmForm):
    reminders = OneOf(
        label=_("Reminders by e-mail"),
        choices=[
            ("off", _("Off")),
            ("on", _("On, where I ask for one")),
        ],
        required=True,
    )
