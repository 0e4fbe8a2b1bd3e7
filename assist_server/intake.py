"""What comes in becomes an Entry: cleaned, redacted, its answer found, cut into passages. One way for every source."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assist_server.services import keyed_hash
from assist_server.store import Entry
from assist_server.text.answer import decisive_reply, strip_courtesies
from assist_server.text.clean import clean_body, clean_message, shorten
from assist_server.text.language import detect_language
from assist_server.text.particulars import without_particulars
from assist_server.text.redact import People, redact
from assist_server.ticket import (
    RESOLVED,
    Agent,
    Article,
    Author,
    Conversation,
    Customer,
    Macro,
    Message,
    OpenTicket,
    Ticket,
)
from embeddings.passages import split_passages

MAX_PASSAGE = 600  # characters; all-MiniLM-L6-v2 was trained on 128 tokens and reads 256
MAX_PASSAGES = 3  # of one ticket: the problem as first stated, then what was made clear later
MIN_LATER_WORDS = 6  # a later turn shorter than this ("thanks, that worked") says nothing to find it by
# A message is a few hundred characters; what is longer is a pasted log or a flood. It is read in part, so that neither
# a message nor a ticket takes more than a fraction of a second: redaction takes 6 µs a character, of hostile text more.
MAX_READ = 12_000  # characters of one message's own words
MAX_READ_TICKET = 36_000  # of all messages of a ticket together
MAX_READ_OPEN = 4_000  # of a message of an open ticket: MAX_QUERY and the mood's words need no more, and somebody waits
MAX_READ_OPEN_TICKET = 16_000  # of all its messages together
MAX_SOURCE = 1_000_000  # characters of a ticket's messages as they came in, markup and quoted mail included
LEAST_READ = 400  # characters: a smaller part of a message says nothing
FIRST_READ = 6  # messages; after them the newest ones are read as far as there is room
MAX_LANGUAGE_SAMPLE = 1_000  # characters are enough to tell a language


@dataclass(frozen=True)
class Turn:
    """One public turn as it may be stored: cleaned and redacted."""

    author: Author
    text: str
    sent_at: str | None


def people_of(ticket: Conversation) -> People:
    """Return the names and addresses that the ticket itself tells, for redaction."""
    customer, agent = ticket.customer, ticket.agent
    return People(
        customer=tuple(part for part in (customer.name, customer.email) if part) if customer else (),
        agents=(agent.name,) if agent and agent.name else (),
    )


def words_of(ticket: Conversation, message: Message) -> str:
    """Return what somebody wrote in a message of the ticket, cleaned and not yet redacted."""
    return clean_message(message.text, message.html, email=ticket.channel in (None, "email"))


def words_read(ticket: Conversation) -> list[tuple[Message, str]]:
    """Return the public messages that say something, oldest first, each with its words, cleaned and not yet redacted.

    Of a long message its beginning and end are read, of a long ticket its first FIRST_READ messages and the newest.
    Internal notes are left out altogether.
    """
    is_open = isinstance(ticket, OpenTicket)
    most, room = (MAX_READ_OPEN, MAX_READ_OPEN_TICKET) if is_open else (MAX_READ, MAX_READ_TICKET)
    public = [message for message in ticket.messages if not message.internal and message.author != "system"]
    words: dict[int, str] = {}
    source = MAX_SOURCE
    for at in (*range(min(FIRST_READ, len(public))), *range(len(public) - 1, FIRST_READ - 1, -1)):
        source -= len(public[at].html or "") + len(public[at].text or "")
        if words and source < 0:
            break
        words[at] = shorten(words_of(ticket, public[at]), min(most, room))
        room -= len(words[at])
        if room < LEAST_READ:
            break
    return [(public[at], words[at]) for at in sorted(words) if words[at]]


def turns_of(ticket: Conversation) -> list[Turn]:
    """Return the public turns that are read, oldest first, cleaned and redacted."""
    people = people_of(ticket)
    turns = []
    for message, words in words_read(ticket):
        text = redact(words, people, desk=message.author == "agent")
        if text:
            turns.append(Turn(message.author, text, message.sent_at.isoformat() if message.sent_at else None))
    return turns


def language_of(declared: str | None, texts: Sequence[str]) -> str | None:
    """Return the ISO 639-1 language as declared or else as detected, None when unsure."""
    if declared:
        return declared.replace("_", "-").split("-")[0].lower()
    return detect_language("\n".join(texts)[:MAX_LANGUAGE_SAMPLE])


def subject_of(ticket: Conversation) -> str:
    """Return the subject, cleaned and redacted, '' when there is none."""
    return redact(clean_message(ticket.subject, None, email=False), people_of(ticket)) if ticket.subject else ""


def customer_blocks(turns: Sequence[Turn]) -> list[str]:
    """Return what the customer wrote, one text for each uninterrupted run of customer turns, oldest first."""
    blocks: list[list[str]] = []
    previous = ""
    for turn in turns:
        if turn.author == "customer":
            if previous != "customer":
                blocks.append([])
            blocks[-1].append(turn.text)
        previous = turn.author
    return ["\n".join(block) for block in blocks]


def problem_passages(subject: str, turns: Sequence[Turn]) -> tuple[str, ...]:
    """Return the passages a ticket is found by: the problem as first stated, then later turns that say something."""
    blocks = customer_blocks(turns)
    if not blocks:
        return ()
    later = [block for block in blocks[1:] if len(block.split()) >= MIN_LATER_WORDS or _unspaced(block)]
    texts = [text for text in (f"{subject}\n{blocks[0]}", *later) if text.strip()]
    return tuple(split_passages(text, max_chars=MAX_PASSAGE, limit=1)[0] for text in texts[:MAX_PASSAGES])


def _unspaced(text: str) -> bool:
    """Tell whether the text is long in a script that writes no spaces between words."""
    return len(text) >= 3 * MIN_LATER_WORDS and len(text.split()) <= len(text) / 12


def keys_of_customer(known: Iterable[str], secret: bytes) -> frozenset[str]:
    """Return the hashes under which tickets of the customer with these ids or addresses are kept."""
    return frozenset(key for one in known if (key := _person_key(one, secret)))


def customer_key(customer: Customer | None, secret: bytes) -> str | None:
    """Return the keyed hash (HMAC-SHA256) by which a customer's tickets are matched, and nobody recognised."""
    return _person_key((customer.email or customer.id) if customer else None, secret)


def agent_key(agent: Agent | None, secret: bytes) -> str | None:
    """Return the keyed hash by which an agent's tickets can be left out of what is learned from."""
    return _person_key((agent.id or agent.name) if agent else None, secret)


def _person_key(known: str | None, secret: bytes) -> str | None:
    return keyed_hash(secret, known.strip().lower()) if known else None


def ticket_entry(ticket: Ticket, secret: bytes) -> Entry:
    """Make a ticket's entry. One that isn't resolved is stored without passages: there is nothing yet to learn from."""
    turns, subject = turns_of(ticket), subject_of(ticket)
    resolved = ticket.status in RESOLVED
    language = language_of(ticket.language, [turn.text for turn in turns])
    said = decisive_reply([turn.text for turn in turns if turn.author == "agent"]) if resolved else ""
    return _sealed(
        kind="ticket",
        id=ticket.id,
        title=subject,
        brand=ticket.brand,
        language=language,
        url=ticket.url,
        status=ticket.status,
        channel=ticket.channel,
        category=ticket.category,
        tags=tuple(ticket.tags),
        csat=ticket.csat,
        customer_key=customer_key(ticket.customer, secret),
        customer_id_key=_person_key(ticket.customer.id if ticket.customer else None, secret),
        created_at=ticket.created_at,
        solved_at=ticket.solved_at,
        team=ticket.team,
        agent_key=agent_key(ticket.agent, secret),
        reopened=ticket.reopened,
        reply=without_particulars(said, language),
        body=json.dumps([turn.__dict__ for turn in turns], ensure_ascii=False),
        passages=problem_passages(subject, turns) if resolved else (),
    )


def article_entry(article: Article) -> Entry:
    """Make an article's entry: its passages, each with the title before it, and the title alone."""
    body = clean_body(article.body)
    return _sealed(
        kind="article",
        id=article.id,
        title=article.title,
        brand=article.brand,
        language=language_of(article.language, [article.title, body]),
        internal=article.visibility == "internal",
        url=article.url,
        solved_at=article.updated_at,
        body=body,
        passages=(article.title, *split_passages(body, title=article.title, max_chars=MAX_PASSAGE)),
    )


def macro_entry(macro: Macro) -> Entry:
    """Make a macro's entry: found by title and text, offered without the greeting that the agent's own replaces."""
    text = clean_body(macro.text)
    return _sealed(
        kind="macro",
        id=macro.id,
        title=macro.title,
        brand=macro.brand,
        language=language_of(macro.language, [text]),
        reply=strip_courtesies(text) or text,
        body=text,
        passages=tuple(split_passages(text, title=macro.title, max_chars=MAX_PASSAGE)) or (macro.title,),
    )


def of_source(entry: Entry, source: str) -> Entry:
    """Return the entry as one that came from a source, which belongs to its content."""
    sealed = hashlib.sha256(f"{source}\n{entry.content_hash}".encode()).hexdigest()
    return replace(entry, source=source, content_hash=sealed)


def _sealed(**fields: Any) -> Entry:
    """Return the entry with the hash of its content: the same content again has the same hash, whatever the release."""
    content = json.dumps(fields, ensure_ascii=False, sort_keys=True, default=str)
    return Entry(**fields, content_hash=hashlib.sha256(content.encode()).hexdigest())
