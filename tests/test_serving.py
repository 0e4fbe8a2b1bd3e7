"""The server as it runs in production: gunicorn, several processes, jobs beside them, real parts that die."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assist_server import auth, store
from assist_server import serving as serving_module
from assist_server.services import Services
from tests.support import Client, free_port, serving

QUESTION = {"ticket": {"messages": [{"author": "customer", "text": "my parcel does not move in the tracking"}]}}


@pytest.fixture
def key(desk: Services) -> str:
    """An admin's key."""
    return auth.create_key(desk.engine, "admin", "tests")


def found(client: Client, text: str) -> set[str]:
    """Return the ids of the tickets that a search finds."""
    status, told = client.ask("POST", "/v1/search", {"q": text, "kind": "ticket"})
    assert status == 200, told
    return {one["id"] for one in told["results"]}


def test_it_works(desk: Services, key: str) -> None:
    with serving(desk.settings, key) as client:
        status, answer = client.ask("POST", "/v1/suggestions", QUESTION)
        assert status == 200 and answer["suggestions"]
        assert client.ask("GET", "/readyz")[0] == 200
        status, metrics = client.ask("GET", "/metrics")
        assert (
            status == 200 and b'assist_answers_total{operation="suggestions.suggestions",status="200"} 1.0' in metrics
        )


def test_every_process_follows_a_reindex_and_no_request_fails(desk: Services, key: str) -> None:
    with serving(desk.settings, key) as client:
        before = client.ask("POST", "/v1/suggestions", QUESTION)[1]["generation"]
        status, job = client.ask("POST", "/v1/reindex", {})
        assert status == 202
        while client.ask("GET", f"/v1/jobs/{job['id']}")[1]["state"] in ("queued", "running"):
            assert client.ask("POST", "/v1/suggestions", QUESTION)[0] == 200
        ended = client.finish(job["id"])
        assert ended["state"] == "done", ended
        after = {client.ask("POST", "/v1/suggestions", QUESTION)[1]["generation"] for _ in range(20)}
        assert after == {ended["result"]["generation"]} != {before}


def test_a_write_is_seen_by_every_process_at_once(desk: Services, key: str) -> None:
    messages = [
        {"author": "customer", "text": "The zebra lantern hums at night."},
        {"author": "agent", "text": "Please turn the zebra lantern upside down, then it stops humming."},
    ]
    with serving(desk.settings, key) as client:
        assert client.ask("PUT", "/v1/tickets/Z-1", {"status": "solved", "messages": messages})[0] == 200
        assert all("Z-1" in found(client, "zebra lantern hums") for _ in range(10))
        assert client.ask("DELETE", "/v1/tickets/Z-1")[0] == 204
        assert not any("Z-1" in found(client, "zebra lantern hums") for _ in range(10))


def test_a_serving_process_never_imports_torch(desk: Services, key: str) -> None:
    with serving(desk.settings, key) as client:
        client.ask("POST", "/v1/suggestions", QUESTION)
        maps = [Path(f"/proc/{pid}/maps").read_text() for pid in _processes_of(client.port)]
    assert len(maps) >= 2 and not any("libtorch" in one for one in maps)


def _processes_of(port: int) -> list[int]:
    """Return the processes whose command line names the port."""
    folders = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    return [int(path.name) for path in folders if f"--port\0{port}".encode() in _command(path)]


def _command(folder: Path) -> bytes:
    try:
        return (folder / "cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.redis
def test_a_redis_that_dies_costs_no_answer(desk: Services, key: str, redis_server: Any) -> None:
    with serving(desk.settings, key, REDIS_URL=redis_server.url) as client:
        assert client.ask("POST", "/v1/suggestions", QUESTION)[0] == 200
        redis_server.stop()
        assert client.ask("POST", "/v1/suggestions", QUESTION)[0] == 200
        status, problem = client.ask("POST", "/v1/reindex", {})
        assert status == 503 and "Redis" in problem["detail"]
        redis_server.start()
        assert client.ask("POST", "/v1/reindex", {})[0] == 202


@pytest.mark.redis
def test_with_redis_a_worker_runs_the_job(desk: Services, key: str, redis_url: str) -> None:
    with serving(desk.settings, key, REDIS_URL=redis_url) as client:
        job = client.ask("POST", "/v1/reindex", {})[1]["id"]
        assert client.ask("GET", f"/v1/jobs/{job}")[1]["state"] == "queued"
        assert client.ask("POST", "/v1/reindex", {})[0] == 409
        environment = {**os.environ, "ASSIST_DATA": str(desk.settings.folder), "REDIS_URL": redis_url}
        command = [sys.executable, "-m", "assist_server.cli", "worker", "--burst"]
        subprocess.run(command, env=environment, check=True, capture_output=True, timeout=120)
        assert client.finish(job)["state"] == "done"


def test_a_log_holds_no_word_of_a_customer(desk: Services, key: str, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    environment = {**os.environ, "ASSIST_DATA": str(desk.settings.folder)}
    command = [sys.executable, "-m", "assist_server.cli", "serve", "--port", str(port)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=environment, stderr=file, stdout=file)
        client = Client(port, key)
        client.wait("/healthz")
        client.ask("GET", "/v1/search?q=xylophone-secret")
        client.ask("POST", "/v1/suggestions", {"ticket": {"messages": [{"author": "xylophone-secret"}]}})
        client.ask(
            "POST", "/v1/suggestions", {"ticket": {"messages": [{"author": "customer", "text": "xylophone-secret"}]}}
        )
        process.terminate()
        process.wait(timeout=60)
    assert "xylophone" not in log.read_text()
    assert store.stats(desk.engine).tickets == 12


def test_the_figures_lie_in_memory_where_a_full_disk_ends_no_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving_module, "MEMORY", tmp_path / "memory")
    (tmp_path / "memory").mkdir()
    folder = serving_module.figures_folder(tmp_path / "data", "127.0.0.1 8000")
    (folder / "old.db").touch()
    assert folder.parent == tmp_path / "memory" and folder.stat().st_mode & 0o777 == 0o700
    assert list(serving_module.figures_folder(tmp_path / "data", "127.0.0.1 8000").iterdir()) == []
    monkeypatch.setattr(serving_module, "MEMORY", tmp_path / "none")
    assert serving_module.figures_folder(tmp_path / "data", "127.0.0.1 8000") == tmp_path / "data" / "metrics"
