"""What a proxy in front says of a request (X-Forwarded-*), believed only where the proxy is one that was named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from assist_server.ip_addresses import household, read_address, read_network
from assist_server.settings import UNIX_SOCKET

NAMES = tuple(f"HTTP_X_FORWARDED_{name}" for name in ("FOR", "PROTO", "HOST", "PORT", "PREFIX"))
USABLE = {
    "HTTP_X_FORWARDED_PROTO": re.compile("https?"),
    "HTTP_X_FORWARDED_HOST": re.compile(r"[\w.-]+(:\d{1,5})?|\[[0-9a-fA-F:.]+\](:\d{1,5})?"),
    "HTTP_X_FORWARDED_PORT": re.compile(r"\d{1,5}"),
    "HTTP_X_FORWARDED_PREFIX": re.compile(r"(/[\w.~%@:+-]+)+"),  # two slashes would lead to another server
}


class Proxies:
    """The proxies that are believed."""

    def __init__(self, trusted: Sequence[str]) -> None:
        self._networks = [read_network(part) for part in trusted if part != UNIX_SOCKET]
        self._unix = UNIX_SOCKET in trusted

    def trusts(self, peer: str) -> bool:
        """Say whether a peer is one of them; one on a socket file has no address."""
        if not peer:
            return self._unix
        address = read_address(peer)
        return address is not None and any(address in network for network in self._networks)

    def chain(self, peer: str, forwarded: str) -> tuple[str, int]:
        """Return the address of who asks, and over how many of these proxies.

        The proxies write one after the other whom they were asked by: what stands left of an address that is none of
        them may be made up by whoever is there. A proxy that tells no address is itself who asks.
        """
        hops = 0
        for part in reversed(forwarded.split(",")):
            if not self.trusts(peer):
                break
            address = read_address(part)
            if address is None:
                break
            peer, hops = str(address), hops + 1
        return peer, hops

    def client(self, peer: str, forwarded: str) -> str:
        """Return who asks, by what they cannot change at will: an address, or of IPv6 the network of a household."""
        asker = self.chain(peer, forwarded)[0]
        address = read_address(asker)
        return household(address) if address else asker or UNIX_SOCKET


class Forwarded:
    """WSGI middleware: puts what trusted proxies say into the request, forgets what anybody else says, and takes the
    prefix of the pages' addresses off the path, whether the proxy left it there or not."""

    def __init__(self, app: Any, trusted: Sequence[str], prefix: str) -> None:
        self._app, self._prefix = app, prefix
        self._proxies = Proxies(trusted)
        self._fix = ProxyFix(self._with_prefix, x_for=1, x_proto=1, x_host=1, x_port=1, x_prefix=1)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer the request."""
        peer = environ.get("REMOTE_ADDR", "")
        if not any(name in environ for name in NAMES):
            return self._with_prefix(environ, start_response)
        told = {name: environ.pop(name, "") for name in NAMES}
        if not self._proxies.trusts(peer):
            return self._with_prefix(environ, start_response)
        client, hops = self._proxies.chain(peer, told.pop("HTTP_X_FORWARDED_FOR"))
        environ.update({name: value for name, text in told.items() if (value := _value(name, text, hops))})
        environ["HTTP_X_FORWARDED_FOR"] = client
        return self._fix(environ, start_response)

    def _with_prefix(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        prefix, path = environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", "")
        if self._prefix and not prefix:  # what a proxy names it has taken off itself
            prefix = environ["SCRIPT_NAME"] = self._prefix
            if path == prefix or path.startswith(f"{prefix}/"):
                path = environ["PATH_INFO"] = path[len(prefix) :]
        if prefix and not path:  # a page's own addresses count from its last slash
            start_response("308 Permanent Redirect", [("Location", f"{prefix}/"), ("Content-Length", "0")])
            return []
        answer: Iterable[bytes] = self._app(environ, start_response)
        return answer


def _value(name: str, text: str, hops: int) -> str:
    """Return what the outermost of the trusted proxies said, '' where that is of no use."""
    values = [value.strip() for value in text.split(",")]
    value = values[-min(max(hops, 1), len(values))]
    if name == "HTTP_X_FORWARDED_PREFIX":
        value = value.rstrip("/")
    if name == "HTTP_X_FORWARDED_PROTO":
        value = value.lower()
    return value if USABLE[name].fullmatch(value) else ""
