"""Databases of the bench's own, beside the person's and never in it. Django is not needed here."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from debrief.database import addresses, roles
from debrief.database.local import Urls


class DatabaseInUseError(Exception):
    """Somebody is connected to a database of the bench; the text says what to do."""


@contextmanager
def made(given: Urls, name: str) -> Iterator[Urls]:
    """An empty database for as long as a block runs: made by the owner, open to the application's role.

    `given` are addresses of any database on the server. One that a killed run left behind is replaced.
    Raises DatabaseInUseError when another run is using it.
    """
    database = sql.Identifier(name)
    urls = Urls(
        app=addresses.changed(given.app, database=name), owner=addresses.changed(given.owner, database=name)
    )
    with psycopg.connect(given.owner, autocommit=True) as owner:
        try:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(database))
        except psycopg.errors.ObjectInUse:
            raise DatabaseInUseError(
                f"The database {name} is in use, so another bench is running. Wait for it to end."
            ) from None
        owner.execute(sql.SQL("CREATE DATABASE {}").format(database))
        try:
            with psycopg.connect(urls.owner) as connection:
                roles.grant_to_app(connection)
            yield urls
        finally:
            # Waits for connections that are just closing; the owner may not end the application's by force.
            owner.execute(sql.SQL("DROP DATABASE {}").format(database))
