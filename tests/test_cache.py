"""One rule book for every cache, and what Redis alone must stand: being away."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from assist_server.cache import Cache, MemoryCache, NoCache, RedisCache, open_cache
from assist_server.errors import SettingsError


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def cache(request: pytest.FixtureRequest) -> Cache:
    if request.param == "memory":
        return MemoryCache(seconds=60)
    return RedisCache(request.getfixturevalue("redis_url"), seconds=60)


def test_it_works(cache: Cache) -> None:
    cache.put("question", b"answer")
    assert cache.get("question") == b"answer"


def test_what_was_never_put_is_a_miss(cache: Cache) -> None:
    assert cache.get("never put") is None


def test_the_last_value_put_counts(cache: Cache) -> None:
    cache.put("key", b"old")
    cache.put("key", b"new\x00\xff")
    assert cache.get("key") == b"new\x00\xff"


def test_memory_forgets_after_its_time() -> None:
    cache = MemoryCache(seconds=0.01)
    cache.put("key", b"value")
    time.sleep(0.02)
    assert cache.get("key") is None


def test_memory_keeps_what_was_used_last() -> None:
    cache = MemoryCache(seconds=60, most=2)
    cache.put("a", b"1")
    cache.put("b", b"2")
    cache.get("a")
    cache.put("c", b"3")
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (b"1", None, b"3")


@pytest.mark.redis
def test_a_redis_that_dies_costs_hits_and_not_answers(redis_server: Any) -> None:
    cache = RedisCache(redis_server.url, seconds=60)
    cache.put("key", b"value")
    redis_server.stop()
    assert cache.get("key") is None
    cache.put("key", b"other")


def test_a_redis_that_is_away_is_not_asked_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = RedisCache("redis://127.0.0.1:1/0", seconds=60)
    cache.get("key")
    asked: list[str] = []
    monkeypatch.setattr(cache._redis, "get", asked.append)
    cache.get("key")
    assert asked == []


def test_an_address_that_is_none_is_refused_at_start() -> None:
    with pytest.raises(SettingsError, match="REDIS_URL"):
        open_cache("nonsense", 60)


@pytest.mark.parametrize(("url", "seconds", "kind"), [("", 60, MemoryCache), ("", 0, NoCache)])
def test_the_settings_choose_the_cache(url: str, seconds: int, kind: Callable[..., Cache]) -> None:
    assert type(open_cache(url, seconds)) is kind
