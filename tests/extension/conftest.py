"""What the end-to-end tests of the extension share: the demo company's server, a browser, the two real helpdesks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Worker, expect, sync_playwright

from assist_server import auth, create_app, demo, store
from assist_server.services import Services
from assist_server.settings import Settings
from tests.extension.browser import browser_of
from tests.extension.docked import DockedPanel
from tests.extension.helpdesks import DjangoHelpdesk, Helpdesk, RequestTracker, running_django_helpdesk, running_rt
from tests.support import free_port, serving

expect.set_options(timeout=20_000)  # ms; two cores may have three groups of tests to carry


@dataclass(frozen=True)
class Company:
    """The demo company's data folder: served, asked and looked into."""

    settings: Settings
    services: Services
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        """Where it is served."""
        return f"http://127.0.0.1:{self.port}"

    def new_key(self) -> str:
        """Return a fresh agent's key."""
        return auth.create_key(self.services.engine, "agent", "an agent of the tests")

    def connect(self, worker: Worker, origin: str, adapter: str) -> None:
        """Set an extension up with a fresh key, for one helpdesk."""
        helpdesks = [{"origin": origin, "adapter": adapter}]
        settings = {"server": self.url, "key": self.new_key(), "helpdesks": helpdesks}
        worker.evaluate("settings => chrome.storage.local.set(settings)", settings)

    def revoke_keys(self) -> None:
        """Revoke all agents' keys."""
        for key in store.keys(self.services.engine):
            if key.revoked_at is None:
                store.revoke_key(self.services.engine, key.id)

    def feedback(self) -> dict[str, int]:
        """Return how much feedback of each kind there is."""
        return dict(store.stats(self.services.engine).feedback)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Iterator[Company]:
    """The demo company with its index, not yet served."""
    folder = tmp_path_factory.mktemp("company")
    (folder / "models").symlink_to(models_folder)
    settings = Settings(folder=folder, secret="a secret for tests", allowed_hosts=["localhost", "127.0.0.1"])
    store.migrate(settings.database)
    services: Services = create_app(settings).extensions["assist"]
    demo.load(services, lambda *_: None)
    yield Company(settings, services)
    services.close()


@dataclass
class Tab:
    """A tab of a helpdesk with the panel in it."""

    page: Page
    panel: DockedPanel


@dataclass
class Agent:
    """An agent's browser, the extension set up in it, signed in to a helpdesk."""

    context: BrowserContext
    worker: Worker
    helpdesk: Helpdesk

    def open(self, url: str) -> Tab:
        """Open a page of the helpdesk in a tab of its own."""
        page = self.context.new_page()
        page.goto(url)
        return Tab(page, DockedPanel(page))

    def ticket(self, number: int = 1) -> Tab:
        """Open a ticket."""
        return self.open(self.helpdesk.ticket_url(number))

    def set(self, **settings: Any) -> None:
        """Change settings as the options page does."""
        self.worker.evaluate("settings => chrome.storage.local.set(settings)", settings)

    def order(self, page: Page, order: dict[str, Any]) -> Any:
        """Send a content script what the worker sends it, a shortcut pressed in the browser for example."""
        code = (
            "([url, order]) => chrome.tabs.query({})"
            ".then((tabs) => chrome.tabs.sendMessage(tabs.find((tab) => tab.url === url).id, order))"
        )
        return self.worker.evaluate(code, [page.url, order])


@pytest.fixture(scope="module")
def served(company: Company) -> Iterator[Company]:
    """The demo company, served."""
    with serving(company.settings, port=company.port):
        yield company


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """One Playwright for the module."""
    with sync_playwright() as playwright:
        yield playwright


def agent_on(helpdesk: Helpdesk, company: Company, playwright: Playwright, folder: Path) -> Iterator[Agent]:
    """Yield an agent of the helpdesk, connected to the company's server."""
    with browser_of(playwright, folder) as (context, _, worker):
        agent = Agent(context, worker, helpdesk)
        company.connect(worker, helpdesk.url, helpdesk.name)
        page = context.new_page()
        helpdesk.sign_in(page)
        page.close()
        yield agent


@pytest.fixture(scope="session")
def django_helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DjangoHelpdesk]:
    """The real django-helpdesk."""
    with running_django_helpdesk(tmp_path_factory.mktemp("django")) as helpdesk:
        yield helpdesk


@pytest.fixture(scope="session")
def request_tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RequestTracker]:
    """The real Request Tracker."""
    with running_rt(tmp_path_factory.mktemp("rt")) as helpdesk:
        yield helpdesk
