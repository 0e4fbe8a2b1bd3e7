"""How Redis is reached: an address that can be one, time limits, and what its errors mean for a person."""

from __future__ import annotations

from typing import Any

import redis

from assist_server.errors import NotReady, SettingsError
from assist_server.settings import CORRECT, REDIS_FORM

READ_PATIENCE = 5.0  # seconds for an answer about jobs
CONNECT_PATIENCE = 2.0
FULL = ("OOM",)
REFUSED = ("NOAUTH", "WRONGPASS", "NOPERM")


def connect(
    url: str, *, read: float | None = READ_PATIENCE, reach: float = CONNECT_PATIENCE, **more: Any
) -> redis.Redis:
    """Return a client; `read` and `reach` are the seconds that an answer and a connection may take.

    Nothing is sent yet. Raises SettingsError for what is no address of a Redis, without repeating it: it may hold a
    password, and so may the library's own message.
    """
    try:
        client = redis.Redis.from_url(url, socket_timeout=read, socket_connect_timeout=reach, **more)
        client.connection_pool.make_connection()  # reads the options in the address
    except (ValueError, TypeError, redis.RedisError) as exc:
        raise SettingsError(f"REDIS_URL is not usable: it must be {REDIS_FORM}.", mend=CORRECT) from exc
    return client


def unusable(exc: redis.RedisError) -> NotReady:
    """Return what is wrong with Redis, and what mends it: full is not away."""
    said = str(exc)
    if isinstance(exc, redis.exceptions.OutOfMemoryError) or any(word in said for word in FULL):
        mend = "Raise its maxmemory, or set its maxmemory-policy to volatile-ttl, which keeps the jobs."
        return NotReady("Redis is full: its memory limit is reached.", mend=mend)
    if isinstance(exc, redis.AuthenticationError | redis.exceptions.NoPermissionError) or said.startswith(REFUSED):
        return NotReady("Redis refuses the user or the password.", mend="Correct REDIS_URL.")
    if isinstance(exc, redis.BusyLoadingError):
        return NotReady("Redis is still loading its data.", mend="Try again in a moment.")
    if isinstance(exc, redis.TimeoutError):
        return NotReady("Redis does not answer in time.", mend="See how its machine is doing, then try again.")
    if isinstance(exc, redis.ResponseError):
        return NotReady(f"Redis refuses what is asked of it ({_code(exc)}).", mend="Its log has the reason.")
    return NotReady("Redis is away: no job can be queued.", mend="Start Redis, or correct REDIS_URL.")


def _code(exc: redis.ResponseError) -> str:
    """Return the code that Redis puts before an error, as MISCONF; the library takes it off where it has a class."""
    word = str(exc).partition(" ")[0]
    return word if word.isupper() and word.isalpha() else type(exc).__name__
