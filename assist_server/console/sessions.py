"""Signing in to the console: an admin's key opens a session that a cookie carries and that ends by itself."""

from __future__ import annotations

import hmac
import secrets
from datetime import UTC, datetime, timedelta

from assist_server import auth, store
from assist_server.errors import Forbidden, Unauthorized
from assist_server.services import Services, keyed_hash
from assist_server.settings import OWN_MACHINE
from assist_server.store import Engine, Session
from assist_server.web.forwarded import Proxies

UNUSED = timedelta(hours=2)  # after which a session ends
LONGEST = timedelta(hours=12)  # that a session lasts, used or not
SEEN_EVERY = timedelta(minutes=1)  # a use is noted, so that reading a page seldom writes
SKEW = timedelta(minutes=1)  # between clocks; a session of the future was begun before a clock was set back
WINDOW = timedelta(minutes=15)  # in which failed attempts are counted
MOST = 5  # failed attempts from one address; a key has 256 bits, so that more would not help anybody to guess one
MOST_KEPT = 10_000  # attempts remembered; above it the oldest are forgotten
LONGEST_KEY = 200  # characters
OWN_PROXIES = Proxies(OWN_MACHINE)


class SignInNeeded(Unauthorized):
    """Nobody is signed in (any more); `ended` where somebody was."""

    def __init__(self, *, ended: bool) -> None:
        super().__init__("Sign in to the console.")
        self.ended = ended


class KeyRefused(Forbidden):
    """The key given to sign in is unknown, revoked or not an admin's."""

    code = "key-refused"


class LockedOut(Forbidden):
    """Too many attempts to sign in have failed."""

    status, code, title = 429, "locked-out", "Locked out"

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many attempts to sign in have failed. Try again in {seconds} seconds.")
        self.seconds = seconds


def sign_in(services: Services, key: str, address: str, now: datetime | None = None) -> str:
    """Open a session and return its secret, of which only the digest is kept.

    A right key always enters: whatever others have tried, from the same address too, nobody is kept out. Raises
    KeyRefused, the same for an unknown key and for one that is not an admin's; LockedOut after too many of those from
    the address.
    """
    now, engine = now or datetime.now(UTC), services.engine
    place = keyed_hash(services.secret(), f"address:{address}")
    found = store.key_by_digest(engine, auth.digest(key.strip()[:LONGEST_KEY]))
    if found is None or found.role not in auth.ROLES["admin"]:
        locked = store.begin_attempt(engine, place, now, window=WINDOW, most=MOST, most_kept=MOST_KEPT)
        if locked:
            raise LockedOut(max(1, round((locked.until - now).total_seconds())))
        raise KeyRefused("This is not the key of an admin.", mend="Run: assist keys create --role admin")
    store.forgive_attempts(engine, place)
    store.prune_sessions(engine, made_before=now - LONGEST, seen_before=now - UNUSED)
    secret = secrets.token_urlsafe(32)
    store.add_session(engine, auth.digest(secret), found.id, now)
    store.use_key(engine, found.id, now)
    return secret


def session_of(engine: Engine, secret: str | None, now: datetime | None = None, *, used: bool = True) -> Session:
    """Return the session that a cookie carries. Raises SignInNeeded.

    `used` is false for what a page asks by itself: a page left open keeps no session alive.
    """
    now = now or datetime.now(UTC)
    found = store.session_by_digest(engine, auth.digest(secret)) if secret else None
    if found is None or not found.created_at - SKEW < now < found.created_at + LONGEST or now > found.seen_at + UNUSED:
        raise SignInNeeded(ended=bool(secret))
    if used and now > found.seen_at + SEEN_EVERY:
        store.see_session(engine, found.digest, now)
    return found


def form_token(secret: str) -> str:
    """Return what every form of the holder of this cookie carries, and no other page can know."""
    return hmac.new(secret.encode(), b"form", "sha256").hexdigest()


def check_form(secret: str | None, token: str) -> None:
    """Refuse a form that did not come from a page of this cookie's holder. Raises Forbidden."""
    given = token.encode("utf-8", "surrogatepass")
    if not secret or not hmac.compare_digest(form_token(secret).encode(), given):
        raise Forbidden("The form is out of date, or was not ours.", mend="Load the page again, then try again.")


def address_of(peer: str | None, forwarded: str = "", proxies: Proxies = OWN_PROXIES) -> str:
    """Return where somebody asks from: a network of one household for IPv6, where each has many addresses."""
    return proxies.client(peer or "", forwarded)
