"""Takes the pictures of the console and of the demo inbox in docs/. Run as a module.

python -m tests.console.pictures http://127.0.0.1:8000 KEY             while `make run` serves there; KEY is an admin's
python -m tests.console.pictures http://127.0.0.1:8000 KEY places      only sources, privacy, erasure and the inbox

It starts a reindex, so that there is a build to compare with the one before, and a replay. For the picture of the
insights let the desk hold a year: assist demo --year 8000. For that of the sources add some: assist sources add.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import FloatRect, Page, expect, sync_playwright

from tests.console.conftest import OPTIONS
from tests.extension.browser import chromium

DOCS = Path(__file__).parent.parent.parent / "docs"
TICKET = """Hello, my name is Maria Sommer, order FN-204118. I was charged twice: card 4111 1111 1111 1111.
Please call me at +44 20 7946 0958 or write to maria.sommer@example.org. 12 High Street, London.

> On 3 May you wrote: your order is on its way."""
REPLY = (
    "Dear Maria, the second charge is only reserved, your bank releases it within five working days. Kind regards, Tom"
)
CUSTOMER = "megan.whitlock@example.com"
BUILT = 300_000  # milliseconds that a build of the demo company may take


def main(server: str, key: str, part: str = "") -> None:
    """Take them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        page = browser.new_page(
            viewport={"width": 1280, "height": 880}, device_scale_factor=1.5, color_scheme="light", locale="en-GB"
        )
        _sign_in(page, f"{server}/console/", key)
        take_places(page, f"{server}/console/")
        take_inbox(page, server)
        if part == "places":
            return
        page.goto(f"{server}/console/reindex")
        page.get_by_role("button", name="Start").click()
        expect(page.locator("#job")).to_be_visible()
        expect(page.locator("#start")).to_be_visible(timeout=BUILT)
        expect(page.locator("#plan")).to_be_visible()
        page.screenshot(path=DOCS / "console-reindex.png")
        take_insights(page, f"{server}/console/")
        page.goto(f"{server}/console/replay")
        page.get_by_role("button", name="Start").click()
        expect(page.get_by_text("The replay is done.")).to_be_visible(timeout=BUILT)
        page.screenshot(path=DOCS / "console-replay.png", full_page=True, clip=_above(page, "#goals-title"))
        page.goto(f"{server}/console/overview")
        expect(page.get_by_role("heading", name="Health")).to_be_visible()
        page.screenshot(path=DOCS / "console-overview.png")
        browser.close()


def take_insights(page: Page, address: str) -> None:
    """Take the page of mood, for who is signed in."""
    page.goto(f"{address}insights/mood")
    expect(page.locator(".plot-wide")).to_be_visible()
    page.screenshot(path=DOCS / "console-insights.png")


def take_places(page: Page, address: str) -> None:
    """Take the pages of sources, privacy and erasure, for who is signed in."""
    page.goto(f"{address}sources")
    page.screenshot(path=DOCS / "console-sources.png")
    page.goto(f"{address}privacy")
    page.locator("#ticket").fill(TICKET)
    page.locator("#answer").fill(REPLY)
    page.locator(".primary").click()
    expect(page.locator("#shown")).to_be_visible()
    page.screenshot(path=DOCS / "console-privacy.png", full_page=True)
    page.goto(f"{address}erasure")
    page.locator("#email").fill(CUSTOMER)
    page.locator(".primary").click()
    expect(page.locator(".danger")).to_be_visible()
    page.screenshot(path=DOCS / "console-erasure.png")


def take_inbox(page: Page, server: str) -> None:
    """Take the demo inbox, light and dark, and on a phone."""
    for name, scheme in (("demo-inbox.png", "light"), ("demo-inbox-dark.png", "dark")):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(server)
        expect(page.locator(".card").first).to_be_visible()
        page.screenshot(path=DOCS / name, animations="disabled", clip={"x": 0, "y": 0, "width": 1280, "height": 800})
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 360, "height": 740})
    page.screenshot(path=DOCS / "demo-inbox-narrow.png", animations="disabled")
    page.set_viewport_size({"width": 1280, "height": 880})


def _sign_in(page: Page, address: str, key: str) -> None:
    page.goto(address)
    page.get_by_label("Admin key").fill(key)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def _above(page: Page, selector: str) -> FloatRect:
    """Return the part of the page above the card that holds this."""
    box = page.locator("section", has=page.locator(selector)).bounding_box()
    assert box
    return {"x": 0, "y": 0, "width": 1280, "height": box["y"] - 8}


if __name__ == "__main__":
    main(*sys.argv[1:])
