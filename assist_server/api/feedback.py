"""Feedback: what became of a suggestion. Numbers and codes, never text."""

from __future__ import annotations

from flask import Response

from assist_server import store
from assist_server.api.operations import Asked, Operation
from assist_server.requests import FeedbackRequest
from assist_server.services import keyed_hash
from assist_server.suggestion_ids import entry_of


def feedback(asked: Asked) -> Response:
    """Keep one event. The evidence it speaks of is told by the suggestion's id, which was given by this desk."""
    given: FeedbackRequest = asked.body
    assert asked.key is not None  # the operation requires one
    secret = asked.services.secret()
    store.add_feedback(
        asked.services.engine,
        suggestion_id=given.suggestion_id,
        event=given.meant,
        ticket_key=keyed_hash(secret, given.ticket_id) if given.ticket_id else None,
        key_id=asked.key.id,
        entry_pk=entry_of(secret, given.suggestion_id),
        similarity=given.similarity,
        reason=given.reason,
    )
    return Response(status=204)


OPERATIONS = (
    Operation(
        "POST",
        "/v1/feedback",
        "Say what became of a suggestion",
        feedback,
        body=FeedbackRequest,
        status=204,
        id="create_feedback",
    ),
)
