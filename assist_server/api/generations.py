"""The generations of the index: which there are, going back to the one before, and what the next one would cost."""

from __future__ import annotations

from dataclasses import asdict

from assist_server import reindex, store
from assist_server.api.operations import Asked, Operation
from assist_server.plan import plan
from assist_server.requests import PlanRequest
from assist_server.results import Generations, GenerationShown, ReindexPlan


def generations(asked: Asked) -> Generations:
    """List the generations, the newest first, each with the report of its building."""
    return Generations(generations=[_shown(one) for one in store.generations(asked.services.engine)])


def roll_back(asked: Asked) -> GenerationShown:
    """Let the previous generation answer again."""
    name = reindex.roll_back(asked.services)
    return next(_shown(one) for one in store.generations(asked.services.engine) if one.id == name)


def planned(asked: Asked) -> ReindexPlan:
    """Tell what a reindex would take in, leave out and cost."""
    return ReindexPlan(**asdict(plan(asked.services, asked.query.model)))


def _shown(one: store.Generation) -> GenerationShown:
    return GenerationShown(
        id=one.id,
        state=one.state,
        model=one.model,
        passages=one.passages,
        created_at=one.created_at,
        live_at=one.live_at,
        report=one.report,
    )


OPERATIONS = (
    Operation(
        "GET",
        "/v1/generations",
        "The built indexes, newest first",
        generations,
        "admin",
        result=Generations,
        id="list_generations",
    ),
    Operation(
        "POST",
        "/v1/generations/rollback",
        "Go back to the previous index",
        roll_back,
        "admin",
        result=GenerationShown,
        errors=(404, 409),
        id="roll_back_generation",
    ),
    Operation(
        "GET",
        "/v1/reindex/plan",
        "What a reindex would cost",
        planned,
        "admin",
        query=PlanRequest,
        result=ReindexPlan,
        errors=(503,),
        id="get_reindex_plan",
    ),
)
