"""The command line as an admin uses it, in real processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from assist_server.settings import Settings

DESK = Path(__file__).parent / "cases" / "desk"


@pytest.fixture
def folder(settings: Settings) -> Path:
    """The data folder that the commands work on."""
    return settings.folder


def assist(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run the command line on a data folder."""
    environment = {**os.environ, "ASSIST_DATA": str(folder), "COLUMNS": "200"}
    command = [sys.executable, "-m", "assist_server.cli", *arguments]
    done = subprocess.run(command, env=environment, input=given, capture_output=True, cwd=folder, check=False)
    return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())


def test_it_works(folder: Path) -> None:
    for part in ("tickets", "articles", "macros"):
        assert assist(folder, "import", part, str(DESK / f"{part}.jsonl")).returncode == 0
    done = assist(folder, "reindex")
    assert done.returncode == 0 and done.stdout.startswith("live: ")


def test_standard_input_is_read_as_a_file(folder: Path) -> None:
    done = assist(folder, "import", "macros", "-", given=(DESK / "macros.jsonl").read_bytes())
    assert "2 added, 0 changed, 0 unchanged" in done.stdout


def test_rejects_are_shown_and_kept_and_the_exit_status_says_so(folder: Path) -> None:
    done = assist(folder, "import", "tickets", "-", given=b'{"id": "T-1"}\n' + (DESK / "tickets.jsonl").read_bytes())
    assert done.returncode == 3
    assert "line 1: status: Field required" in done.stderr
    assert "12 added" in done.stdout
    assert (folder / "tickets.rejects.jsonl").stat().st_mode & 0o077 == 0  # it holds customers' words
    rejects = [json.loads(line) for line in (folder / "tickets.rejects.jsonl").read_text().splitlines()]
    assert rejects == [{"line": 1, "reason": "status: Field required", "text": '{"id": "T-1"}\n'}]


def test_a_key_stands_alone_on_standard_output(folder: Path) -> None:
    done = assist(folder, "keys", "create", "--role", "agent", "--name", "Ann")
    assert done.stdout.strip().startswith("assist_") and len(done.stdout.split()) == 1
    listed = assist(folder, "keys", "list").stdout
    assert "Ann" in listed and "valid" in listed and done.stdout.strip() not in listed


def test_a_revoked_key_is_listed_as_such(folder: Path) -> None:
    assist(folder, "keys", "create", "--role", "agent", "--name", "Ann")
    key_id = assist(folder, "keys", "list").stdout.split()[0]
    assert assist(folder, "keys", "revoke", key_id).returncode == 0
    assert "revoked" in assist(folder, "keys", "list").stdout
    assert assist(folder, "keys", "revoke", key_id).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("import", "tickets", "nowhere.jsonl"), "nowhere.jsonl"),
        (("prepare", "no-such/model"), "no-such/model"),
        (("cancel", "0"), "not under way"),
        (("rollback",), "no previous generation"),
        (("worker",), "REDIS_URL"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(folder: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = assist(folder, *arguments)
    assert done.returncode in (1, 2)
    assert sentence in done.stderr and "Traceback" not in done.stderr


def test_a_database_that_is_none_is_refused_in_one_sentence(folder: Path) -> None:
    (folder / "assist.db").write_bytes(b"this is no database, only some text that stands where one should be" * 20)
    done = assist(folder, "keys", "list")
    assert done.returncode == 1 and "Traceback" not in done.stderr and done.stderr.startswith("Error: ")


def test_what_a_reindex_will_cost_and_what_it_did_is_told(folder: Path) -> None:
    assist(folder, "import", "tickets", str(DESK / "tickets.jsonl"))
    done = assist(folder, "reindex")
    assert "texts to embed" in done.stderr and "Tickets not learnt from: " in done.stdout
    assert done.stderr.count("Tickets not learnt from: ") == 1  # with the cost, so not again above the bar
    assert "recall 1.000" in done.stdout


def test_a_queued_reindex_prints_its_job_which_can_be_followed_and_listed(folder: Path) -> None:
    assist(folder, "import", "macros", str(DESK / "macros.jsonl"))
    job = assist(folder, "reindex", "--no-wait").stdout.strip()
    followed = assist(folder, "jobs", job)
    assert followed.returncode == 0 and followed.stdout.startswith(job) and "done" in followed.stdout
    assert job in assist(folder, "jobs").stdout
    assert assist(folder, "jobs", "unheard-of").returncode == 1


def test_a_customer_is_forgotten_with_proof(folder: Path) -> None:
    ticket = {
        "id": "E-1",
        "status": "solved",
        "customer": {"email": "ada@example.org"},
        "messages": [
            {"author": "customer", "text": "The walrus valve of my lantern drips."},
            {"author": "agent", "text": "Tighten the walrus valve by half a turn, then wait an hour."},
        ],
    }
    assist(folder, "import", "tickets", "-", given=json.dumps(ticket).encode())
    assist(folder, "reindex")
    done = assist(folder, "customers", "erase", "--email", "ada@example.org")
    assert done.returncode == 0 and "Erased: 1 tickets" in done.stdout
    assert done.stdout.splitlines()[-1] == "Nothing is left."
    assert assist(folder, "customers", "erase").returncode == 2
