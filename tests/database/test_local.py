import stat
import subprocess
import sys
from pathlib import Path

import dj_database_url
from psycopg.conninfo import conninfo_to_dict

from debrief.database import local


def test_urls_can_be_made_before_anything_exists(tmp_path: Path) -> None:
    urls = local.database_urls(tmp_path / "none yet")
    assert urls.app != urls.owner
    assert not (tmp_path / "none yet").exists()


def test_a_url_survives_whatever_the_folder_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "Über Data, x:@%#?"
    url = local.database_urls(folder).app
    assert dj_database_url.parse(url)["HOST"] == str(folder / "postgres")
    assert conninfo_to_dict(url)["host"] == str(folder / "postgres")
    assert dj_database_url.parse(url)["USER"] == local.APP_ROLE
    assert dj_database_url.parse(url)["NAME"] == "debrief"


def test_urls_follow_a_server_that_listens_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text("1\n/data\n0\n5432\n/tmp/elsewhere\n")
    assert dj_database_url.parse(local.database_urls(tmp_path).app)["HOST"] == "/tmp/elsewhere"


def test_a_half_written_pid_file_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text("1\n")
    assert local.socket_dir(tmp_path) == tmp_path / "postgres"


def test_processes_that_start_together_get_one_secret_key(tmp_path: Path) -> None:
    """Both see that there is no key before either has made one: each waits for a line before it asks."""
    ask = (
        "import sys; from pathlib import Path; from debrief.database import local; "
        "print('ready', flush=True); sys.stdin.readline(); print(local.secret_key(Path(sys.argv[1])))"
    )
    both = [
        subprocess.Popen(
            [sys.executable, "-c", ask, tmp_path / "data"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for process in both:
        assert process.stdout is not None
        process.stdout.readline()
    keys = set()
    for process in both:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in both:
        keys.add(process.communicate()[0].strip())
    assert len(keys) == 1
    assert len(keys.pop()) >= 50


def test_the_secret_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    key = local.secret_key(tmp_path)
    assert local.secret_key(tmp_path) == key
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
