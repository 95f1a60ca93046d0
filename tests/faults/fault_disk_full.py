"""The disk full: on a small filesystem of its own, which takes root to mount."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from debrief.database import embedded, local, release, roles
from debrief.database.web_server import WebServer
from tests import factories
from tests.browser.conftest import free_port
from tests.faults.conftest import Figure
from tests.faults.people import FIELD, STAGE, Browser

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.skipif(os.geteuid() != 0, reason="Mounting a small filesystem takes root."),
]
SIZE = 220  # MB; a fresh server with our tables takes about 100


@pytest.fixture
def small_disk(new_folder: Callable[[], Path]) -> Iterator[Path]:
    folder = new_folder() / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=0711", "tmpfs", folder], check=True)
    yield folder
    embedded.stop(folder)
    subprocess.run(["umount", folder], check=True)


@pytest.fixture
def small_machine(
    small_disk: Path, web_environ: dict[str, str], database_urls: local.Urls
) -> Iterator[WebServer]:
    embedded.start(small_disk)
    urls = roles.prepare(embedded.admin_url(small_disk))
    release.point_at(urls)
    release.bring_up_to_date()
    environ = web_environ | {"DATABASE_URL": urls.app}
    web = WebServer(host="127.0.0.1", port=free_port(), folder=settings.BASE_DIR, environ=environ)
    web.start()
    yield web
    web.stop()
    release.point_at(database_urls)


def fill(folder: Path) -> Path:
    """Take all the room there is."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                continue
    return ballast


def test_a_full_disk(small_machine: WebServer, small_disk: Path, figure: Figure) -> None:
    writer = Browser(small_machine.address, factories.person("owner"))
    debriefs = [factories.debrief(writer.person) for _ in range(200)]
    long = os.urandom(20_000).hex()  # does not compress away, so that it needs room

    def save(number: int) -> tuple[int, bytes]:
        path = f"/debriefs/{debriefs[number].pk}/{STAGE}/draft/"
        return writer.post(path, {FIELD: long, "version": "0"}, is_script=True)

    assert save(0)[0] == 200
    ballast = fill(small_disk)
    saved, refused, read = 1, [], []
    for number in range(1, len(debriefs)):
        status, body = save(number)
        if status == 200:
            saved += 1
        else:
            refused.append((status, body))
            read.append(writer.get(f"/debriefs/{debriefs[0].pk}/{STAGE}/"))
        if len(refused) >= 50:
            break
    pressed = writer.post(f"/debriefs/{debriefs[-1].pk}/{STAGE}/", {FIELD: long[:200], "then": "go_on"})
    ballast.unlink()
    began = time.monotonic()
    while save(len(debriefs) - 1)[0] != 200 and time.monotonic() < began + 30:
        time.sleep(0.05)
    resumed = time.monotonic() - began
    figure(
        "the disk full",
        f"{len(refused)} saves refused, each with 503 that says not saved; {len(read)} of {len(read)} pages "
        f"read meanwhile; saving again {resumed:.2f} s after there was room, nothing restarted",
        '503 that says "not saved", reading works, resumes by itself',
    )
    assert len(refused) >= 50
    assert {status for status, _body in refused} == {503}
    assert all(b'"saved": false' in body and b"Not saved" in body for _status, body in refused)
    assert {status for status, _body in read} == {200}
    assert all(long[:100].encode() in body for _status, body in read)
    assert pressed[0] in (302, 303, 422, 503)
    assert resumed < 5
