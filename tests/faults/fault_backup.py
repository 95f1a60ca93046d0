"""A backup made while people type, restored on a machine that has nothing."""

import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from django.db import connections

from debrief.database import embedded, local, release, roles
from debrief.database.backups import counting
from debrief.database.backups.making import make
from debrief.database.backups.restoring import restore
from debrief.database.backups.where import Where
from debrief.database.web_server import WebServer
from debrief.debriefs.models import Debrief
from debrief.privacy.checks import unprotected_tables
from debrief.privacy.wall import SETTING
from tests import factories
from tests.faults.conftest import Figure
from tests.faults.people import typists

pytestmark = pytest.mark.usefixtures("committed")
PEOPLE = 30


def test_a_backup_while_people_type(
    web: WebServer, database_urls: local.Urls, new_folder: Callable[[], Path], figure: Figure
) -> None:
    for _ in range(PEOPLE):
        factories.full_debrief(factories.person("owner"))
    typing = typists(web.address, 3)
    for one in typing:
        one.start()
    time.sleep(0.5)
    folder = new_folder() / "backup"
    before = sum(one.acknowledged for one in typing)
    began = time.monotonic()
    made = make(Where.of(connections["owner"].settings_dict), folder)
    took = time.monotonic() - began
    meanwhile = sum(one.acknowledged for one in typing) - before
    for one in typing:
        one.stop()

    machine = new_folder()
    embedded.start(machine)
    try:
        urls = roles.prepare(embedded.admin_url(machine))
        release.point_at(urls)
        began = time.monotonic()
        restore(Where.of(connections["owner"].settings_dict), folder)
        restored = time.monotonic() - began
        with psycopg.connect(urls.owner) as owner:
            assert counting.in_database(owner) == made.tables
            people = [row[0] for row in owner.execute("SELECT id FROM accounts_user").fetchall()]
        assert unprotected_tables("owner") == []
        seen = [visible(urls.app, str(person)) for person in ("", *people)]
        assert seen[0] == set()
        assert sum(map(len, seen)) == made.tables[Debrief._meta.db_table].count
        assert all(owners == {person} for owners, person in zip(seen[1:], people, strict=True) if owners)
    finally:
        release.point_at(database_urls)
        embedded.stop(machine)
    assert meanwhile > 0
    figure(
        "backup while people type, restored on an empty machine",
        f"{made.row_count} rows of {len(made.tables)} tables, counts and hashes the same; made in {took:.1f} "
        f"s, restored in {restored:.1f} s; {meanwhile} saves meanwhile; each of {len(people)} sees their own",
        "counts and hashes the same, isolation holds on the restored database",
    )


def visible(app: str, person: str) -> set[object]:
    """Whose debriefs the application sees when this person asks."""
    with psycopg.connect(app) as connection:
        connection.execute("SELECT set_config(%s, %s, true)", [SETTING, person])
        return {row[0] for row in connection.execute("SELECT owner_id FROM debriefs_debrief").fetchall()}
