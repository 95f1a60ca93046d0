"""The fixtures of the browser tests do what those tests rest on."""

import signal

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.conftest import Server


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_stops_and_comes_back_at_its_address(page: Page, server: Server, number: int) -> None:
    page.goto(server.url)
    expect(page.get_by_role("main")).to_be_visible()
    server.stop(number)
    try:
        # Not by navigating: Chromium reloads such an error page by itself, into the navigation below.
        with pytest.raises(Error, match="ECONNREFUSED"):
            page.request.get(server.url)
    finally:
        server.start()
    page.goto(server.url)
    expect(page.get_by_role("main")).to_be_visible()
