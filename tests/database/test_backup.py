"""Backing up, and restoring on a server that has nothing on it."""

import json
import shutil
import stat
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from debrief.accounts.models import User
from debrief.database import binaries, embedded, local, release, roles
from debrief.database.backups import counting, manifest, programs
from debrief.database.backups.manifest import DUMP, NAME
from debrief.database.backups.where import Where
from debrief.debriefs.models import Debrief
from debrief.privacy.checks import unprotected_tables
from debrief.privacy.wall import SETTING, acting_for
from tests import factories

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def theirs(committed: None) -> Debrief:
    return factories.full_debrief(factories.person("owner"))


@pytest.fixture
def stranger(committed: None) -> User:
    return factories.person("stranger")


@pytest.fixture
def backup(theirs: Debrief, stranger: User, tmp_path: Path) -> Path:
    folder = tmp_path / "backups" / "today"
    run("backup", folder)
    return folder


@pytest.fixture(scope="module")
def other_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("elsewhere")
    embedded.start(folder)
    yield folder
    embedded.stop(folder)


@pytest.fixture
def empty(other_server: Path, database_urls: local.Urls) -> Iterator[local.Urls]:
    """Another server with its roles and an empty database; the commands go there meanwhile."""
    admin = embedded.admin_url(other_server)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS debrief")
    urls = roles.prepare(admin)
    release.point_at(urls)
    yield urls
    release.point_at(database_urls)


def run(name: str, folder: Path, **options: Any) -> str:
    out = StringIO()
    call_command(name, folder, stdout=out, stderr=out, **options)
    return out.getvalue()


def everything() -> dict[str, counting.Rows]:
    with connections["owner"].cursor() as cursor:
        assert cursor.connection is not None
        return counting.in_database(cursor.connection)


def test_it_is_restored_whole_on_an_empty_server(
    backup: Path, theirs: Debrief, stranger: User, request: pytest.FixtureRequest
) -> None:
    before = everything()
    urls = request.getfixturevalue("empty")
    told = run("restore", backup)
    assert everything() == before
    assert sum(rows.count for rows in before.values()) > 50
    assert f"with {sum(rows.count for rows in before.values())} rows" in told
    # The wall stands there as it did here: nobody's rows, theirs, and none of theirs to a stranger.
    assert unprotected_tables("owner") == []
    with psycopg.connect(urls.app) as app:
        for who, count in (("", 0), (str(stranger.pk), 0), (str(theirs.owner_id), 3)):
            app.execute("SELECT set_config(%s, %s, true)", [SETTING, who])
            assert app.execute("SELECT count(*) FROM debriefs_question").fetchone() == (count,)
    with acting_for(theirs.owner_id):
        assert Debrief.objects.get().anything_else == factories.CANARY
        factories.debrief(User.objects.get(pk=theirs.owner_id))


def test_sessions_and_links_are_not_restored(
    client: Any, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    owner = factories.person("owner")
    client.force_login(owner)
    factories.share_link(factories.debrief(owner), "capture")
    run("backup", tmp_path / "one")
    request.getfixturevalue("empty")
    run("restore", tmp_path / "one")
    with connections["owner"].cursor() as cursor:
        for table in ("accounts_session", "sharing_sharelink"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            assert cursor.fetchone() == (0,)


def test_a_database_with_tables_is_overwritten_only_when_told(
    backup: Path, theirs: Debrief, request: pytest.FixtureRequest
) -> None:
    before = everything()
    request.getfixturevalue("empty")
    run("restore", backup)
    with acting_for(theirs.owner_id):
        Debrief.objects.update(organisation="Written since")
    now = everything()
    with pytest.raises(CommandError, match=r"has \d+ tables.*--overwrite"):
        run("restore", backup)
    assert everything() == now
    for _again in range(2):
        run("restore", backup, overwrite=True)
        assert everything() == before


def test_a_backup_is_overwritten_only_when_told(backup: Path) -> None:
    before = (backup / NAME).read_bytes()
    with pytest.raises(CommandError, match="there already"):
        run("backup", backup)
    assert (backup / NAME).read_bytes() == before
    factories.person("another")
    run("backup", backup, overwrite=True)
    assert (backup / NAME).read_bytes() != before
    assert sorted(path.name for path in backup.parent.iterdir()) == ["today"]


def test_what_is_no_backup_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "photographs").mkdir()
    (tmp_path / "photographs" / "one.jpg").touch()
    with pytest.raises(CommandError, match="is no backup"):
        run("backup", tmp_path / "photographs", overwrite=True)
    assert (tmp_path / "photographs" / "one.jpg").exists()


def test_only_its_owner_can_read_it(backup: Path) -> None:
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (backup, backup / NAME, backup / DUMP)]
    assert modes == [0o700, 0o600, 0o600]


def test_a_role_that_row_security_binds_is_refused(theirs: Debrief, tmp_path: Path) -> None:
    """pg_dump with row security on would write no rows and end well."""
    owner = connections["owner"].settings_dict
    before = owner["USER"]
    owner["USER"] = local.APP_ROLE
    try:
        with pytest.raises(CommandError, match="Row security binds the role debrief_app"):
            run("backup", tmp_path / "empty")
    finally:
        owner["USER"] = before
    assert list(tmp_path.iterdir()) == []


def test_a_dump_without_its_rows_is_no_backup(
    theirs: Debrief, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a dump lacks is found by reading it, whatever the program said."""
    monkeypatch.setattr(
        "debrief.database.backups.making.counting.WITHOUT_ROWS", (*counting.WITHOUT_ROWS, "debriefs_person")
    )
    in_database = counting.in_database

    def all_the_same(connection: psycopg.Connection[Any]) -> dict[str, counting.Rows]:
        monkeypatch.undo()
        return in_database(connection)

    monkeypatch.setattr("debrief.database.backups.making.counting.in_database", all_the_same)
    with pytest.raises(CommandError, match=r"debriefs_person \(\d+ rows, 0 in the dump\)"):
        run("backup", tmp_path / "short")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda folder: (folder / NAME).unlink(), "is no backup"),
        (lambda folder: (folder / NAME).write_text("[]"), "is no backup"),
        (lambda folder: (folder / DUMP).unlink(), "cannot be read"),
        (lambda folder: (folder / DUMP).write_bytes((folder / DUMP).read_bytes()[:-100]), "its hash differs"),
        (lambda folder: change(folder, version=2), "another version"),
        (lambda folder: change(folder, server=99), "99 or newer"),
    ],
)
def test_a_harmed_backup_is_found_before_anything_changes(
    backup: Path, harm: Any, said: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("empty")
    harm(backup)
    with pytest.raises(CommandError, match=said):
        run("restore", backup, overwrite=True)
    assert everything() == {}


def change(folder: Path, **values: Any) -> None:
    kept = json.loads((folder / NAME).read_text())
    (folder / NAME).write_text(json.dumps({**kept, **values}))


def test_a_manifest_that_promises_more_is_found(backup: Path) -> None:
    kept = json.loads((backup / NAME).read_text())
    kept["tables"]["debriefs_debrief"]["count"] += 1
    (backup / NAME).write_text(json.dumps(kept))
    with pytest.raises(CommandError, match="debriefs_debrief"):
        run("restore", backup, check_only=True)


def test_a_backup_can_be_looked_at_without_a_database(backup: Path) -> None:
    assert "is whole" in run("restore", backup, check_only=True)


def test_a_restore_that_breaks_off_changes_nothing(
    backup: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    request.getfixturevalue("empty")
    run("restore", backup)
    before = everything()
    # pg_restore that writes half of it and ends with an error.
    real = programs.find(binaries.MAJOR_VERSION)
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "psql").symlink_to(real / "psql")
    (broken / "pg_restore").write_text(f'#!/bin/sh\n{real}/pg_restore "$@" | head -c 20000\nexit 1\n')
    (broken / "pg_restore").chmod(0o755)
    monkeypatch.setattr("debrief.database.backups.restoring.programs.find", lambda server: broken)
    monkeypatch.setattr("debrief.database.backups.restoring.check", manifest.read)
    with pytest.raises(CommandError, match="nothing was changed"):
        run("restore", backup, overwrite=True)
    assert everything() == before


def test_no_password_stands_on_a_command_line(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"NAME": "a b", "USER": "u", "HOST": "h", "PORT": 1, "PASSWORD": "secret", "OPTIONS": {}}
    where = Where.of(settings)
    assert "secret" not in where.address
    assert where.environ()["PGPASSWORD"] == "secret"
    assert "dbname='a b'" in where.address


@pytest.mark.parametrize(("server", "taken"), [(14, "15"), (15, "15"), (16, "18"), (18, "18")])
def test_the_programs_are_of_the_servers_version_or_the_next(
    server: int, taken: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for version in ("18", "15", "12"):
        (tmp_path / version).mkdir()
        for name in programs.PROGRAMS:
            program = tmp_path / version / name
            program.write_text(f'#!/bin/sh\necho "{name} (PostgreSQL) {version}.4 (Debian)"\n')
            program.chmod(0o755)
    monkeypatch.setattr(programs, "_folders", lambda: iter(sorted(tmp_path.iterdir())))
    assert programs.find(server).name == taken
    with pytest.raises(programs.ProgramsMissingError, match="of PostgreSQL 19 or newer, and those here"):
        programs.find(19)
    shutil.rmtree(tmp_path / "18")
    (tmp_path / "15" / "psql").unlink()
    with pytest.raises(programs.ProgramsMissingError):
        programs.find(13)


def test_it_says_when_there_is_no_database(tmp_path: Path) -> None:
    owner = connections["owner"].settings_dict
    before = owner["HOST"]
    owner["HOST"] = str(tmp_path)
    try:
        with pytest.raises(CommandError, match=r"There is no backup\. The database does not answer"):
            run("backup", tmp_path / "one")
    finally:
        owner["HOST"] = before
