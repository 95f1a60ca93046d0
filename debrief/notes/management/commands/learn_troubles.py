"""Learns from sentences of notes which words speak for which trouble."""

from typing import Any

from django.core.management.base import BaseCommand

from debrief.notes.evidence import LEARNED
from debrief.notes.learning import learned_as_text


class Command(BaseCommand):
    help = (
        "Learns from sentences which words speak for which trouble, and writes what it learned beside them."
    )

    def handle(self, **options: Any) -> None:
        LEARNED.write_text(learned_as_text(), encoding="utf-8")
