"""Two commands at once on one data folder, and one that is stopped: each is safe, or says what is under way."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assist_server import auth, demo, imports, pulse, store
from assist_server.errors import Conflict
from assist_server.rejects_file import RejectsFile
from assist_server.results import Rejected
from assist_server.services import Services
from assist_server.settings import Settings
from assist_server.store import Engine

PATIENCE = 300  # seconds


def start(folder: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    """Start `assist` on a data folder, in a process group of its own."""
    environment = {**os.environ, "ASSIST_DATA": str(folder), "COLUMNS": "200", **more}
    command = [sys.executable, "-m", "assist_server.cli", *arguments]
    pipe = subprocess.PIPE
    root = {"PYTHONPATH": str(Path.cwd())}
    return subprocess.Popen(
        command,
        env=environment | root,
        stdout=pipe,
        stderr=pipe,
        text=True,
        cwd=folder,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore Ctrl+C
    )


def finish(*processes: subprocess.Popen[str]) -> list[tuple[int, str]]:
    """Wait until all have ended and return exit status and output of each."""
    told = [process.communicate(timeout=PATIENCE) for process in processes]
    assert not any("Traceback" in "".join(said) for said in told), told
    return [(process.returncode, "".join(said)) for process, said in zip(processes, told, strict=True)]


def written(path: Path, name: str, number: int, *, bad: int = 0) -> Path:
    """Write so many tickets, the last `bad` of them without a status."""
    with path.open("w", encoding="utf-8") as file:
        for n in range(number):
            status = {} if n >= number - bad else {"status": "solved"}
            messages = [
                {"author": "customer", "text": f"The lamp {n} hums."},
                {"author": "agent", "text": f"Turn the lamp {n} upside down."},
            ]
            file.write(json.dumps({"id": f"{name}-{n}", **status, "messages": messages}) + "\n")
    return path


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until it holds."""
    ends = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < ends, "it never came to hold"
        time.sleep(0.02)


def tickets(engine: Engine) -> int:
    """Return how many tickets are stored."""
    return store.stats(engine).tickets


@pytest.fixture
def importing(settings: Settings, engine: Engine, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """An import on all cores that has saved its first tickets and is not through."""
    process = start(settings.folder, "import", "tickets", str(written(tmp_path / "many.jsonl", "A", 20_000)))
    wait_for(lambda: tickets(engine) > 0)
    assert process.poll() is None
    yield process
    process.kill()
    process.communicate()


@pytest.mark.parametrize("send", [os.killpg, os.kill], ids=["terminal", "alone"])
def test_an_import_that_is_stopped_says_what_is_kept_and_that_the_same_command_goes_on(
    importing: subprocess.Popen[str],
    engine: Engine,
    settings: Settings,
    tmp_path: Path,
    send: Callable[[int, int], None],
) -> None:
    send(importing.pid, signal.SIGINT)  # by Ctrl+C, which the whole group gets, or by somebody else
    status, said = finish(importing)[0]
    kept = tickets(engine)
    assert status == 130 and 0 < kept < 20_000
    told = re.search(r"Stopped after (\d+) lines: (\d+) added, 0 changed, 0 unchanged, all of it kept\. The same", said)
    assert told and kept - int(told[2]) in (0, imports.CHUNK)  # it may come just after the last ones were saved
    again = start(settings.folder, "import", "tickets", str(written(tmp_path / "some.jsonl", "A", kept + 10)))
    assert f"10 added, 0 changed, {kept} unchanged" in finish(again)[0][1]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_import_that_is_killed_leaves_no_process_behind(importing: subprocess.Popen[str], number: int) -> None:
    os.kill(importing.pid, number)
    importing.communicate(timeout=PATIENCE)  # ends only when nobody has its output any more


def test_what_a_stopped_import_did_not_embed_the_same_one_does(desk: Services, tmp_path: Path) -> None:
    file = written(tmp_path / "few.jsonl", "A", 3)
    with pytest.MonkeyPatch.context() as patched, file.open("rb") as lines, pytest.raises(KeyboardInterrupt):
        patched.setattr(imports, "embed_waiting", _stop)
        imports.import_lines(desk, "ticket", lines)
    assert _missing(desk)
    with file.open("rb") as lines:
        assert imports.import_lines(desk, "ticket", lines).unchanged == 3
    assert not _missing(desk)


def _missing(desk: Services) -> list[tuple[str, str]]:
    return list(store.missing_vectors(desk.engine, desk.model(), "", 100))


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_imports_at_once_both_land_and_keep_their_rejects_apart(
    settings: Settings, engine: Engine, tmp_path: Path
) -> None:
    files = [written(tmp_path / f"{name}.jsonl", name, 800, bad=700) for name in ("A", "B")]
    ended = finish(*(start(settings.folder, "import", "tickets", str(file)) for file in files))
    assert [status for status, _ in ended] == [3, 3] and tickets(engine) == 200
    for name, (_, said) in zip("AB", ended, strict=True):
        named = settings.folder / said.split("they are in ")[1].strip().removesuffix(".")
        kept = [json.loads(json.loads(line)["text"])["id"] for line in named.read_text().splitlines()]
        assert len(kept) == 700 and all(id.startswith(name) for id in kept)


def test_the_rejects_of_an_import_under_way_are_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "tickets.rejects.jsonl"
    path.write_text("of long ago")
    os.utime(path, (1e9, 1e9))
    with RejectsFile(path) as first, RejectsFile(path) as second, RejectsFile(path) as third:
        for number, file in enumerate((first, second, third)):
            file(Rejected(line=number, reason="no JSON"), b"x")
    assert [file.path.name for file in (first, second, third)] == [
        "tickets.rejects.jsonl",
        "tickets.rejects.2.jsonl",
        "tickets.rejects.3.jsonl",
    ]
    assert [json.loads(file.path.read_text())["line"] for file in (first, second, third)] == [0, 1, 2]
    after = RejectsFile(path)
    with RejectsFile(path) as before:
        before(Rejected(line=8, reason="no JSON"), b"x")
    with after:  # that began while the other was at work, and has its first bad line only now
        after(Rejected(line=7, reason="no JSON"), b"x")
    assert after.path != before.path == path and json.loads(path.read_text())["line"] == 8
    time.sleep(0.02)  # a file's time is a few milliseconds behind
    with RejectsFile(path) as later:
        later(Rejected(line=9, reason="no JSON"), b"x")
    assert later.path == path and json.loads(path.read_text())["line"] == 9
    with RejectsFile(Path("/dev/null")) as nowhere:  # no name beside it is taken
        nowhere(Rejected(line=1, reason="no JSON"), b"x")


def test_the_first_commands_on_a_fresh_folder_may_come_at_once(settings: Settings, tmp_path: Path) -> None:
    file = written(tmp_path / "few.jsonl", "A", 3)
    first = [start(settings.folder, "import", "tickets", str(file)) for _ in range(2)]
    ended = finish(*first, start(settings.folder, "keys", "create", "--role", "agent", "--name", "Ann"))
    assert [status for status, _ in ended] == [0, 0, 0]
    assert sum("3 added" in said for _, said in ended) == 1 and sum("3 unchanged" in said for _, said in ended) == 1


@pytest.mark.parametrize("command", [("reindex",), ("tune",), ("reindex", "--no-wait")])
def test_what_builds_an_index_says_that_another_process_does(desk: Services, command: tuple[str, ...]) -> None:
    job = _under_way(desk, "reindex", {})
    with pulse.beating(desk.settings.folder, job):
        ((status, said),) = finish(start(desk.settings.folder, *command))
        with pytest.raises(Conflict, match=job):
            demo.load(desk, lambda *_: None)
    assert status == 1 and f"This is under way: job {job} (reindex)." in said and f"assist cancel {job}" in said


def test_a_second_sync_of_a_source_says_that_one_is_under_way(desk: Services, tmp_path: Path) -> None:
    file = written(tmp_path / "few.jsonl", "A", 3)
    store.put_source(desk.engine, "files", "jsonl", {"file": str(file)})
    job = _under_way(desk, "sync", {"source": "files"})
    with pulse.beating(desk.settings.folder, job):
        ((status, said),) = finish(start(desk.settings.folder, "sync", "files"))
    assert status == 1 and f"This is under way: job {job}." in said
    store.end_job(desk.engine, job, "cancelled", "")
    ended = finish(*(start(desk.settings.folder, "sync") for _ in range(2)))
    assert all(status == 0 or "This is under way" in said for status, said in ended)
    assert 0 in [status for status, _ in ended] and tickets(desk.engine) == 15


def _under_way(desk: Services, task: str, arguments: dict[str, Any]) -> str:
    job = store.create_job(desk.engine, task, arguments)
    assert store.start_job(desk.engine, job.id)
    return job.id


@pytest.mark.redis
def test_two_workers_run_each_job_once(desk: Services, redis_url: str) -> None:
    jobs = [store.create_job(desk.engine, "insights", {}).id for _ in range(4)]
    from assist_server.jobs import RqJobs

    queue = RqJobs(redis_url)
    for job in jobs:
        queue.start(job)
    workers = [start(desk.settings.folder, "worker", "--burst", REDIS_URL=redis_url) for _ in range(2)]
    said = "".join(text for _, text in finish(*workers))
    ended = [store.job(desk.engine, job) for job in jobs]
    assert all(one is not None and one.state == "done" for one in ended)
    assert [said.count(f"Job OK ({job})") for job in jobs] == [1, 1, 1, 1]
    queue._queue.connection.close()


def test_two_keys_made_at_once_both_hold(desk: Services) -> None:
    made = finish(*(start(desk.settings.folder, "keys", "create", "--role", "agent", "--name", "A") for _ in range(2)))
    assert all(store.key_by_digest(desk.engine, auth.digest(said.strip())) for _, said in made)
