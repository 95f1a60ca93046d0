from typing import Any

from django.core.management.base import BaseCommand, CommandError

from debrief.tips import library
from debrief.tips.actions import load_tips


class Command(BaseCommand):
    help = "Load the tips that ship with Debrief. Safe to repeat; edited tips are kept as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = load_tips(records=library.read_all())
        except library.TipFileError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            counts = ", ".join(f"{told[name]} {name}" for name in ("new", "updated", "unchanged", "kept"))
            self.stdout.write(f"Tips: {counts}.")
