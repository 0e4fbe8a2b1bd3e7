"""The frozen values that go into the store and come out of it; nothing of SQLAlchemy leaves the room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

from assist_server.judgement import Standing
from assist_server.results import Kind

Csat = Literal["good", "bad"] | int
GenerationState = Literal["building", "checked", "live", "retired", "failed"]
JobState = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
Role = Literal["agent", "admin"]


def text_hash(text: str) -> str:
    """Name a text by its content: 32 hexadecimal digits, the key under which its vectors are kept."""
    return blake2b(text.encode(), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """A resolved ticket, an article or a macro as it is stored: cleaned, with personal data already replaced.

    `reply` is the text to insert ('' where there is none), `body` the JSON of what is shown, `passages` the pieces that
    are retrieved, in order. Times carry a time zone and come back in UTC; an article's last change is its `solved_at`.
    """

    kind: Kind
    id: str
    title: str
    content_hash: str
    body: str = ""
    reply: str = ""
    passages: tuple[str, ...] = ()
    brand: str | None = None
    language: str | None = None
    internal: bool = False
    url: str | None = None
    status: str | None = None
    channel: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    csat: Csat | None = None
    customer_key: str | None = None
    customer_id_key: str | None = None
    created_at: datetime | None = None
    solved_at: datetime | None = None
    source: str | None = None
    team: str | None = None
    agent_key: str | None = None
    reopened: bool | None = None


class Saved(NamedTuple):
    """What a call of `save_entries` did, in entries."""

    added: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Group:
    """The passages that a filter takes or leaves together: one kind of one brand, public or internal."""

    id: int
    kind: Kind
    brand: str | None
    internal: bool


@dataclass(frozen=True, slots=True)
class PassageRow:
    """A passage as an index takes it in. Ids only grow and are never given twice."""

    id: int
    group: int
    text_hash: str
    text: str


class ReplyRow(NamedTuple):
    """The reply of one entry."""

    entry_pk: int
    reply_hash: str
    reply: str


class TextRow(NamedTuple):
    """A text and the hash it is known by."""

    text_hash: str
    text: str


class PassageCard(NamedTuple):
    """A passage with what is shown and ranked of its entry. A tuple: every request makes dozens of them.

    `vector` is the packed one of the entry's answer, or of the passage where the entry has none (an article); None
    while nobody has embedded it. `standing` sums up the feedback on the entry, None where there is none.
    """

    passage_id: int
    text: str
    entry_pk: int
    kind: Kind
    id: str
    title: str
    url: str | None
    brand: str | None
    language: str | None
    internal: bool
    category: str | None
    csat: Csat | None
    solved_at: datetime | None
    reply: str
    vector: bytes | None
    standing: Standing | None = None


class PassageReply(NamedTuple):
    """A passage of a solved ticket with an answer: whose it is, who may see it, and which answer it led to."""

    passage_id: int
    entry_pk: int
    group: int
    language: str | None
    reply_hash: str


class RatedTicket(NamedTuple):
    """A resolved ticket that was rated: `body` is the JSON of its turns, `at` when it was solved or else begun."""

    id: str
    csat: Csat
    language: str | None
    channel: str | None
    at: datetime | None
    body: str


class PastTicket(NamedTuple):
    """A solved ticket as something to learn from: what was asked first, what was answered, and both packed vectors."""

    pk: int
    id: str
    brand: str | None
    language: str | None
    category: str | None
    question: str
    reply: str
    reply_hash: str
    asked: bytes
    answered: bytes


class HistoryRow(NamedTuple):
    """What decides whether a stored ticket is learnt from."""

    pk: int
    title: str
    status: str | None
    category: str | None
    channel: str | None
    tags: list[str]
    csat: Csat | None
    at: datetime | None  # when it was solved, or else begun
    team: str | None
    agent_key: str | None
    reopened: bool | None
    reply: str


class Erased(NamedTuple):
    """What went with a customer: their tickets' ids, how many passages, vectors and events of feedback, the hashes of
    texts that nobody else had, and the texts themselves, to look for what is left of them."""

    seq: int
    ids: tuple[str, ...]
    passages: int
    vectors: int
    feedback: int
    hashes: tuple[str, ...]
    texts: tuple[str, ...]


class Live(NamedTuple):
    """Which generation answers, the change sequence it was built at, the change sequence now, that of the last erasure
    of a customer, and the fingerprint of the secret that the customers are hashed with."""

    generation: str | None
    seq: int
    change_seq: int
    erased_seq: int = 0
    secret_fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """One built index; `seq` is the change sequence it was built at."""

    id: str
    state: GenerationState
    model: str
    passages: int
    seq: int
    created_at: datetime
    live_at: datetime | None
    report: dict[str, Any]
    folder: str | None = None  # the identity of the data folder that its files lie in; None of an older release


@dataclass(frozen=True, slots=True)
class Job:
    """A task that runs beside the requests; `cancel_asked` is true from the request to stop until it has stopped.

    `done` and `total` are of the stage, which began at `stage_at`.
    """

    id: str
    task: str
    arguments: dict[str, Any]
    state: JobState
    stage: str
    done: int
    total: int
    message: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    heartbeat_at: datetime | None
    result: dict[str, Any]
    cancel_asked: bool
    stage_at: datetime | None


@dataclass(frozen=True, slots=True)
class Source:
    """Where tickets come from: `cursor` is where reading goes on, `report` what the last sync did. No credentials."""

    name: str
    kind: str
    options: dict[str, str]
    cursor: dict[str, Any]
    added_at: datetime
    synced_at: datetime | None
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """An API key without its secret."""

    id: str
    name: str
    role: Role
    created_at: datetime
    revoked_at: datetime | None
    used_at: datetime | None = None  # to within an hour


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in to the console, with the key that was given for it."""

    digest: str
    created_at: datetime
    seen_at: datetime
    key: Key


@dataclass(frozen=True, slots=True)
class Locked:
    """Too many attempts to sign in have failed; none counts before `until`."""

    until: datetime


class Held(NamedTuple):
    """How many entries there are; a ticket is solved or still open."""

    solved: int
    open: int
    articles: int
    macros: int


@dataclass(frozen=True, slots=True)
class Stats:
    """How much there is: entries by kind and by brand ('' for those of none), passages, feedback by event."""

    tickets: int
    articles: int
    macros: int
    passages: int
    brands: dict[str, int]
    feedback: dict[str, int]
