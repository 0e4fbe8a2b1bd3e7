"""The running extension as tests drive it: its storage, its worker, its pages and foreign ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Worker

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


class Extension:
    """The extension in its browser: asks its worker from its own page, or as a content script of a foreign page."""

    def __init__(self, context: BrowserContext, id_: str, worker: Worker) -> None:
        self.context, self.id, self.worker = context, id_, worker
        self.page = context.new_page()
        self.page.goto(f"chrome-extension://{id_}/options.html")

    def set(self, **settings: Any) -> None:
        """Store settings as the options page does."""
        self.worker.evaluate("settings => chrome.storage.local.set(settings)", settings)

    def stored(self, area: str = "local") -> dict[str, Any]:
        """Return all that is stored."""
        return dict(self.worker.evaluate("area => chrome.storage[area].get(null)", area))

    def ask(self, ask: dict[str, Any]) -> dict[str, Any]:
        """Ask from the extension's own page."""
        return dict(self.page.evaluate("ask => chrome.runtime.sendMessage(ask)", ask))

    def fresh(self) -> Extension:
        """Forget all that is stored and close the other pages."""
        self.worker.evaluate("Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()])")
        for page in self.context.pages:
            if page is not self.page:
                page.close()
        until(self.page, lambda: scripts(self) == [])
        return self

    def open(self, address: str) -> Page:
        """Open a foreign page."""
        page = self.context.new_page()
        page.goto(address)
        return page

    def as_content_script(self, page: Page, code: str) -> Any:
        """Run code in the content scripts' world of an open page of this machine."""
        script = (
            "([url, code]) => chrome.tabs.query({url: url.replace(/:[0-9]+/, '')}).then(([tab]) => "
            f"chrome.scripting.executeScript({{target: {{tabId: tab.id}}, func: async () => ({code})}}))"
        )
        return self.worker.evaluate(script, [page.url + "*", code])[0]["result"]


def scripts(extension: Extension) -> list[str]:
    """Return the patterns that content scripts are registered for."""
    found = extension.worker.evaluate("chrome.scripting.getRegisteredContentScripts()")
    return [match for script in found for match in script["matches"]]


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until it holds; fails the test when it never does."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(25)
    assert holds()


def violations(page: Page) -> list[str]:
    """Return what axe finds wrong with the page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]
