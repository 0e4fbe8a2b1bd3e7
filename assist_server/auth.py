"""Who may ask: keys (stored hashed, shown once), and from where (the Host and Origin of the request)."""

from __future__ import annotations

import hashlib
import secrets

from flask import Flask, Request, request

from assist_server import store
from assist_server.errors import Forbidden, Unauthorized
from assist_server.settings import Settings
from assist_server.store import Engine, Key, Role

PREFIX = "assist_"
EXTENSIONS = ("chrome-extension", "moz-extension")
ROLES = {"agent": frozenset({"agent", "admin"}), "admin": frozenset({"admin"})}


def create_key(engine: Engine, role: Role, name: str) -> str:
    """Make a key and return it: 256 random bits, of which only the sha256 is kept.

    A fast hash suffices: there is nothing to guess in a random key, unlike in a password.
    """
    key = PREFIX + secrets.token_urlsafe(32)
    store.add_key(engine, name, role, digest(key))
    return key


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


def check_place(settings: Settings, asked: Request) -> None:
    """Refuse a request whose Host is not ours (DNS rebinding) or that a foreign page sent. Raises Forbidden."""
    host = asked.headers.get("Host", "")
    if _without_port(host) not in settings.allowed_hosts:
        raise Forbidden("The Host header names another server.", mend="Add the name to ASSIST_ALLOWED_HOSTS.")
    origin = asked.headers.get("Origin")
    if origin is None or origin in settings.allowed_origins:
        return
    scheme, _, place = origin.partition("://")
    if scheme not in EXTENSIONS and place != host:
        raise Forbidden("A page of another origin asked.", mend="Add the origin to ASSIST_ALLOWED_ORIGINS.")


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).lower()


def init_app(app: Flask, settings: Settings) -> None:
    """Check the place of every request."""
    app.before_request(lambda: check_place(settings, request))
