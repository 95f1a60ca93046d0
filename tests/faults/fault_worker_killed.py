"""A web worker killed, again and again, while people type."""

import os
import signal
import time

import psutil
import pytest

from debrief.database.web_server import WebServer
from tests.faults.conftest import Figure
from tests.faults.people import typists

pytestmark = pytest.mark.usefixtures("committed")
KILLS = 20


def test_a_web_worker_killed(web: WebServer, figure: Figure) -> None:
    typing = typists(web.address, 6)
    for one in typing:
        one.start()
    waits = []
    assert web.process is not None
    for number in range(KILLS):
        time.sleep(0.3)
        workers = psutil.Process(web.process.pid).children()
        os.kill(workers[number % len(workers)].pid, signal.SIGKILL)
        killed = time.monotonic()
        while any(one.saved_at < killed for one in typing) and time.monotonic() < killed + 15:
            time.sleep(0.01)
        waits.append(max(one.saved_at for one in typing) - killed)
    for one in typing:
        one.stop()
        one.assert_nothing_acknowledged_is_lost()
    unanswered = sum(one.unanswered for one in typing)
    figure(
        f"a web worker killed {KILLS} times while 6 people type",
        f"0 of {sum(one.acknowledged for one in typing)} acknowledged saves lost, {unanswered} left without "
        f"an answer and repeated; everybody saving again after {max(waits):.1f} s at most",
        "nothing acknowledged",
    )
    assert sum(one.acknowledged for one in typing) > KILLS
    assert not any(one.refused for one in typing)
