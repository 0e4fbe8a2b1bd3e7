"""Sources over HTTP: a key reaches only the files and servers that the machine's owner allowed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from assist_server import create_app, store
from assist_server.settings import Settings
from assist_server.store import Engine
from tests.conftest import as_role
from tests.sources.test_sync import ticket


@pytest.fixture
def admin(settings: Settings, engine: Engine, tmp_path: Path) -> Iterator[FlaskClient]:
    """An admin's client where files below a folder, and one host, are allowed."""
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "tickets.jsonl").write_text(ticket(1).model_dump_json(exclude_none=True))
    allowed = {"import_folder": str(folder), "source_hosts": ["helpdesk.example"]}
    app = create_app(settings.model_copy(update=allowed))
    yield as_role(app, "admin")
    app.extensions["assist"].close()


def lamps(file: str) -> dict[str, object]:
    """Return a source that reads a file."""
    return {"kind": "jsonl", "options": {"file": file}}


def test_it_works(admin: FlaskClient, engine: Engine, tmp_path: Path) -> None:
    path = str(tmp_path / "exports" / "tickets.jsonl")
    assert admin.put("/v1/sources/lamps", json=lamps(path)).json == {"state": "added"}
    assert admin.put("/v1/sources/lamps", json=lamps(path)).json == {"state": "unchanged"}
    tried = admin.post("/v1/sources/lamps/try").json
    assert tried is not None and tried["tickets"][0]["id"] == "lamps:1" and tried["tickets"][0]["messages"]
    assert [one["name"] for one in (admin.get("/v1/sources").json or {})["sources"]] == ["lamps"]
    assert (admin.get("/v1/sources/lamps").json or {})["entries"] == 0
    assert admin.delete("/v1/sources/lamps").status_code == 204
    assert admin.get("/v1/sources/lamps").status_code == 404


@pytest.mark.parametrize("place", ["other/tickets.jsonl", "exports/../other/tickets.jsonl", "exports/link.jsonl"])
def test_no_file_outside_of_the_folder_is_read(admin: FlaskClient, tmp_path: Path, place: str) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "tickets.jsonl").write_text("{}")
    (tmp_path / "exports" / "link.jsonl").symlink_to(tmp_path / "other" / "tickets.jsonl")
    assert admin.put("/v1/sources/lamps", json=lamps(str(tmp_path / place))).status_code == 403


def test_without_a_folder_no_file_is_read_at_all(settings: Settings, engine: Engine) -> None:
    plain = create_app(settings)
    assert as_role(plain, "admin").put("/v1/sources/lamps", json=lamps("/etc/hostname")).status_code == 403
    plain.extensions["assist"].close()


@pytest.mark.parametrize(("url", "status"), [("https://helpdesk.example", 200), ("https://evil.example", 403)])
def test_credentials_go_to_no_server_that_a_key_made_up(admin: FlaskClient, url: str, status: int) -> None:
    asked = {"kind": "rt", "options": {"url": url}}
    assert admin.put("/v1/sources/rt", json=asked).status_code == status


def test_a_credential_is_not_taken_as_an_option(admin: FlaskClient, engine: Engine) -> None:
    asked = {"kind": "rt", "options": {"url": "https://helpdesk.example", "token": "a secret"}}
    answer = admin.put("/v1/sources/rt", json=asked)
    assert answer.status_code == 422 and "ASSIST_SOURCE_RT_TOKEN" in answer.text and "a secret" not in answer.text
    assert store.sources(engine) == []


def test_a_missing_credential_is_named(admin: FlaskClient) -> None:
    admin.put("/v1/sources/rt", json={"kind": "rt", "options": {"url": "https://helpdesk.example"}})
    answer = admin.post("/v1/sources/rt/try")
    assert answer.status_code == 502 and "ASSIST_SOURCE_RT_TOKEN" in answer.text


def test_of_two_syncs_of_one_source_one_wins_and_others_run_beside(
    admin: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assist_server.jobs.LocalJobs.start", lambda *_: None)
    for name in ("lamps", "heaters"):
        admin.put(f"/v1/sources/{name}", json=lamps(str(tmp_path / "exports" / "tickets.jsonl")))
    assert admin.post("/v1/sources/lamps/sync", json={}).status_code == 202
    assert admin.post("/v1/sources/lamps/sync", json={}).status_code == 409
    assert admin.post("/v1/sources/heaters/sync", json={}).status_code == 202


def test_two_sources_do_not_share_a_prefix(admin: FlaskClient, tmp_path: Path) -> None:
    file = str(tmp_path / "exports" / "tickets.jsonl")
    bare = {"kind": "jsonl", "options": {"file": file, "prefix": ""}}
    assert admin.put("/v1/sources/lamps", json=bare).status_code == 200
    assert admin.put("/v1/sources/heaters", json=bare).status_code == 409
