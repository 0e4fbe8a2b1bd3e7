"""Who may ask: keys (stored hashed, shown once), and from where (the Host and Origin of the request)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

from assist_server import store
from assist_server.errors import Forbidden, StoreUnusable, Unauthorized
from assist_server.ip_addresses import read_address
from assist_server.settings import ANY_HOST, Settings
from assist_server.store import Engine, Key, Role

PREFIX = "assist_"
PROBES = ("/healthz", "/readyz")
OWN_MACHINE = ("localhost", "127.0.0.1", "[::1]")
DEFAULT_PORTS = {"http": 80, "https": 443}
EXTENSIONS = ("chrome-extension", "moz-extension")
ROLES = {"agent": frozenset({"agent", "admin"}), "admin": frozenset({"admin"})}
USED_EVERY = timedelta(hours=1)  # a use is noted, so that asking seldom writes


class Made(NamedTuple):
    """A new key, and its secret, which nobody can tell again."""

    key: Key
    secret: str


def make_key(engine: Engine, role: Role, name: str, id: str = "") -> Made:
    """Make a key: 256 random bits, of which only the sha256 is kept. Raises Conflict for an id there is.

    A fast hash suffices: there is nothing to guess in a random key, unlike in a password.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    return Made(store.add_key(engine, name, role, digest(secret), id), secret)


def create_key(engine: Engine, role: Role, name: str) -> str:
    """Make a key and return its secret."""
    return make_key(engine, role, name).secret


def digest(key: str) -> str:
    """Return what is stored of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def require(engine: Engine, role: str, asked: Request) -> Key:
    """Return the key that the request carries.

    Raises Unauthorized when there is none or it is unknown or revoked, Forbidden when its role does not suffice.
    """
    scheme, _, value = asked.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not value.strip():
        raise Unauthorized("Send a key as 'Authorization: Bearer KEY'.", mend="Run: assist keys create --role agent")
    key = store.key_by_digest(engine, digest(value.strip()))
    if key is None:
        raise Unauthorized("The key is unknown or was revoked.", mend="Ask your admin for a new one.")
    if key.role not in ROLES[role]:
        raise Forbidden(f"This needs a key of role {role}; the one given is of role {key.role}.")
    return key


def note_use(engine: Engine, key: Key, response: Response) -> None:
    """Have a key's use written down once the answer is out, so that nobody waits for it; where somebody else writes, a
    later request does it, as a thread that waits for an import could answer nobody."""
    now = datetime.now(UTC)
    if key.used_at is None or abs(now - key.used_at) > USED_EVERY:
        response.call_on_close(lambda: _used(engine, key, now))


def _used(engine: Engine, key: Key, now: datetime) -> None:
    with suppress(StoreUnusable):
        store.use_key(engine, key.id, now)


def only_admin(keys: Iterable[Key], id: str) -> bool:
    """Say whether this is the last valid key of an admin."""
    return [key.id for key in keys if key.role == "admin" and key.revoked_at is None] == [id]


def check_place(settings: Settings, asked: Request) -> None:
    """Refuse a request whose Host is not ours (DNS rebinding) or that a foreign page sent. Raises Forbidden."""
    if asked.path not in PROBES:  # they are asked by address
        _check_host(settings, asked)
    origin = asked.headers.get("Origin")
    if origin is None or origin.partition("://")[0] in EXTENSIONS:
        return
    place = _origin(origin)
    if place is None or place not in {_origin(asked.host_url), *map(_origin, settings.allowed_origins)}:
        raise Forbidden("A page of another origin asked.", mend="Add the origin to ASSIST_ALLOWED_ORIGINS.")


def host_of(asked: Request) -> str:
    """Return the host that is asked, without its port; by the name that a trusted proxy gives, where there is one."""
    return _without_port(asked.headers.get("Host", ""))


def _check_host(settings: Settings, asked: Request) -> None:
    """Refuse a foreign host, and a foreign one to which a page was rebound that says itself what a proxy would say."""
    hosts = settings.allowed_hosts
    before = asked.environ.get("werkzeug.proxy_fix.orig", {}).get("HTTP_HOST")
    direct = _without_port(before) if before else None
    if ANY_HOST in hosts or (host_of(asked) in hosts and (direct is None or direct in hosts or not _is_public(direct))):
        return
    raise Forbidden("The Host header names another server.", mend="Add the name to ASSIST_ALLOWED_HOSTS.")


def _is_public(host: str) -> bool:
    """Say whether a host is a name that somebody could have registered: no address, and no name of one word."""
    return "." in host and read_address(host) is None


def _origin(text: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an origin, the port also where it is the scheme's own and so not written."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname or parts.path.strip("/"):
        return None
    return parts.scheme, parts.hostname.rstrip("."), DEFAULT_PORTS[parts.scheme] if port is None else port


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() and not name.endswith(":") else host).lower().rstrip(".")


def init_app(app: Flask, settings: Settings) -> None:
    """Check the place of every request."""
    app.before_request(lambda: check_place(settings, request))
