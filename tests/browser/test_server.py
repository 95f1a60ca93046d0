"""The fixtures of the browser tests do what those tests rest on."""

import errno
import signal
import socket
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Server


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_stops_and_comes_back_at_its_address(page: Page, server: Server, number: int) -> None:
    page.goto(server.url)
    expect(page.get_by_role("main")).to_be_visible()
    server.stop(number)
    try:
        # Not by navigating: Chromium reloads such an error page by itself, into the navigation below.
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", urlsplit(server.url).port)) == errno.ECONNREFUSED
    finally:
        server.start()
    page.goto(server.url)
    expect(page.get_by_role("main")).to_be_visible()
