"""How often a key may ask: counted in each web process, or by all of them together in Redis."""

from __future__ import annotations

import logging
import math
import threading
import time

from flask import Flask
from limits import RateLimitItemPerSecond
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage, Storage
from limits.strategies import FixedWindowRateLimiter

from assist_server import measures
from assist_server.cache import REDIS_PATIENCE, REDIS_REST
from assist_server.errors import TooManyRequests
from assist_server.settings import Settings

log = logging.getLogger(__name__)

WINDOW = 10  # seconds; a short burst is nobody's harm, and nobody is shut out for longer


class _Untimed(threading.Timer):
    """Stands in for the thread that the library would start with each request, to forget counts that are over.

    Whether a key's count is over is looked at when the key asks again, so there are never more of them than keys.
    """

    def is_alive(self) -> bool:
        """Say that there is no need to start one."""
        return True


class RateLimit:
    """The requests of each key, counted in windows of some seconds. A Redis that is away costs exactness alone."""

    def __init__(self, settings: Settings) -> None:
        self._rate = settings.key_rate  # requests a second
        self._item = RateLimitItemPerSecond(max(1, settings.key_rate * WINDOW), WINDOW, "key")
        self._here = FixedWindowRateLimiter(_counts())
        shared = _redis(settings.redis_url) if settings.redis_url else None
        self._shared = FixedWindowRateLimiter(shared) if shared else None
        self._rest_until = 0.0

    def check(self, key_id: str) -> None:
        """Count a request of a key. Raises TooManyRequests."""
        if self._rate == 0:
            return
        allowed, until = self._hit(key_id)
        if allowed:
            return
        measures.LIMITED.labels("rate").inc()
        raise TooManyRequests(
            f"A key may ask {self._rate} times a second, counted over {WINDOW} seconds.",
            mend="Ask less often, or set ASSIST_KEY_RATE.",
            retry_after=min(WINDOW, max(1, math.ceil(until - time.time()))),
        )

    def _hit(self, key_id: str) -> tuple[bool, float]:
        """Count a request; return whether it is within the limit, and when the present window ends where it is not."""
        if self._shared is not None and time.monotonic() >= self._rest_until:
            try:
                return self._hit_in(self._shared, key_id)
            except StorageError as exc:
                self._rest_until = time.monotonic() + REDIS_REST
                log.warning(
                    "Redis is away (%s); each process counts by itself for %.0f s", type(exc).__name__, REDIS_REST
                )
        return self._hit_in(self._here, key_id)

    def _hit_in(self, limiter: FixedWindowRateLimiter, key_id: str) -> tuple[bool, float]:
        allowed = limiter.hit(self._item, key_id)
        return allowed, 0.0 if allowed else limiter.get_window_stats(self._item, key_id).reset_time


def _counts() -> MemoryStorage:
    counts = MemoryStorage()
    counts.timer = _Untimed(0, lambda: None)
    return counts


def _redis(url: str) -> Storage:
    return RedisStorage(
        url,
        wrap_exceptions=True,
        key_prefix="assist-rate",
        socket_timeout=REDIS_PATIENCE,
        socket_connect_timeout=REDIS_PATIENCE,
        retry=None,  # type: ignore[arg-type]
    )


def init_app(app: Flask, settings: Settings) -> None:
    """Count the requests of each key."""
    app.extensions["assist-rate"] = RateLimit(settings)


def rate_limit(app: Flask) -> RateLimit:
    """Return the counter of this process."""
    found: RateLimit = app.extensions["assist-rate"]
    return found
