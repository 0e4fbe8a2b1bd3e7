"""The main path in a real Firefox on a real django-helpdesk: install, connect, read, insert, send."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from tests.extension.conftest import Company
from tests.extension.docked import PATIENCE
from tests.extension.firefox import Firefox, FirefoxTab, running_firefox
from tests.extension.helpdesks import AGENT, DjangoHelpdesk

pytestmark = pytest.mark.firefox

REFUND = "I sent back a tent three weeks ago and still have no refund. When do I get my money?"
BOX = "textarea#commentBox"
VALUE = f"() => document.querySelector('{BOX}').value"
SAYS = "(at, words) => document.querySelector(at).innerText.includes(words)"


@dataclass(frozen=True)
class Agent:
    """An agent's Firefox, the extension connected, signed in to the helpdesk."""

    firefox: Firefox
    helpdesk: DjangoHelpdesk
    own: FirefoxTab  # a page of the extension's own

    def ticket(self, number: int) -> FirefoxTab:
        """Open a ticket."""
        return self.firefox.open(self.helpdesk.ticket_url(number))

    def order(self, tab: FirefoxTab, order: dict[str, str]) -> None:
        """Send a content script what the worker sends it: the protocol's keys don't reach the browser's shortcuts."""
        code = (
            "(url, order) => chrome.tabs.query({})"
            ".then((tabs) => chrome.tabs.sendMessage(tabs.find((tab) => tab.url === url).id, order))"
        )
        self.own.run(code, tab.run("() => location.href"), order)


@pytest.fixture(scope="module")
def agent(django_helpdesk: DjangoHelpdesk, served: Company) -> Iterator[Agent]:
    """An agent who has followed the page that opens at installation."""
    with running_firefox() as firefox:
        own = firefox.opened("welcome.html")
        _follow_the_first_steps(own, served, django_helpdesk)
        page = firefox.open(f"{django_helpdesk.url}/login/")
        page.write("input[name=username]", AGENT[0])
        page.write("input[name=password]", AGENT[1])
        page.press("Enter")
        page.wait("() => !location.pathname.startsWith('/login')")
        page.close()
        yield Agent(firefox, django_helpdesk, own)


def _follow_the_first_steps(page: FirefoxTab, served: Company, helpdesk: DjangoHelpdesk) -> None:
    """Name the server, the key and the helpdesk on the first-run page, as a new agent does."""
    page.wait("() => document.querySelector('#server')?.checkVisibility()")
    page.write("#server", served.url)
    page.press("Enter")
    page.wait(SAYS, "#server-state", f"Found at {served.url}")
    page.write("#key", served.new_key())
    page.click("#test")
    page.wait(SAYS, "#result", "Connected")
    page.run(
        "(kind) => { const choice = document.querySelector('#helpdesk-kind'); "
        "choice.value = kind; choice.dispatchEvent(new Event('change')); }",
        helpdesk.name,
    )
    page.write("#helpdesk-address", helpdesk.url)
    page.press("Enter")
    page.wait(SAYS, "#helpdesk-list", helpdesk.url)


@pytest.fixture
def opened(agent: Agent) -> Iterator[Callable[[str], FirefoxTab]]:
    """Open a new ticket of the customer's words and wait for its suggestions; close the tabs afterwards."""
    tabs = []

    def open_new(text: str) -> FirefoxTab:
        tab = agent.ticket(agent.helpdesk.customer_writes(text, subject="A question", number=None))
        tabs.append(tab)
        tab.panel.wait(".card")
        return tab

    yield open_new
    for tab in tabs:
        tab.close()


def _wait(holds: Callable[[], bool]) -> None:
    """Wait until it holds."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, "it never came to hold"
        time.sleep(0.05)


def test_it_works(agent: Agent, served: Company, opened: Callable[[str], FirefoxTab]) -> None:
    before = served.feedback()
    tab = opened(REFUND)
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-inserted")
    written = tab.run(VALUE)
    assert len(written) > 40
    number = int(tab.run("() => location.pathname").rstrip("/").rsplit("/", 1)[1])
    tab.click("form:has(#commentBox) [type=submit]")
    sent = written.split()
    _wait(lambda: any(public and text.split()[: len(sent)] == sent for text, public in agent.helpdesk.texts(number)))
    _wait(lambda: served.feedback().get("sent", 0) > before.get("sent", 0))
    after = served.feedback()
    assert after["shown"] > before.get("shown", 0) and after["inserted"] == before.get("inserted", 0) + 1


def test_the_mood_warns_with_the_words_that_caused_it(agent: Agent) -> None:
    tab = agent.ticket(1)
    tab.panel.wait("section, div", "very angry")
    tab.close()


def test_enter_on_a_card_and_the_shortcut_insert(agent: Agent, opened: Callable[[str], FirefoxTab]) -> None:
    tab = opened(REFUND)
    tab.panel.focus(".card")
    tab.press("Enter")
    tab.panel.wait(".notice-inserted")
    by_key = tab.run(VALUE)
    assert len(by_key) > 40
    tab.run(f"() => {{ document.querySelector('{BOX}').value = ''; }}")
    agent.order(tab, {"type": "command", "name": "insert-1"})
    tab.wait(f"(text) => document.querySelector('{BOX}').value === text", by_key)


def test_a_page_can_neither_read_nor_press_the_panel(opened: Callable[[str], FirefoxTab]) -> None:
    tab = opened(REFUND)
    assert tab.run("() => document.querySelector('[data-agent-assist]').shadowRoot") is None
    tab.panel.run("(root) => root.querySelector('.card [data-insert]').click()")
    tab.run("() => { document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })); }")
    assert tab.panel.count(".notice-inserted") == 0 and tab.run(VALUE) == ""
    tab.panel.click(".card [data-insert]")
    tab.panel.wait(".notice-inserted")
    once = tab.run(VALUE)  # by the real click alone
    assert len(once) > 40 and once.count(once[:40]) == 1
