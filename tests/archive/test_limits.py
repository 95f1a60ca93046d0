"""How often: exactly so often, whichever process is asked."""

from threading import Barrier, Thread

from django.conf import settings
from django.db import connection
from django.test import Client

from tests import factories
from tests.conftest import signed_in_again


def test_the_limit_is_exact_however_many_ask_at_once(committed: None) -> None:
    """Each in a connection of its own, as workers have."""
    person = factories.person("owner")
    session = signed_in_again(person).cookies
    told: list[int] = []
    asking = settings.LIMITS["export"][0] + 3
    start = Barrier(asking)

    def ask() -> None:
        client = Client()
        client.cookies = session
        start.wait()
        response = client.post("/you/export/")
        told.append(response.status_code)
        response.close()
        connection.close()

    threads = [Thread(target=ask) for _ in range(asking)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == [200] * settings.LIMITS["export"][0] + [429] * 3
