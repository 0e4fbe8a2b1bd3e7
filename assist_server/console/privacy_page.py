"""The page of privacy: what would be stored of a ticket that is pasted in, and what is kept for how long."""

from __future__ import annotations

from flask import Blueprint, Response, request

from assist_server.api.operations import services
from assist_server.console.room import page, words
from assist_server.errors import AssistError, InvalidInput
from assist_server.preview import Preview, fields_of, past_ticket, preview
from assist_server.ticket import Ticket

KEPT = ("tickets", "vectors", "index", "insights", "feedback", "answers", "sessions", "jobs", "keys", "log")
FIELDS = ("ticket", "answer", "customer", "email", "agent")


def add_pages(room: Blueprint) -> None:
    """Put the pages into the room."""
    room.add_url_rule("/privacy", "privacy", show)
    room.add_url_rule("/privacy", "show_stored", show_stored, methods=["POST"])


def show() -> Response:
    """Show the page."""
    return _page({})


def show_stored() -> Response:
    """Show what would be stored of the ticket given. Nothing is."""
    given = {name: request.form.get(name, "") for name in FIELDS}
    try:
        return _page(given, shown=preview(_ticket(given), services().secret()))
    except AssistError as exc:
        return _page(given, exc.status, problem=exc)


def _ticket(given: dict[str, str]) -> Ticket:
    """Return the ticket given: as JSON, or as what was said. Raises InvalidInput, which repeats none of it."""
    fields = fields_of(given["ticket"])
    for name, told in _people(given).items():
        known = fields.get(name)
        fields[name] = (known if isinstance(known, dict) else {}) | told
    if given["answer"].strip():
        known = fields.get("messages")
        said = {"author": "agent", "text": given["answer"]}
        fields["messages"] = [*(known if isinstance(known, list) else []), said]
    if not fields.get("messages") and not fields.get("subject"):
        raise InvalidInput("There is nothing to look at.", mend="Paste a ticket.")
    return past_ticket(fields)


def _people(given: dict[str, str]) -> dict[str, dict[str, str]]:
    """Return who is named beside the ticket."""
    customer = {"name": given["customer"], "email": given["email"]}
    people = {"customer": customer, "agent": {"name": given["agent"]}}
    told = {who: {name: value for name, value in known.items() if value.strip()} for who, known in people.items()}
    return {who: known for who, known in told.items() if known}


def _page(
    given: dict[str, str], status: int = 200, *, shown: Preview | None = None, problem: AssistError | None = None
) -> Response:
    return page(
        "console/privacy.html", status, given=given, shown=shown, problem=problem, kept=_kept(), fields=_fields(shown)
    )


def _fields(shown: Preview | None) -> list[tuple[str, str]]:
    """Return the fields that are stored unchanged, by their names in a ticket."""
    return list(shown.as_it_is.items()) if shown else []


def _kept() -> list[tuple[str, str, str]]:
    """Return what is kept, what of it, and for how long, in the reader's language."""
    say = words()
    seconds = say.seconds(services().settings.cache_seconds)
    return [(say(f"kept.{name}"), say(f"kept.{name}.what"), say(f"kept.{name}.until", time=seconds)) for name in KEPT]
