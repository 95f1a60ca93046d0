"""The two roles of the application and what each may do; see docs/decisions/0003-two-database-roles.md.

`debrief_owner` holds the tables and runs migrations, backup and restore. `debrief_app` serves requests: it
owns nothing, cannot change the schema, and row security always applies to it.
"""

from typing import Any

import psycopg
from psycopg import sql

from . import addresses
from .local import APP_ROLE, DATABASE, OWNER_ROLE, Urls

_OWNER_RIGHTS = sql.SQL("LOGIN BYPASSRLS CREATEDB NOSUPERUSER NOCREATEROLE")
_APP_RIGHTS = sql.SQL("LOGIN NOBYPASSRLS NOCREATEDB NOSUPERUSER NOCREATEROLE")
# Every start of `serve` and every deploy prepares the roles; two at once would trip over each other.
_ONE_AT_A_TIME = 1_163_020_882

# No TRUNCATE: it would pass by row security. REFERENCES and TRIGGER belong to whoever changes the schema.
_GRANTS = """
    GRANT USAGE ON SCHEMA public TO {app};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app};
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app};
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
        GRANT USAGE, SELECT ON SEQUENCES TO {app}
"""
_NAMES = {"app": sql.Identifier(APP_ROLE), "owner": sql.Identifier(OWNER_ROLE)}

AnyConnection = psycopg.Connection[Any]


class RolesError(Exception):
    """The roles or the database could not be made; the text says why and what to do."""


def prepare(admin_url: str, *, app_password: str | None = None, owner_password: str | None = None) -> Urls:
    """Make both roles, the database and the rights in it, or put right what has changed; safe to repeat.

    `admin_url` signs in as a role that may create roles and databases. The database is the one it names, or
    `debrief` when that is `postgres` or missing. A password is set only when given, so that a second
    installation on the same server does not lock out the first. Returns the addresses of both roles, with
    the passwords given. Raises RolesError, and psycopg.OperationalError when the server cannot be reached.
    """
    named = addresses.database_of(admin_url)
    database = named if named not in ("", "postgres") else DATABASE
    try:
        with psycopg.connect(addresses.changed(admin_url, database="postgres"), autocommit=True) as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
            _make_role(admin, OWNER_ROLE, _OWNER_RIGHTS, owner_password)
            _make_role(admin, APP_ROLE, _APP_RIGHTS, app_password)
            _act_for_owner(admin)
            _make_database(admin, database)
            with psycopg.connect(addresses.changed(admin_url, database=database)) as connection:
                _make_schema_safe(connection)
                grant_to_app(connection)
    except psycopg.errors.InsufficientPrivilege as error:
        raise RolesError(
            "The role in the administrator's address may not set up the database "
            f"({error.diag.message_primary}). Use the address of a superuser, or make the roles by hand; "
            "docs/operating.md says how."
        ) from None
    return Urls(
        app=addresses.changed(admin_url, database=database, role=APP_ROLE, password=app_password),
        owner=addresses.changed(admin_url, database=database, role=OWNER_ROLE, password=owner_password),
    )


def grant_to_app(connection: AnyConnection) -> None:
    """Let the application's role read and write the tables in this database, the owner's future ones too.

    `connection` is the owner's or an administrator's; rights are kept for each database, so a new one,
    such as a test's, needs this once.
    """
    connection.execute(sql.SQL(_GRANTS).format(**_NAMES))


def may_administer(url: str) -> bool:
    """Return whether the role in `url` may make roles. Raises psycopg.OperationalError when out of reach."""
    try:
        connection = psycopg.connect(url)
    except psycopg.OperationalError:
        # An administrator's address may name the database that is to be made.
        connection = psycopg.connect(addresses.changed(url, database="postgres"))
    with connection:
        row = connection.execute(
            "SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    return bool(row and row[0])


def _make_role(admin: AnyConnection, role: str, rights: sql.SQL, password: str | None) -> None:
    """Make `role` or give an existing one exactly `rights`, changing only what differs.

    A role of a managed server may be allowed to make such a role once, and not to alter it.
    """
    name = sql.Identifier(role)
    found = admin.execute(
        "SELECT rolcanlogin, rolbypassrls, rolcreatedb, rolsuper, rolcreaterole FROM pg_roles"
        " WHERE rolname = %s",
        [role],
    ).fetchone()
    wanted = (True, role == OWNER_ROLE, role == OWNER_ROLE, False, False)
    if found is None:
        admin.execute(sql.SQL("CREATE ROLE {} {}").format(name, rights))
    elif tuple(found) != wanted:
        admin.execute(sql.SQL("ALTER ROLE {} {}").format(name, rights))
    if password is not None:
        # Scrambled here, so that the server never sees it and cannot write it into its log.
        scrambled = admin.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
        admin.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(name, sql.Literal(scrambled)))


def _act_for_owner(admin: AnyConnection) -> None:
    """Let an administrator who is not a superuser make things that belong to the owner."""
    row = admin.execute("SELECT pg_has_role(current_user, %s, 'USAGE')", [OWNER_ROLE]).fetchone()
    if not (row and row[0]):
        admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(_NAMES["owner"]))


def _make_database(admin: AnyConnection, database: str) -> None:
    name = sql.Identifier(database)
    owner = admin.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [database]
    ).fetchone()
    if owner is None:
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(name, _NAMES["owner"]))
    elif owner[0] != OWNER_ROLE:
        admin.execute(sql.SQL("ALTER DATABASE {} OWNER TO {}").format(name, _NAMES["owner"]))


def _make_schema_safe(connection: AnyConnection) -> None:
    row = connection.execute(
        "SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'public'"
    ).fetchone()
    if row and row[0] not in ("pg_database_owner", OWNER_ROLE):
        connection.execute(sql.SQL("ALTER SCHEMA public OWNER TO {owner}").format(**_NAMES))
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
