"""What was said in tickets of Request Tracker: correspondence and its texts, for many tickets in a few requests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from assist_server.errors import SourceUnusable
from assist_server.sources import Fetch

TRANSACTIONS = "/REST/2.0/transactions"
ATTACHMENTS = "/REST/2.0/attachments"
TICKETS = "/REST/2.0/tickets"
AT_ONCE = 100  # RT gives no more on one page
IDS = 80  # named in one address, which stays below the 8 KiB that web servers take
TOLD = ("Create", "Correspond", "Status")
TYPES = ("text/plain", "text/html")
WHO = {"fields": "Type,Creator,Created,ObjectId,OldValue,NewValue", "fields[Creator]": "RealName,EmailAddress"}


@dataclass
class Turns:
    """The transactions of one ticket, oldest first, and the texts of each by their type."""

    transactions: list[Mapping[str, Any]] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


def turns_of(fetch: Fetch, tickets: Sequence[int]) -> dict[int, Turns]:
    """Return what was said in each of these tickets, and in those merged into it."""
    into = _merged(fetch, tickets)
    turns = {ticket: Turns() for ticket in tickets}
    by_transaction: dict[str, Turns] = {}
    for one in _transactions(fetch, list(into)):
        ticket = turns[into[_number(one.get("ObjectId"))]]
        ticket.transactions.append(one)
        if one.get("Type") != "Status":  # a change of status has no text
            by_transaction[str(_number(one.get("id")))] = ticket
    for text in _texts(fetch, list(by_transaction)):
        transaction = str(text.get("TransactionId"))
        if transaction in by_transaction and isinstance(text.get("Content"), str):
            by_transaction[transaction].texts.setdefault(transaction, {}).setdefault(
                str(text.get("ContentType")), text["Content"]
            )
    return turns


def _merged(fetch: Fetch, tickets: Sequence[int]) -> dict[int, int]:
    """Return into which ticket each one went: itself, unless it was merged."""
    into = {ticket: ticket for ticket in tickets}
    for ids in _chunks(tickets):
        query = " OR ".join(f"EffectiveId = {id_}" for id_ in ids)
        for one in _all(fetch, TICKETS, query, {"fields": "EffectiveId"}):
            into[_number(one.get("id"))] = _number(one.get("EffectiveId"))
    return {ticket: effective for ticket, effective in into.items() if effective in set(tickets)}


def _transactions(fetch: Fetch, tickets: Sequence[int]) -> Iterator[Mapping[str, Any]]:
    types = " OR ".join(f"Type = '{name}'" for name in TOLD)
    asked = set(tickets)
    found: list[Mapping[str, Any]] = []
    for ids in _chunks(tickets):
        objects = " OR ".join(f"ObjectId = {id_}" for id_ in ids)
        found += _all(fetch, TRANSACTIONS, f"ObjectType = 'RT::Ticket' AND ({types}) AND ({objects})", WHO)
    own = [one for one in found if _number(one.get("ObjectId")) in asked]
    return iter(sorted(own, key=lambda one: _number(one.get("id"))))


def _texts(fetch: Fetch, transactions: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the bodies: text that is no attached file. Conditions on one field are alternatives in RT."""
    bodies = [{"field": "ContentType", "value": name} for name in TYPES]
    bodies += [{"field": "Filename", "operator": "IS", "value": "NULL"}, {"field": "Filename", "value": ""}]
    for ids in _chunks(transactions):
        query = [{"field": "TransactionId", "value": id_} for id_ in ids] + bodies
        fields = {"fields": "ContentType,TransactionId,Content"}
        yield from _all(fetch, ATTACHMENTS, json.dumps(query, separators=(",", ":")), fields)


def _all(fetch: Fetch, path: str, query: str, fields: Mapping[str, str]) -> Iterator[Mapping[str, Any]]:
    """Yield what a query finds, page by page."""
    for page in count(1):
        answer = fetch(path, {"query": query, "orderby": "id", "per_page": AT_ONCE, "page": page, **fields})
        items = answer.get("items") if isinstance(answer, dict) else None
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise SourceUnusable("That is not what RT answers.", mend="Check the source's url.")
        yield from items
        if len(items) < AT_ONCE:
            return


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError) as exc:
        raise SourceUnusable("RT tells an id that is none.") from exc


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[at : at + IDS] for at in range(0, len(values), IDS))
