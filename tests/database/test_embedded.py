"""The embedded server: made, shared, killed and recovered, each time on a folder of its own."""

import os
import signal
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from debrief.database import binaries, embedded, local
from tests.database.conftest import answers, postmaster


def family(data_dir: Path) -> list[int]:
    """Return the process numbers of the running server, its parts included."""
    import psutil

    main = psutil.Process(postmaster(data_dir))
    return [main.pid, *(part.pid for part in main.children(recursive=True))]


def kill(*processes: int) -> None:
    for each in processes:
        with suppress(ProcessLookupError):  # a part may end by itself once the main process is gone
            os.kill(each, signal.SIGKILL)


def test_it_starts_once_and_stops(data_dir: Path) -> None:
    assert not embedded.is_running(data_dir)
    assert embedded.start(data_dir)
    assert not embedded.start(data_dir)
    assert embedded.is_running(data_dir)
    embedded.stop(data_dir)
    assert not embedded.is_running(data_dir)
    embedded.stop(data_dir)


def test_only_its_user_can_open_it(data_dir: Path) -> None:
    embedded.start(data_dir)
    socket = local.socket_dir(data_dir) / ".s.PGSQL.5432"
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    with psycopg.connect(embedded.admin_url(data_dir)) as admin:
        assert admin.execute("SHOW listen_addresses").fetchone() == ("",)


def test_what_people_wrote_is_not_in_its_log(data_dir: Path) -> None:
    embedded.start(data_dir)
    with psycopg.connect(embedded.admin_url(data_dir), autocommit=True) as admin:
        admin.execute("CREATE TABLE word (word text CHECK (word <> 'canary'))")
        for statement in (
            "INSERT INTO word VALUES ('canary')",
            "SELECT 'canary'::int",
            "SELECT canary",
            "DO $$ BEGIN RAISE WARNING 'canary'; END $$",
        ):
            try:
                admin.execute(statement)
            except psycopg.Error:
                continue
    embedded.stop(data_dir)
    log = (local.postgres_dir(data_dir) / "log").read_text()
    assert "ready to accept connections" in log
    assert "canary" not in log


def test_it_recovers_after_everything_was_killed(data_dir: Path) -> None:
    embedded.start(data_dir)
    with psycopg.connect(embedded.admin_url(data_dir)) as admin:
        admin.execute("CREATE TABLE kept AS SELECT 1 AS id")
    kill(*family(data_dir))
    assert embedded.start(data_dir)
    with psycopg.connect(embedded.admin_url(data_dir)) as admin:
        assert admin.execute("SELECT id FROM kept").fetchall() == [(1,)]


def test_it_recovers_when_its_number_is_another_process_by_now(data_dir: Path) -> None:
    embedded.start(data_dir)
    kill(*family(data_dir))
    # As the user the server runs as: PostgreSQL itself passes over the processes of others.
    user = binaries.user_for(local.postgres_dir(data_dir))
    other = subprocess.Popen(["sleep", "60"], user=user.uid, group=user.gid)
    try:
        for file in (
            local.postgres_dir(data_dir) / "postmaster.pid",
            local.socket_dir(data_dir) / ".s.PGSQL.5432.lock",
        ):
            file.write_text("\n".join([str(other.pid), *file.read_text().split("\n")[1:]]))
        assert not embedded.is_running(data_dir)
        assert embedded.start(data_dir)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_it_waits_for_what_is_left_of_a_killed_server(data_dir: Path) -> None:
    embedded.start(data_dir)
    kill(postmaster(data_dir))
    assert embedded.start(data_dir)
    assert answers(embedded.admin_url(data_dir))


@pytest.mark.parametrize("name", ["a long 'odd' name " * 8, "one, two"], ids=["too long", "with a comma"])
def test_a_path_no_socket_can_have_works(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / name
    try:
        embedded.start(data_dir)
        elsewhere = local.socket_dir(data_dir)
        assert not elsewhere.is_relative_to(data_dir)
        assert stat.S_IMODE(elsewhere.stat().st_mode) == 0o700
        assert answers(embedded.admin_url(data_dir))
        kill(*family(data_dir))
        embedded.start(data_dir)
        assert local.socket_dir(data_dir) == elsewhere
    finally:
        embedded.stop(data_dir)
    assert not elsewhere.exists()


def test_a_half_made_folder_is_made_again(data_dir: Path) -> None:
    (data_dir / "postgres.new").mkdir(parents=True)
    (data_dir / "postgres.new" / "PG_VERSION").write_text("18\n")
    embedded.start(data_dir)
    assert answers(embedded.admin_url(data_dir))
    assert not (data_dir / "postgres.new").exists()


def test_it_says_why_it_cannot_start(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "_SETTINGS", embedded._SETTINGS + "no_such_setting = 1\n")
    with pytest.raises(binaries.EmbeddedServerError, match=r'(?s)could not start.*log.*"no_such_setting"'):
        embedded.start(data_dir)


def test_it_says_what_to_do_without_its_package(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "_PACKAGE", "no_such_package")
    with pytest.raises(binaries.EmbeddedServerError, match=r"`make run`.*DATABASE_URL"):
        embedded.start(data_dir)


def test_it_refuses_files_of_another_version(data_dir: Path) -> None:
    embedded.start(data_dir)
    embedded.stop(data_dir)
    (local.postgres_dir(data_dir) / "PG_VERSION").write_text("17\n")
    with pytest.raises(binaries.EmbeddedServerError, match="made by PostgreSQL 17"):
        embedded.start(data_dir)


def test_the_last_of_several_users_stops_it(data_dir: Path) -> None:
    """Another process starts to use it, this one comes and goes, and the other goes."""
    other = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from debrief.database import embedded\n"
            "with embedded.running(Path(sys.argv[1])): print('up', flush=True); sys.stdin.readline()",
            data_dir,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "up\n"
    with embedded.running(data_dir):
        assert answers(embedded.admin_url(data_dir))
    assert embedded.is_running(data_dir)
    other.communicate("\n")
    assert not embedded.is_running(data_dir)


def test_one_left_over_is_stopped_by_its_next_user(data_dir: Path) -> None:
    embedded.start(data_dir)
    with embedded.running(data_dir):
        pass
    assert not embedded.is_running(data_dir)
