import os
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
from django.core.management.base import BaseCommand, CommandError, CommandParser

from debrief.database import roles
from debrief.database.local import APP_ROLE, OWNER_ROLE
from debrief.database.provision import new_password


class Command(BaseCommand):
    help = (
        "Makes the two database roles, the database and the rights in it; safe to repeat. The passwords in "
        "DATABASE_URL and DATABASE_OWNER_URL are given to the roles; without them new ones are printed."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--admin-url", help="address of an administrator; default: DATABASE_ADMIN_URL")

    def handle(self, *args: Any, **options: Any) -> None:
        admin_url = options["admin_url"] or os.environ.get("DATABASE_ADMIN_URL")
        if not admin_url:
            raise CommandError("Give the address of an administrator with --admin-url or DATABASE_ADMIN_URL.")
        app = _password("DATABASE_URL", role=APP_ROLE)
        owner = _password("DATABASE_OWNER_URL", role=OWNER_ROLE)
        try:
            urls = roles.prepare(
                admin_url, app_password=app or new_password(), owner_password=owner or new_password()
            )
        except roles.RolesError as error:
            raise CommandError(str(error)) from None
        except psycopg.OperationalError as error:
            raise CommandError(f"The database server does not answer: {error}") from None
        self.stdout.write("The roles and the database are ready.")
        for name, url, known in (("DATABASE_URL", urls.app, app), ("DATABASE_OWNER_URL", urls.owner, owner)):
            self.stdout.write(f"{name} as it was set" if known else f"{name}={url}")


def _password(variable: str, *, role: str) -> str | None:
    """Return the password for `role` in the address that `variable` holds, or None when it is not set."""
    url = os.environ.get(variable)
    if not url:
        return None
    parts = urlsplit(url)
    if unquote(parts.username or "") != role or not parts.password:
        raise CommandError(f"{variable} has to sign in as {role} with a password, or be left out.")
    return unquote(parts.password)
