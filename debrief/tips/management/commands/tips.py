from argparse import RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from debrief.tips import library
from debrief.tips.actions import TipsError, import_tips
from debrief.tips.models import Tip
from debrief.tips.rules import as_lines

_LAID_OUT = """A file is laid out like those of debrief/tips/library; its name is the address of its tip.
A path that ends in .md is one file, any other a folder of them."""


class Command(BaseCommand):
    help = "Writes the public tips to files, and brings tips in from files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = _LAID_OUT
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="write every public tip to a folder, or one to a file")
        export.add_argument("path", type=Path)
        bring_in = verbs.add_parser("import", help="publish what files say, all of them or none")
        bring_in.add_argument("path", type=Path)
        bring_in.add_argument(
            "--dry-run", action="store_true", help="say what would change, and change nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["path"]
        try:
            if options["verb"] == "export":
                self.export(path)
            else:
                self.bring_in(path, is_dry_run=options["dry_run"])
        except (OSError, library.TipFileError) as error:
            raise CommandError(str(error)) from error
        except TipsError as error:
            wrong = "\n".join(as_lines(error.found))
            raise CommandError(f"Nothing was changed, because of this:\n{wrong}") from error

    def export(self, path: Path) -> None:
        is_one = path.suffix == ".md"
        tips = list(Tip.objects.filter(pk=path.stem) if is_one else Tip.objects.order_by("pk"))
        if is_one and not tips:
            raise CommandError(f"There is no public tip called {path.stem}.")
        folder = path.parent if is_one else path
        folder.mkdir(parents=True, exist_ok=True)
        for tip in tips:
            # Written as bytes, so that lines end alike on every machine.
            (folder / f"{tip.slug}.md").write_bytes(library.as_text(tip.published).encode())
        self.stdout.write(f"Wrote {len(tips)} to {path}.")
        others = sorted({file.stem for file in folder.glob("*.md")} - {tip.slug for tip in tips})
        if others and not is_one:
            self.stdout.write(f"Not among the public tips, and left alone there: {', '.join(others)}.")

    def bring_in(self, path: Path, *, is_dry_run: bool) -> None:
        told = import_tips(records=dict(_read(path)), is_dry_run=is_dry_run)
        for name in ("new", "changed", "published"):
            for slug in told.get(name, ()):
                self.stdout.write(f"{name}: {slug}")
        self.stdout.write(f"{len(told.get('unchanged', ()))} unchanged.")
        if is_dry_run:
            self.stdout.write("A dry run: nothing was written.")


def _read(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file as (slug, record). Raises TipFileError with a line for every file that cannot be read."""
    files = [path] if path.suffix == ".md" else sorted(path.glob("*.md"))
    if not files:
        raise library.TipFileError(f"There are no tips in {path}; their files end in .md.")
    wrong = []
    for file in files:
        try:
            yield file.stem, library.read(file)
        except library.TipFileError as error:
            wrong.append(str(error))
    if wrong:
        raise library.TipFileError("\n".join(wrong))
