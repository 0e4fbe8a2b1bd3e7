"""No text of one customer reaches another: planted facts are imported, indexed, asked for, and never told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from assist_server import create_app, store
from assist_server.services import Services
from assist_server.settings import Settings
from bench.quality.leaks import Leak, leaks, lines_of, told
from bench.quality.planting import LANGUAGES, Planted, Words, plant
from tests.conftest import as_role, reindex_now

CASES = Path(__file__).parent / "cases" / "redaction"
WORDS = Words(CASES / "planted.dev.txt", CASES / "planted.more.txt")
TICKETS = 204
SEED = 20240501
COUNTRIES = 10


@dataclass(frozen=True)
class Asked:
    """What was planted, and all that the API told about it."""

    planted: list[Planted]
    told: str
    leaks: list[Leak]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory, models_folder: Path) -> Iterator[Asked]:
    """A desk made of planted tickets alone, asked everything."""
    folder = tmp_path_factory.mktemp("privacy")
    (folder / "models").symlink_to(models_folder)
    settings = Settings(
        folder=folder, secret="a secret for tests", allowed_hosts=["localhost"], threshold=0.0, key_rate=0
    )
    store.migrate(settings.database)
    app = create_app(settings)
    services: Services = app.extensions["assist"]
    planted = plant(WORDS, TICKETS, SEED)
    admin, agent = as_role(app, "admin"), as_role(app, "agent")
    imported = admin.post("/v1/tickets", data=lines_of(planted), content_type="application/x-ndjson").json
    assert imported is not None and imported["added"] == len(planted)
    reindex_now(services)
    services.encode([text for one in planted for text in (one.question, *(fact.text for fact in one.facts))])
    everything = told(_poster(agent), planted)
    yield Asked(planted, everything, leaks(planted, WORDS.spoken(), everything))
    services.close()


def _poster(client: FlaskClient) -> Any:
    def post(path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = client.post(path, json=body)
        assert answer.status_code == 200 and answer.json is not None
        return dict(answer.json)

    return post


def test_it_works(asked: Asked) -> None:
    assert asked.told.count("\n") > len(asked.planted)


def test_enough_unique_facts_of_enough_kinds_are_planted(asked: Asked) -> None:
    facts = [fact for one in asked.planted for fact in one.facts]
    assert len({fact.text.casefold() for fact in facts}) == len(facts) >= 2_000
    assert {fact.language for fact in facts} == set(LANGUAGES)
    for language in LANGUAGES:
        assert len({fact.kind for fact in facts if fact.language == language}) >= 15
    assert {fact.author for fact in facts} == {"c", "a"}


def test_every_ticket_was_told_about(asked: Asked) -> None:
    shown = sum(one.question in asked.told for one in asked.planted)
    assert shown == len(asked.planted)


def test_no_planted_fact_is_told(asked: Asked) -> None:
    texts = [fact.text for one in asked.planted for fact in one.facts]
    whole = [text for text in texts if text.casefold() in asked.told.casefold()]
    assert set(whole) <= {leak.fact.text for leak in asked.leaks if _looks_like_a_word(leak)}


def test_no_part_of_a_planted_fact_is_stored(asked: Asked) -> None:
    assert [leak for leak in asked.leaks if not _looks_like_a_word(leak)] == []


def _looks_like_a_word(leak: Leak) -> bool:
    """Know the one limit: six small letters behind "reservation" may be a booking code or any word."""
    return leak.fact.kind == "booking" and leak.fact.text.isalpha() and leak.fact.style.startswith("sloppy")
