"""What the ticket and its evidence say: all that a draft may lean on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from assist_server.drafts.facts import Value, day_value, numbers, times
from assist_server.sentiment.warning_rules import fold
from assist_server.text.clean import clean_message
from assist_server.text.patterns import bounded
from assist_server.ticket import OpenTicket

MOST_READ = 60_000  # characters of a ticket: the newest count

_HOST = bounded(r"(?:https?://)?(?:www\.)?([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5})(?::\d+)?(?=[/?#\s),.;:]|$)")


@dataclass(frozen=True)
class Known:
    """`everything` is all text, folded; `desk` what the desk itself said or found out, evidence and notes included."""

    everything: str
    desk: str
    values: frozenset[Value]
    hosts: frozenset[str]


def known_of(ticket: OpenTicket, evidence: Iterable[str]) -> Known:
    """Gather what ticket and evidence say, internal notes included: they are for the agent to read."""
    support = list(evidence)
    desk = fold("\n".join([*_said(ticket, customers=False), *support])[-MOST_READ:])
    asked = fold("\n".join(_said(ticket, customers=True))[-MOST_READ:])
    people = [part for person in (ticket.customer, ticket.agent) if person for part in vars(person).values() if part]
    everything = "\n".join(
        [asked, desk, fold(" ".join(map(str, [ticket.id or "", ticket.url or "", *ticket.tags, *people])))]
    )
    values = (
        {value for fact in times(everything, every=True) for value in fact.values}
        | numbers(everything)
        | set(_days(ticket))
    )
    return Known(everything, desk, frozenset(values), frozenset(_HOST.findall(everything)))


def _said(ticket: OpenTicket, *, customers: bool) -> Iterator[str]:
    if customers and ticket.subject:
        yield ticket.subject
    for message in ticket.messages:
        if (message.author == "customer") == customers:
            yield clean_message(message.text, message.html, email=False)


def _days(ticket: OpenTicket) -> Iterator[Value]:
    moments = [ticket.created_at, ticket.solved_at, *(message.sent_at for message in ticket.messages)]
    for moment in moments:
        if isinstance(moment, datetime):
            yield day_value(moment.day, moment.month)
