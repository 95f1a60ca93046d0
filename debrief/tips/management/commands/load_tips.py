from typing import Any

from django.core.management.base import BaseCommand, CommandError

from debrief.tips import library
from debrief.tips.actions import TipsError, load_tips
from debrief.tips.rules import as_lines


class Command(BaseCommand):
    help = "Load the tips that ship with Debrief. Safe to repeat; edited tips are kept as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            told = load_tips(records=library.read_all())
        except library.TipFileError as error:
            raise CommandError(str(error)) from error
        except TipsError as error:
            raise CommandError("\n".join(as_lines(error.found))) from error
        if options["verbosity"]:
            counts = ", ".join(
                f"{len(told.get(name, ()))} {name}" for name in ("new", "updated", "unchanged", "kept")
            )
            self.stdout.write(f"Tips: {counts}.")
        if kept := told.get("kept"):
            # Said at every start: whoever edited them may want what the newer file says.
            self.stderr.write(
                f"Tips left as they were edited here, though newer ones ship: {', '.join(kept)}."
            )
