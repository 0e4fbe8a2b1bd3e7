"""Takes the pictures of the console in docs/. Run as a module.

python -m tests.console.pictures http://127.0.0.1:8000 KEY     while `make run` serves there; KEY is an admin's

It starts a reindex, so that there is a build to compare with the one before. For the picture of the insights let the
desk hold a year: assist demo --year 8000.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.console.conftest import OPTIONS
from tests.extension.browser import chromium

DOCS = Path(__file__).parent.parent.parent / "docs"
BUILT = 300_000  # milliseconds that a build of the demo company may take


def main(server: str, key: str) -> None:
    """Take them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        page = browser.new_page(
            viewport={"width": 1280, "height": 880}, device_scale_factor=1.5, color_scheme="light", locale="en-GB"
        )
        _sign_in(page, f"{server}/console/", key)
        page.get_by_role("button", name="Start").click()
        expect(page.locator("#job")).to_be_visible()
        expect(page.locator("#start")).to_be_visible(timeout=BUILT)
        expect(page.locator("#plan")).to_be_visible()
        page.screenshot(path=DOCS / "console-reindex.png")
        take_insights(page, f"{server}/console/")
        browser.close()


def take_insights(page: Page, address: str) -> None:
    """Take the page of mood, for who is signed in."""
    page.goto(f"{address}insights/mood")
    expect(page.locator(".plot-wide")).to_be_visible()
    page.screenshot(path=DOCS / "console-insights.png")


def _sign_in(page: Page, address: str, key: str) -> None:
    page.goto(address)
    page.get_by_label("Admin key").fill(key)
    page.keyboard.press("Enter")
    expect(page.locator("#start")).to_be_visible()


if __name__ == "__main__":
    main(*sys.argv[1:])
