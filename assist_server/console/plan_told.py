"""What a reindex would take in, leave out and cost, in the reader's language."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from assist_server import store
from assist_server.cache import recall, remember
from assist_server.console.words import Words
from assist_server.plan import Plan, plan
from assist_server.services import Services

PLAN: TypeAdapter[Plan] = TypeAdapter(Plan)


def plan_told(services: Services, model: str | None, say: Words) -> dict[str, Any]:
    """Return the model and the rows of texts (name, value). Raises ModelUnavailable for what can't be a model."""
    found = _plan(services, model)
    rows = [
        (say("plan.passages"), say.number(found.passages)),
        (say("plan.to_embed"), say.number(found.to_embed)),
        (say("plan.seconds"), say("plan.unknown") if found.seconds is None else say.seconds(found.seconds)),
    ]
    rows += [
        (say("plan.left_out", reason=say.of("reason", reason)), say.number(count))
        for reason, count in found.left_out.items()
    ]
    return {"model": found.model, "rows": rows}


def _plan(services: Services, model: str | None) -> Plan:
    """Plan anew only when something has changed: every look at the page would ask the rule about every ticket."""
    live = store.live(services.engine)
    key = f"plan:{model or services.model()}:{live.generation}:{live.change_seq}"
    kept = recall(services.cache, key, PLAN)
    if kept is not None:
        return kept
    found = plan(services, model)
    remember(services.cache, key, PLAN, found)
    return found
