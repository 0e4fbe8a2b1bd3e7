"""The docked panel as a test sees and touches it: its root is closed, so it is read by the browser's own protocol."""

from __future__ import annotations

import json
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

PATIENCE = 30.0  # seconds
SHOWN = "[...root.querySelectorAll(at)].filter((e) => e.checkVisibility({ visibilityProperty: true }))"
# of an element: its middle; scrolled into view if it can't be touched there, and no place yet
PLACE = """(root, at) => {
  const element = %s;
  const { x, y, width, height } = element.getBoundingClientRect();
  const place = [x + width / 2, y + height / 2];
  if (element.contains(root.elementFromPoint(...place))) return place;
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  return null;
}"""


def still(place: Callable[[], list[float] | None], pause: Callable[[], None]) -> list[float]:
    """Return the place once it has been the same twice: the page may be moving while it still loads."""
    ends, before = time.monotonic() + PATIENCE, None
    while (now := place()) is None or now != before:
        assert time.monotonic() < ends, "it never stands still, or something lies over it"
        before = now
        pause()
    return now


class Panel(ABC):
    """The panel in a helpdesk's page of some browser."""

    @abstractmethod
    def run(self, code: str, *arguments: Any) -> Any:
        """Run `(root, ...arguments) => …` with the panel's shadow root; None while there is no panel."""

    @abstractmethod
    def pause(self) -> None:
        """Give the browser a moment."""

    @abstractmethod
    def click_at(self, x: float, y: float) -> None:
        """Click there with the mouse."""

    def text(self, selector: str = "*") -> str:
        """Return what is read there, of all that match."""
        return "\n".join(self.run(f"(root, at) => {SHOWN}.map((e) => e.innerText)", selector) or [])

    def count(self, selector: str) -> int:
        """Return how many visible elements match."""
        return int(self.run(f"(root, at) => {SHOWN}.length", selector) or 0)

    def wait(self, selector: str, words: str = "") -> None:
        """Wait until a visible element matches and holds the words."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            if self.count(selector) and words in self.text(selector):
                return
            self.pause()
        raise AssertionError(
            f"{selector!r} with {words!r} is not in the panel: {self.text(':host > *, section, div')[:600]}"
        )

    def wait_gone(self, selector: str) -> None:
        """Wait until nothing visible matches."""
        ends = time.monotonic() + PATIENCE
        while self.count(selector):
            assert time.monotonic() < ends, f"{selector!r} is still in the panel"
            self.pause()

    def click(self, selector: str) -> None:
        """Click the first visible match with the mouse, scrolled into view, once it stands still."""
        self.wait(selector)
        self.click_at(*still(lambda: self.run(PLACE % f"{SHOWN}[0]", selector), self.pause))

    def focus(self, selector: str) -> None:
        """Put the keyboard's focus there."""
        self.wait(selector)
        self.run(f"(root, at) => {SHOWN}[0].focus()", selector)


class DockedPanel(Panel):
    """The panel in Chromium: read through the debugging protocol, touched by the real mouse and keyboard."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self._protocol = page.context.new_cdp_session(page)

    def run(self, code: str, *arguments: Any) -> Any:
        """Run `(root, ...arguments) => …` with the panel's shadow root; None while there is no panel."""
        root = self._root()
        if root is None:
            return None
        call = {
            "functionDeclaration": f"function (...given) {{ return ({code})(this, ...given); }}",
            "arguments": [{"value": argument} for argument in arguments],
            "objectId": root,
            "returnByValue": True,
        }
        answer = self._protocol.send("Runtime.callFunctionOn", call)
        if "exceptionDetails" in answer:
            raise AssertionError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def pause(self) -> None:
        """Let Playwright work for a moment."""
        self.page.wait_for_timeout(50)

    def click_at(self, x: float, y: float) -> None:
        """Click there."""
        self.page.mouse.click(x, y)

    def _root(self) -> str | None:
        """Return the protocol's name for the shadow root."""
        top = self._protocol.send("DOM.getDocument", {"depth": 2, "pierce": True})["root"]
        for html in top.get("children", ()):
            for node in html.get("children", ()):
                if "data-agent-assist" in node.get("attributes", ()):
                    root = node["shadowRoots"][0]["backendNodeId"]
                    return str(self._protocol.send("DOM.resolveNode", {"backendNodeId": root})["object"]["objectId"])
        return None
