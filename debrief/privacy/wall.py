"""Telling PostgreSQL who is asking, and making sure that it matters.

Who is asking is set for one transaction only (`set_config(…, is_local => true)`): a setting of the
session would stay on a kept connection and answer the next person's request. Unset means no rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

SETTING = "app.user_id"
# What a link shows: the hash it is found by, and then the id of the one thing that may be seen of its owner.
LINK_SETTING = "app.link_hash"
SHOWN_SETTING = "app.shown_id"


def tell(owner_id: UUID | str) -> None:
    """Say who is asking, until the running transaction ends.

    `owner_id` is the person's primary key, or an empty string for a stranger.

    Raises RuntimeError outside a transaction, where the setting would be gone before the next query.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("Who is asking can only be set inside a transaction.")
    with connection.planned_cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, str(owner_id)])


@contextmanager
def transaction_of(owner_id: UUID) -> Iterator[None]:
    """A transaction in which PostgreSQL knows from the first moment who is asking."""
    if connection.in_atomic_block:
        with transaction.atomic():
            tell(owner_id)
            yield
        return
    # Said along with BEGIN. An id is hexadecimal digits, so there is nothing in it to quote.
    connection.opening = f"SELECT set_config('{SETTING}', '{owner_id}', true)"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            yield
    finally:
        # Where there was no beginning, the next one is not to be told of this person.
        connection.opening = ""  # type: ignore[attr-defined]


@contextmanager
def looking_up(link_hash: bytes) -> Iterator[None]:
    """A transaction that writes nothing, in which the link with this hash can be found, and nothing else.

    `show_alone` goes on from there. It ends with everything it was told taken back, inside another one too.
    """
    opening = (
        f"SET TRANSACTION READ ONLY; SELECT set_config('{LINK_SETTING}', '{link_hash.hex()}', true), "
        f"set_config('{SETTING}', '', true)"
    )
    is_inside = connection.in_atomic_block
    if not is_inside:
        connection.opening = opening  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if is_inside:
                with connection.cursor() as cursor:
                    cursor.execute(opening)
            yield
            transaction.set_rollback(True)
    finally:
        connection.opening = ""  # type: ignore[attr-defined]


def show_alone(owner_id: UUID, shown_id: UUID) -> None:
    """From here on, until the running transaction ends, show of all that `owner_id` has `shown_id` alone.

    Raises RuntimeError in a transaction that could write.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('transaction_read_only') = 'on', set_config(%s, %s, true), "
            "set_config(%s, %s, true)",
            [SHOWN_SETTING, str(shown_id), SETTING, str(owner_id)],
        )
        if not cursor.fetchone()[0]:
            raise RuntimeError("What a link shows is shown in a transaction that cannot write.")


@contextmanager
def acting_for(owner_id: UUID | str) -> Iterator[None]:
    """Run a block as this person, in a transaction of its own. For commands and jobs."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting(%s, true)", [SETTING])
            before = cursor.fetchone()[0]
        tell(owner_id)
        yield
        tell(before or "")


def verify() -> None:
    """Refuse to serve on a connection that row security would not bind.

    Raises ImproperlyConfigured when the connected role is a superuser, may bypass row security, or owns
    a table; lets the database's own errors through.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT current_user, rolsuper, rolbypassrls,
                   EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                           WHERE c.relowner = r.oid AND c.relkind IN ('r', 'p') AND n.nspname = 'public')
            FROM pg_roles r WHERE rolname = current_user
            """
        )
        role, is_super, bypasses, owns_tables = cursor.fetchone()
    if is_super or bypasses or owns_tables:
        reason = "is a superuser" if is_super else "bypasses row security" if bypasses else "owns tables"
        raise ImproperlyConfigured(
            f"The database role {role!r} {reason}, so it would see everybody's rows. "
            "Point DATABASE_URL at the application role; `manage.py prepare_database` makes one."
        )
