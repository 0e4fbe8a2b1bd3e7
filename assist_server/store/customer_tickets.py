"""The tickets of one customer, found by the hashes that are kept of ids and addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Engine, Select, and_, func, select, union

from assist_server.store.tables import entries, ticket_facts
from assist_server.store.transactions import reading
from assist_server.store.values import Csat


@dataclass(frozen=True)
class Whose:
    """A customer by the hashes of what is known, and the brand that is asked about (None: every brand).

    `keys` are looked for in what a ticket is matched by, an e-mail address or else an id; `id_keys` among the ids.
    """

    keys: frozenset[str]
    id_keys: frozenset[str]
    brand: str | None = None


class CustomerTicket(NamedTuple):
    """A stored ticket as its customer's history needs it; moods only where they were read of this content."""

    id: str
    title: str
    url: str | None
    channel: str | None
    status: str | None
    language: str | None
    csat: Csat | None
    created_at: datetime | None
    solved_at: datetime | None
    body: str
    mood_first: str | None
    mood_last: str | None


class CustomerCount(NamedTuple):
    """How many of a customer's tickets share a status, a rating and a mood at the end."""

    status: str | None
    csat: Csat | None
    mood: str | None
    tickets: int


def tickets_of_customer(engine: Engine, whose: Whose, limit: int) -> list[CustomerTicket]:
    """Return the customer's newest tickets, the newest first; those without any time come last."""
    began = func.coalesce(entries.c.created_at, entries.c.solved_at)
    told = [entries.c[name] for name in CustomerTicket._fields[:-2]]
    rows = (
        _of(whose, *told, ticket_facts.c.mood_first, ticket_facts.c.mood_last)
        .order_by(began.is_(None), began.desc(), entries.c.pk.desc())
        .limit(limit)
    )
    with reading(engine) as connection:
        return [CustomerTicket._make(row) for row in connection.execute(rows)]


def count_of_customer(engine: Engine, whose: Whose, but: str | None) -> list[CustomerCount]:
    """Count the customer's tickets, those apart that are the open one with the id `but`."""
    mood = func.coalesce(ticket_facts.c.mood_last, ticket_facts.c.mood_first)
    alike = (entries.c.status, entries.c.csat, mood)
    rows = _of(whose, *alike, func.count()).group_by(*alike)
    if but is not None:
        rows = rows.where(entries.c.id != but, ~entries.c.id.endswith(f":{but}", autoescape=True))
    with reading(engine) as connection:
        return [CustomerCount._make(row) for row in connection.execute(rows)]


def _of(whose: Whose, *columns: Any) -> Select[Any]:
    """Select from the customer's tickets that may be seen, with the facts read of what they now say.

    Only tickets have a customer. Kind and brand are not asked for in words that an index answers: SQLite would take one
    of theirs and walk through every ticket.
    """
    facts = and_(ticket_facts.c.entry_pk == entries.c.pk, ticket_facts.c.content_hash == entries.c.content_hash)
    found = union(
        select(entries.c.pk).where(entries.c.customer_key.in_(whose.keys)),
        select(entries.c.pk).where(entries.c.customer_id_key.in_(whose.id_keys)),
    )
    rows = (
        select(*columns)
        .select_from(entries.outerjoin(ticket_facts, facts))
        .where(entries.c.pk.in_(found), entries.c.internal.is_(False))
    )
    return rows if whose.brand is None else rows.where(func.coalesce(entries.c.brand, whose.brand) == whose.brand)
