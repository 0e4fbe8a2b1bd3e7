"""What is kept as JSON says what made it; what this release can't read is a miss or counts as absent, no error."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import redis
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import text

from assist_server import cache as caches
from assist_server import store
from assist_server.assistance import assist
from assist_server.bad_rating import chance
from assist_server.cache import PREFIX, Cache, MemoryCache, RedisCache, recall, remember
from assist_server.console.overview_page import HELD
from assist_server.console.plan_told import PLAN
from assist_server.learnt import CALIBRATION, DEFAULT, Signs, Weights, weights_of
from assist_server.requests import SuggestionRequest
from assist_server.services import Services, build
from assist_server.store import Engine
from assist_server.store.documents import MADE_BY, SCHEMA
from assist_server.vectors import pack, unpack

SECRET_WORDS = "what a customer wrote"
FOREIGN = [b"", b"\x00", b"{", b"[]", b"null", b'{"id": 1}', b"\xff\xfe\xfd", b"[" * 5_000, SECRET_WORDS.encode()]
JSON_COLUMNS = ["generations.report", "jobs.result", "jobs.arguments", "sources.report", "sources.cursor"]
QUESTION = SuggestionRequest.model_validate(
    {"ticket": {"messages": [{"author": "customer", "text": "My parcel has not arrived."}]}}
)


class Shape(BaseModel):
    """A value to remember."""

    number: int


class Wider(BaseModel):
    """The same of a later release."""

    number: int
    more: str = ""


SHAPE, WIDER = TypeAdapter(Shape), TypeAdapter(Wider)


@pytest.fixture(params=["memory", pytest.param("redis", marks=pytest.mark.redis)])
def cache(request: pytest.FixtureRequest) -> Cache:
    if request.param == "memory":
        return MemoryCache(seconds=60)
    return RedisCache(request.getfixturevalue("redis_url"), seconds=60)


@pytest.fixture
def raw(redis_url: str) -> Iterator[redis.Redis]:
    """The Redis itself, emptied."""
    client = redis.Redis.from_url(redis_url)
    client.flushall()
    yield client
    client.close()


def test_it_works(cache: Cache) -> None:
    remember(cache, "key", SHAPE, Shape(number=7))
    assert recall(cache, "key", SHAPE) == Shape(number=7)


def test_another_shape_of_a_type_is_a_miss(cache: Cache) -> None:
    remember(cache, "other", SHAPE, Shape(number=7))
    assert recall(cache, "other", WIDER) is None


def test_another_release_is_a_miss(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(cache, "release", SHAPE, Shape(number=7))
    monkeypatch.setattr("assist_server.stamps.release", lambda: "999")
    caches._stamp.cache_clear()
    try:
        assert recall(cache, "release", SHAPE) is None
    finally:
        caches._stamp.cache_clear()


@pytest.mark.parametrize("foreign", FOREIGN)
def test_what_cannot_be_read_is_a_miss_and_not_logged(
    cache: Cache, foreign: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    adapters: list[TypeAdapter[Any]] = [SHAPE, HELD, PLAN]
    for adapter in adapters:
        cache.put(caches._stamped("damaged", adapter), foreign)
        assert recall(cache, "damaged", adapter) is None
    assert SECRET_WORDS not in caplog.text


@pytest.mark.redis
@pytest.mark.parametrize("foreign", [*FOREIGN, b"half", bytes(4 * 384), np.full(384, np.nan, np.float32).tobytes()])
def test_an_answer_stands_whatever_lies_in_redis(
    desk: Services, redis_url: str, raw: redis.Redis, foreign: bytes
) -> None:
    services = build(desk.settings.model_copy(update={"redis_url": redis_url}))
    first = assist(services, QUESTION)
    keys: Any = raw.keys(PREFIX + "*")
    assert len(keys) >= 2  # the answer and a vector at least
    for key in keys:
        raw.set(key, raw.get(key)[: len(foreign)] if foreign == b"half" else foreign)  # type: ignore[index]
    again = assist(services, QUESTION)
    assert [one.text for one in again.suggestions] == [one.text for one in first.suggestions]
    assert [one.confidence for one in again.suggestions] == [one.confidence for one in first.suggestions]
    services.close()


@pytest.mark.redis
def test_something_else_than_bytes_in_redis_is_a_miss_and_redis_goes_on(redis_url: str, raw: redis.Redis) -> None:
    cache = RedisCache(redis_url, seconds=60)
    raw.lpush(PREFIX + "list", "x")
    assert cache.get("list") is None
    cache.put("beside", b"value")
    assert cache.get("beside") == b"value"


def write(engine: Engine, column: str, value: str) -> None:
    """Write a text into a column of JSON as another program might."""
    table, _, name = column.partition(".")
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {table} SET {name} = :value"), {"value": value})


def read(engine: Engine, column: str) -> Any:
    """Return what the store makes of the column."""
    table, _, name = column.partition(".")
    rows: Any = {"generations": store.generations, "sources": store.sources}.get(
        table, lambda it: store.recent_jobs(it, 1)
    )
    return getattr(rows(engine)[0], name)


@pytest.fixture
def full(desk: Services) -> Engine:
    """A database with something in each of the columns."""
    store.put_source(desk.engine, "rt", "rt", {"url": "https://rt.example.com"})
    job = store.create_job(desk.engine, "replay", {"last": 5})
    store.end_job(desk.engine, job.id, "done", "", {"tickets": 1})
    return desk.engine


@pytest.mark.parametrize("column", JSON_COLUMNS)
def test_what_is_stored_carries_release_and_schema_which_nobody_sees(full: Engine, column: str) -> None:
    table, _, name = column.partition(".")
    with full.connect() as connection:
        stored = json.loads(connection.exec_driver_sql(f"SELECT {name} FROM {table}").scalars().all()[-1])
    assert stored[MADE_BY]["schema"] == SCHEMA and stored[MADE_BY]["release"]
    assert MADE_BY not in read(full, column)


@pytest.mark.parametrize("column", JSON_COLUMNS)
@pytest.mark.parametrize(
    "value",
    ["", "{", "[" * 5_000, "7", "null", "[]", '"text"', f'{{"{MADE_BY}": {{"schema": 999}}}}', f'{{"{MADE_BY}": 7}}']
    + [json.dumps({"a": SECRET_WORDS, MADE_BY: {"release": "9", "schema": SCHEMA + 1}})],
)
def test_what_cannot_be_read_counts_as_absent_and_is_not_logged(
    full: Engine, column: str, value: str, caplog: pytest.LogCaptureFixture
) -> None:
    write(full, column, value)
    with caplog.at_level(logging.WARNING):
        found = read(full, column)
    assert found == {} and "counts as absent" in caplog.text
    assert SECRET_WORDS not in caplog.text


@pytest.mark.parametrize("value", ['{"seconds": "long"}', '{"replay": [1]}', '{"left_out": {"x": "many"}}'])
def test_a_report_of_another_shape_counts_as_absent(full: Engine, value: str) -> None:
    write(full, "generations.report", value)
    assert read(full, "generations.report") == {}


def test_a_document_of_before_the_stamp_is_read(full: Engine) -> None:
    write(full, "generations.report", '{"seconds": 3.5, "anything": [1]}')
    assert read(full, "generations.report") == {"seconds": 3.5, "anything": [1]}


@pytest.mark.parametrize(
    "value", ["{", "7", '{"calibration": 7}', '{"calibration": {"weights": "x"}, "bad_rating": {"model": 3}}']
)
def test_the_desk_answers_whatever_its_generation_reports(desk: Services, value: str) -> None:
    before = assist(desk, QUESTION)
    write(desk.engine, "generations.report", value)
    fresh = build(desk.settings)
    assert [one.text for one in assist(fresh, QUESTION).suggestions] == [one.text for one in before.suggestions]
    fresh.close()


def test_an_erasure_reaches_what_counts_as_absent(full: Engine) -> None:
    from assist_server.store.customers import _scrub

    later = {"misses": [{"ticket": "ERASE-ME"}], MADE_BY: {"release": "9", "schema": 999}}
    for value in (json.dumps(later), 'no JSON, but "ERASE-ME"'):
        write(full, "jobs.result", value)
        with full.begin() as connection:
            _scrub(connection, {"ERASE-ME"})
            assert "ERASE-ME" not in str(connection.exec_driver_sql("SELECT result FROM jobs").all())


def test_weights_are_kept_by_name() -> None:
    weights = Weights(-3.0, Signs(1.0, 2.0, codes=4.0), Signs(0.0, 0.0, share=0.5))
    from assist_server.calibration import _packed

    kept = json.loads(json.dumps(_packed(weights)))
    assert kept["of"]["agreement"] == 2.0
    shuffled = {"of": dict(reversed(kept["of"].items())), "usual": kept["usual"], "bias": kept["bias"]}
    assert weights_of({CALIBRATION: {"weights": shuffled}}) == weights


def test_weights_of_a_release_with_other_signs_are_read_by_name() -> None:
    of = {"agreement": 2.0, "similarity": 1.0, "a sign of later": 9.0}
    read = weights_of({CALIBRATION: {"weights": {"bias": -3, "of": of, "usual": {}}}})
    assert read == Weights(-3.0, Signs(1.0, 2.0), Signs(0.0, 0.0))


def test_weights_by_position_are_still_read() -> None:
    kept = {"bias": -3.0, "of": [1.0, 2.0, 0.1, 0.2, 0.3, 0.4, 0.5], "usual": [0.0] * 7}
    assert weights_of({CALIBRATION: {"weights": kept}}).of == Signs(1.0, 2.0, 0.1, 0.2, 0.3, 0.4, 0.5)


@pytest.mark.parametrize(
    "kept",
    [7, "text", [1], {}, {"bias": 1}, {"bias": "x", "of": {}, "usual": {}}, {"bias": 1, "of": "abc", "usual": []}]
    + [{"bias": float("nan"), "of": {}, "usual": {}}, {"bias": 1, "of": {"similarity": None}, "usual": {}}],
)
def test_weights_that_cannot_be_read_are_the_default_ones(kept: Any) -> None:
    assert weights_of({CALIBRATION: {"weights": kept}}) == DEFAULT
    assert weights_of({CALIBRATION: kept}) == DEFAULT


@pytest.mark.parametrize(
    "model",
    [7, "x", {"bias": 1}, {"bias": 1, "weights": [], "base_rate": 0.1}, {"bias": -1e9, "weights": {}, "base_rate": 0}],
)
def test_a_chance_that_cannot_be_read_is_not_told(model: Any) -> None:
    assert chance({"bad_rating": {"model": model}}, {}) is None


def test_a_vector_of_another_length_is_like_nothing() -> None:
    right = np.array([0.6, 0.8], np.float32)
    found = unpack([pack(right), b"\x01", b"", pack(np.ones(3, np.float32))], 2)
    assert np.allclose(found[0], right, atol=1e-3) and not found[1:].any()


def test_a_stored_vector_of_another_length_is_made_anew(desk: Services, reindexed: Any) -> None:
    before = assist(desk, QUESTION)
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE vectors SET vector = x'0102'")
    assist(desk, QUESTION)
    told = reindexed(desk)
    assert told["embedded"] > 0
    assert [one.text for one in assist(desk, QUESTION).suggestions] == [one.text for one in before.suggestions]


@pytest.mark.parametrize("body", ["{", "7", '[{"author": "nobody", "text": "x"}]', '[{"author": "customer"}]', "[1]"])
def test_messages_that_cannot_be_read_count_as_absent(body: str) -> None:
    assert store.read_turns(body) == []


def test_messages_of_a_later_release_are_read_without_what_is_new() -> None:
    turn = {"author": "customer", "text": "Hello", "sent_at": None, "mood": "new"}
    assert store.read_turns(json.dumps([turn])) == [{"author": "customer", "text": "Hello", "sent_at": None}]
