"""Looking at a page as axe does, and how wide it is."""

from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passes is not told: that is nearly everything, and takes longer to send than to find.
RULES = {"runOnly": STANDARDS, "resultTypes": ["violations"]}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


def faults_of(page: Page) -> list[str]:
    """What axe finds on the page as it stands, in the light and in the dark.

    In the dark nothing is different but the colours, so nothing else is looked at there.
    """
    reports = []
    page.evaluate(AXE_SCRIPT)
    for scheme, options in (("light", RULES), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.evaluate("Promise.all(document.getAnimations().map((fading) => fading.finished))")
        result = AxeResults(page.evaluate("(options) => axe.run(options)", options))
        if result.violations_count:
            reports.append(f"{page.url}, {scheme}\n{result.generate_report()}")
    return reports


def scrolls_sideways(page: Page, width: int) -> bool:
    """Return whether the page, in a window so many pixels wide, is wider than that."""
    page.set_viewport_size({"width": width, "height": 640})
    needs: int = page.evaluate("document.documentElement.scrollWidth")
    return needs > width


def unfold(page: Page) -> None:
    """Open everything that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
