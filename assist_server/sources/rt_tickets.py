"""A ticket of Request Tracker as a Ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assist_server.sources import Unread
from assist_server.sources.made import made
from assist_server.sources.rt_messages import Turns
from assist_server.ticket import Ticket

STATUS = {"new": "new", "open": "open", "stalled": "pending"}
NEVER = "1970-01-01T00:00:00Z"
NOBODY, SYSTEM = "Nobody", "RT_System"


def made_ticket(item: Any, turns: Turns, solved: Sequence[str], options: Mapping[str, str]) -> Ticket | Unread:
    """Return the ticket, or why it can't be one."""
    id_, queue = str(item["id"]), _field(item, "Queue", "Name")
    customers = [one for role in ("Requestor", "Cc") for one in _people(item, role)]
    theirs = {str(one.get("id")) for one in customers}
    requestor = next(iter(_people(item, "Requestor")), None)
    fields = {
        "status": "solved" if item.get("Status") in solved else STATUS.get(str(item.get("Status")), "open"),
        "subject": item.get("Subject") or None,
        "team": queue,
        "brand": queue if options.get("queue_is_brand") == "yes" else None,
        "created_at": item.get("Created"),
        "solved_at": None if item.get("Resolved") in (NEVER, None, "") else item["Resolved"],
        "reopened": _reopened(turns, solved),
        "customer": _person(requestor) if requestor else None,
        "agent": _agent(item, turns, theirs),
        "url": f"{options['url'].rstrip('/')}/Ticket/Display.html?id={id_}",
        "messages": [message for one in turns.transactions if (message := _message(one, turns, theirs))],
    }
    return made(Ticket, id_, fields)


def _message(one: Mapping[str, Any], turns: Turns, theirs: set[str]) -> dict[str, Any] | None:
    """Return a transaction that says something as a message."""
    texts = turns.texts.get(str(one["id"]), {})
    if not texts:
        return None
    said = {"text": texts["text/plain"]} if "text/plain" in texts else {"html": texts["text/html"]}
    writer = str(_creator(one).get("id"))
    return {"id": str(one["id"]), "author": _author(one, writer, theirs), "sent_at": one.get("Created"), **said}


def _author(one: Mapping[str, Any], writer: str, theirs: set[str]) -> str:
    """Return who speaks: what RT itself opens a ticket with was taken from somebody outside."""
    if writer in theirs or (writer == SYSTEM and one.get("Type") == "Create"):
        return "customer"
    return "system" if writer == SYSTEM else "agent"


def _agent(item: Any, turns: Turns, theirs: set[str]) -> dict[str, Any] | None:
    """Return the owner, or who answered last where nobody owns the ticket."""
    owner = item.get("Owner")
    if isinstance(owner, dict) and owner.get("id") != NOBODY:
        return _person(owner)
    answered = [one for one in turns.transactions if one.get("Type") == "Correspond" and _is_desk(one, theirs)]
    return _person(_creator(answered[-1])) if answered else None


def _is_desk(one: Mapping[str, Any], theirs: set[str]) -> bool:
    return str(_creator(one).get("id")) not in {*theirs, SYSTEM}


def _reopened(turns: Turns, solved: Sequence[str]) -> bool:
    """Say whether the status ever went from solved to unsolved."""
    changes = [one for one in turns.transactions if one.get("Type") == "Status"]
    return any(one.get("OldValue") in solved and one.get("NewValue") not in solved for one in changes)


def _creator(one: Mapping[str, Any]) -> Mapping[str, Any]:
    creator = one.get("Creator")
    return creator if isinstance(creator, dict) else {}


def _people(item: Any, role: str) -> list[dict[str, Any]]:
    people = item.get(role)
    return [one for one in people if isinstance(one, dict)] if isinstance(people, list) else []


def _person(one: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": one.get("id"), "name": one.get("RealName") or None, "email": one.get("EmailAddress") or None}


def _field(item: Any, name: str, field: str) -> str | None:
    value = item.get(name)
    found = value.get(field) if isinstance(value, dict) else None
    return str(found) if found else None
