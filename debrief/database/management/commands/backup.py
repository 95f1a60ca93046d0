from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from debrief.database.backups import making
from debrief.database.backups.errors import BackupError
from debrief.database.backups.where import Where


class Command(BaseCommand):
    help = (
        "Backs up the whole database into a new folder, reads the backup back and compares every row. "
        "The site may go on being used. Connects as the role that owns the tables (DATABASE_OWNER_URL)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="put it in place of an earlier backup")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            made = making.make(
                Where.of(connections["owner"].settings_dict),
                folder,
                is_to_replace=options["overwrite"],
            )
        except BackupError as error:
            raise CommandError(f"There is no backup. {error}") from None
        except psycopg.OperationalError as error:
            raise CommandError(f"There is no backup. The database does not answer: {error}") from None
        except OSError as error:
            raise CommandError(f"There is no backup. {folder} cannot be written: {error.strerror}.") from None
        self.stdout.write(
            f"Backed up {len(made.tables)} tables with {made.row_count} rows to {folder}, read them back and "
            "compared them: all the same."
        )
