"""What a reindex would cost, told before it starts."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from assist_server import history, store
from assist_server.services import Services
from assist_server.store import Generation
from embeddings.encoder import load_encoder
from embeddings.errors import ModelUnavailable
from embeddings.models import find_model

TIMED = 24  # texts encoded to see how quick this machine is
THREADS = 2  # as many as a reindex encodes with


@dataclass(frozen=True)
class Plan:
    """What a reindex with this model takes in and costs. `seconds` is None where nothing tells how quick it will be."""

    model: str
    passages: int
    to_embed: int
    seconds: float | None
    left_out: dict[str, int]


def plan(services: Services, model: str | None = None) -> Plan:
    """Count what there is to do, and measure how long that takes here.

    Raises ModelUnavailable for a name that can't be a model.
    """
    name = find_model(model or services.model()).name
    left_out = history.left_out(services.engine, services.rule)
    return Plan(
        model=name,
        passages=store.snapshot(services.engine)[1] - len(left_out.passages),
        to_embed=(missing := store.missing_count(services.engine, name)),
        seconds=_seconds(services, name, missing),
        left_out=left_out.reasons,
    )


def _seconds(services: Services, model: str, missing: int) -> float | None:
    """Return how long it will take: what the last build took, and the embedding by a sample of this machine's speed."""
    built = next((one for one in store.generations(services.engine) if "seconds" in one.report), None)
    if missing == 0:
        return None if built is None else _beside_embedding(built)
    each = _seconds_a_text(services, model)
    if each is None:
        return None
    return round(missing * each + (_beside_embedding(built) if built else 0.0), 3)


def _beside_embedding(built: Generation) -> float:
    report = built.report
    return round(max(0.0, float(report["seconds"]) - float(report.get("embed_seconds", 0.0))), 3)


def _seconds_a_text(services: Services, model: str) -> float | None:
    """Encode a few stored texts; None where the model is not prepared yet, or there are no texts."""
    texts = [row.text for row in store.sample_passages(services.engine, TIMED)]
    if not texts:
        return None
    try:
        encoder = load_encoder(model, services.settings.models_folder, threads=THREADS)
    except ModelUnavailable:
        return None
    encoder.encode_passages(texts[:2])  # the first texts pay for what is set up once
    started = perf_counter()
    encoder.encode_passages(texts)
    return (perf_counter() - started) / len(texts)
