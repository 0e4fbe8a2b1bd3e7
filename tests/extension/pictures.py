"""Takes the pictures of the panel in docs/: the demo's server, a real django-helpdesk, light and dark. Run as a module.

python -m tests.extension.pictures http://127.0.0.1:8000 KEY     while `make run` serves there
python -m tests.extension.pictures     only the customer so far, of a made-up history
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.extension.browser import OPTIONS, browser_of, chromium
from tests.extension.docked import DockedPanel
from tests.extension.helpdesks import Helpdesk, running_django_helpdesk
from tests.extension.panel_states import HISTORY, state
from tests.extension.servers import repository_served

DOCS = Path(__file__).parent.parent.parent / "docs"
SUBJECT = "Still no refund"
TEXTS = (
    "Hello, I sent back a tent three weeks ago and still have no refund. When do I get my money? Maria",
    "It has been three days now and nobody answers. I am very angry, I want my money back today!",
)
PICTURES = {"light": "extension.png", "dark": "extension-dark.png"}
SO_FAR = {"light": "customer.png", "dark": "customer-dark.png"}
SHARP = 2  # pixels of the picture for one of the page


def main(server: str, key: str) -> None:
    """Take them."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_django_helpdesk(Path(folder)) as helpdesk,
        sync_playwright() as playwright,
        browser_of(playwright, Path(folder)) as (context, _, worker),
    ):
        helpdesks = [{"origin": helpdesk.url, "adapter": helpdesk.name}]
        worker.evaluate(
            "settings => chrome.storage.local.set(settings)", {"server": server, "key": key, "helpdesks": helpdesks}
        )
        number = helpdesk.customer_writes(TEXTS[0], SUBJECT, None)
        helpdesk.customer_writes(TEXTS[1], SUBJECT, number)
        _take(context, helpdesk, number)


def _take(context: BrowserContext, helpdesk: Helpdesk, number: int) -> None:
    page = context.new_page()
    helpdesk.sign_in(page)
    for scheme, name in PICTURES.items():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.goto(helpdesk.ticket_url(number))
        panel = DockedPanel(page)
        panel.wait(".card")
        panel.click(".card [data-insert]")
        panel.wait(".notice-inserted")
        page.evaluate("scrollTo(0, 0)")
        panel.run("(root) => root.querySelector('.scroll:not([hidden])').scrollTo(0, 0)")
        page.screenshot(path=DOCS / name)


def so_far() -> None:
    """Take the customer so far, opened, as it stands in the panel."""
    with repository_served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=OPTIONS)
        for scheme, name in SO_FAR.items():
            page = browser.new_page(color_scheme="dark" if scheme == "dark" else "light", device_scale_factor=SHARP)
            page.goto(f"{address}/tests/extension/panel_page.html")
            page.wait_for_function("!!window.panel && host.style.visibility === 'visible'")
            page.evaluate("state => panel.render(state)", state(history=HISTORY))
            page.locator(".so-far summary").click()
            page.locator(".so-far").screenshot(path=DOCS / name)
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:]) if len(sys.argv) > 1 else so_far()
