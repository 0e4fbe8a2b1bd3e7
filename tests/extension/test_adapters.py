"""The adapters in a real Chromium: every folder in `cases` is a page, what its API answers, and the ticket expected."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = pytest.mark.browser

REPOSITORY = Path(__file__).parent.parent.parent
SOURCES = REPOSITORY / "extension" / "src"
CASES = Path(__file__).parent / "cases"
ADAPTERS = sorted(
    path.stem
    for path in (SOURCES / "adapters").glob("*.js")
    if "export const detect" in path.read_text(encoding="utf-8")
)
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/case.json"))
OPTIONS = (
    "--headless=new --no-sandbox --disable-background-networking --disable-component-update --disable-sync "
    "--no-first-run --disable-quic"
).split()
JUNK = [
    None,
    [],
    {},
    "constructor",
    7,
    True,
    [None, 3, "x"],
    {"payload": [None], "items": [None], "followup_set": [{}]},
]

READ = """async ([name, address, answers, expected, junk]) => {
  const { ADAPTERS } = await import('/src/adapters/index.js');
  const adapter = ADAPTERS.find((one) => one.name === name);
  const url = new URL(address);
  const getJSON = async (path) => {
    if (!(path in answers)) throw new Error(`refused: ${path}`);
    return structuredClone(answers[path]);
  };
  const problems = [];
  for (const value of junk) {
    for (const only of [...Object.keys(answers), '']) {
      const answer = async (path) => structuredClone(path === only || !only ? value : answers[path] ?? null);
      try {
        JSON.stringify(await adapter.readTicket(document, url, answer));
      } catch (error) {
        problems.push(`${only || 'every path'} ${JSON.stringify(value)}: ${error.stack}`);
      }
    }
  }
  const matched = (element, selector) => (element?.matches(selector ?? 'none') ? selector : element?.outerHTML ?? null);
  const ticket = await adapter.readTicket(document, url, getJSON);
  const composer = adapter.findComposer(document, url);
  return {
    problems,
    detected: ADAPTERS.filter((one) => one.detect(document, url)).map((one) => one.name),
    id: adapter.ticketId(document, url),
    ids: adapter.ticketIds ? adapter.ticketIds(document, url) : null,
    ticket: JSON.parse(JSON.stringify(ticket)),
    replyUrl: adapter.replyUrl ? adapter.replyUrl(document, url) : null,
    composer: composer && {
      mode: composer.mode,
      selector: matched(composer.box, expected?.selector),
      reveal: matched(composer.reveal, expected?.reveal),
      send: composer.send.length,
    },
  };
}"""


class Files(SimpleHTTPRequestHandler):
    """The extension's sources below /src, the cases below /cases; silent."""

    def translate_path(self, path: str) -> str:
        """Return the file of an address."""
        plain = path.split("?")[0].removeprefix("/")
        room, _, rest = plain.partition("/")
        return str({"src": SOURCES, "cases": CASES}.get(room, CASES / "none") / rest)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """The address of a server of sources and cases."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(CASES)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """One page for all cases."""
    page = browser.new_page()
    yield page
    page.close()


def case_of(folder: Path) -> dict[str, Any]:
    """Return what a case says of its page."""
    return dict(json.loads((folder / "case.json").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def told(page: Page, origin: str) -> Callable[[Path], dict[str, Any]]:
    """What the adapter of a case's folder says of the case's page, read once."""

    @cache
    def read(folder: Path) -> dict[str, Any]:
        case = case_of(folder)
        page.goto(f"{origin}/cases/{folder.parent.name}/{folder.name}/page.html")
        if "focus" in case:
            page.focus(case["focus"])
        marks = [folder.parent.name, case["url"], case.get("answers", {}), case["composer"], JUNK]
        return dict(page.evaluate(READ, marks))

    return read


Told = Callable[[Path], dict[str, Any]]
each_case = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")


def test_it_works(told: Told) -> None:
    known = told(CASES / "django-helpdesk" / "recorded")
    assert known["id"] == "1"
    assert "very angry" in known["ticket"]["messages"][2]["text"]
    assert known["composer"]["mode"] == "reply"


@each_case
def test_the_ticket_is_the_expected_one(told: Told, folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    assert told(folder)["ticket"] == expected


@each_case
def test_the_composer_is_the_visible_one(told: Told, folder: Path) -> None:
    expected = case_of(folder)["composer"]
    assert told(folder)["composer"] == (expected and {"reveal": None, "send": 0, **expected})


@each_case
def test_the_open_ticket_and_the_mounted_ones_are_told(told: Told, folder: Path) -> None:
    case, known = case_of(folder), told(folder)
    assert known["id"] == case["id"]
    assert known["ids"] == case.get("ids")
    assert known["replyUrl"] == case.get("replyUrl")


@each_case
def test_only_its_own_adapter_knows_a_page(told: Told, folder: Path) -> None:
    assert told(folder)["detected"] == list(dict.fromkeys([folder.parent.name, "generic"]))


@each_case
def test_nothing_throws_whatever_the_api_answers(told: Told, folder: Path) -> None:
    assert told(folder)["problems"] == []


@pytest.mark.parametrize("name", ADAPTERS)
def test_every_adapter_has_two_cases(name: str) -> None:
    assert len([folder for folder in FOLDERS if folder.parent.name == name]) >= 2


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_says_what_it_was_written_after(name: str) -> None:
    first = (SOURCES / "adapters" / f"{name}.js").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("// ")
    assert name == "generic" or any(
        word in first for word in ("Run against the real server", "Written after its public")
    )


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_adapter_only_reads(name: str) -> None:
    source = (SOURCES / "adapters" / f"{name}.js").read_text(encoding="utf-8")
    assert [word for word in ("POST", "innerHTML", "fetch(", "XMLHttpRequest", ".click(") if word in source] == []


def test_the_list_holds_every_adapter_once_the_generic_one_last(page: Page, origin: str) -> None:
    page.goto(f"{origin}/cases/generic/focused/page.html")
    names = page.evaluate("import('/src/adapters/index.js').then(({ ADAPTERS }) => ADAPTERS.map(({ name }) => name))")
    assert sorted(names) == ADAPTERS
    assert names[-1] == "generic"


@pytest.mark.parametrize("name", ADAPTERS)
def test_an_empty_page_is_no_ticket_and_throws_nothing(page: Page, origin: str, name: str) -> None:
    page.goto(f"{origin}/cases/generic/empty/page.html")
    for case in (case_of(folder) for folder in FOLDERS if folder.parent.name == name):
        known = page.evaluate(READ, [name, case["url"], {}, None, []])
        assert (known["ticket"], known["composer"]) == (None, None)


@pytest.mark.parametrize("name", [name for name in ADAPTERS if name != "generic"])
def test_another_address_is_no_ticket(page: Page, origin: str, name: str) -> None:
    page.goto(f"{origin}/cases/{next(f'{f.parent.name}/{f.name}' for f in FOLDERS if f.parent.name == name)}/page.html")
    known = page.evaluate(READ, [name, "https://desk.example/somewhere/else", {}, None, []])
    assert (known["id"], known["ticket"]) == (None, None)


def test_a_ticket_is_bounded(page: Page, origin: str) -> None:
    page.goto(f"{origin}/cases/generic/empty/page.html")
    ticket = page.evaluate(
        """async () => {
          const { ticketOf } = await import('/src/adapters/shape.js');
          const text = 'x'.repeat(150_000);
          const messages = Array.from({ length: 150 }, (_, at) => ({ id: at, author: 'customer', text }));
          const told = { id: 'i'.repeat(900), subject: 's'.repeat(9_000), customer: { name: 'n'.repeat(900) } };
          return ticketOf({ ...told, status: {} }, messages);
        }"""
    )
    assert [message["id"] for message in ticket["messages"]] == ["0", *(str(at) for at in range(51, 150))]
    assert {len(message["text"]) for message in ticket["messages"]} == {100_000}
    assert (len(ticket["id"]), len(ticket["subject"]), len(ticket["customer"]["name"])) == (200, 2_000, 300)
    assert "status" not in ticket


TEXTS = {
    "<p>one</p><p>two</p>": "one\n\ntwo",
    "one<br>two<br><br>three": "one\ntwo\n\nthree",
    "<div>one</div><div>two <b>bold</b>\n  and <i>more</i></div>three": "one\ntwo bold and more\nthree",
    "<ul><li>one</li><li>two</li></ul>after": "one\ntwo\nafter",
    "<pre>a\n  b</pre>c": "a\nb\nc",
    "<script>x()</script><style>y</style>one<template>z</template>": "one",
    "<div><div><div>deep</div></div></div><p> </p><div></div><span>end</span>": "deep\n\nend",
    "": "",
}


@pytest.mark.parametrize("html", TEXTS)
def test_text_keeps_its_line_breaks(page: Page, origin: str, html: str) -> None:
    page.goto(f"{origin}/cases/generic/empty/page.html")
    told = page.evaluate(
        """async (html) => {
          const { textOf } = await import('/src/dom.js');
          return textOf(new DOMParser().parseFromString(html, 'text/html').body);
        }""",
        html,
    )
    assert told == TEXTS[html]


def test_text_of_a_monstrous_page_is_bounded(page: Page, origin: str) -> None:
    page.goto(f"{origin}/cases/generic/empty/page.html")
    length = page.evaluate(
        """async () => {
          const { textOf } = await import('/src/dom.js');
          const root = document.createElement('div');
          let deepest = root;
          for (let depth = 0; depth < 10_000; depth++) deepest = deepest.appendChild(document.createElement('p'));
          deepest.append('deep');
          root.append('x'.repeat(3_000_000));
          return textOf(root).length;
        }"""
    )
    assert 0 < length <= 200_000


def test_the_generic_composer_is_the_box_written_in_last(page: Page, origin: str) -> None:
    page.goto(f"{origin}/cases/generic/focused/page.html")
    told = page.evaluate(
        """async () => {
          const { findComposer, watch } = await import('/src/adapters/generic.js');
          const off = new AbortController();
          watch(document, off.signal);
          document.querySelector('#second').focus();
          document.querySelector('#panel').focus();
          const known = findComposer(document).box.id;
          off.abort();
          document.querySelector('#second').remove();
          return [known, findComposer(document)];
        }"""
    )
    assert told == ["second", None]
