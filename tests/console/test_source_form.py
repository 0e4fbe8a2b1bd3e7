"""The form that adds a source: looked at, tried, then kept; and no way around what an admin may reach."""

from __future__ import annotations

import html
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from assist_server import store, sync_jobs
from assist_server.console.words import Words
from assist_server.services import Services
from tests.console.test_sources_page import client, settings
from tests.console.visiting import post
from tests.sources.test_sync import ticket

__all__ = ["client", "settings"]  # fixtures of these tests
KINDS = "/console/sources/kinds"
TABLE = """Number;Subject;Customer message;Agent reply;Odd
1;Dark lamp;Hello, my name is Ada Lovelace and my lamp stays dark since Monday;Hold its button for ten seconds.;x
"""


@pytest.fixture
def folder(services: Services) -> Path:
    """The folder that may be read, with a table and tickets in it."""
    folder = Path(services.settings.import_folder)
    (folder / "lamps.csv").write_text(TABLE)
    (folder / "lamps.jsonl").write_text(ticket(1).model_dump_json(exclude_none=True))
    return folder


def send(client: FlaskClient, kind: str, do: str, name: str = "lamps", **options: str) -> TestResponse:
    """Send the form; names with a dot are fields as they are, others are options."""
    fields = {key if "." in key or key == "known" else f"option.{key}": value for key, value in options.items()}
    return post(client, f"{KINDS}/{kind}", do=do, name=name, **fields)


def test_it_works(client: FlaskClient, services: Services, folder: Path) -> None:
    assert "Request Tracker 5" in client.get(KINDS).text
    tried = send(client, "jsonl", "try", file="lamps.jsonl")
    assert tried.status_code == 200 and "lamps:1" in tried.text and store.sources(services.engine) == []
    added = send(client, "jsonl", "add", file="lamps.jsonl")
    assert added.location == "/console/sources/of/lamps?note=source-added"
    (row,) = store.sources(services.engine)
    assert (row.name, row.kind, row.options) == ("lamps", "jsonl", {"file": str(folder / "lamps.jsonl")})


def test_the_columns_of_a_table_are_guessed_shown_and_confirmed_before_it_is_kept(
    client: FlaskClient, services: Services, folder: Path
) -> None:
    for do in ("look", "try", "add"):
        looked = send(client, "csv", do, file="lamps.csv")
        assert '<option value="question" selected>' in looked.text and store.sources(services.engine) == []
    columns = {"header.2": "Customer message", "column.2": "question", "header.3": "Agent reply", "column.3": "text"}
    assert "Ada" not in send(client, "csv", "try", file="lamps.csv", **columns).text
    send(client, "csv", "add", file="lamps.csv", **columns)
    (row,) = store.sources(services.engine)
    assert json.loads(row.options["map"])["Agent reply"] == "text" and row.options["delimiter"] == ";"


def test_columns_put_right_are_kept_when_looked_at_again(client: FlaskClient, folder: Path) -> None:
    columns = {"header.4": "Odd", "column.4": "tags", "header.1": "Subject", "column.1": ""}
    page = send(client, "csv", "look", file="lamps.csv", **columns).text
    assert '<option value="tags" selected>' in page and '<option value="subject" selected>' not in page


def test_a_field_that_is_none_is_refused(client: FlaskClient, folder: Path) -> None:
    columns = {"header.0": "Number", "column.0": "no such field"}
    assert send(client, "csv", "add", file="lamps.csv", **columns).status_code == 422


@pytest.mark.parametrize("kind", ["jsonl", "csv", "mbox"])
def test_no_file_outside_of_the_folder_is_read(
    client: FlaskClient, services: Services, folder: Path, kind: str
) -> None:
    (folder.parent / "other").mkdir()
    (folder.parent / "other" / "secret.csv").write_text("A secret header;another one\n")
    (folder / "link.csv").symlink_to(folder.parent / "other" / "secret.csv")
    for place in ("/etc/hostname", "../other/secret.csv", "link.csv", "\x00", "../" * 500):
        for do in ("look", "try", "add"):
            answer = send(client, kind, do, file=place, desk="@example.com")
            assert answer.status_code in (403, 422) and "A secret header" not in answer.text, (place, do)
    assert store.sources(services.engine) == []


def test_no_server_that_was_not_allowed_is_asked(
    client: FlaskClient, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSIST_SOURCE_LAMPS_TOKEN", "a secret")
    for url in ("https://evil.example", "http://127.0.0.1:9", "https://rt.example.com@evil.example"):
        for do in ("try", "add"):
            answer = send(client, "rt", do, url=url)
            assert answer.status_code == 403 and "ASSIST_SOURCE_HOSTS" in answer.text, (url, do)
    assert store.sources(services.engine) == []


def test_a_credential_is_not_taken_but_named_with_its_variable(client: FlaskClient, services: Services) -> None:
    assert "ASSIST_SOURCE_MY_DESK_TOKEN" in send(client, "rt", "try", name="my-desk", url="https://rt.example.com").text
    send(client, "rt", "add", url="https://rt.example.com", token="a secret")
    (row,) = store.sources(services.engine)
    assert row.options == {"url": "https://rt.example.com"}
    assert 'name="option.token"' not in client.get(f"{KINDS}/rt").text


def test_a_name_that_is_taken_is_not_overwritten(client: FlaskClient, services: Services, folder: Path) -> None:
    sync_jobs.add(services, "lamps", "jsonl", {"file": str(folder / "lamps.jsonl")})
    assert send(client, "csv", "add", file="lamps.csv").status_code == 409
    assert store.sources(services.engine)[0].kind == "jsonl"


def test_a_source_is_told_something_else(client: FlaskClient, services: Services, folder: Path) -> None:
    sync_jobs.add(services, "lamps", "jsonl", {"file": str(folder / "lamps.jsonl"), "prefix": ""})
    assert str(folder / "lamps.jsonl") in client.get("/console/sources/of/lamps/change").text
    changed = send(client, "jsonl", "add", file="lamps.jsonl", keep_vanished="yes", known="yes")
    assert changed.location == "/console/sources/of/lamps?note=source-changed"
    options = store.sources(services.engine)[0].options
    assert (options["keep_vanished"], options["prefix"]) == ("yes", "")


def test_a_name_that_is_none_is_told(client: FlaskClient, folder: Path) -> None:
    for name in ("", "Lamps", "a b", "../x", "x" * 41, "\x00", "<b>"):
        answer = send(client, "jsonl", "try", name=name, file="lamps.jsonl")
        assert (
            answer.status_code == 422 and "small letters" in answer.text and "<b>" not in answer.text.split("<form")[-1]
        )


def test_a_kind_that_is_none_is_told(client: FlaskClient) -> None:
    assert client.get(f"{KINDS}/nothing").status_code == send(client, "nothing", "try").status_code == 422


def test_what_was_filled_in_stays_in_the_form(client: FlaskClient, folder: Path) -> None:
    page = send(client, "mbox", "try", file="nothing.mbox", desk="help@example.com", keep_vanished="yes").text
    assert 'value="help@example.com"' in page and 'value="yes" checked' in page and 'role="alert"' in page


def test_what_may_be_read_is_said(client: FlaskClient, services: Services, folder: Path) -> None:
    say = Words("en")
    assert say("source.file.help", folder=folder) in html.unescape(client.get(f"{KINDS}/csv").text)
    assert say("source.url.help", hosts="rt.example.com") in client.get(f"{KINDS}/rt").text
    services.settings = services.settings.model_copy(update={"import_folder": "", "source_hosts": []})
    assert say("source.file.none") in client.get(f"{KINDS}/csv").text
    assert say("source.url.none") in client.get(f"{KINDS}/rt").text
