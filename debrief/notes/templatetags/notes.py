"""The window of a note, drawn."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

from debrief.notes.timing import window

register = template.Library()

LENGTH = 300  # of the drawn line, in its own units


@register.inclusion_tag("notes/_window.html")
def note_window(ended_at: datetime, is_low: bool) -> dict[str, Any]:
    """When a note about an interview that ended at `ended_at` reads best, on the reader's clock."""
    shown = window(ended_at=ended_at, now=timezone.now(), zone=timezone.get_current_timezone(), is_low=is_low)
    return {
        "window": shown,
        "opens": round(shown.opens * LENGTH),
        "here": round(shown.place * LENGTH),
        "length": LENGTH,
    }
