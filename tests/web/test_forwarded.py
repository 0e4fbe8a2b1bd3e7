"""Who is believed about where a request comes from, and under which address the server is shown."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, jsonify, request, url_for

from assist_server.ip_addresses import read_address
from assist_server.settings import Settings
from assist_server.web.forwarded import Forwarded, Proxies

ALL = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "desk.example",
    "X-Forwarded-Port": "8443",
    "X-Forwarded-Prefix": "/assist/",
}
NOBODY = {"for": "10.1.2.3", "root": "", "url": "http://localhost/page", "page": "/page"}


def told(
    peer: str, headers: dict[str, str], trusted: str = "10.0.0.0/8", prefix: str = "", path: str = "/page"
) -> dict[str, Any]:
    """Return what an application hears of a request."""
    app = Flask(__name__)

    @app.get("/page")
    def page() -> Any:
        there = {"for": request.remote_addr, "root": request.script_root, "page": url_for("page")}
        return jsonify({**there, "url": request.base_url})

    settings = Settings.from_environment({"ASSIST_TRUSTED_PROXIES": trusted})
    app.wsgi_app = Forwarded(app.wsgi_app, settings.trusted_proxies, prefix)  # type: ignore[method-assign]
    answer = app.test_client().get(path, headers=headers, environ_base={"REMOTE_ADDR": peer})
    return {**(answer.json or {}), "status": answer.status_code, "location": answer.location}


def test_it_works() -> None:
    seen = told("10.1.2.3", ALL)
    assert (seen["for"], seen["root"]) == ("203.0.113.9", "/assist")
    assert seen["url"] == "https://desk.example:8443/assist/page"


@pytest.mark.parametrize("trusted", ["10.1.2.3", "10.1.2.3:80", "10.0.0.1/8", "::ffff:10.1.2.3", "unix, 10.1.0.0/16"])
def test_a_proxy_is_named_by_address_or_network(trusted: str) -> None:
    assert told("10.1.2.3", ALL, trusted)["for"] == "203.0.113.9"


@pytest.mark.parametrize(
    ("peer", "trusted"),
    [("::1", "[::1]"), ("fe80::7%eth0", "fe80::/10"), ("2001:db8::5", "[2001:db8::5]:8443"), ("", "unix")],
)
def test_a_proxy_may_have_an_ipv6_address_or_none(peer: str, trusted: str) -> None:
    assert told(peer, ALL, trusted)["for"] == "203.0.113.9"


@pytest.mark.parametrize(("peer", "trusted"), [("192.0.2.1", "10.0.0.0/8"), ("127.0.0.1", "10.0.0.0/8"), ("", "::1")])
def test_nobody_else_is_believed(peer: str, trusted: str) -> None:
    seen = told(peer, ALL, trusted)
    assert (seen["for"], seen["root"], seen["url"]) == (peer or "", "", "http://localhost/page")


def test_of_a_chain_what_an_untrusted_part_says_is_not_believed() -> None:
    chain = {**ALL, "X-Forwarded-For": "198.51.100.1, 203.0.113.9, 10.9.9.9", "X-Forwarded-Proto": "http, https, http"}
    seen = told("10.1.2.3", chain)
    assert seen["for"] == "203.0.113.9" and seen["url"].startswith("https://")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Forwarded-Prefix", "//evil.example"),
        ("X-Forwarded-Prefix", "assist"),
        ("X-Forwarded-Proto", "javascript"),
        ("X-Forwarded-Host", "evil.example/path"),
        ("X-Forwarded-Port", "80a"),
    ],
)
def test_what_is_no_value_is_left_out(name: str, value: str) -> None:
    seen = told("10.1.2.3", {"X-Forwarded-For": "10.1.2.3", name: value})
    assert {key: seen[key] for key in NOBODY} == NOBODY


@pytest.mark.parametrize("path", ["/assist/page", "/page"])
def test_a_prefix_that_is_set_holds_whether_the_proxy_takes_it_off_or_not(path: str) -> None:
    seen = told("192.0.2.1", {}, prefix="/assist", path=path)
    assert (seen["root"], seen["page"], seen["status"]) == ("/assist", "/assist/page", 200)


def test_the_prefix_alone_leads_to_its_page() -> None:
    seen = told("192.0.2.1", {}, prefix="/assist", path="/assist")
    assert (seen["status"], seen["location"]) == (308, "/assist/")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("203.0.113.9:5555", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1%eth0]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        (" 203.0.113.9 ", "203.0.113.9"),
        ("unknown", None),
        ("", None),
        ("203.0.113.9:", None),
        ("[203.0.113.9", None),
    ],
)
def test_an_address_is_read_as_proxies_write_it(text: str, address: str | None) -> None:
    found = read_address(text)
    assert (str(found) if found else None) == address


def test_two_clients_of_one_proxy_are_two_clients() -> None:
    proxies = Proxies(["172.16.0.0/12"])
    assert proxies.client("172.18.0.5", "203.0.113.1") == "203.0.113.1"
    assert proxies.client("172.18.0.5", "[2001:db8:1:2:3::9]:7") == "2001:db8:1:2::/64"
