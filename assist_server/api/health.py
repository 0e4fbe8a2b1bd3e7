"""Whether the process lives, whether it can answer, what is stored, and the figures for Prometheus."""

from __future__ import annotations

from flask import Response

from assist_server import health, measures, store
from assist_server.api.operations import Asked, Operation
from assist_server.results import Health, HealthChecks, Statistics


def healthz(asked: Asked) -> Health:
    """Say that the process answers."""
    return Health(status="ok")


def readyz(asked: Asked) -> Health:
    """Say that suggestions can be answered: database, model and index are there."""
    health.ready(asked.services)
    return Health(status="ok")


def checks(asked: Asked) -> HealthChecks:
    """Tell of everything that has to be there whether it is, and what mends it."""
    return HealthChecks(checks=health.checks(asked.services))


def stats(asked: Asked) -> Statistics:
    """Tell what is stored and what is live."""
    engine = asked.services.engine
    found, live = store.stats(engine), store.live(engine)
    return Statistics(
        tickets=found.tickets,
        articles=found.articles,
        macros=found.macros,
        passages=found.passages,
        waiting=store.pending_count(engine),
        generation=live.generation,
        model=asked.services.model(),
        brands=found.brands,
        feedback=found.feedback,
    )


def metrics(asked: Asked) -> Response:
    """Return the figures of all processes in Prometheus' text form."""
    return Response(measures.exposition(asked.services.settings.metrics_folder), content_type=measures.MEDIA_TYPE)


OPERATIONS = (
    Operation(
        "GET",
        "/healthz",
        "Whether the process lives",
        healthz,
        "",
        result=Health,
        id="get_liveness",
    ),
    Operation(
        "GET",
        "/readyz",
        "Whether it can answer",
        readyz,
        "",
        result=Health,
        errors=(503,),
        id="get_readiness",
    ),
    Operation(
        "GET",
        "/v1/health",
        "What has to be there, and what mends it",
        checks,
        "admin",
        result=HealthChecks,
        id="get_health",
    ),
    Operation(
        "GET",
        "/v1/stats",
        "What is stored and live",
        stats,
        result=Statistics,
        id="get_stats",
    ),
    Operation(
        "GET",
        "/metrics",
        "Figures for Prometheus",
        metrics,
        media_type="text/plain",
        id="get_metrics",
    ),
)
