"""Take the README's screenshots: python -m debrief.database -- python -m tests.browser.screenshots

Shows the demo account, made anew, in a phone-sized window. Writes docs/images/*.png.
"""

import os
from pathlib import Path

import django
from playwright.sync_api import Page, sync_playwright

from debrief.database.web_server import WebServer
from tests.browser import find_chromium
from tests.browser.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
PHONE = {"width": 390, "height": 844}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debrief.settings")
    django.setup()
    from django.core.management import call_command

    from debrief.recovery.management.commands import demo

    call_command("demo")
    call_command("collectstatic", interactive=False, verbosity=0)
    web = WebServer(host="127.0.0.1", port=free_port(), folder=ROOT, environ=dict(os.environ))
    web.start()
    try:
        with sync_playwright() as playwright:
            sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=find_chromium.find(), args=sandbox)
            window = browser.new_context(
                viewport=PHONE,  # type: ignore[arg-type]
                device_scale_factor=2,
                reduced_motion="reduce",
                locale="en-GB",
            )
            _take(window.new_page(), web.address, demo.EMAIL, demo.PASSWORD)
    finally:
        web.stop()


def _take(page: Page, address: str, email: str, password: str) -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    page.goto(f"{address}/accounts/login/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("heading", level=1).wait_for()
    page.screenshot(path=IMAGES / "stage.png")
    page.goto(f"{address}/tips/")
    page.screenshot(path=IMAGES / "tips.png")


if __name__ == "__main__":
    main()
