"""An encoder taught on a desk's tickets becomes a model of its own where it is better, and leaves nothing where not."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assist_server import imports, store, tasks, told, tune_encoder
from assist_server.errors import Conflict
from assist_server.reindex import Cancelled
from assist_server.services import Services, build
from assist_server.settings import Settings
from embeddings.encoder import load_encoder, prepare
from embeddings.fine_tuning import Effort
from embeddings.models import find_model

pytestmark = pytest.mark.model
MATTERS = {
    "where is my order ?": "Reset the password where the order is.",
    "my refund ?": "The order is a refund, reset it.",
    "password reset": "My refund is the order of a password.",
    "is the order a refund ?": "Where the password is, reset a refund.",
}


@pytest.fixture(scope="module")
def services(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """A desk of 600 tickets whose encoder is a tiny one of random weights."""
    settings = Settings(folder=tmp_path_factory.mktemp("desk"), model=str(tiny_model), secret="a secret for tests")
    prepare(settings.model, settings.models_folder)
    store.migrate(settings.database)
    services = build(settings)
    tickets = [
        {"id": f"{number}-{at}", "status": "solved", "messages": [
            {"author": "customer", "text": f"{asked} {'the ' * (number % 7)}"}, {"author": "agent", "text": answer}]}
        for number in range(150) for at, (asked, answer) in enumerate(MATTERS.items())
    ]  # fmt: skip
    lines = io.BytesIO("\n".join(map(json.dumps, tickets)).encode())
    assert imports.import_lines(services, "ticket", lines).rejected == 0
    job = store.create_job(services.engine, "reindex", {})
    assert tasks.run(services, job.id) == "done"
    yield services
    services.close()


@pytest.fixture(autouse=True)
def nothing_taught(services: Services) -> None:
    """Take away what the test before has taught."""
    for folder in services.settings.models_folder.glob("*-tuned-*"):
        shutil.rmtree(folder)


def models_of(services: Services) -> list[str]:
    return sorted(path.name for path in services.settings.models_folder.iterdir())


def silent(stage: str, done: int, total: int) -> None:
    """Report nothing."""


def unchanged(*_: Any, **__: Any) -> Effort:
    """Teach nothing at all."""
    return Effort(0, 0.0, 0.0, "cpu")


def test_it_works(services: Services) -> None:
    job = store.create_job(services.engine, "tune", {"encoder": True, "minutes": 5})
    assert tasks.run(services, job.id) == "done"
    ended = store.job(services.engine, job.id)
    assert ended is not None
    seen = ended.result["encoder"]
    assert f"Kept as a model: {seen['folder']}" in list(told.of_teaching(ended.result))
    assert seen["used"] and seen["gain_low"] > 0 and seen["tickets"] == 540
    taught = load_encoder(seen["folder"], services.settings.models_folder)
    before = services.encoder().encode_queries(["my refund ?"])
    assert taught.model.query_prefix == "the " and not np.allclose(taught.encode_queries(["my refund ?"]), before)


def test_what_is_not_better_leaves_nothing_behind(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    before = models_of(services)
    monkeypatch.setattr(tune_encoder, "fine_tune", unchanged)
    assert tune_encoder.tune_encoder(services, silent)["used"] is False
    assert models_of(services) == before


def test_what_finds_worse_is_refused_however_well_it_ranks(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    before = models_of(services)
    worse = {"gain": -0.02, "gain_low": -0.03, "gain_high": -0.01}
    monkeypatch.setattr(tune_encoder, "finding_told", lambda *_: worse)
    seen = tune_encoder.tune_encoder(services, silent)
    assert seen["gain_low"] > 0 and seen["used"] is False
    assert models_of(services) == before


def test_cancelled_at_the_last_step_it_leaves_nothing_behind(services: Services) -> None:
    before = models_of(services)

    def cancelled(stage: str, done: int, total: int) -> None:
        if stage == "making the serving form":
            raise Cancelled

    with pytest.raises(Cancelled):
        tune_encoder.tune_encoder(services, cancelled)
    assert models_of(services) == before


def test_the_same_taught_again_and_cancelled_spares_the_one_that_is_there(services: Services) -> None:
    first = tune_encoder.tune_encoder(services, silent)

    def cancelled(stage: str, done: int, total: int) -> None:
        if stage == "making the serving form":
            raise Cancelled

    with pytest.raises(Cancelled):
        tune_encoder.tune_encoder(services, cancelled)
    assert load_encoder(first["folder"], services.settings.models_folder).model.dim == 16


def test_it_says_how_long_it_takes_before_most_of_it_is_done(services: Services) -> None:
    stages: list[str] = []
    tune_encoder.tune_encoder(services, lambda stage, done, total: stages.append(stage))
    learning = [stage for stage in stages if stage.startswith("teaching the encoder")]
    assert "timing" in learning[0] and learning[-1].endswith("1 min in all")


def test_a_desk_with_few_tickets_cannot_teach(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assist_server.tune.FEWEST", 601)
    with pytest.raises(Conflict, match="at least 601"):
        tune_encoder.tune_encoder(services, silent)


def test_a_taught_model_knows_what_the_one_it_was_knew(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = services.encoder()
    monkeypatch.setattr(encoder, "model", replace(encoder.model, blind=frozenset({"zh"}), licence="MIT"))
    seen = tune_encoder.tune_encoder(services, silent)
    row = find_model(seen["folder"])
    assert (row.blind, row.licence) == (frozenset({"zh"}), "MIT")
    assert row.spread == pytest.approx(encoder.model.spread * seen["wider"], abs=1e-4)


def test_finding_is_judged_by_what_the_nearest_tickets_were_answered() -> None:
    asked, known = np.eye(6, dtype=np.float32)[:1], np.eye(6, dtype=np.float32)
    likeness = np.array([[1, 1, 1, 1, 1, 0]], np.float32)
    turned = known[::-1].copy()  # the last is now nearest, and answers something else
    seen = tune_encoder.finding_told({"plain": (asked, known), "tuned": (asked, turned)}, likeness)
    assert (seen["plain"], seen["tuned"]) == (1.0, 0.8) and seen["gain"] == pytest.approx(-0.2)
