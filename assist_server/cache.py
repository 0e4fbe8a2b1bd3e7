"""A cache for answers and vectors: in this process, or in Redis when many processes share it."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from functools import lru_cache
from typing import Protocol, TypeVar

import redis
from pydantic import TypeAdapter, ValidationError

from assist_server.redis_client import connect, unusable
from assist_server.stamps import stamp_of

log = logging.getLogger(__name__)

REDIS_PATIENCE = 0.25  # seconds; a cache that takes longer than the work it saves is no cache
REDIS_REST = 5.0  # seconds without asking after a failure, so that a dead Redis costs one wait and not one a request
PREFIX = "assist:"

T = TypeVar("T")


class Cache(Protocol):
    """Bytes by key, forgotten after a while. Never raises: what cannot be had is a miss."""

    def get(self, key: str) -> bytes | None: ...
    def put(self, key: str, value: bytes) -> None: ...
    def clear(self) -> bool: ...


def recall(cache: Cache, key: str, adapter: TypeAdapter[T]) -> T | None:
    """Return a remembered value, or None. What another release or shape of the type put there, what was cut short and
    what somebody else wrote is a miss like any other."""
    kept = cache.get(_stamped(key, adapter))
    if kept is None:
        return None
    try:
        return adapter.validate_json(kept)
    except ValidationError:
        log.warning("a remembered %s cannot be read; it counts as a miss", key.partition(":")[0])
        return None


def remember(cache: Cache, key: str, adapter: TypeAdapter[T], value: T) -> None:
    """Remember a value for as long as the cache does, for this release and this shape of its type."""
    cache.put(_stamped(key, adapter), adapter.dump_json(value))


def _stamped(key: str, adapter: TypeAdapter[T]) -> str:
    return f"{key}:{_stamp(adapter)}"


_stamp = lru_cache(stamp_of)


class MemoryCache:
    """The newest `most` entries, kept for `seconds`, in this process. Safe to use from many threads."""

    def __init__(self, seconds: float, most: int = 2_000) -> None:
        self._seconds, self._most = seconds, most
        self._kept: OrderedDict[str, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        """Return the value, or None when it is unknown or too old."""
        with self._lock:
            found = self._kept.get(key)
            if found is None or found[0] < time.monotonic():
                self._kept.pop(key, None)
                return None
            self._kept.move_to_end(key)
            return found[1]

    def put(self, key: str, value: bytes) -> None:
        """Keep the value, dropping the one unused for longest when there are too many."""
        with self._lock:
            self._kept[key] = (time.monotonic() + self._seconds, value)
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> bool:
        """Forget everything at once; true."""
        with self._lock:
            self._kept.clear()
        return True


class RedisCache:
    """The same in Redis. A Redis that is away costs cache hits, not answers."""

    def __init__(self, url: str, seconds: int) -> None:
        self._seconds = seconds
        self._rest_until = self._full_until = 0.0
        self._redis = connect(url, read=REDIS_PATIENCE, reach=REDIS_PATIENCE, retry=None)

    def get(self, key: str) -> bytes | None:
        """Return the value, or None when it is unknown or Redis is away."""
        if self._resting():
            return None
        try:
            value: bytes | None = self._redis.get(PREFIX + key)  # type: ignore[assignment]
            return value
        except redis.ResponseError:  # something else than bytes lies there; Redis itself is well
            return None
        except redis.RedisError as exc:
            self._rest(exc)
            return None

    def put(self, key: str, value: bytes) -> None:
        """Keep the value for the cache's time; raise nothing when Redis is away, or full: then it still gives."""
        if self._resting() or time.monotonic() < self._full_until:
            return
        try:
            self._redis.set(PREFIX + key, value, ex=self._seconds)
        except redis.ResponseError as exc:
            self._full_until = time.monotonic() + REDIS_REST
            log.warning("%s Nothing is kept in it for %.0f s", unusable(exc).detail, REDIS_REST)
        except redis.RedisError as exc:
            self._rest(exc)

    def clear(self) -> bool:
        """Forget everything that any process has put; false while Redis is away: then it goes with its time."""
        try:
            for key in self._redis.scan_iter(match=PREFIX + "*", count=1_000):
                self._redis.delete(key)
        except redis.RedisError as exc:
            self._rest(exc)
            return False
        return True

    def _resting(self) -> bool:
        return time.monotonic() < self._rest_until

    def _rest(self, exc: redis.RedisError) -> None:
        self._rest_until = time.monotonic() + REDIS_REST
        log.warning(
            "%s (%s) Going on without the shared cache for %.0f s", unusable(exc).detail, type(exc).__name__, REDIS_REST
        )


class NoCache:
    """Keeps nothing: what ASSIST_CACHE_SECONDS=0 asks for."""

    def get(self, key: str) -> bytes | None:
        """Always a miss."""

    def put(self, key: str, value: bytes) -> None:
        """Forget it at once."""

    def clear(self) -> bool:
        """There is nothing to forget."""
        return True


def open_cache(redis_url: str, seconds: int) -> Cache:
    """Choose the cache once, at start: none for 0 seconds, Redis when its address is given, else this process."""
    if seconds == 0:
        return NoCache()
    return RedisCache(redis_url, seconds) if redis_url else MemoryCache(seconds)
