"""Pages with the real editors, and the composer run against them in a world of its own, as a content script's is."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page

HERE = Path(__file__).parent
NODE_MODULES = HERE / "node_modules"
BUNDLED = ("react", "prosemirror", "lexical", "slate")  # libraries without a build of their own for the browser


def node_modules() -> Path:
    """Return the installed libraries, installing them first; skip where that can't be done."""
    done = subprocess.run([HERE / "check.sh", "install"], capture_output=True, text=True)
    if done.returncode:
        pytest.skip(f"the editors could not be installed: {done.stdout[-300:]}{done.stderr[-300:]}")
    return NODE_MODULES


def bundle(folder: Path) -> None:
    """Write into a folder one script for each editor that has no browser build."""
    sources = [str(HERE / "editors" / f"{name}.js") for name in BUNDLED]
    options = ["--bundle", "--format=esm", "--log-level=warning", '--define:process.env.NODE_ENV="production"']
    subprocess.run([node_modules() / ".bin" / "esbuild", *sources, *options, f"--outdir={folder}"], check=True)


class Files(SimpleHTTPRequestHandler):
    """Serves the test pages, the extension's modules, the libraries and the bundles, and logs nothing."""

    def __init__(self, *args: Any, bundles: Path, **named: Any) -> None:
        self.roots = {
            "editors": HERE / "editors",
            "node_modules": NODE_MODULES,
            "bundled": bundles,
            "extension": HERE.parent.parent / "extension",
        }
        super().__init__(*args, **named)

    def translate_path(self, path: str) -> str:
        """Return the file behind an address: its first part names the folder."""
        root, _, rest = path.split("?")[0].lstrip("/").partition("/")
        return str(self.roots.get(root, HERE / "nowhere") / rest)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served(bundles: Path) -> Iterator[str]:
    """Serve the pages on a free port; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, bundles=bundles))
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


class Desk:
    """One editor's page and the composer's world beside it."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.world: CDPSession | None = None
        self.context = 0

    def open(self, editor: str, lines: list[str] | None = None, prepare: str = "") -> None:
        """Load the page, fill in the former text, and start the composer's world watching the cursor.

        `prepare` is evaluated in the page before that: what an editor makes a new box for.
        """
        self.page.goto(f"{self.address}/editors/page.html?{editor}")
        self.page.wait_for_selector("html[data-ready]")
        if lines is not None:
            self.page.evaluate("lines => editor.fill(lines)", lines)
        self.page.evaluate(prepare or "0")
        self.page.evaluate("editor.box.setAttribute('data-here', '')")
        self.world = self.page.context.new_cdp_session(self.page)
        frame = self.world.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        made = self.world.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "composer"})
        self.context = made["executionContextId"]
        self.apart(SETUP)

    def apart(self, expression: str) -> Any:
        """Evaluate in the composer's world, which shares the page's elements and none of its objects."""
        assert self.world is not None
        asked = {"expression": expression, "contextId": self.context, "awaitPromise": True, "returnByValue": True}
        answer = self.world.send("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def insert(self, text: str) -> dict[str, Any]:
        """Insert as the panel does: the focus has left the box, the composer puts it back."""
        self.page.locator("#elsewhere").focus()
        done: dict[str, Any] = self.apart(f"insert({json.dumps(text)})")
        return done

    def text(self) -> str:
        """Return what the editor's own model holds."""
        text: str = self.page.evaluate("editor.text()")
        return text

    def lines(self) -> list[str]:
        """Return the model's lines that are not empty."""
        return [line.strip() for line in self.text().replace("\u00a0", " ").splitlines() if line.strip()]

    def read(self) -> str:
        """Return what the composer reads in the box."""
        return str(self.apart("composer.readBox(box())"))

    def press(self, *keys: str) -> None:
        """Press keys in the box at the pace of a person, where the editor needs that."""
        self.page.evaluate("editor.box.focus()")
        pause = self.page.evaluate("editor.pause ?? 0")
        for key in keys:
            self.page.wait_for_timeout(pause)
            self.page.keyboard.press(key)
        self.page.wait_for_timeout(pause)


SETUP = """(async () => {
  globalThis.composer = await import('/extension/src/composer.js');
  globalThis.slots = await import('/extension/src/slots.js');
  const frames = [...document.querySelectorAll('iframe')].map((frame) => frame.contentDocument);
  const found = [document, ...frames].map((doc) => doc?.querySelector('[data-here]')).find(Boolean);
  globalThis.box = () => found; // CKEditor 5 takes the mark away as soon as it draws again
  const write = async (what) => {
    document.documentElement.dataset.write = JSON.stringify(what);
    document.dispatchEvent(new Event('write-in-page'));
    return document.documentElement.dataset.wrote === 'true';
  };
  globalThis.insert = (text, signal, reveal) =>
    composer.insertText({ box: box(), mode: 'reply', send: [], reveal }, text, { write, signal });
  composer.watchCursor(box(), { signal: new AbortController().signal });
})()"""
