from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from assist_server import store
from assist_server.errors import StoreUnusable
from assist_server.store import Engine
from assist_server.store.transactions import writing


@contextmanager
def _connected(url: str) -> Iterator[Engine]:
    engine = store.connect(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _run(engine: Engine, statement: str) -> None:
    with writing(engine) as connection:
        connection.execute(text(statement))


def test_it_works(new_url: str) -> None:
    store.migrate(new_url)
    with _connected(new_url) as engine:
        store.check(engine)


def test_migrating_again_keeps_what_is_there(engine: Engine, url: str) -> None:
    key = store.add_key(engine, "a", "agent", "digest")
    store.migrate(url)
    assert store.keys(engine) == [key]


def test_a_database_that_was_never_migrated_is_refused(new_url: str) -> None:
    with _connected(new_url) as engine, pytest.raises(StoreUnusable, match="Run: assist migrate"):
        store.check(engine)


@pytest.mark.parametrize("query", [store.live, store.stats, store.keys])
def test_no_query_lets_a_foreign_error_through(new_url: str, query: object) -> None:
    assert callable(query)
    with _connected(new_url) as engine, pytest.raises(StoreUnusable):
        query(engine)


@pytest.mark.parametrize(
    "damage",
    [
        "DROP TABLE feedback",
        "ALTER TABLE entries DROP COLUMN title",
        "DELETE FROM state",
    ],
)
def test_half_a_database_is_to_be_restored_since_no_migration_mends_it(new_url: str, damage: str) -> None:
    store.migrate(new_url)
    with _connected(new_url) as engine:
        _run(engine, damage)
        with pytest.raises(StoreUnusable, match="restore a backup"):
            store.check(engine)


def test_a_migration_that_cannot_be_done_does_not_send_in_a_circle(new_url: str) -> None:
    store.migrate(new_url)
    with _connected(new_url) as engine:
        _run(engine, "DELETE FROM alembic_version")
        with pytest.raises(StoreUnusable, match="Run: assist migrate"):
            store.check(engine)
    with pytest.raises(StoreUnusable, match="restore a backup") as refused:
        store.migrate(new_url)
    assert "assist migrate" not in str(refused.value)


@pytest.mark.parametrize("damage", ["half", "header", "text", "page", "empty"])
def test_a_damaged_file_is_to_be_restored(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "assist.db"
    url = f"sqlite:///{path}"
    store.migrate(url)
    (tmp_path / "generations").mkdir()
    whole = path.read_bytes()
    broken = {
        "half": whole[: len(whole) // 2],
        "header": b"\0" * 100 + whole[100:],
        "text": b"this was a database once" * 400,
        "page": whole[:100] + b"\xff" * 3_996 + whole[4_096:],
        "empty": b"",
    }
    path.write_bytes(broken[damage])
    with pytest.raises(StoreUnusable, match=r"damaged .* restore a backup") as refused:
        store.migrate(url)
    assert "assist migrate" not in str(refused.value)
    if damage != "empty":
        with _connected(url) as engine, pytest.raises(StoreUnusable, match="restore a backup"):
            store.check(engine)


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("/migrated", "/nowhere"), "refuses the connection"),
        (("tester@", "stranger@"), "refuses the connection"),
        (("/migrated", "/migrated?foo=bar"), "address cannot be read"),
        (("/migrated", "/migrated?sslmode=perhaps"), "address cannot be read"),
    ],
)
def test_an_address_that_the_server_refuses_is_not_called_away(
    postgresql_database: str, change: tuple[str, str], says: str
) -> None:
    with (
        _connected(postgresql_database.replace(*change)) as engine,
        pytest.raises(StoreUnusable, match=says) as refused,
    ):
        store.check(engine)
    assert "DATABASE_URL" in str(refused.value) and "assist migrate" not in str(refused.value)


def test_a_newer_database_is_refused(new_url: str) -> None:
    store.migrate(new_url)
    with _connected(new_url) as engine:
        _run(engine, "UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StoreUnusable, match="newer version"):
            store.check(engine)
    with pytest.raises(StoreUnusable, match="newer version"):
        store.migrate(new_url)


def test_sqlite_reads_beside_a_writer(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/assist.db"
    store.migrate(url)
    with _connected(url) as engine, writing(engine) as connection:
        connection.execute(text("UPDATE state SET change_seq = 5"))
        assert store.live(engine).change_seq == 0


def test_a_sqlite_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "assist.db"
    store.migrate(f"sqlite:///{path}")
    with _connected(f"sqlite:///{path}") as engine:
        store.add_key(engine, "a", "agent", "digest")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()}
    assert set(modes) == {"assist.db", "assist.db-wal", "assist.db-shm"} and set(modes.values()) == {0o600}


def test_asking_does_not_create_a_sqlite_file(tmp_path: Path) -> None:
    with _connected(f"sqlite:///{tmp_path}/assist.db") as engine, pytest.raises(StoreUnusable, match="assist migrate"):
        store.check(engine)
    assert list(tmp_path.iterdir()) == []


def test_a_path_with_signs_of_an_address_works(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/50% off #1 ?.db".replace("?", "%3F")
    store.migrate(url)
    with _connected(url) as engine:
        store.check(engine)


@pytest.mark.parametrize(
    "content", [b"not a database, but long enough to be read as one" * 100, b"SQLite format 3\x00"]
)
def test_a_file_that_is_no_database_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "assist.db"
    path.write_bytes(content)
    with _connected(f"sqlite:///{path}") as engine, pytest.raises(StoreUnusable):
        store.check(engine)
    with pytest.raises(StoreUnusable):
        store.migrate(f"sqlite:///{path}")


def test_a_file_that_cannot_be_created_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnusable, match="file/assist.db cannot be created"):
        store.migrate(f"sqlite:///{tmp_path}/file/assist.db")


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:", "postgresql://u:secret@h:port/d"],
)
def test_an_address_that_cannot_be_one_is_refused(url: str) -> None:
    with pytest.raises(StoreUnusable, match="Set DATABASE_URL") as refused:
        store.connect(url)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_server_that_does_not_answer_is_told_without_its_password(scheme: str) -> None:
    with _connected(f"{scheme}://u:secret@127.0.0.1:1/d") as engine, pytest.raises(StoreUnusable) as refused:
        store.check(engine)
    assert "secret" not in str(refused.value) and "away" in str(refused.value)


def test_values_are_kept_out_of_errors(engine: Engine) -> None:
    store.add_key(engine, "a", "agent", "digest")
    with pytest.raises(Exception, match="hidden") as refused:
        store.add_key(engine, "a customer's words", "agent", "digest")
    assert "words" not in str(refused.value)
