"""System checks on the database itself: run by `migrate` and by `check --database default`."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from debrief.privacy import wall
from debrief.privacy.models import AuditEntry, OwnedModel
from debrief.privacy.operations import ADDING_POLICY, LINK_POLICY, POLICY, SHOWN_POLICY

# Tables of OwnedModels, whose names are the parameter, and any other with an owner.
_IS_OWNED = (
    "(c.relname = ANY(%s) OR EXISTS ("
    "SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'owner_id'))"
)


@register(Tags.database)
def application_role_is_bound(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if "default" not in (databases or ()):
        return []
    try:
        wall.verify()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="privacy.E001")]
    return []


@register(Tags.database)
def owned_tables_have_their_policy(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    return [
        Error(
            f"Table {table} has an owner but is open: {', '.join(missing)}.",
            hint="Add privacy.operations.OwnerOnlyRows to its migration.",
            id="privacy.E002",
        )
        for alias in databases or ()
        for table, missing in unprotected_tables(alias)
    ]


@register(Tags.database)
def owned_tables_are_kept_out_of_what_a_link_shows(
    databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    return [
        Error(
            f"A link that shows something of a person would show all they have in table {table}.",
            hint="Add privacy.operations.ShownAlone to its migration.",
            id="privacy.E004",
        )
        for alias in databases or ()
        for table in tables_shown_whole(alias)
    ]


@register(Tags.database)
def audit_is_append_only(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    return [
        Error(
            f"Table {AuditEntry._meta.db_table} could be read or changed by the application.",
            hint="Its only policy is that of privacy.operations.AppendOnly, on inserting.",
            id="privacy.E003",
        )
        for alias in databases or ()
        if not _is_append_only(alias, AuditEntry._meta.db_table)
    ]


def _is_append_only(alias: str, table: str) -> bool:
    """Whether the table can only be added to. True before it is migrated."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relrowsecurity AND c.relforcerowsecurity
                   AND (SELECT array_agg(p.polname::text || p.polcmd::text) FROM pg_policy p
                        WHERE p.polrelid = c.oid) = ARRAY[%s]
            FROM pg_class c WHERE c.oid = to_regclass(%s)
            """,
            [f"{ADDING_POLICY}a", f"public.{table}"],
        )
        row = cursor.fetchone()
    return row is None or bool(row[0])


def unprotected_tables(alias: str) -> list[tuple[str, list[str]]]:
    """Tables with an `owner_id`, or of an OwnedModel, that lack a part of the wall.

    Returns pairs of a table's name and what it lacks. Tables not migrated yet are passed over.
    """
    with connections[alias].cursor() as cursor:
        cursor.execute(
            f"""
            SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity,
                   EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = %s
                           AND p.polpermissive
                           AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL AND p.polcmd = '*'),
                   NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive
                               AND p.polname <> %s AND NOT (p.polname = %s AND p.polcmd = 'r'
                                   AND pg_get_expr(p.polqual, c.oid) LIKE '%%app.link_hash%%'))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND {_IS_OWNED}
            ORDER BY c.relname
            """,  # noqa: S608  (our own words)
            [POLICY, POLICY, LINK_POLICY, sorted(_declared())],
        )
        rows = cursor.fetchall()
    names = (
        "row security",
        "forced row security",
        "the owner-only policy",
        "one policy that lets in and no other",
    )
    problems = ((table, [n for n, ok in zip(names, held, strict=True) if not ok]) for table, *held in rows)
    return [(table, missing) for table, missing in problems if missing]


def tables_shown_whole(alias: str) -> list[str]:
    """Tables with an `owner_id`, or of an OwnedModel, that nothing keeps out of what a link shows."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            f"""
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND {_IS_OWNED}
              AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = %s
                              AND NOT p.polpermissive AND p.polcmd = '*'
                              AND pg_get_expr(p.polqual, c.oid) LIKE '%%app.shown_id%%'
                              AND pg_get_expr(p.polwithcheck, c.oid) LIKE '%%app.shown_id%%')
            ORDER BY c.relname
            """,  # noqa: S608  (our own words)
            [sorted(_declared()), SHOWN_POLICY],
        )
        return [table for (table,) in cursor.fetchall()]


def _declared() -> set[str]:
    return {model._meta.db_table for model in apps.get_models() if issubclass(model, OwnedModel)}
