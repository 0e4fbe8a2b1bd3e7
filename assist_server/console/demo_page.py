"""The demo inbox at `/`: one page, its static files, and the open tickets it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path

from flask import Blueprint, Response, jsonify, make_response, render_template

from assist_server.errors import NotReady
from assist_server.ticket import Message, OpenTicket

NEWEST_AGE = timedelta(minutes=10)  # how long ago the newest demo message appears to have come in
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def demo_blueprint(key: str, tickets_path: Path | Traversable) -> Blueprint:
    """Make the blueprint that serves the demo inbox.

    `key` is the agent key the page calls `/v1` with; it stands in the page, so mount this on loopback only.
    `tickets_path` is a JSON Lines file of open tickets, read at each request.
    """
    blueprint = Blueprint(
        "demo", __name__, template_folder="templates", static_folder="static", static_url_path="/demo/static"
    )

    @blueprint.get("/")
    def page() -> Response:
        return make_response(render_template("demo.html", key=key))

    @blueprint.get("/demo/tickets")
    def tickets() -> Response:
        shown = shift_to(read_tickets(tickets_path), datetime.now(UTC))
        return jsonify([ticket.model_dump(mode="json", exclude_none=True) for ticket in shown])

    @blueprint.after_request
    def protect(response: Response) -> Response:
        for name, value in PAGE_HEADERS.items():
            if name != "Cache-Control" or response.mimetype in ("text/html", "application/json"):
                response.headers[name] = value
        return response

    return blueprint


def read_tickets(path: Path | Traversable) -> list[OpenTicket]:
    """Read the open tickets of a JSON Lines file.

    Raises NotReady where the file is missing, and pydantic.ValidationError where a line is not an open ticket.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as exc:
        raise NotReady("The demo tickets are missing.", mend="Install the package again.") from exc
    return [OpenTicket.model_validate_json(line) for line in text.split("\n") if line.strip()]


def shift_to(tickets: Sequence[OpenTicket], now: datetime) -> list[OpenTicket]:
    """Move all times by one amount, so that the newest message came in `NEWEST_AGE` before `now`.

    The file's times are written relative to a fixed day; the distances between them stay as they are.
    """
    newest = max(_message_times(tickets), default=None)
    if newest is None:
        return list(tickets)
    by = now - NEWEST_AGE - newest
    return [_moved_ticket(ticket, by) for ticket in tickets]


def _message_times(tickets: Sequence[OpenTicket]) -> Iterator[datetime]:
    return (message.sent_at for ticket in tickets for message in ticket.messages if message.sent_at)


def _moved_ticket(ticket: OpenTicket, by: timedelta) -> OpenTicket:
    changes: dict[str, object] = {"messages": [_moved_message(message, by) for message in ticket.messages]}
    if ticket.created_at:
        changes["created_at"] = ticket.created_at + by
    if ticket.solved_at:
        changes["solved_at"] = ticket.solved_at + by
    return ticket.model_copy(update=changes)


def _moved_message(message: Message, by: timedelta) -> Message:
    return message.model_copy(update={"sent_at": message.sent_at + by}) if message.sent_at else message
