"""Learns from what people say which words speak for which tip."""

from typing import Any

from django.core.management.base import BaseCommand

from debrief.tips.evidence import LEARNED
from debrief.tips.learning import learned_as_text


class Command(BaseCommand):
    help = "Learns from the sayings which words speak for which tip, and writes what it learned beside them."

    def handle(self, **options: Any) -> None:
        LEARNED.write_text(learned_as_text(), encoding="utf-8")
