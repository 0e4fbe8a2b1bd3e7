"""The pages of sources: they show and do what the API does, by the same rules."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from assist_server import store, sync_jobs, tasks
from assist_server.console import sources_page
from assist_server.console.sources_told import option_named, sources_told
from assist_server.console.words import LANGUAGES, Words
from assist_server.services import Services
from assist_server.settings import Settings
from assist_server.sources.catalogue import kinds, options_of
from assist_server.sources.csv_columns import FIELDS
from tests.console.test_reindex_page import NoJobs
from tests.console.visiting import post, signed_in
from tests.sources.test_sync import ticket

ALL, ONE = "/console/sources", "/console/sources/of/lamps"


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Settings under which files below a folder, and one server, may be read over HTTP."""
    folder = tmp_path / "exports"
    folder.mkdir()
    return settings.model_copy(update={"import_folder": str(folder), "source_hosts": ["rt.example.com"]})


@pytest.fixture
def client(app: Flask, services: Services) -> FlaskClient:
    """The browser of an admin; no job starts by itself."""
    services.jobs = NoJobs()
    return signed_in(app)


@pytest.fixture
def lamps(services: Services) -> Path:
    """A source of three tickets, one of them broken."""
    path = Path(services.settings.import_folder) / "lamps.jsonl"
    lines = [ticket(number).model_dump_json(exclude_none=True) for number in (1, 2)]
    path.write_text("\n".join([*lines, '{"id": "broken"}']))
    sync_jobs.add(services, "lamps", "jsonl", {"file": str(path)})
    return path


def synced(services: Services, **more: str) -> None:
    """Let the queued sync, or another one, come to its end."""
    active = sync_jobs.under_way(services, "lamps")
    tasks.run(services, (active or sync_jobs.queue(services, "lamps", **more)).id)  # type: ignore[arg-type]


def test_it_works(client: FlaskClient, services: Services, lamps: Path) -> None:
    assert "Never synced." in client.get(ALL).text
    assert post(client, f"{ONE}/sync").location == ONE
    page = client.get(ONE).text
    assert 'id="job"' in page and f"{ONE}/cancel" in page and "syncing" in client.get(ALL).text
    synced(services)
    page = client.get(f"{ONE}?note=done").text
    assert "The sync is done." in page and "<dt>added</dt><dd>2</dd>" in page
    assert "status: Field required" in page and "such as line 3" in page and "A reindex is due" in page


def test_where_no_source_is_a_page_says_so(client: FlaskClient) -> None:
    assert "There is no source yet." in client.get(ALL).text


def test_trying_shows_tickets_as_they_would_be_stored_and_saves_nothing(
    client: FlaskClient, services: Services, lamps: Path
) -> None:
    with lamps.open("a") as file:
        said = [{"author": "customer", "text": "Write to ada@example.org, please"}]
        file.write("\n" + json.dumps({"id": 3, "status": "solved", "messages": said}))
    page = post(client, f"{ONE}/try").text
    assert (
        "ada@example.org" not in page
        and "lamps:3" in page
        and "status: Field required" in page
        and 'class="slot"' in page
    )
    assert store.count_entries(services.engine) == 0 and store.recent_jobs(services.engine, 9) == []


def test_a_sync_is_cancelled_from_its_page(client: FlaskClient, services: Services, lamps: Path) -> None:
    post(client, f"{ONE}/sync")
    assert post(client, f"{ONE}/cancel").location == ONE
    assert store.recent_jobs(services.engine, 1)[0].state == "cancelled"
    assert post(client, f"{ONE}/cancel").location == ONE


def test_a_second_sync_is_told_of_the_first(client: FlaskClient, services: Services, lamps: Path) -> None:
    post(client, f"{ONE}/sync")
    again = post(client, f"{ONE}/sync")
    assert again.status_code == 409 and "This is under way" in again.text


def test_an_error_is_shown_with_what_mends_it(client: FlaskClient, services: Services, lamps: Path) -> None:
    lamps.unlink()
    synced(services)
    for path in (ALL, ONE):
        assert "Check the option file." in client.get(path).text
    assert post(client, f"{ONE}/try").status_code == 502


def test_tickets_held_back_are_told_and_can_be_believed(client: FlaskClient, services: Services, lamps: Path) -> None:
    lamps.write_text("\n".join(ticket(number).model_dump_json(exclude_none=True) for number in range(1, 31)))
    synced(services)
    lamps.write_text(ticket(1).model_dump_json(exclude_none=True))
    synced(services)
    assert "29 tickets seem to be gone" in client.get(ONE).text
    post(client, f"{ONE}/sync", force="yes")
    synced(services)
    assert "seem to be gone" not in client.get(ONE).text and store.count_entries(services.engine) == 1


def test_the_next_sync_is_told_where_one_is_scheduled(client: FlaskClient, services: Services, lamps: Path) -> None:
    assert "assist sync lamps --every 15m" in client.get(ONE).text
    now = datetime.now(UTC)
    synced(services, next_at=(now + timedelta(minutes=15)).isoformat())
    assert "Next sync, at the earliest" in client.get(ONE).text
    (later,) = sources_told(services, store.sources(services.engine), now + timedelta(minutes=31))
    assert later.late and not sources_told(services, store.sources(services.engine))[0].late


def test_a_sync_between_two_rounds_keeps_the_next_one_and_forgets_one_that_never_came(
    services: Services, lamps: Path
) -> None:
    expected = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    for next_at, kept in ((expected, expected), ("", expected), ("2020-01-01T00:00:00+00:00", None), ("", None)):
        synced(services, next_at=next_at)
        (row,) = store.sources(services.engine)
        assert row.report.get("next_at") == kept


def test_removing_keeps_the_tickets_or_deletes_them_as_chosen(
    client: FlaskClient, services: Services, lamps: Path
) -> None:
    synced(services)
    asked = client.get(f"{ONE}/remove").text
    assert "2 tickets, articles and macros" in asked and "no sync changes or deletes it" in asked
    assert post(client, f"{ONE}/remove", tickets="keep").location == f"{ALL}?note=source-removed"
    assert store.count_entries(services.engine) == 2
    sync_jobs.add(services, "lamps", "jsonl", {"file": str(lamps)})
    post(client, f"{ONE}/remove", tickets="delete")
    assert store.count_entries(services.engine) == 0 and client.get(ONE).status_code == 404


def test_nothing_is_removed_unasked_under_way_or_too_large_to_wait_for(
    client: FlaskClient, services: Services, lamps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced(services)
    assert post(client, f"{ONE}/remove").status_code == 422
    monkeypatch.setattr(sources_page, "MOST_AT_ONCE", 1)
    refused = post(client, f"{ONE}/remove", tickets="delete")
    assert refused.status_code == 422 and "assist sources remove lamps --tickets" in refused.text
    post(client, f"{ONE}/sync")
    assert post(client, f"{ONE}/remove", tickets="keep").status_code == 409
    assert len(store.sources(services.engine)) == 1 and store.count_entries(services.engine) == 2


def test_a_source_that_is_none_is_no_page(client: FlaskClient) -> None:
    for path in ("", "/remove", "/change"):
        assert client.get(f"/console/sources/of/nobody{path}").status_code == 404
    for path in ("sync", "try", "remove"):
        assert post(client, f"/console/sources/of/nobody/{path}", tickets="keep").status_code == 404


def test_no_credential_gets_into_a_page_or_a_log(
    client: FlaskClient,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    caplog.set_level(logging.DEBUG)
    secret = tmp_path / "secret"
    secret.write_text("a-secret-in-a-file")
    monkeypatch.setenv("ASSIST_SOURCE_DESK_TOKEN_FILE", str(secret))
    monkeypatch.setenv("ASSIST_SOURCE_DESK_USER", "a-secret-user")
    sync_jobs.add(services, "desk", "rt", {"url": "https://rt.example.com"})
    page = client.get("/console/sources/of/desk").text
    assert page.count('state-done">set') == 2 and page.count('state-interrupted">not set') == 1
    secret.unlink()
    broken = client.get("/console/sources/of/desk").text
    assert "names a file that cannot be read" in broken
    assert "a-secret" not in page + broken + caplog.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_every_option_credential_column_and_way_it_was_tried(language: str) -> None:
    say = Words(language)
    for kind, module in kinds().items():
        for needed in (*options_of(module), *(one for one in module.NEEDED if one.secret)):
            if needed.name != "map":
                named = option_named(kind, needed, say)
                assert named == option_named(kind, needed, Words("en")) if language == "en" else named != needed.title
        assert language == "en" or say.of("evidence", module.EVIDENCE) != module.EVIDENCE
    assert language == "en" or sum(say.of("column", name) == name for name in FIELDS) <= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_page(app: Flask, services: Services, lamps: Path, language: str) -> None:
    client = signed_in(app)
    synced(services)
    for path in (
        ALL,
        ONE,
        f"{ONE}/remove",
        f"{ONE}/change",
        f"{ALL}/kinds",
        *(f"{ALL}/kinds/{kind}" for kind in kinds()),
    ):
        assert client.get(f"{path}?language={language}").status_code == 200


def test_words_from_elsewhere_are_shown_as_text(client: FlaskClient, services: Services, lamps: Path) -> None:
    hostile = ticket(1).model_dump(mode="json", exclude_none=True) | {"subject": "<b>&amp;</b><script>x</script>"}
    lamps.write_text(json.dumps(hostile))
    assert "<script>x" not in post(client, f"{ONE}/try").text
