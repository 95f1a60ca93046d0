from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from debrief.database.backups import restoring
from debrief.database.backups.errors import BackupError
from debrief.database.backups.where import Where


class Command(BaseCommand):
    help = (
        "Restores a backup into an empty database, all or nothing, and compares every row that arrived. "
        "The roles and the database are there already (prepare_database); run migrate afterwards."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--overwrite", action="store_true", help="put it in place of everything in the database"
        )
        how.add_argument("--check-only", action="store_true", help="read the backup and restore nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        try:
            if options["check_only"]:
                kept = restoring.check(folder)
                self.stdout.write(f"The backup of {kept.made_at} is whole: {kept.row_count} rows.")
                return
            connections.close_all()
            where = Where.of(connections["owner"].settings_dict)
            kept = restoring.restore(where, folder, is_to_replace=options["overwrite"])
        except BackupError as error:
            raise CommandError(str(error)) from None
        except psycopg.OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from None
        call_command("check", databases=["owner"], stdout=self.stdout)
        self.stdout.write(
            f"Restored {len(kept.tables)} tables with {kept.row_count} rows of {kept.made_at} and compared "
            "them: all the same. Everybody has to sign in again. Now run migrate."
        )
