"""The extension's worker in a real Chromium against the real server: what it answers, keeps, sends and refuses."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, sync_playwright

from assist_server.services import Services
from tests.extension.browser import EXTENSION, browser_of
from tests.extension.driven import Extension, scripts, until
from tests.extension.servers import Desk, Recorder, desk_in, recorder
from tests.support import Client, free_port, serving

pytestmark = pytest.mark.browser

QUESTION = {"messages": [{"author": "customer", "text": "my parcel does not move in the tracking"}]}
SUGGEST = {"type": "suggest", "ticket": QUESTION}
SHOWN = {"suggestion_id": "0123456789ab.1", "event": "shown"}
NOTE = {"author": "agent", "internal": True, "text": "a secret between colleagues"}
PERMISSIONS = {
    "permissions": ["storage", "scripting", "activeTab", "contextMenus", "sidePanel"],
    "host_permissions": ["http://127.0.0.1/*", "http://localhost/*"],
    "optional_host_permissions": ["https://*/*", "http://*/*"],
}
LISTENER = """export async function start() {
  const orders = [];
  document.documentElement.dataset.started = 'yes';
  chrome.runtime.onMessage.addListener((order, sender, answer) => {
    if (order.type !== 'preview') orders.push(order);
    if (orders.length) document.documentElement.dataset.told = JSON.stringify(orders);
    answer(null);
  });
}
"""
STRANGER = {
    "manifest_version": 3,
    "name": "A stranger",
    "version": "1",
    "background": {"service_worker": "worker.js"},
}


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, models_folder: Path, reindexed: Callable[[Services], Any]
) -> Iterator[Desk]:
    """A small desk with an index."""
    with desk_in(tmp_path_factory.mktemp("desk"), models_folder, reindexed) as desk:
        yield desk


@pytest.fixture(scope="module")
def server(desk: Desk) -> Iterator[Client]:
    """The real server."""
    with serving(desk.settings, desk.key) as client:
        yield client


@pytest.fixture
def other() -> Iterator[Recorder]:
    """A server that is not Agent Assist."""
    with recorder() as told:
        yield told


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives the browsers."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def running(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extension]:
    """The extension as it is in the folder."""
    with browser_of(playwright, tmp_path_factory.mktemp("browser")) as (context, id_, worker):
        yield Extension(context, id_, worker)


@pytest.fixture
def extension(running: Extension) -> Extension:
    """The same, with nothing stored and no other page open."""
    return running.fresh()


@pytest.fixture(scope="module")
def running_listener(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Extension]:
    """The extension with a content script that only says that it runs and which order it was given last."""
    folder = tmp_path_factory.mktemp("listener")
    shutil.copytree(EXTENSION, folder / "extension")
    (folder / "extension" / "src" / "main.js").write_text(LISTENER)
    with browser_of(playwright, folder, folder / "extension") as (context, id_, worker):
        yield Extension(context, id_, worker)


@pytest.fixture
def listener(running_listener: Extension) -> Extension:
    """The same, with nothing stored and no other page open."""
    return running_listener.fresh()


def test_it_works(extension: Extension, server: Client, desk: Desk) -> None:
    extension.set(server=f"http://127.0.0.1:{server.port}", key=desk.key)
    told = extension.ask(SUGGEST)
    assert told["ok"] and told["value"]["suggestions"][0]["text"]
    found = extension.ask({"type": "search", "q": "parcel"})
    assert found["ok"] and found["value"]["results"]


def test_the_permissions_are_exactly_these() -> None:
    manifest = json.loads((EXTENSION / "manifest.json").read_text())
    assert {name: value for name, value in manifest.items() if "permissions" in name} == PERMISSIONS
    assert "content_scripts" not in manifest and "externally_connectable" not in manifest
    policy = manifest["content_security_policy"]["extension_pages"]
    assert "default-src 'self'" in policy and "unsafe" not in policy and "script-src 'self';" in policy


def test_a_missing_key_asks_nobody(extension: Extension, other: Recorder) -> None:
    extension.set(server=other.address)
    told = extension.ask(SUGGEST)
    assert told["problem"]["kind"] == "setup" and "key" in told["problem"]["title"]
    assert other.posted == []


def test_a_refused_key_is_named(extension: Extension, server: Client) -> None:
    extension.set(server=f"http://127.0.0.1:{server.port}", key="assist_wrong")
    problem = extension.ask(SUGGEST)["problem"]
    assert (problem["kind"], problem["status"], problem["title"]) == ("refused", 401, "The key was refused")


def test_a_ticket_the_server_cannot_read_is_invalid(extension: Extension, server: Client, desk: Desk) -> None:
    extension.set(server=f"http://127.0.0.1:{server.port}", key=desk.key)
    problem = extension.ask({"type": "suggest", "ticket": {"messages": [{"author": "nobody"}]}})["problem"]
    assert (problem["kind"], problem["status"]) == ("invalid", 422) and "messages" in problem["title"]


def test_a_server_that_is_away_comes_back(extension: Extension, server: Client, desk: Desk) -> None:
    extension.set(server=f"http://127.0.0.1:{free_port()}", key=desk.key)
    assert extension.ask(SUGGEST)["problem"]["kind"] == "away"
    extension.set(server=f"http://127.0.0.1:{server.port}")
    assert extension.ask(SUGGEST)["ok"]


def test_an_address_the_browser_does_not_allow_is_named(extension: Extension) -> None:
    extension.set(server="http://assist.example:8000", key="k")
    problem = extension.ask(SUGGEST)["problem"]
    assert problem["kind"] == "setup" and "http://assist.example:8000" in problem["title"]


@pytest.mark.parametrize("settings", [{"status": 200}, {"status": 404}, {"media_type": "application/json"}])
def test_another_server_is_not_taken_for_ours(extension: Extension, other: Recorder, settings: dict[str, Any]) -> None:
    for name, value in settings.items():
        setattr(other, name, value)
    told = extension.ask({"type": "test", "server": other.address, "key": "k"})
    assert told["problem"]["kind"] == "setup" and "no Agent Assist server" in told["problem"]["title"]


def test_no_redirect_is_followed(extension: Extension, other: Recorder, server: Client) -> None:
    other.status, other.headers = 307, {"Location": f"http://127.0.0.1:{server.port}/healthz"}
    told = extension.ask({"type": "test", "server": other.address, "key": "k"})
    assert "no Agent Assist server" in told["problem"]["title"]


def test_the_server_gets_the_key_and_no_cookie(extension: Extension, other: Recorder) -> None:
    other.headers = {"Set-Cookie": "session=1"}
    extension.open(other.address + "/")
    extension.set(server=other.address, key="the-key")
    extension.ask(SUGGEST)
    path, headers, body = other.posted[0]
    assert (path, headers["authorization"]) == ("/v1/suggestions", "Bearer the-key")
    assert "cookie" not in headers and "referer" not in headers
    assert body == {"ticket": QUESTION, "limit": 3, "internal": False}


def test_internal_notes_stay_unless_allowed(extension: Extension, other: Recorder) -> None:
    extension.set(server=other.address, key="k")
    ticket = {"messages": [*QUESTION["messages"], NOTE]}
    extension.ask({"type": "suggest", "ticket": ticket})
    extension.set(internal=True)
    extension.ask({"type": "suggest", "ticket": ticket})
    bodies = [body for _, _, body in other.posted]
    assert [len(body["ticket"]["messages"]) for body in bodies] == [1, 2]
    assert [body["internal"] for body in bodies] == [False, True]


def test_a_history_is_asked_by_who_and_when_alone(extension: Extension, other: Recorder) -> None:
    extension.set(server=other.address, key="k")
    turns = [{**QUESTION["messages"][0], "sent_at": "2026-11-20T10:00:00Z"}, *QUESTION["messages"], NOTE]
    ticket = {
        "id": "7",
        "subject": "Parcel",
        "brand": "alder",
        "customer": {"id": "c1", "name": "Ada", "email": "a@b.c"},
    }
    told = extension.ask({"type": "history", "ticket": {**ticket, "messages": turns}})
    assert not told["ok"]  # another server's page is no answer
    path, _, body = other.posted[0]
    assert path == "/v1/customers/history"
    assert body == {
        "customer": {"id": "c1", "email": "a@b.c"}, "ticket_id": "7", "brand": "alder",
        "written_at": ["2026-11-20T10:00:00Z"],
    }  # fmt: skip


def test_the_key_reaches_no_content_script(extension: Extension, server: Client, desk: Desk, other: Recorder) -> None:
    extension.set(server=f"http://127.0.0.1:{server.port}", key=desk.key)
    page = extension.open(other.address + "/")
    asks = [{"type": "settings"}, SUGGEST, {"type": "search", "q": "parcel"}, {"type": "recall", "key": "k"}]
    asks += [{"type": "feedback", "feedback": SHOWN}, {"type": "test", "server": other.address, "key": "k"}]
    code = f"JSON.stringify(await Promise.all({json.dumps(asks)}.map((ask) => chrome.runtime.sendMessage(ask))))"
    text = extension.as_content_script(page, code)
    answers = json.loads(text)
    assert answers[0]["value"]["hasKey"] is True and answers[1]["ok"] and answers[2]["ok"]
    assert answers[5]["problem"]["kind"] == "refused"  # only our own pages may try out a server
    assert desk.key not in text
    reading = "await chrome.storage.local.get(null).then((all) => JSON.stringify(all), (error) => String(error))"
    assert "not allowed" in extension.as_content_script(page, reading)


def test_a_page_is_not_answered(extension: Extension, other: Recorder) -> None:
    page = extension.open(other.address + "/")
    ask = "id => Promise.resolve(window.chrome?.runtime?.sendMessage?.(id, {type: 'settings'})).catch(String)"
    assert page.evaluate(ask, extension.id) is None


def test_another_extension_is_not_answered(playwright: Playwright, tmp_path: Path) -> None:
    stranger = tmp_path / "stranger"
    stranger.mkdir()
    (stranger / "manifest.json").write_text(json.dumps(STRANGER))
    (stranger / "worker.js").write_text("")
    with browser_of(playwright, tmp_path, EXTENSION, stranger) as (context, id_, _):
        until(context.pages[0], lambda: len(context.service_workers) == 2)
        worker = next(one for one in context.service_workers if id_ not in one.url)
        ask = "id => chrome.runtime.sendMessage(id, {type: 'settings'}).then(JSON.stringify, String)"
        assert "Receiving end does not exist" in worker.evaluate(ask, id_)


def test_feedback_is_kept_while_the_server_is_away_and_told_later(
    extension: Extension, server: Client, desk: Desk
) -> None:
    before = desk.events().get("inserted", 0)
    answer = Client(server.port, desk.key).ask("POST", "/v1/suggestions", {"ticket": QUESTION})[1]
    event = {"suggestion_id": answer["suggestions"][0]["id"], "event": "inserted", "text": "what a customer wrote"}
    away, here = f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{server.port}"
    extension.set(server=away, key=desk.key)
    assert extension.ask({"type": "feedback", "feedback": event})["ok"]
    unsent = extension.stored()["unsent"]
    assert len(unsent) == 1 and "customer" not in json.dumps(unsent)
    extension.set(server=here, unsent=[{**unsent[0], "server": here}])
    assert extension.ask(SUGGEST)["ok"]
    until(extension.page, lambda: extension.stored()["unsent"] == [])
    assert desk.events()["inserted"] == before + 1


def test_of_unsent_feedback_the_newest_200_are_kept(extension: Extension) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    old = [{"server": address, "feedback": {**SHOWN, "suggestion_id": f"0123456789ab.{i}"}} for i in range(200)]
    extension.set(server=address, key="k", unsent=old)
    extension.ask({"type": "feedback", "feedback": {**SHOWN, "event": "sent"}})
    kept = [row["feedback"] for row in extension.stored()["unsent"]]
    assert len(kept) == 200 and kept[-1]["event"] == "sent" and kept[0]["suggestion_id"].endswith(".1")


def test_a_sent_reply_is_told_in_numbers_alone(extension: Extension, other: Recorder) -> None:
    extension.set(server=other.address, key="k")
    other.status, told = 204, {"seconds": 90, "ticket_id": "7", "offered": "0123456789ab.1"}
    assert extension.ask({"type": "replied", "reply": {**told, "text": "what a customer wrote"}})["ok"]
    until(extension.page, lambda: [path for path, _, _ in other.posted] == ["/v1/replies"])
    assert other.posted[0][2] == told


def test_a_sent_reply_waits_for_a_server_that_is_away_but_not_for_an_older_one(
    extension: Extension, other: Recorder
) -> None:
    reply = {"type": "replied", "reply": {"seconds": 90}}
    extension.set(server=f"http://127.0.0.1:{free_port()}", key="k")
    extension.ask(reply)
    assert [row["reply"] for row in extension.stored()["unsent"]] == [{"seconds": 90}]
    other.status, other.media_type = 404, "application/problem+json"
    other.body = b'{"code": "not-found", "title": "Not found"}'
    extension.set(server=other.address, unsent=[])
    extension.ask(reply)
    assert extension.stored()["unsent"] == []


def test_own_figures_are_for_our_own_pages_alone(extension: Extension, other: Recorder) -> None:
    extension.set(server=other.address, key="k")
    page = extension.open(other.address + "/")
    told = extension.as_content_script(page, "await chrome.runtime.sendMessage({type: 'own-figures'})")
    assert told["problem"]["status"] == 0 and not told["ok"]


def test_what_is_known_of_the_last_20_tickets_is_remembered_for_the_session(extension: Extension) -> None:
    for i in range(42):
        extension.ask({"type": "remember", "key": f"t{i}", "value": {"n": i}})
    told = [extension.ask({"type": "recall", "key": f"t{i}"})["value"] for i in (0, 1, 2, 41)]
    assert told == [None, None, {"n": 2}, {"n": 41}]
    assert not any(name.startswith("kept:") for name in extension.stored())


def test_the_content_script_runs_in_the_named_helpdesks_alone(extension: Extension, other: Recorder) -> None:
    page = extension.open(other.address + "/")
    assert scripts(extension) == []
    hosted = {"origin": "https://acme.zendesk.com", "adapter": "zendesk"}  # the browser was not asked for this one
    extension.set(helpdesks=[{"origin": other.address, "adapter": "generic"}, hosted])
    until(page, lambda: scripts(extension) == [f"{other.address}/*"])
    extension.set(helpdesks=[hosted])
    until(page, lambda: scripts(extension) == [])


def test_a_tab_that_is_open_already_gets_the_panel_at_once(listener: Extension, other: Recorder) -> None:
    page = listener.open(other.address + "/")
    listener.set(helpdesks=[{"origin": other.address, "adapter": "generic"}])
    page.locator("html[data-started]").wait_for(state="attached")


def told(page: Page) -> list[Any]:
    """Return the orders that the content script heard."""
    page.locator("html[data-told]").wait_for(state="attached")
    return list(json.loads(page.locator("html").get_attribute("data-told") or ""))


DISPATCH = """async ([event, ...values]) => {
  const [tab] = await chrome.tabs.query({url: 'http://127.0.0.1/*'});
  const at = (name) => name.split('.').reduce((object, part) => object[part], chrome);
  at(event).dispatch(...values.map((value) => value === 'TAB' ? tab : value));
}"""
SELECTION = {"menuItemId": "ask-about-selection", "selectionText": "one line", "frameId": 0}


@pytest.mark.parametrize(
    ("event", "order"),
    [
        (["commands.onCommand", "insert-2", "TAB"], {"type": "command", "name": "insert-2"}),
        (["commands.onCommand", "panel", "TAB"], {"type": "command", "name": "panel"}),
        (["action.onClicked", "TAB"], {"type": "command", "name": "panel"}),
        (["contextMenus.onClicked", SELECTION, "TAB"], {"type": "selection", "text": "one line"}),
    ],
)
def test_keys_clicks_and_menus_reach_the_tab(
    listener: Extension, other: Recorder, event: list[Any], order: dict[str, Any]
) -> None:
    page = listener.open(other.address + "/")
    if "insert-2" in event:  # an insertion starts nothing where no panel is
        listener.set(helpdesks=[{"origin": other.address, "adapter": "generic"}])
        page.locator("html[data-started]").wait_for(state="attached")
    listener.worker.evaluate(DISPATCH, event)
    assert told(page) == [order]


def test_a_changed_setting_is_told_to_open_panels(listener: Extension, other: Recorder) -> None:
    page = listener.open(other.address + "/")
    listener.set(helpdesks=[{"origin": other.address, "adapter": "generic"}])
    page.locator("html[data-started]").wait_for(state="attached")
    listener.set(place={"side": "left", "top": 1, "width": 300, "collapsed": True})  # panels move themselves
    listener.set(language="de")
    assert told(page) == [{"type": "settings-changed"}]
    public = listener.ask({"type": "settings"})["value"]
    assert public["language"] == "de" and public["words"]["problem_no_key_title"] == "Der Schlüssel fehlt"


def test_the_badge_shows_that_something_must_be_put_right(extension: Extension, other: Recorder) -> None:
    page = extension.open(other.address + "/")
    extension.set(server=f"http://127.0.0.1:{free_port()}", key="k")
    extension.as_content_script(page, f"await chrome.runtime.sendMessage({json.dumps(SUGGEST)})")
    badge = (
        "chrome.tabs.query({url: 'http://127.0.0.1/*'}).then(([tab]) => chrome.action.getBadgeText({tabId: tab.id}))"
    )
    until(page, lambda: extension.worker.evaluate(badge) == "!")
