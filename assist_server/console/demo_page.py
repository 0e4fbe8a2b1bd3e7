"""The demo inbox at `/`: one page, its static files, and the open tickets it shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from importlib.resources.abc import Traversable
from pathlib import Path

from flask import Blueprint, Response, jsonify, make_response, render_template

from assist_server.console.policy import policy
from assist_server.errors import NotReady
from assist_server.text.clean import clean_message
from assist_server.ticket import Message, OpenTicket

ENDING = ".open.jsonl"
NEVER = datetime.min.replace(tzinfo=UTC)
NEWEST_AGE = timedelta(minutes=10)  # how long ago the newest demo message appears to have come in
PAGE_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": policy("'none'"),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def demo_blueprint(key: str, tickets_path: Path | Traversable) -> Blueprint:
    """Make the blueprint that serves the demo inbox.

    `key` is the agent key the page calls `/v1` with; it stands in the page, so mount this on loopback only.
    `tickets_path` is a JSON Lines file of open tickets, or a folder of files named `*.open.jsonl`; they are read at
    each request.
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
    """Read the open tickets, the one that was written to last first.

    Raises NotReady where there is no file, and pydantic.ValidationError where a line is not an open ticket.
    """
    lines = [line for file in _files(path) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]
    return sorted(map(OpenTicket.model_validate_json, lines), key=_last_time, reverse=True)


def _files(path: Path | Traversable) -> list[Path | Traversable]:
    files = sorted(_inside(path), key=lambda file: file.name) if path.is_dir() else [path] if path.is_file() else []
    if not files:
        raise NotReady("The demo tickets are missing.", mend="Install the package again.")
    return files


def _inside(folder: Path | Traversable) -> Iterator[Path | Traversable]:
    return (file for file in folder.iterdir() if file.name.endswith(ENDING))


def shift_to(tickets: Sequence[OpenTicket], now: datetime) -> list[OpenTicket]:
    """Move all times by one amount, so that the newest message came in `NEWEST_AGE` before `now`.

    The file's times are written relative to a fixed day; the distances between them stay as they are.
    """
    newest = max(map(_last_time, tickets), default=NEVER)
    by = timedelta() if newest == NEVER else now - NEWEST_AGE - newest
    return [_moved_ticket(ticket, by) for ticket in tickets]


def _last_time(ticket: OpenTicket) -> datetime:
    return max((message.sent_at for message in ticket.messages if message.sent_at), default=NEVER)


def _moved_ticket(ticket: OpenTicket, by: timedelta) -> OpenTicket:
    return ticket.model_copy(
        update={
            "messages": [_moved_message(message, by) for message in ticket.messages],
            "created_at": _moved(ticket.created_at, by),
            "solved_at": _moved(ticket.solved_at, by),
        }
    )


def _moved_message(message: Message, by: timedelta) -> Message:
    """Move the message's time, and give it a text: the page shows no HTML."""
    text = clean_message(None, message.html, email=False) if message.text is None else message.text
    return message.model_copy(update={"text": text, "html": None, "sent_at": _moved(message.sent_at, by)})


def _moved(time: datetime | None, by: timedelta) -> datetime | None:
    return time + by if time else None
