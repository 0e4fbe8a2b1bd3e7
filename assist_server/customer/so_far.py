"""The customer so far, put together: two queries by the hashes that are kept, and the newest tickets read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from assist_server import store
from assist_server.assistance import is_open_one
from assist_server.bad_rating_fit import is_bad
from assist_server.customer.contacts import contacts_of, lately
from assist_server.customer.promises import promises_of
from assist_server.customer.shown import Contacts, CustomerHistory, EarlierTicket, Ratings
from assist_server.insights.reading import Said, turns_said
from assist_server.intake import keys_of_customer
from assist_server.requests import CustomerHistoryRequest
from assist_server.services import Services
from assist_server.store import CustomerCount, CustomerTicket, Whose
from assist_server.ticket import RESOLVED, Customer

TOLD = 20  # tickets
READ = 60  # newest tickets, of which contacts are counted


def so_far(services: Services, asked: CustomerHistoryRequest) -> CustomerHistory:
    """Return what is known of a customer beside the open ticket; nothing of it is kept."""
    whose = _whose(asked.customer, services.secret(), asked.brand)
    tickets = store.tickets_of_customer(services.engine, whose, READ) if whose.keys else []
    counts = store.count_of_customer(services.engine, whose, asked.ticket_id) if whose.keys else []
    read = [(ticket, turns_said(ticket.body)) for ticket in tickets]
    earlier = [one for one in read if not is_open_one(one[0].id, asked.ticket_id)]
    told = [_told(ticket, turns) for ticket, turns in earlier[:TOLD]]
    return CustomerHistory(
        tickets=told,
        total=sum(one.tickets for one in counts),
        unsolved=sum(one.tickets for one in counts if one.status not in RESOLVED),
        contacts=_contacts(earlier if asked.written_at else read, asked, stored=len(earlier) < len(read)),
        ratings=_ratings(counts, [ticket for ticket, _ in earlier]),
        moods=_moods(counts),
        open_promises=sum(one.open for ticket in told for one in ticket.promised),
    )


def _whose(customer: Customer, secret: bytes, brand: str | None) -> Whose:
    """Return the hashes to look for. An id is one helpdesk's own, and a customer of another may have the same: beside
    an e-mail address it finds only tickets that tell no address."""
    mail, ident = (one if one and one.strip() else None for one in (customer.email, customer.id))
    keys = keys_of_customer([one for one in (mail, ident) if one], secret)
    leading = mail or ident
    return Whose(keys, keys_of_customer([leading] if leading else [], secret), brand)


def _told(ticket: CustomerTicket, turns: Sequence[Said]) -> EarlierTicket:
    return EarlierTicket(
        id=ticket.id,
        subject=ticket.title,
        url=ticket.url,
        channel=ticket.channel,
        status=ticket.status,
        created_at=ticket.created_at,
        solved_at=ticket.solved_at,
        csat=ticket.csat,
        mood_first=ticket.mood_first,
        mood_last=ticket.mood_last or ticket.mood_first,
        promised=promises_of(turns, ticket.language, solved=ticket.status in RESOLVED),
    )


def _contacts(
    read: Iterable[tuple[CustomerTicket, Sequence[Said]]], asked: CustomerHistoryRequest, *, stored: bool
) -> Contacts:
    """Count the contacts of all tickets with those of the open one: as asked, else as stored, else one just now."""
    now = datetime.now(UTC)
    present = [Said("customer", "", at) for at in sorted(asked.written_at)]
    if not present and not stored:
        present = [Said("customer", "", now)]
    times = contacts_of(present, solved=False)
    for ticket, turns in read:
        found = contacts_of(turns, solved=ticket.status in RESOLVED)
        times += found or [at for at in (ticket.created_at,) if at]
    return lately(times, now)


def _ratings(counts: Sequence[CustomerCount], newest: Sequence[CustomerTicket]) -> Ratings:
    return Ratings(
        rated=sum(one.tickets for one in counts if one.csat is not None),
        bad=sum(one.tickets for one in counts if one.csat is not None and is_bad(one.csat)),
        last=next((ticket.csat for ticket in newest if ticket.csat is not None), None),
    )


def _moods(counts: Sequence[CustomerCount]) -> dict[str, int]:
    moods: Counter[str] = Counter()
    for one in counts:
        if one.mood:
            moods[one.mood] += one.tickets
    return dict(moods)
