"""Every migration of ours taken back, one after the other, and done again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, AlterField, CreateModel, RemoveField
from django.db.migrations.recorder import MigrationRecorder

from debrief.database import embedded, local, release, roles
from debrief.database.backups import counting
from debrief.privacy.checks import unprotected_tables
from tests import factories
from tests.faults.conftest import Figure

pytestmark = pytest.mark.usefixtures("committed")

# The schema as a set of sentences, because a column that was taken away and put back comes last in its table.
SCHEMA = """
    SELECT 'column', c.relname, a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' '
           || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
    UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid <> 0
    UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
    UNION ALL SELECT 'policy', tablename, policyname, cmd || coalesce(qual, '') || coalesce(with_check, '')
    FROM pg_policies WHERE schemaname = 'public'
    UNION ALL SELECT 'wall', relname, relrowsecurity::text, relforcerowsecurity::text
    FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    UNION ALL SELECT 'right', table_name, grantee, privilege_type FROM information_schema.role_table_grants
    WHERE table_schema = 'public'
"""


@pytest.fixture
def database(new_folder: Callable[[], Path], django_db_setup: None, database_urls: local.Urls) -> Any:
    """A server of its own, with somebody's words in every table."""
    folder = new_folder()
    embedded.start(folder)
    urls = roles.prepare(embedded.admin_url(folder))
    release.point_at(urls)
    release.bring_up_to_date()
    factories.full_debrief(factories.person("owner"))
    connections.close_all()
    yield urls
    release.point_at(database_urls)
    embedded.stop(folder)


def state(urls: local.Urls) -> tuple[set[Any], dict[str, counting.Rows]]:
    with psycopg.connect(urls.owner) as owner:
        rows = counting.in_database(owner)
        rows.pop("django_migrations")
        return set(owner.execute(SCHEMA).fetchall()), rows


def test_migrations_down_and_up(database: local.Urls, figure: Figure) -> None:
    schema, rows = state(database)
    assert sum(each.count for each in rows.values()) > 100
    ours = [config.label for config in apps.get_app_configs() if config.name.startswith("debrief.")]
    recorder = MigrationRecorder(connections["owner"])
    applied = [key for key in recorder.applied_migrations() if key[0] in ours]
    taken_back, ours = 0, sorted({label for label, _name in applied})
    for label in ours:
        names = sorted(name for app, name in applied if app == label)
        for before, name in reversed(list(zip([None, *names], names, strict=False))):
            if before is None:
                continue  # the first of each takes the tables along; below
            call_command("migrate", label, before, verbosity=0)
            undone = [key for key in applied if key not in recorder.applied_migrations()]
            call_command("migrate", verbosity=0)
            now_schema, now_rows = state(database)
            assert now_schema == schema, (label, name, now_schema ^ schema)
            changed = {table for table in rows if rows[table] != now_rows[table]}
            assert changed <= set().union(*(taken_along(*key) for key in undone)), (label, name, changed)
            assert unprotected_tables("owner") == []
            rows, taken_back = now_rows, taken_back + 1
    for label in reversed(ours):
        call_command("migrate", label, "zero", verbosity=0)
    call_command("migrate", verbosity=0)
    connections.close_all()
    now_schema, _rows = state(database)
    assert now_schema == schema, now_schema ^ schema
    assert unprotected_tables("owner") == []
    policies = sum(kind == "policy" for kind, *_rest in schema)
    figure(
        "migrations down and up",
        f"{taken_back} taken back one by one and done again, then all {len(applied)}: the same {len(schema)} "
        f"facts of the schema, {policies} policies among them, and the same rows in what each did not make",
        "rows and policies the same",
    )


def taken_along(label: str, name: str) -> set[str]:
    """The tables that taking this migration back takes away or takes columns from, and what was in them."""
    operations = MigrationLoader(connections["owner"]).get_migration(label, name).operations
    made = [one.name for one in operations if isinstance(one, CreateModel)]
    made += [one.model_name for one in operations if isinstance(one, AddField | AlterField | RemoveField)]
    return {apps.get_model(label, model)._meta.db_table for model in made}
