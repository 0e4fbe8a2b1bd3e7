"""What would be stored of a ticket, for whoever wants to see it before anything is."""

from __future__ import annotations

from assist_server.api.operations import Asked, Operation
from assist_server.preview import Preview, past_ticket, preview
from assist_server.requests import PreviewRequest


def preview_ticket(asked: Asked) -> Preview:
    """Show what would be stored."""
    return preview(past_ticket(asked.body.ticket.model_dump()), asked.services.secret())


OPERATIONS = (
    Operation(
        "POST",
        "/v1/privacy/preview",
        "What would be stored of a ticket; nothing is",
        preview_ticket,
        "admin",
        PreviewRequest,
        result=Preview,
        description="The original beside the stored text, in pieces: `replaced` by a placeholder, `left_out`"
        " (quotations, signatures, internal notes), `kept`. Nothing is stored, cached or logged.",
        reads=True,
        id="preview_ticket",
    ),
)
