"""A helpdesk's ticket opened in a real Chromium, with the extension and without, and what each part of it took."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright, Request, Worker

from tests.extension.browser import LOOPBACK_ONLY, OPTIONS, browser_of, chromium
from tests.extension.helpdesks import Helpdesk

LOAD = """async () => {
  while (!performance.getEntriesByType('navigation')[0].loadEventEnd) await new Promise((done) => setTimeout(done, 20));
  const { responseEnd, domContentLoadedEventEnd, loadEventEnd } = performance.getEntriesByType('navigation')[0];
  return [responseEnd, domContentLoadedEventEnd, loadEventEnd];
}"""
SHIFTS = """async () => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const { value } of list.getEntries()) sum += value; })
    .observe({ type: 'layout-shift', buffered: true });
  await new Promise((done) => setTimeout(done, 100));
  return sum;
}"""
TIMINGS = """async (url) => {
  const [tab] = (await chrome.tabs.query({})).filter((tab) => tab.url === url);
  const timings = await chrome.tabs.sendMessage(tab.id, { type: 'timings' }).catch(() => null);
  return timings?.painted ? timings : null;
}"""
ASKED = """async () => {
  const asked = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/v1/suggestions'));
  const kept = Object.values(await chrome.storage.session.get(null));
  return [asked.at(-1).duration, kept.at(-1).value.answer.took_ms];
}"""
FORGET = "() => { performance.clearResourceTimings(); return chrome.storage.session.clear(); }"
API = "/api/tickets/"
PATIENCE = 400  # looks, a tenth of a second apart


@dataclass(frozen=True)
class Load:
    """A page's own load in milliseconds since it was asked for, and the sum of its layout shifts."""

    answered: float  # the whole page had arrived
    readable: float  # its DOM was complete: DOMContentLoaded was over
    loaded: float  # the load event was over
    shifts: float


@dataclass(frozen=True)
class Opening:
    """A ticket opened with the extension, in milliseconds. All but `load` and `painted` are lengths of time."""

    load: Load
    painted: float  # since the page was asked for
    loading: float  # readable until the page's load event is over, which the extension lets go first
    start: float  # from there until the extension looks at the page
    read: float  # until the ticket was read, the panel made meanwhile, without the helpdesk's API
    api: float  # the helpdesk's API answering
    worker: float  # from page to worker and back
    network: float  # the request to the server without the server's own time
    server: float  # the server's own time
    paint: float  # from the answer to its pixels

    @property
    def after_readable(self) -> float:
        """From the readable page to painted suggestions."""
        return self.painted - self.load.readable

    @property
    def after_api(self) -> float:
        """The same without the helpdesk's API: before that answers, the ticket's own words are not there to be read."""
        return self.after_readable - self.api

    @property
    def own(self) -> float:
        """What of that is the extension's, neither the helpdesk's nor the network's nor the server's."""
        return self.start + self.read + self.worker + self.paint


@dataclass(frozen=True)
class Browsers:
    """Two Chromiums signed in to the same helpdesk: one with the extension, one without any."""

    helpdesk: Helpdesk
    plain: BrowserContext
    assisted: BrowserContext
    worker: Worker

    def without(self, ticket: int) -> Load:
        """Open a ticket without the extension."""
        page = self.plain.new_page()
        page.goto(self.helpdesk.ticket_url(ticket))
        load = _load(page)
        page.close()
        return load

    def opened(self, ticket: int) -> Opening:
        """Open a ticket with the extension, which remembers nothing of it, until its suggestions are painted."""
        self.worker.evaluate(FORGET)
        page = self.assisted.new_page()
        asked_for: list[Request] = []
        page.on("requestfinished", lambda request: asked_for.append(request))
        page.goto(self.helpdesk.ticket_url(ticket))
        told = self._timings(page)
        load = _load(page)
        asked, server = self.worker.evaluate(ASKED)
        api = sum(request.timing["responseEnd"] for request in asked_for if API in request.url)
        opening = _opening(load, told, api=api, asked=asked, server=server)
        page.close()
        return opening

    def _timings(self, page: Page) -> dict[str, float]:
        for _ in range(PATIENCE):
            if told := self.worker.evaluate(TIMINGS, page.url):
                return dict(told)
            page.wait_for_timeout(100)
        raise TimeoutError(f"no suggestions were painted on {page.url}")


def _opening(load: Load, told: dict[str, float], *, api: float, asked: float, server: float) -> Opening:
    return Opening(
        load=load,
        painted=told["painted"],
        loading=max(0.0, min(load.loaded, told["seen"]) - load.readable),
        start=told["seen"] - max(load.readable, min(load.loaded, told["seen"])),
        read=told["read"] - told["seen"] - api,
        api=api,
        worker=told["answered"] - told["read"] - asked,
        network=asked - server,
        server=server,
        paint=told["painted"] - told["answered"],
    )


def _load(page: Page) -> Load:
    answered, readable, loaded = page.evaluate(LOAD)
    return Load(answered, readable, loaded, float(page.evaluate(SHIFTS)))


@contextmanager
def browsers(
    playwright: Playwright, folder: Path, extension: Path, helpdesk: Helpdesk, settings: dict[str, Any]
) -> Iterator[Browsers]:
    """Run both over a folder of their own, signed in, the extension set up."""
    plain = playwright.chromium.launch_persistent_context(
        folder / "plain" / "profile",
        executable_path=chromium(),
        headless=False,
        args=[*OPTIONS, LOOPBACK_ONLY],
        viewport={"width": 1280, "height": 900},
        reduced_motion="reduce",
    )
    with browser_of(playwright, folder / "assisted", extension) as (assisted, _, worker):
        worker.evaluate("settings => chrome.storage.local.set(settings)", settings)
        for context in (plain, assisted):
            page = context.new_page()
            helpdesk.sign_in(page)
            page.close()
        yield Browsers(helpdesk, plain, assisted, worker)
    plain.close()
