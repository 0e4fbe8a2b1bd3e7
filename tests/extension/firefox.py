"""A real Firefox with the extension installed, driven by firefox-driver.js: one order a line, one answer a line."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from tests.extension.browser import EXTENSION
from tests.extension.docked import PATIENCE, PLACE, Panel, still

HERE = Path(__file__).parent
POLL = 0.05  # seconds


class RefusedError(Exception):
    """What the browser said to an order it could not do."""


@dataclass(frozen=True)
class Firefox:
    """The running browser."""

    orders: IO[str]
    answers: IO[str]

    def do(self, order: str, **what: Any) -> Any:
        """Give one order and return its answer. Raises RefusedError."""
        self.orders.write(json.dumps({"do": order, **what}) + "\n")
        self.orders.flush()
        answer = json.loads(self.answers.readline() or '{"error": "the driver has ended"}')
        if "error" in answer:
            raise RefusedError(answer["error"])
        return answer["value"]

    def open(self, url: str) -> FirefoxTab:
        """Open a page in a tab of its own."""
        return FirefoxTab(self, int(self.do("open", url=url)))

    def opened(self, address: str) -> FirefoxTab:
        """Wait for a tab that opened by itself and whose address holds these words."""
        ends = time.monotonic() + PATIENCE
        while (number := self.do("find", address=address)) is None:
            assert time.monotonic() < ends, f"no tab shows {address}"
            time.sleep(POLL)
        return FirefoxTab(self, int(number))


@dataclass(frozen=True)
class FirefoxTab:
    """A tab: its page as scripts see it, the mouse and the keyboard in it, the panel."""

    firefox: Firefox
    number: int

    @property
    def panel(self) -> FirefoxPanel:
        """The docked panel."""
        return FirefoxPanel(self)

    def run(self, code: str, *given: Any) -> Any:
        """Run `(...given) => …` in the page."""
        return self.firefox.do("run", tab=self.number, code=code, given=given)

    def wait(self, code: str, *given: Any) -> None:
        """Wait until it answers something true; a page that is just being left has no answer."""
        ends = time.monotonic() + PATIENCE
        while not self._answers(code, given):
            assert time.monotonic() < ends, f"it never came to hold: {code} {given}"
            time.sleep(POLL)

    def _answers(self, code: str, given: tuple[Any, ...]) -> bool:
        try:
            return bool(self.run(code, *given))
        except RefusedError:
            return False

    def click(self, selector: str) -> None:
        """Click an element of the page with the mouse, scrolled into view, once it stands still."""
        code = f"(at) => ({PLACE % 'document.querySelector(at)'})(document, at)"
        x, y = still(lambda: self.run(code, selector), lambda: time.sleep(POLL))
        self.firefox.do("click", tab=self.number, x=x, y=y)

    def write(self, selector: str, text: str) -> None:
        """Click into a field, empty it and type."""
        self.click(selector)
        self.press("Control", "a")
        self.press("Delete")
        self.firefox.do("type", tab=self.number, text=text)

    def press(self, *keys: str) -> None:
        """Press a key, the ones before it held."""
        self.firefox.do("press", tab=self.number, keys=keys)

    def close(self) -> None:
        """Close the tab."""
        self.firefox.do("close", tab=self.number)


@dataclass(frozen=True)
class FirefoxPanel(Panel):
    """The panel in Firefox: the protocol hands out a closed root, the mouse and the keyboard are the browser's own."""

    tab: FirefoxTab

    def run(self, code: str, *arguments: Any) -> Any:
        """Run `(root, ...arguments) => …` with the panel's shadow root; None while there is no panel."""
        return self.tab.firefox.do("panel", tab=self.tab.number, code=code, given=arguments)

    def pause(self) -> None:
        """Wait a moment."""
        time.sleep(POLL)

    def click_at(self, x: float, y: float) -> None:
        """Click there."""
        self.tab.firefox.do("click", tab=self.tab.number, x=x, y=y)


@contextmanager
def running_firefox() -> Iterator[Firefox]:
    """Run Firefox with the unpacked extension until the block ends."""
    command = [_found("node"), str(HERE / "firefox-driver.js"), _found("firefox-esr", "firefox"), str(EXTENSION)]
    if not (HERE / "node_modules" / "puppeteer-core").exists():
        pytest.skip("puppeteer-core is not installed (tests/extension/check.sh install)")
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin and process.stdout
        firefox = Firefox(process.stdin, process.stdout)
        firefox.do("install")
        yield firefox
        process.stdin.close()


def _found(*programs: str) -> str:
    """Return the first of the programs that is there, or skip the test."""
    for program in programs:
        if path := shutil.which(program):
            return path
    pytest.skip(f"{programs[0]} is not installed")
