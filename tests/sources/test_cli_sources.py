"""`assist sources` and `assist sync` as an admin uses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from assist_server import cli_sources, store, sync, sync_jobs
from assist_server.assistance import assist
from assist_server.cli import main
from assist_server.errors import SourceUnusable
from assist_server.requests import SuggestionRequest
from assist_server.services import Services
from assist_server.settings import Settings
from tests.sources.test_sync import ticket

TABLE = "Nummer;Frage;Antwort\n1;Meine Lampe bleibt dunkel;Schreiben Sie an eva.muster@example.org\n"


@pytest.fixture
def folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that the environment names."""
    monkeypatch.setenv("ASSIST_DATA", str(settings.folder))
    return settings.folder


@pytest.fixture
def lamps(folder: Path) -> Path:
    """A file of tickets."""
    path = folder / "lamps.jsonl"
    path.write_text("".join(ticket(n).model_dump_json(exclude_none=True) + "\n" for n in range(30)))
    return path


def run(*arguments: str, given: str = "") -> Result:
    """Run a command."""
    return CliRunner().invoke(main, list(arguments), input=given)


def test_it_works(folder: Path, lamps: Path) -> None:
    assert "Run: assist sync lamps" in run("sources", "add", "jsonl", "lamps", "--file", str(lamps), "--yes").output
    done = run("sync", "lamps")
    assert done.exit_code == 0 and "lamps: 30 added" in done.output and "assist reindex" in done.output
    listed = run("sources", "list").output
    assert "lamps" in listed and "30 entries" in listed
    assert "30 entries with it" in run("sources", "remove", "lamps", "--tickets").output
    assert run("sync").exit_code == 1


def test_a_table_is_shown_as_it_would_be_stored_and_kept_when_confirmed(folder: Path) -> None:
    path = folder / "table.csv"
    path.write_text(TABLE)
    refused = run("sources", "add", "csv", "--file", str(path), given="n\n")
    assert "Frage -> question" in refused.output and "eva.muster" not in refused.output and refused.exit_code == 1
    assert run("sources", "list").output == ""
    kept = run(
        "sources", "add", "csv", "--file", str(path), "--map", "Frage=answer", "--map", "Antwort=question", given="y\n"
    )
    assert "csv is added" in kept.output
    assert "1 added" in run("sync", "csv").output


def test_a_dry_run_saves_nothing(folder: Path, lamps: Path) -> None:
    run("sources", "add", "jsonl", "lamps", "--file", str(lamps), "--yes")
    shown = run("sync", "--dry-run").output
    assert shown.count("would be offered") == 10 and run("sources", "list").output.count(" 0 entries") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("sources", "add", "nothing"), "no kind of source"),
        (("sources", "add", "rt"), "needs the option url"),
        (("sources", "add", "rt", "--url", "https://h.example", "--set", "token=x"), "ASSIST_SOURCE_RT_TOKEN"),
        (("sources", "add", "rt", "--url", "https://h.example", "--set", "colour=x"), "no option 'colour'"),
        (("sources", "add", "rt", "R T", "--url", "https://h.example"), "small letters"),
        (("sources", "add", "rt", "--url", "https://h.example"), "RT needs a token"),
        (("sources", "add", "rt", "--url", "http://h.example"), "Plain http"),
        (("sources", "add", "rt", "--url", "https://h.example", "--set", "rate=fast"), "rate"),
        (("sources", "add", "jsonl", "--file", "/nowhere/x"), "cannot be read"),
        (("sources", "remove", "nobody"), "no source of this name"),
        (("sync", "nobody"), "no source of this name"),
        (("sync", "--every", "soon"), "15m"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(folder: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = run(*arguments)
    assert done.exit_code != 0 and sentence in done.output and "Traceback" not in done.output


def test_every_kind_says_what_it_needs(folder: Path) -> None:
    told = run("sources", "kinds").output
    for kind in ("rt", "django_helpdesk", "jsonl", "csv", "mbox"):
        assert kind in told
    assert "ASSIST_SOURCE_NAME_TOKEN" in told


def test_many_vanished_are_told_and_need_force(folder: Path, lamps: Path) -> None:
    run("sources", "add", "jsonl", "lamps", "--file", str(lamps), "--yes")
    run("sync")
    lamps.write_text(ticket(1).model_dump_json(exclude_none=True))
    held = run("sync")
    assert held.exit_code == 3 and "29 tickets seem to be gone" in held.output
    assert "29 gone" in run("sync", "--force").output


def test_one_source_that_fails_keeps_no_other_from_being_read(folder: Path, lamps: Path) -> None:
    run("sources", "add", "jsonl", "a-bad-one", "--file", str(lamps), "--yes")
    run("sources", "add", "jsonl", "lamps", "--file", str(folder / "kept.jsonl"), "--yes")
    lamps.rename(folder / "kept.jsonl")
    done = run("sync")
    assert (
        done.exit_code == 1 and "a-bad-one: The file cannot be read" in done.output and "lamps: 30 added" in done.output
    )


def test_keeping_on_survives_errors_with_one_line_a_round(
    folder: Path, lamps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("sources", "add", "jsonl", "lamps", "--file", str(lamps), "--yes")
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 1:
            lamps.unlink()
        if len(waits) == 3:
            raise KeyboardInterrupt

    monkeypatch.setattr("assist_server.cli_sources.time.sleep", wait)
    done = run("sync", "--every", "15m")
    lines = done.output.splitlines()
    assert "30 added" in lines[0] and "cannot be read" in lines[1] and "cannot be read" in lines[2]
    assert all(900 <= seconds <= 990 for seconds in waits) and len(set(waits)) == 3


def test_the_open_ticket_is_no_evidence_of_its_own_whatever_its_prefix(desk: Services, tmp_path: Path) -> None:
    path = tmp_path / "lamps.jsonl"
    path.write_text("".join(ticket(n).model_dump_json(exclude_none=True) + "\n" for n in (41, 42)))
    store.put_source(desk.engine, "lamps", "jsonl", {"file": str(path)})
    sync.sync(desk, lambda *_: None, "lamps")
    asked: dict[str, Any] = {
        "messages": [{"author": "customer", "text": "The lamp number 41 stays dark, what can I do?"}]
    }
    similar = assist(desk, SuggestionRequest.model_validate({"ticket": asked})).similar_tickets
    assert {"lamps:41", "lamps:42"} <= {one.id for one in similar}
    similar = assist(desk, SuggestionRequest.model_validate({"ticket": asked | {"id": "41"}})).similar_tickets
    assert "lamps:41" not in {one.id for one in similar} and "lamps:42" in {one.id for one in similar}


def test_a_sync_is_a_job(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "lamps.jsonl"
    path.write_text(ticket(1).model_dump_json(exclude_none=True))
    sync_jobs.add(services, "lamps", "jsonl", {"file": str(path)})
    assert sync_jobs.run(services, "lamps")["added"] == 1
    [job] = store.recent_jobs(services.engine, 5)
    assert (job.task, job.state, job.arguments["source"]) == ("sync", "done", "lamps")


def test_an_unexpected_error_in_a_round_is_survived(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Iterator[None]:
        raise SourceUnusable("away")

    monkeypatch.setattr("assist_server.sources.jsonl.pages", broken)
    sync_jobs.add(services, "lamps", "jsonl", {"file": str(tmp_path / "x")})
    assert cli_sources._survived(services, "lamps") == "lamps: away"
