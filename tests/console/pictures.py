"""Takes the picture of the console in docs/. Run as a module.

python -m tests.console.pictures http://127.0.0.1:8000 KEY     while `make run` serves there; KEY is an admin's

It starts a reindex, so that there is a build to compare with the one before.
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
    """Take it."""
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
        browser.close()


def _sign_in(page: Page, address: str, key: str) -> None:
    page.goto(address)
    page.get_by_label("Admin key").fill(key)
    page.keyboard.press("Enter")
    expect(page.locator("#start")).to_be_visible()


if __name__ == "__main__":
    main(*sys.argv[1:])
