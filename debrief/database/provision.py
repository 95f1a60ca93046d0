"""A prepared database for as long as a block runs: the embedded one, or the one DATABASE_URL names."""

import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from . import embedded, locks, roles
from .local import Urls


class ProvisionError(Exception):
    """There is no database to use as asked; the text says why and what to do."""


@contextmanager
def provided(data_dir: Path, environ: Mapping[str, str]) -> Iterator[Urls]:
    """Have a database with its roles during the block, and hand over the two addresses.

    Without DATABASE_URL in `environ` that is the embedded server under `data_dir`, started if need be. A
    DATABASE_URL of an administrator is used to make the roles; one of an ordinary role is used as it is,
    together with DATABASE_OWNER_URL. Raises ProvisionError, EmbeddedServerError or RolesError, each with a
    sentence, and psycopg.OperationalError when the server of DATABASE_URL does not answer.
    """
    given = environ.get("DATABASE_URL")
    if not given:
        with embedded.running(data_dir):
            yield roles.prepare(embedded.admin_url(data_dir))
    elif roles.may_administer(given):
        yield roles.prepare(given, **_passwords(data_dir))
    elif owner := environ.get("DATABASE_OWNER_URL"):
        yield Urls(app=given, owner=owner)
    else:
        raise ProvisionError(
            "DATABASE_URL names a role that may not make roles, so DATABASE_OWNER_URL has to name the one "
            "that owns the tables. `manage.py prepare_database` makes both and prints their addresses."
        )


def _passwords(data_dir: Path) -> dict[str, str]:
    """Return the passwords of the roles on a server given by its administrator, made once and kept."""
    with locks.hold(data_dir / "database.json") as file:
        kept = file.read()
        if not kept:
            kept = json.dumps({"app_password": new_password(), "owner_password": new_password()})
            file.write(kept)
            file.flush()
            os.fsync(file.fileno())
    passwords: dict[str, str] = json.loads(kept)
    return passwords


def new_password() -> str:
    """Return a random password of 256 bits that an address can carry as it is."""
    return secrets.token_urlsafe(32)
