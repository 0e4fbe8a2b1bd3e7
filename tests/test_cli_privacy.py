"""`assist privacy`: what would be stored of a ticket, told on the command line and kept nowhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assist_server.cli import main

WORDS = "Write to ada@example.org, please.\n\n> You wrote:\n> wait"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder."""
    monkeypatch.setenv("ASSIST_DATA", str(tmp_path))
    monkeypatch.setenv("ASSIST_SECRET", "a secret for tests")
    return tmp_path


def told(said: str, *more: str) -> Result:
    """Run the command with this on standard input."""
    return CliRunner().invoke(main, ["privacy", *more], input=said)


def test_it_works(folder: Path) -> None:
    done = told(WORDS)
    assert done.exit_code == 0 and "stored: Write to [email], please." in done.output
    assert "replaced: [email] 1" in done.output and "offered: nothing" in done.output


def test_a_file_of_json_is_told_as_the_api_tells_it(folder: Path, tmp_path: Path) -> None:
    said = [{"author": "customer", "text": WORDS}, {"author": "agent", "text": "a note", "internal": True}]
    path = tmp_path / "ticket.json"
    path.write_text(json.dumps({"subject": "A lamp", "messages": said}))
    assert "nothing (internal)" in told("", str(path)).output
    assert json.loads(told("", str(path), "--json").output)["placeholders"] == {"[email]": 1}


def test_nothing_is_kept(folder: Path) -> None:
    told(WORDS)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("said", ["{", '{"messages": [{"author": "marmalade"}]}'])
def test_what_is_no_ticket_is_told_without_repeating_it(folder: Path, said: str) -> None:
    done = told(said)
    assert done.exit_code == 1 and done.output.startswith("Error: It ") and "marmalade" not in done.output
