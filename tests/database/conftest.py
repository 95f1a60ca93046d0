"""A server of its own for tests that stop one, kill one, or make roles."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from debrief.database import embedded, local


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data folder for an embedded server, which is stopped afterwards."""
    yield tmp_path / "data"
    if (tmp_path / "data").exists():
        embedded.stop(tmp_path / "data")


@pytest.fixture(scope="module")
def admin_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The administrator's address of a server that nothing has been made on yet."""
    folder = tmp_path_factory.mktemp("server")
    embedded.start(folder)
    yield embedded.admin_url(folder)
    embedded.stop(folder)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return environ_of_nobody(tmp_path / "data")


def environ_of_nobody(data_dir: Path) -> dict[str, str]:
    """What a command finds on a machine where nobody has set anything for Debrief but its data folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DEBRIEF_", "DATABASE_", "DJANGO_"))
    }
    return kept | {"DEBRIEF_DATA": str(data_dir), "DEBRIEF_ONE_MACHINE": "1"}


def answers(url: str) -> bool:
    try:
        psycopg.connect(url).close()
    except psycopg.OperationalError:
        return False
    return True


def postmaster(data_dir: Path) -> int:
    """Return the process number of the running server."""
    return int((local.postgres_dir(data_dir) / "postmaster.pid").read_text().split("\n")[0])
