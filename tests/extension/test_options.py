"""The options page in a real Chromium: saved as one goes, the connection tried out, helpdesks, and what leaves."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assist_server.services import Services
from tests.extension.browser import EXTENSION, extension_browser
from tests.extension.driven import AXE, Extension, scripts, until, violations
from tests.extension.servers import Desk, Recorder, desk_in, recorder
from tests.support import Client, free_port, serving

pytestmark = pytest.mark.browser

LANGUAGES = ("en", "de", "es", "zh_CN")
MESSAGE = "My parcel does not move.\nWhere is it?"


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, models_folder: Path, reindexed: Callable[[Services], Any]
) -> Iterator[Desk]:
    """A small desk with an index."""
    with desk_in(tmp_path_factory.mktemp("desk"), models_folder, reindexed) as desk:
        yield desk


@pytest.fixture(scope="module")
def server(desk: Desk) -> Iterator[Client]:
    """The real server, which goes by 127.0.0.1 alone."""
    with serving(desk.settings, desk.key, ASSIST_ALLOWED_HOSTS="127.0.0.1") as client:
        yield client


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extension]:
    """The extension in its browser."""
    with extension_browser(tmp_path_factory.mktemp("browser")) as (context, id_, worker):
        yield Extension(context, id_, worker)


@pytest.fixture
def extension(running: Extension) -> Extension:
    """The same, with nothing stored."""
    return running.fresh()


@pytest.fixture
def other() -> Iterator[Recorder]:
    """A server that is not Agent Assist."""
    with recorder() as told:
        yield told


def visit(extension: Extension, **settings: Any) -> Page:
    """Open the page with these settings stored."""
    extension.set(**settings)
    extension.page.goto(f"chrome-extension://{extension.id}/options.html")
    expect(extension.page.locator("#shortcuts kbd").first).to_be_visible()
    return extension.page


def try_out(page: Page, server: str, key: str) -> str:
    """Type an address and a key, test them, and return what the page says."""
    page.locator("#server").fill(server)
    page.locator("#key").fill(key)
    page.locator("#test").click()
    expect(page.locator("#test")).to_be_enabled()
    expect(page.locator("#result .box-refresh")).to_have_count(0)
    return page.locator("#result").inner_text()


def test_it_works(extension: Extension, server: Client, desk: Desk) -> None:
    said = try_out(visit(extension), f"127.0.0.1:{server.port}", desk.key)
    assert "Connected" in said and re.search(r"knows \d+ past tickets", said)
    assert extension.stored()["server"] == f"http://127.0.0.1:{server.port}"
    assert extension.stored()["key"] == desk.key


def test_nobody_there_is_named(extension: Extension) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    said = try_out(visit(extension), address, "k")
    assert "The server is away" in said and address in said


def test_another_server_is_named(extension: Extension, other: Recorder) -> None:
    assert "no Agent Assist server" in try_out(visit(extension), other.address, "k")


def test_a_missing_and_a_refused_key_are_named(extension: Extension, server: Client) -> None:
    page = visit(extension)
    missing = try_out(page, f"http://127.0.0.1:{server.port}", "")
    assert "The key is missing" in missing and "assist keys create --role agent" in missing
    assert "The key was refused" in try_out(page, f"http://127.0.0.1:{server.port}", "assist_wrong")


def test_a_name_the_server_does_not_go_by_is_named(extension: Extension, server: Client, desk: Desk) -> None:
    said = try_out(visit(extension), f"http://localhost:{server.port}", desk.key)
    assert "ASSIST_ALLOWED_HOSTS" in said


def test_a_server_without_an_index_is_named(extension: Extension, models_folder: Path, tmp_path: Path) -> None:
    with desk_in(tmp_path, models_folder, None) as desk, serving(desk.settings, desk.key) as client:
        said = try_out(visit(extension), f"http://127.0.0.1:{client.port}", desk.key)
    assert "no index yet" in said and "assist reindex" in said


def test_what_is_no_address_is_not_saved(extension: Extension) -> None:
    page = visit(extension, server="http://127.0.0.1:9")
    assert "not an address" in try_out(page, "ftp://assist.example", "k")
    assert extension.stored()["server"] == "http://127.0.0.1:9"


def test_a_key_is_saved_as_it_is_typed(extension: Extension) -> None:
    page = visit(extension)
    page.locator("#key").press_sequentially("assist_typed")
    expect(page.locator("#said")).to_have_text("Saved")
    assert extension.stored()["key"] == "assist_typed"
    expect(page.locator("#key")).to_have_attribute("type", "password")


def test_a_helpdesk_is_added_removed_and_brought_back(extension: Extension, other: Recorder) -> None:
    page = visit(extension)
    page.locator("#helpdesk-kind").select_option("rt")
    page.locator("#helpdesk-address").fill(other.address + "/Ticket/Display.html?id=1")
    page.get_by_role("button", name="Add").click()
    rows = page.locator("#helpdesk-list")
    expect(rows).to_contain_text(f"Request Tracker{other.address}")
    expect(rows).to_contain_text("Allowed")
    until(page, lambda: scripts(extension) == [f"{other.address}/*"])
    page.get_by_role("button", name="Remove").click()
    until(page, lambda: scripts(extension) == [])
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("Enter")
    until(page, lambda: scripts(extension) == [f"{other.address}/*"])
    assert extension.stored()["helpdesks"] == [{"origin": other.address, "adapter": "rt"}]


def test_a_helpdesk_the_browser_no_longer_allows_says_so(extension: Extension) -> None:
    page = visit(extension, helpdesks=[{"origin": "https://acme.zendesk.com", "adapter": "zendesk"}])
    expect(page.locator("#helpdesk-list")).to_contain_text("Not allowed by the browser")
    expect(page.get_by_role("button", name="Allow: https://acme.zendesk.com")).to_be_visible()


def test_a_company_name_is_enough_for_a_hosted_helpdesk(extension: Extension) -> None:
    page = visit(extension)
    code = """([name, typed]) => import('/src/pages/sites.js')
        .then(({adapterNamed, originOf}) => originOf(adapterNamed(name), typed))"""
    cases = {
        ("zendesk", "acme"): "https://acme.zendesk.com",
        ("zendesk", "https://acme.zendesk.com/agent/tickets/1"): "https://acme.zendesk.com",
        ("helpscout", "https://secure.helpscout.net"): "https://secure.helpscout.net",
        ("rt", "help.example.com/rt"): "https://help.example.com",
        ("rt", "localhost:8080"): "http://localhost:8080",
        ("rt", "javascript:alert(1)"): "",
        ("rt", " "): "",
    }
    assert {case: page.evaluate(code, list(case)) for case in cases} == cases


def test_the_language_changes_the_page_at_once(extension: Extension) -> None:
    page = visit(extension)
    page.locator("#language").select_option("de")
    expect(page.get_by_role("heading", name="Was den Browser verlässt")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert extension.stored()["language"] == "de"


def test_internal_notes_are_off_until_switched_on(extension: Extension) -> None:
    page = visit(extension)
    expect(page.locator("#internal")).not_to_be_checked()
    page.locator("#internal").check()
    expect(page.locator("#said")).to_have_text("Saved")
    assert extension.stored()["internal"] is True


def test_drafts_are_read_until_that_is_switched_off(extension: Extension) -> None:
    page = visit(extension)
    expect(page.locator("#drafts")).to_be_checked()
    page.locator("#drafts").uncheck()
    expect(page.locator("#said")).to_have_text("Saved")
    assert extension.stored()["checkDrafts"] is False


def test_the_shortcuts_are_those_the_browser_has(extension: Extension) -> None:
    page = visit(extension)
    keys = page.locator("#shortcuts kbd").all_inner_texts()
    has = extension.worker.evaluate("chrome.commands.getAll()")
    assert keys == [command["shortcut"] for command in has if command["description"] and command["shortcut"]]
    assert len(keys) == 4


def test_the_preview_is_what_is_posted(extension: Extension, other: Recorder) -> None:
    extension.set(server=other.address, key="k", helpdesks=[{"origin": other.address, "adapter": "generic"}])
    page = extension.open(other.address + "/")
    order = (
        "text => chrome.tabs.query({url: 'http://127.0.0.1/*'}).then(([tab]) => chrome.tabs.sendMessage(tab.id, text))"
    )
    until(page, lambda: listens(extension))
    extension.worker.evaluate(order, {"type": "selection", "text": MESSAGE})
    until(page, lambda: bool(other.posted))
    options = visit(extension)
    expect(options.locator("#preview-target")).to_have_text(f"Sent to {other.address}/v1/suggestions")
    shown = json.loads(options.locator("#preview").inner_text())
    assert shown == other.posted[-1][2]
    assert shown["ticket"]["messages"] == [{"author": "customer", "text": MESSAGE}]


def listens(extension: Extension) -> bool:
    """Return whether the content script of the open page answers."""
    ask = "([tab]) => chrome.tabs.sendMessage(tab.id, {type: 'timings'}).then(() => true, () => false)"
    return bool(extension.worker.evaluate(f"chrome.tabs.query({{url: 'http://127.0.0.1/*'}}).then({ask})"))


def test_agents_see_their_own_figures(extension: Extension, server: Client, desk: Desk) -> None:
    address = f"http://127.0.0.1:{server.port}"
    page = visit(extension, server=address, key=desk.key)
    if not page.locator("#own").is_visible():
        expect(page.locator("#own-empty")).to_contain_text("Nothing yet")
    Client(server.port, desk.key).ask("POST", "/v1/replies", {"seconds": 90})
    page.locator("#own-again").click()
    row = page.locator("#own tr", has_text="Time to send")
    expect(row.locator("td")).to_have_text(["1.5 min", "1.5 min"])
    assert violations(page) == [] if AXE.exists() else True


def test_without_an_open_ticket_the_preview_says_what_to_do(extension: Extension) -> None:
    expect(visit(extension).locator("#preview-empty")).to_contain_text("Open a ticket")


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (tests/extension/check.sh install)")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(extension: Extension, scheme: Any) -> None:
    page = visit(extension, helpdesks=[{"origin": "https://acme.zendesk.com", "adapter": "zendesk"}])
    page.emulate_media(color_scheme=scheme)
    try_out(page, f"http://127.0.0.1:{free_port()}", "k")
    assert violations(page) == []


def test_nothing_is_cut_off_on_a_narrow_screen(extension: Extension) -> None:
    page = visit(extension, language="de")
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})


def words_of(language: str) -> dict[str, str]:
    """Return the texts of one language."""
    told = json.loads((EXTENSION / "_locales" / language / "messages.json").read_text(encoding="utf-8"))
    return {key: row["message"] for key, row in told.items()}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_every_text_and_every_gap(language: str) -> None:
    english, other = words_of("en"), words_of(language)
    assert other.keys() == english.keys()
    gaps = re.compile(r"\$\d|`[^`]*`")
    for key, text in english.items():
        assert len(gaps.findall(text)) == len(gaps.findall(other[key])), key
    assert all(text.strip() for text in other.values())


def test_every_text_that_is_named_is_there() -> None:
    files = [*EXTENSION.glob("*.html"), *EXTENSION.glob("src/**/*.js")]
    named = re.compile(r"""['"]((?:ext|options|welcome|problem)_[a-z_0-9]+)['"]""")
    used = {key for file in files for key in named.findall(file.read_text(encoding="utf-8"))}
    used |= set(re.findall(r"__MSG_(\w+)__", (EXTENSION / "manifest.json").read_text()))
    codes = re.findall(
        r"^  (\w+): '(?:setup|away|refused|invalid|failed)'", (EXTENSION / "src/api.js").read_text(), re.M
    )
    used |= {f"problem_{code}_{part}" for code in codes for part in ("title", "mend")}
    assert len(codes) == 15 and used <= words_of("en").keys()
