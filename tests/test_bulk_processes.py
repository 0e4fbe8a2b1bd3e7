"""However many bulk requests come at once, a server starts no more processes for them than it is set to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import auth, imports, process_slots
from assist_server.errors import Busy
from assist_server.process_slots import hold_slots
from assist_server.services import Services
from tests.conftest import as_role
from tests.support import serving

HOLDER = "import sys, time; from pathlib import Path; from assist_server.process_slots import hold_slots\n"
HOLDER += "with hold_slots(Path(sys.argv[1]), 2) as held: print(held, flush=True); time.sleep(60)"


def lines(count: int) -> bytes:
    """Return so many macros as lines."""
    return b"".join(
        json.dumps({"id": number, "title": f"Macro {number}", "text": "Hello there."}).encode() + b"\n"
        for number in range(count)
    )


def children(parent: int) -> set[int]:
    """Return the processes that stem from one, as the kernel has it."""
    parents: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(path.parent.name)] = int(path.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it has ended meanwhile
            continue
    found = {parent}
    while more := {pid for pid, its in parents.items() if its in found} - found:
        found |= more
    return found - {parent}


def is_worker(pid: int) -> bool:
    """Say whether a process prepares lines."""
    try:
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def test_it_works(tmp_path: Path) -> None:
    with hold_slots(tmp_path, 3) as held:
        assert held == 3
    with hold_slots(tmp_path, 2) as held:
        assert held == 2


def test_what_another_process_holds_is_not_had_until_it_ends_however_it_ends(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, str(tmp_path)], stdout=subprocess.PIPE)
    assert holder.stdout is not None and holder.stdout.readline() == b"2\n"
    with hold_slots(tmp_path, 3) as held:
        assert held == 1
    with pytest.raises(Busy), hold_slots(tmp_path, 2, patience=0.2):
        pass
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    with hold_slots(tmp_path, 2) as held:
        assert held == 2


def test_who_waits_gets_what_becomes_free(tmp_path: Path) -> None:
    got: list[int] = []

    def wait() -> None:
        with hold_slots(tmp_path, 1, patience=20) as held:
            got.append(held)

    with hold_slots(tmp_path, 1):
        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.2)
        assert got == []
    thread.join(20)
    assert got == [1]


def test_a_bulk_request_that_gets_no_process_is_told_to_come_back(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "hold_slots", lambda folder, count: hold_slots(folder, count, patience=0.1))
    admin: Any = as_role(app, "admin")
    with hold_slots(services.settings.folder, services.settings.bulk_processes):
        answer: Any = admin.post("/v1/macros", data=lines(imports.SMALL + 1), content_type="application/x-ndjson")
        assert (answer.status_code, answer.json["code"]) == (503, "busy") and answer.headers["Retry-After"]
        small: Any = admin.post("/v1/macros", data=lines(3), content_type="application/x-ndjson")
        assert small.status_code == 200 and small.json["added"] == 3


def test_the_processes_of_all_requests_of_all_web_processes_are_bounded(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = auth.create_key(services.engine, "admin", "bulk")
    statuses: list[int] = []
    with serving(services.settings, key, ASSIST_BULK_PROCESSES="1") as client:
        # a worker bears its parent's command line: which of them starts the processes is not known
        servers = [pid for pid in children(os.getpid()) if str(client.port).encode() in _command(pid)]

        def send() -> None:
            statuses.append(_post(client.port, key, lines(imports.SMALL + 1)))

        threads = [threading.Thread(target=send) for _ in range(3)]
        for thread in threads:
            thread.start()
        most = 0
        while any(thread.is_alive() for thread in threads):
            most = max(most, sum(map(is_worker, set().union(*map(children, servers)))))
            time.sleep(0.1)
    assert most == 1
    assert set(statuses) <= {200, 503} and 200 in statuses


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _post(port: int, key: str, body: bytes) -> int:
    import http.client

    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    connection.request("POST", "/v1/macros", body, headers)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    code = "import sys, time; from pathlib import Path; from assist_server import imports\n"
    code += "if __name__ == '__main__':\n with imports._pool(Path(sys.argv[1]), 1) as pool:\n"
    code += "  print(pool.submit(__import__('os').getpid).result(), flush=True); time.sleep(60)\n"
    script = tmp_path / "holder.py"
    script.write_text(code)
    holder = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)},
    )
    assert holder.stdout is not None
    worker = int(holder.stdout.readline())
    holder.kill()
    holder.wait()
    holder.stdout.close()
    ends = time.monotonic() + 20
    while is_worker(worker) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not is_worker(worker)


def test_where_the_folder_cannot_be_written_to_that_is_said(admin: FlaskClient, services: Services) -> None:
    (services.settings.folder / "bulk").write_text("a file where the folder should be")
    answer: Any = admin.post("/v1/macros", data=lines(imports.SMALL + 1), content_type="application/x-ndjson")
    assert answer.status_code == 503 and "written to" in answer.json["detail"]


def test_the_setting_is_what_a_request_goes_by(
    admin: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def held(folder: Path, count: int) -> Any:
        asked.append(count)
        return process_slots.hold_slots(folder, count)

    monkeypatch.setattr(imports, "hold_slots", held)
    services.settings = services.settings.model_copy(update={"bulk_processes": 1})
    answer: Any = admin.post("/v1/macros", data=lines(imports.SMALL + 1), content_type="application/x-ndjson")
    assert answer.json["added"] == imports.SMALL + 1 and asked == [1]
