"""Drafts, read before they are sent."""

from __future__ import annotations

from assist_server.api.operations import Asked, Operation
from assist_server.drafts import check_draft
from assist_server.requests import DraftCheckRequest
from assist_server.results import DraftFindings


def check(asked: Asked) -> DraftFindings:
    """Read one draft against its ticket."""
    found = check_draft(asked.services, asked.body)
    asked.hints.extend(found.hints)
    asked.check_brand(asked.body.ticket.brand, "/ticket/brand")
    return found


OPERATIONS = (
    Operation(
        "POST",
        "/v1/drafts/check",
        "What to look at before a draft is sent",
        check,
        body=DraftCheckRequest,
        result=DraftFindings,
        description="Nothing is kept of ticket or draft. An empty list of findings is a normal answer.",
        id="check_draft",
    ),
)
