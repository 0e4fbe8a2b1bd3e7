"""Sent replies: how long after opening the ticket, and with or without a suggestion. And an agent's own figures."""

from __future__ import annotations

from flask import Response

from assist_server import store
from assist_server.api.operations import Asked, Operation
from assist_server.insights.own import OwnFigures, own_figures
from assist_server.requests import ReplyRequest
from assist_server.services import keyed_hash
from assist_server.store import Used
from assist_server.suggestion_ids import entry_of


def replies(asked: Asked) -> Response:
    """Keep that a reply was sent. The evidence it speaks of is told by the suggestion's id."""
    given: ReplyRequest = asked.body
    assert asked.key is not None  # the operation requires one
    secret = asked.services.secret()
    named = [entry_of(secret, id) for id in (given.inserted, given.offered) if id]
    used: Used = "inserted" if given.inserted else "offered" if given.offered else "none"
    store.add_reply(
        asked.services.engine,
        ticket_key=keyed_hash(secret, given.ticket_id) if given.ticket_id else None,
        key_id=asked.key.id,
        used=used,
        entry_pk=named[0] if named else None,
        seconds=given.seconds,
    )
    return Response(status=204)


def my_usage(asked: Asked) -> OwnFigures:
    """Tell the key that asks its own figures."""
    assert asked.key is not None  # the operation requires one
    return own_figures(asked.services, asked.key.id)


OPERATIONS = (
    Operation(
        "POST",
        "/v1/replies",
        "Say that a reply was sent, and how long after opening its ticket",
        replies,
        body=ReplyRequest,
        status=204,
        description="Told once for each opening of a ticket. What the reply says stays with the agent.",
        id="create_reply",
    ),
    Operation(
        "GET",
        "/v1/me/usage",
        "The figures of the key that asks",
        my_usage,
        result=OwnFigures,
        id="get_my_usage",
    ),
)
