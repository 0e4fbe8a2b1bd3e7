"""Behind a real nginx with TLS: at the root, under a prefix it takes off, under one it leaves, on a port of its own."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import expect, sync_playwright

from assist_server import auth, store
from assist_server.services import Services
from tests.console.visiting import TOKEN
from tests.extension.browser import EXTENSION, browser_of, chromium
from tests.extension.driven import Extension
from tests.extension.servers import Desk, desk_in
from tests.nginx import nginx, trusting
from tests.support import copied, serving

pytestmark = pytest.mark.nginx
QUESTION = {"ticket": {"messages": [{"author": "customer", "text": "my parcel does not move in the tracking"}]}}
PLACES = {"root": ("", True), "prefix": ("/assist", True), "script-name": ("/help/assist", False)}


@dataclass
class Site:
    """The server as a browser sees it through nginx."""

    port: int
    upstream: int
    prefix: str
    folder: Path
    key: str
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Its address, without a slash at the end."""
        return f"https://localhost:{self.port}{self.prefix}"

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[http.client.HTTPResponse, str]:
        """Ask for an absolute path and keep the cookies as a browser does."""
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=30, context=trusting(self.folder))
        given = {name: value for name, value in (pair.split("=", 1) for pair in self._sent(path))}
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in given.items())} if given else {}
        connection.request(method, path, body, {"Accept": "text/html", **cookie, **(headers or {})})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie") or ():
            self.cookies[line.split("=")[0]] = line
        return answer, text

    def _sent(self, path: str) -> list[str]:
        return [line.split(";")[0] for line in self.cookies.values() if path.startswith(_path_of(line))]

    def api(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Ask the API below the prefix with the admin's key."""
        headers = {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json", "Accept": "*/*"}
        answer, text = self.ask(method, self.prefix + path, None if body is None else json.dumps(body), headers)
        return answer.status, json.loads(text) if text else None


def _path_of(cookie: str) -> str:
    found = re.search(r"Path=([^;]+)", cookie)
    assert found
    return found[1]


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, models_folder: Path, reindexed: Callable[[Services], Any]
) -> Iterator[Desk]:
    """A small desk with an index."""
    with desk_in(tmp_path_factory.mktemp("desk"), models_folder, reindexed) as desk:
        yield desk


@pytest.fixture(scope="module", params=PLACES)
def site(request: pytest.FixtureRequest, desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server behind nginx, at each place in turn."""
    prefix, stripped = PLACES[request.param]
    folder = tmp_path_factory.mktemp("nginx") / "run"
    more = {"ASSIST_DEMO_KEY": desk.key, "ASSIST_TRUSTED_PROXIES": "127.0.0.1"}
    more |= {} if stripped else {"SCRIPT_NAME": prefix}
    with (
        serving(desk.settings, desk.key, None, **more) as client,
        nginx(folder, client.port, prefix=prefix, stripped=stripped) as port,
    ):
        key = auth.create_key(desk.services.engine, "admin", "tests")
        yield Site(port, client.port, prefix, folder, key)


def sign_in(site: Site) -> None:
    """Sign in to the console by its form."""
    _, page = site.ask("GET", f"{site.prefix}/console/sign-in")
    token, action = TOKEN.search(page), re.search(r'action="([^"]+)"', page)
    assert token and action and action[1] == f"{site.prefix}/console/sign-in"
    form = urlencode({"key": site.key, "form_token": token[1]})
    origin = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://localhost:{site.port}"}
    answer, _ = site.ask("POST", action[1], form, origin)
    assert (answer.status, answer.headers["Location"]) == (303, f"{site.prefix}/console/overview")


def test_it_works(site: Site) -> None:
    status, answer = site.api("POST", "/v1/suggestions", QUESTION)
    assert status == 200 and answer["suggestions"]


def test_every_address_in_a_page_lies_below_the_prefix(site: Site) -> None:
    sign_in(site)
    for path in ("/console/overview", "/console/reindex", "/console/keys", "/console/sources", "/docs", "/"):
        answer, page = site.ask("GET", site.prefix + path)
        assert answer.status == 200, path
        addresses = re.findall(r'(?:href|src|action|formaction|data-[a-z]+)="(/[^"]*)"', page)
        assert all(address.startswith(f"{site.prefix}/") for address in addresses), (path, addresses)
        for address in {one for one in addresses if re.search(r"\.(css|js|svg)$", one)}:
            assert site.ask("GET", address)[0].status == 200, address


def test_cookies_are_for_the_pages_alone_and_for_tls(site: Site) -> None:
    sign_in(site)
    flags = site.cookies["assist_console"]
    assert f"Path={site.prefix}/console;" in flags and "Secure" in flags and "HttpOnly" in flags
    assert site.ask("GET", f"{site.prefix}/console/overview")[0].status == 200


def test_a_page_that_is_not_signed_in_leads_to_the_sign_in_below_the_prefix(site: Site) -> None:
    site.cookies.clear()
    answer, _ = site.ask("GET", f"{site.prefix}/console")
    assert answer.headers["Location"] == f"{site.address}/console/"
    answer, _ = site.ask("GET", f"{site.prefix}/console/")
    assert (answer.status, answer.headers["Location"]) == (303, f"{site.prefix}/console/sign-in")


def test_the_api_s_document_says_where_it_is(site: Site) -> None:
    assert site.api("GET", "/openapi.json")[1]["servers"] == [{"url": site.prefix or "/"}]


def test_a_queued_job_says_where_it_can_be_looked_at(site: Site) -> None:
    headers = {"Authorization": f"Bearer {site.key}", "Content-Type": "application/json"}
    answer, text = site.ask("POST", f"{site.prefix}/v1/replay", "{}", headers)
    assert answer.headers["Location"] == f"{site.prefix}/v1/jobs/{json.loads(text)['id']}"
    assert site.ask("GET", answer.headers["Location"], headers=headers)[0].status == 200


def test_tls_is_kept_to_once_a_trusted_proxy_has_said_so(site: Site) -> None:
    names = {"Host": "localhost", "X-Forwarded-Host": "desk.example"}
    assert (
        "Strict-Transport-Security" not in site.ask("GET", f"{site.prefix}/healthz")[0].headers
    )  # its own machine's name
    assert site.ask("GET", f"{site.prefix}/healthz", headers=names)[0].status == 200


def test_a_page_of_the_same_host_without_tls_or_of_another_port_is_foreign(site: Site) -> None:
    headers = {"Authorization": f"Bearer {site.key}"}
    for origin, status in (
        (f"https://localhost:{site.port}", 200),
        (f"http://localhost:{site.port}", 403),
        ("https://localhost", 403),
    ):
        answer, _ = site.ask("GET", f"{site.prefix}/v1/stats", headers={**headers, "Origin": origin})
        assert answer.status == status, origin


def test_attempts_are_counted_by_who_is_behind_the_proxy(site: Site, desk: Desk) -> None:
    for number in range(6):
        other = {"X-Forwarded-For": "203.0.113.9"}  # what a client says of itself stands before what nginx adds
        _, page = site.ask("GET", f"{site.prefix}/console/sign-in")
        token = TOKEN.search(page)
        assert token
        form = urlencode({"key": f"assist_guess{number}", "form_token": token[1]})
        kind = {"Content-Type": "application/x-www-form-urlencoded", **other}
        answer, _ = site.ask("POST", f"{site.prefix}/console/sign-in", form, kind)
    assert answer.status == 429
    sign_in(site)


@pytest.mark.browser
def test_the_console_in_a_browser(site: Site, desk: Desk) -> None:
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--headless=new", "--no-sandbox"])
        page = browser.new_context(ignore_https_errors=True, locale="en-US").new_page()
        page.on("requestfailed", lambda asked: wrong.append(f"{asked.failure} {asked.url}"))
        page.on("response", lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= 400 else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(f"{site.address}/console")
        page.get_by_label("key").fill(site.key)
        page.get_by_role("button", name="Sign in").click()
        expect(page).to_have_url(f"{site.address}/console/overview")
        page.get_by_role("link", name="Reindex", exact=True).first.click()
        expect(page).to_have_url(f"{site.address}/console/reindex")
        with page.expect_response(re.compile("/console/jobs/.*/events")) as events:
            page.locator("#start button:not(#ask-plan)").first.click()
        assert events.value.status == 200 and events.value.url.startswith(f"{site.address}/console/jobs/")
        expect(page).to_have_url(
            re.compile(re.escape(f"{site.address}/console/reindex") + r"\?note=done"), timeout=90_000
        )
        page.goto(f"{site.address}/")
        expect(page.locator("#assist .reply, #assist .card, #assist .quiet").first).to_be_visible(timeout=30_000)
        browser.close()
    assert [
        one for one in wrong if not one.startswith("net::ERR_ABORTED")
    ] == []  # what a page left behind still loaded
    assert store.live_generation(store.connect(desk.settings.database)) is not None


@pytest.mark.browser
def test_the_extension_s_first_page_and_settings_take_an_address_with_a_path(desk: Desk, tmp_path: Path) -> None:
    settings = copied(desk.settings, tmp_path / "desk")
    with (
        serving(settings, desk.key, ASSIST_DEMO_KEY=desk.key, SCRIPT_NAME="/assist") as client,
        sync_playwright() as playwright,
        browser_of(playwright, tmp_path, EXTENSION) as (context, id_, worker),
    ):
        extension = Extension(context, id_, worker)
        address = f"http://127.0.0.1:{client.port}/assist"
        extension.set(server=address)
        page = extension.page
        page.goto(f"chrome-extension://{id_}/welcome.html")
        expect(page.locator("#server-state")).to_contain_text(f"Found at {address}")
        page.get_by_role("button", name="Use the demo's key").click()
        expect(page.locator("#result")).to_contain_text("Connected")
        page.locator("#message").fill("my parcel does not move in the tracking")
        page.get_by_role("button", name="Suggest a reply").click()
        expect(page.locator(".reply .text")).to_contain_text("new one by express")
        page.goto(f"chrome-extension://{id_}/options.html")
        page.locator("#server").fill(f"{address}/")
        page.locator("#test").click()
        expect(page.locator("#result")).to_contain_text("Connected")
        assert extension.stored()["server"] == address
