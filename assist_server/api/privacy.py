"""What would be stored of a ticket, for whoever wants to see it before anything is."""

from __future__ import annotations

from assist_server.api.operations import Asked, Operation
from assist_server.preview import Preview, preview
from assist_server.requests import PastTicket, PreviewRequest
from assist_server.services import Services, secret_of
from assist_server.ticket import Ticket


def previewed(services: Services, ticket: PastTicket) -> Preview:
    """Return what would be stored of a ticket."""
    return preview(Ticket.model_validate(ticket.model_dump()), secret_of(services.settings))


def preview_ticket(asked: Asked) -> Preview:
    """Show what would be stored."""
    return previewed(asked.services, asked.body.ticket)


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
    ),
)
