"""A database and the secret that its customers are hashed with belong together: with another one nothing is done."""

from __future__ import annotations

import io
import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from assist_server import auth, create_app, erasure, imports, store, sync, tasks
from assist_server.errors import SecretRefused, SettingsError
from assist_server.pseudonyms import fingerprint
from assist_server.services import Services, build
from assist_server.settings import Settings
from assist_server.store.transactions import writing
from tests.conftest import SECRET, as_role, settings_of

ADA = "ada@example.org"


@pytest.fixture
def folder(tmp_path: Path, models_folder: Path) -> Path:
    """A data folder without a secret yet, its database migrated and empty."""
    settings = settings_of(tmp_path / "own", models_folder)
    (settings.folder / "secret").unlink()
    store.migrate(settings.database)
    return settings.folder


@pytest.fixture
def opened() -> Iterator[Callable[..., Services]]:
    """What opens a data folder, with a secret set or not; all are closed in the end."""
    held: list[Services] = []

    def open_folder(folder: Path, secret: str = "", **more: Any) -> Services:
        held.append(build(Settings(folder=folder, secret=secret, **more)))
        return held[-1]

    yield open_folder
    for services in held:
        services.close()


Opened = Callable[..., Services]


def ticket(id: str, email: str | None = ADA, text: str = "The lantern drips") -> dict[str, Any]:
    """Return a solved ticket."""
    messages = [{"author": "customer", "text": text}, {"author": "agent", "text": "Tighten the valve by half a turn."}]
    return {"id": id, "status": "solved", "agent": {"name": "Ann"}, "messages": messages} | (
        {"customer": {"email": email}} if email else {}
    )


def add(services: Services, *tickets: dict[str, Any]) -> None:
    """Import tickets."""
    lines = b"\n".join(json.dumps(one).encode() for one in tickets)
    assert imports.import_lines(services, "ticket", io.BytesIO(lines)).rejected == 0


def copy_database(source: Path, target: Path) -> Path:
    """Copy the database file alone, as a backup may have it, and return the new folder."""
    target.mkdir()
    with sqlite3.connect(source / "assist.db") as old, sqlite3.connect(target / "assist.db") as new:
        old.backup(new)
    (target / "models").symlink_to((source / "models").resolve())
    return target


def forget_fingerprint(services: Services) -> None:
    """Leave the database as an older release had it."""
    with writing(services.engine) as connection:
        connection.exec_driver_sql("UPDATE state SET secret_fingerprint = NULL")


def assist(folder: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command line on a data folder."""
    environment = {**os.environ, "ASSIST_DATA": str(folder), "COLUMNS": "200", **more}
    command = [sys.executable, "-m", "assist_server.cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


def test_it_works(folder: Path, opened: Opened) -> None:
    first = opened(folder).secret()
    assert opened(folder).secret() == first == (folder / "secret").read_bytes()
    assert stat.S_IMODE((folder / "secret").stat().st_mode) == 0o600
    assert store.secret_fingerprint(opened(folder).engine) == fingerprint(first)


def test_a_database_restored_without_its_secret_forgets_nobody_and_makes_no_other(
    folder: Path, opened: Opened, tmp_path: Path
) -> None:
    add(opened(folder), ticket("T-1"))
    elsewhere = copy_database(folder, tmp_path / "restored")
    restored = opened(elsewhere)
    with pytest.raises(SecretRefused, match="copy the file secret"):
        erasure.erase(restored, ADA)
    with pytest.raises(SecretRefused):
        erasure.would_go(restored, ADA)
    with pytest.raises(SecretRefused):
        add(restored, ticket("T-2"))
    assert not (elsewhere / "secret").exists() and store.stats(restored.engine).tickets == 1
    shutil.copy(folder / "secret", elsewhere / "secret")
    assert erasure.erase(restored, ADA).tickets == 1


@pytest.mark.parametrize(
    "arguments",
    [("serve", "--port", "0"), ("customers", "erase", "--email", ADA), ("reindex",), ("import", "macros", os.devnull)],
)
@pytest.mark.parametrize("given", ["", "another secret"])
def test_no_command_begins_with_another_secret_or_none(
    folder: Path, opened: Opened, tmp_path: Path, arguments: tuple[str, ...], given: str
) -> None:
    add(opened(folder), ticket("T-1"))
    done = assist(copy_database(folder, tmp_path / "restored"), *arguments, ASSIST_SECRET=given)
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "ASSIST_SECRET" in done.stderr and "assist secret accept" in done.stderr


def test_a_server_whose_database_was_exchanged_refuses_what_needs_the_secret(
    folder: Path, opened: Opened, tmp_path: Path, models_folder: Path
) -> None:
    add(opened(folder), ticket("T-1"))
    app = create_app(settings := settings_of(tmp_path / "other", models_folder))
    shutil.rmtree(settings.folder / "generations", ignore_errors=True)
    store.migrate(settings.database)
    services: Services = app.extensions["assist"]
    assert services.secret() == SECRET.encode()
    services.close()
    with sqlite3.connect(folder / "assist.db") as old, sqlite3.connect(settings.folder / "assist.db") as new:
        old.backup(new)
    client: FlaskClient = as_role(app, "admin")
    for method, path, body in (
        ("DELETE", "/v1/customers", {"email": ADA}),
        ("PUT", "/v1/tickets/T-2", {key: value for key, value in ticket("T-2").items() if key != "id"}),
        ("POST", "/v1/customers/history", {"customer": {"email": ADA}}),
    ):
        answer = client.open(path, method=method, json=body)
        assert answer.status_code == 503 and answer.get_json()["code"] == "secret-refused", (path, answer.get_json())
    job = store.create_job(services.engine, "reindex", {})
    assert tasks.run(services, job.id) == "failed"
    assert store.stats(services.engine).tickets == 1
    with pytest.raises(SecretRefused):
        create_app(settings)
    services.close()


def test_a_sync_saves_nothing_with_another_secret(folder: Path, opened: Opened, tmp_path: Path) -> None:
    add(opened(folder), ticket("T-1"))
    lines = tmp_path / "tickets.jsonl"
    lines.write_text(json.dumps(ticket("T-2")))
    other = opened(folder, "another secret")
    store.put_source(other.engine, "file", "jsonl", {"file": str(lines)})
    job = store.create_job(other.engine, "sync", {"source": "file"})
    assert tasks.run(other, job.id) == "failed" and store.stats(other.engine).tickets == 1
    with pytest.raises(SecretRefused):
        sync.sync(other, lambda *_: None, "file")


def test_a_setting_that_hides_the_right_secret_is_named(folder: Path, opened: Opened) -> None:
    add(opened(folder), ticket("T-1"))
    with pytest.raises(SecretRefused, match="Unset ASSIST_SECRET: the secret in the data folder is the right one"):
        opened(folder, "another secret").secret()


def test_a_line_break_that_an_editor_added_changes_nothing(folder: Path, opened: Opened) -> None:
    secret = opened(folder).secret()
    (folder / "secret").write_bytes(secret + b"\n")
    assert opened(folder).secret() == secret


@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_secret_is_none(folder: Path, opened: Opened, content: bytes) -> None:
    (folder / "secret").write_bytes(content)
    with pytest.raises(SettingsError, match="is empty"):
        opened(folder).secret()


def test_the_secret_beside_an_older_database_is_taken_for_its_own(folder: Path, opened: Opened) -> None:
    services = opened(folder)
    add(services, ticket("T-1"))
    secret = services.secret()
    forget_fingerprint(services)
    assert opened(folder).secret() == secret
    assert store.secret_fingerprint(services.engine) == fingerprint(secret)


def test_for_an_older_database_with_hashes_no_secret_is_made(folder: Path, opened: Opened) -> None:
    services = opened(folder)
    add(services, ticket("T-1"))
    forget_fingerprint(services)
    (folder / "secret").unlink()
    with pytest.raises(SecretRefused, match="is not here"):
        opened(folder).secret()
    assert not (folder / "secret").exists() and store.secret_fingerprint(services.engine) is None


def test_of_two_secrets_for_an_older_database_none_is_guessed(folder: Path, opened: Opened) -> None:
    services = opened(folder)
    add(services, ticket("T-1"))
    forget_fingerprint(services)
    with pytest.raises(SecretRefused, match="nothing tells which one is right"):
        opened(folder, "set for several machines").secret()
    assert store.secret_fingerprint(services.engine) is None


def test_many_at_once_make_one_secret(folder: Path, opened: Opened) -> None:
    many = [opened(folder) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda services: services.secret(), many))) == 1
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def test_who_lost_the_secret_goes_on_and_is_told_what_is_not_matched(folder: Path, opened: Opened) -> None:
    services = opened(folder)
    add(services, ticket("T-1"), ticket("T-2", "bob@example.org"))
    (folder / "secret").unlink()
    done = assist(folder, "secret", "accept", "--yes")
    assert done.returncode == 0 and done.stdout.strip().endswith(": 2.")
    told = erasure.erase(services, ADA)
    assert told.tickets == 0 and any("hashed with a lost secret" in line and ": 2." in line for line in told.remains)
    add(services, ticket("T-1"))
    told = erasure.erase(services, ADA)
    assert told.tickets == 1 and any("hashed with a lost secret" in line and ": 1." in line for line in told.remains)
    assert "already" in assist(folder, "secret", "accept", "--yes").stdout


def test_a_secret_that_is_found_again_matches_what_it_made(folder: Path, opened: Opened) -> None:
    services = opened(folder)
    add(services, ticket("T-1"))
    assert store.accept_fingerprint(services.engine, fingerprint(b"another secret")) == 1
    add(opened(folder, "another secret"), ticket("T-2"))
    assert store.accept_fingerprint(services.engine, fingerprint((folder / "secret").read_bytes())) == 1
    assert erasure.would_go(services, ADA)["tickets"] == 1
    assert store.entry(services.engine, "ticket", "T-2") is not None


def test_no_agent_counts_as_two_people_after_a_change_of_the_secret(folder: Path, opened: Opened) -> None:
    services = opened(folder)
    add(services, ticket("T-1"))
    store.accept_fingerprint(services.engine, fingerprint(b"another secret"))
    add(opened(folder, "another secret"), ticket("T-2"))
    found = [store.entry(services.engine, "ticket", id) for id in ("T-1", "T-2")]
    assert [one is not None and one.agent_key is not None for one in found] == [False, True]


def test_what_cannot_be_matched_is_looked_for_by_the_text(folder: Path, opened: Opened) -> None:
    services = opened(folder)
    add(services, ticket("T-1"), {**ticket("T-2", None), "url": "https://desk.example/?by=Ada@Example.ORG"})
    done = erasure.erase(services, ADA)
    assert done.tickets == 1
    assert [line for line in done.remains if "T-2" in line and "Other tickets whose text holds" in line]
    assert "entries.url" in done.found_in


def test_an_erasure_that_finds_nobody_says_so(folder: Path, opened: Opened) -> None:
    services = opened(folder)
    add(services, ticket("T-1"), ticket("T-2", None))
    assert erasure.erase(services, "eve@example.org").remains == [
        "No ticket is stored under this address or id.",
        "Tickets stored without a customer, which nobody can match: 1.",
    ]
    done = assist(folder, "customers", "erase", "--email", "eve@example.org")
    assert "Nothing was erased." in done.stdout and "No ticket is stored" in done.stdout


def test_a_key_can_be_made_before_anything_else(folder: Path, opened: Opened) -> None:
    assert auth.create_key(opened(folder).engine, "admin", "Ann").startswith("assist_")
