"""The tables. What changes here needs a migration beside it; a test compares the two."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from assist_server.store.documents import Document, GenerationReport, JobResult, SyncReport
from assist_server.store.fact_values import COUNTED
from assist_server.store.values import Csat


class UtcTime(TypeDecorator[datetime]):
    """A moment: needs a time zone on the way in, is in UTC on the way out. SQLite keeps the UTC time without zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring to UTC; raises ValueError for a time without zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time needs a time zone, this has none: {value}")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Bring to UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


RATINGS: dict[str, Csat] = {"good": "good", "bad": "bad"}


class CsatText(TypeDecorator[Csat]):
    """A rating: 'good', 'bad' or a number, kept as text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Csat | None, dialect: Dialect) -> str | None:
        """Write a number as its digits."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Csat | None:
        """Read digits as a number."""
        if value is None:
            return None
        return RATINGS[value] if value in RATINGS else int(value)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# `sqlite_autoincrement`: the number of a removed row is never given to another one, as on PostgreSQL.
BIG = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only where the type is INTEGER


def _one_of(column: str, *words: str) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(map(repr, words))})", name=column)


generations = Table(
    "generations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("passages", BigInteger, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("live_at", UtcTime),
    Column("report", Document("report of a generation", GenerationReport), nullable=False),
    Column("folder", Text),
    _one_of("state", "building", "checked", "live", "retired", "failed"),
)

state = Table(  # one row; whoever writes entries locks it first, so that sequence order is commit order
    "state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("change_seq", BigInteger, nullable=False),
    Column("live_generation", Text, ForeignKey("generations.id")),
    Column("erased_seq", BigInteger, nullable=False, server_default="0"),
    Column("secret_fingerprint", Text),
    CheckConstraint("id = 1", name="one_row"),
)

groups = Table(
    "groups",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("brand", Text),
    Column("internal", Boolean, nullable=False),
)
# Two indexes because SQL takes no two NULLs for equal.
Index("uq_groups_brand", groups.c.kind, groups.c.brand, groups.c.internal, unique=True)
Index(
    "uq_groups_no_brand",
    groups.c.kind,
    groups.c.internal,
    unique=True,
    sqlite_where=groups.c.brand.is_(None),
    postgresql_where=groups.c.brand.is_(None),
)

entries = Table(
    "entries",
    metadata,
    Column("pk", BIG, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("brand", Text),
    Column("language", Text),
    Column("internal", Boolean, nullable=False),
    Column("url", Text),
    Column("status", Text),
    Column("channel", Text),
    Column("category", Text),
    Column("tags", JSON, nullable=False),
    Column("csat", CsatText),
    Column("customer_key", Text),
    Column("customer_id_key", Text),
    Column("created_at", UtcTime),
    Column("solved_at", UtcTime),
    Column("source", Text),
    Column("team", Text),
    Column("agent_key", Text),
    Column("reopened", Boolean),
    Column("reply_hash", Text, nullable=False),
    Column("reply", Text, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("kind", "id"),
    Index(None, "kind", "solved_at"),
    Index(None, "kind", "status"),
    Index(None, "brand"),
    Index(None, "customer_key"),
    Index(None, "customer_id_key"),
    Index(None, "source"),
    Index(None, "reply_hash"),
    _one_of("kind", "ticket", "article", "macro"),
    sqlite_autoincrement=True,
)

passages = Table(
    "passages",
    metadata,
    Column("id", BIG, primary_key=True),
    Column("entry_pk", BIG, ForeignKey("entries.pk", ondelete="CASCADE"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("group_id", Integer, ForeignKey("groups.id"), nullable=False),
    Column("seq", BigInteger, nullable=False, index=True),
    Column("text_hash", Text, nullable=False, index=True),
    Column("text", Text, nullable=False),
    sqlite_autoincrement=True,
)

removals = Table(
    "removals",
    metadata,
    Column("passage_id", BIG, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False, index=True),
)

vectors = Table(
    "vectors",
    metadata,
    Column("text_hash", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("task", Text, nullable=False),
    Column("arguments", Document("job's arguments"), nullable=False),
    Column("state", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("done", BigInteger, nullable=False),
    Column("total", BigInteger, nullable=False),
    Column("message", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False, index=True),
    Column("started_at", UtcTime),
    Column("ended_at", UtcTime),
    Column("heartbeat_at", UtcTime),
    Column("result", Document("result of a job", JobResult), nullable=False),
    Column("cancel_asked", Boolean, nullable=False),
    Column("stage_at", UtcTime),
    Index(None, "state", "task"),
    _one_of("state", "queued", "running", "done", "failed", "cancelled", "interrupted"),
)

keys = Table(
    "keys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("digest", Text, nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("used_at", UtcTime),
    _one_of("role", "agent", "admin"),
)

feedback = Table(
    "feedback",
    metadata,
    Column("id", BIG, primary_key=True),
    Column("suggestion_id", Text, nullable=False),
    Column("event", Text, nullable=False, index=True),
    Column("ticket_key", Text),
    Column("key_id", Text, ForeignKey("keys.id")),
    Column("entry_pk", BIG, ForeignKey("entries.pk", ondelete="CASCADE")),
    Column("similarity", Double),
    Column("reason", Text),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "entry_pk", "event", "key_id"),
    Index(None, "created_at", "event"),
    Index(None, "key_id", "created_at"),
)

usage_sums = Table(  # events of feedback counted by what they are on and whose they are, so that no page counts them
    "usage_sums",
    metadata,
    Column("by", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("event", Text, primary_key=True),
    Column("key_id", Text, primary_key=True),
    Column("times", BigInteger, nullable=False),
    Column("told", BigInteger, nullable=False),
    Column("kept", Double, nullable=False),
)

replies = Table(  # that an agent sent a reply: how long after opening the ticket, and whether with a suggestion
    "replies",
    metadata,
    Column("id", BIG, primary_key=True),
    Column("ticket_key", Text, index=True),
    Column("key_id", Text, ForeignKey("keys.id")),
    Column("entry_pk", BIG, ForeignKey("entries.pk", ondelete="SET NULL"), index=True),
    Column("used", Text, nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Index(None, "key_id", "created_at"),
    _one_of("used", "inserted", "offered", "none"),
)

experiments = Table(  # spans of time in which suggestions are held back for a random share of the tickets
    "experiments",
    metadata,
    Column("id", Text, primary_key=True),
    Column("share", Double, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("ends_at", UtcTime, nullable=False),
    Column("stopped_at", UtcTime),
)

experiment_tickets = Table(  # a ticket for which there was something to hold back, as it was drawn, and what came of it
    "experiment_tickets",
    metadata,
    Column("experiment_id", Text, ForeignKey("experiments.id", ondelete="CASCADE"), primary_key=True),
    Column("ticket_key", Text, primary_key=True, index=True),
    Column("held", Boolean, nullable=False),
    Column("broken", Boolean, nullable=False),
    Column("key_id", Text),
    Column("seconds", Integer),
    Column("bad", Boolean),
    Column("reopened", Boolean),
    Index("ix_experiment_tickets_report", "experiment_id", "held", "seconds", "broken", "bad", "reopened"),
    Index("ix_experiment_tickets_people", "experiment_id", "key_id"),
)

standings = Table(  # what the feedback on an entry comes to, so that an answer need not count it
    "standings",
    metadata,
    Column("entry_pk", BIG, ForeignKey("entries.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("evidence", Double, nullable=False),
    Column("at", UtcTime, nullable=False),
)

sources = Table(  # where tickets come from; credentials are never kept here
    "sources",
    metadata,
    Column("name", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("options", Document("source's options", dict[str, str]), nullable=False),
    Column("cursor", Document("source's cursor"), nullable=False),
    Column("added_at", UtcTime, nullable=False),
    Column("synced_at", UtcTime),
    Column("report", Document("report of a sync", SyncReport), nullable=False),
)

sessions = Table(  # who is signed in to the console; of the cookie only the sha256
    "sessions",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("key_id", Text, ForeignKey("keys.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
)

sign_in_attempts = Table(  # those that have not succeeded; a place is the keyed hash of an address
    "sign_in_attempts",
    metadata,
    Column("id", BIG, primary_key=True),
    Column("place", Text, nullable=False),
    Column("at", UtcTime, nullable=False, index=True),
    sqlite_autoincrement=True,
)

ticket_facts = Table(  # what is counted of a ticket: numbers and labels, none of its words
    "ticket_facts",
    metadata,
    Column("entry_pk", BIG, ForeignKey("entries.pk", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("content_hash", Text, nullable=False),
    Column("week", Integer, nullable=False),
    Column("counted", Boolean, nullable=False),
    Column("channel", Text),
    Column("category", Text),
    Column("brand", Text),
    Column("team", Text),
    Column("agent_key", Text),
    Column("mood_first", Text),
    Column("mood_last", Text),
    Column("bad", Boolean),
    Column("replies", Integer, nullable=False),
    Column("contacts", Integer, nullable=False),
    Column("solved", Boolean, nullable=False),
    Column("reopened", Boolean),
    Column("first_response", BigInteger),
    Column("first_response_open", BigInteger),
    Column("resolution", BigInteger),
    Column("resolution_open", BigInteger),
    Column("live_wait", BigInteger),
    Index(None, "week", "counted"),
)

insight_sums = Table(  # tickets counted by week and mood, for all and by each label
    "insight_sums",
    metadata,
    Column("dim", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("week", Integer, primary_key=True),
    Column("mood", Text, primary_key=True),
    *(Column(name, Integer, nullable=False) for name in COUNTED),
)

insight_times = Table(  # how many tickets took how long: seconds in buckets that grow by a fixed factor
    "insight_times",
    metadata,
    Column("dim", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("week", Integer, primary_key=True),
    Column("bucket", Integer, primary_key=True),
    Column("tickets", Integer, nullable=False),
)

insight_parts = Table(  # tickets counted by week, channel and category ('' where they have none), their times in one
    "insight_parts",
    metadata,
    Column("channel", Text, primary_key=True),
    Column("category", Text, primary_key=True),
    Column("week", Integer, primary_key=True),
    *(Column(name, Integer, nullable=False) for name in COUNTED),
    Column("times", Document("sum of times", dict[str, dict[str, int]]), nullable=False),
    Index(None, "week", "tickets"),
)

insight_found = Table(  # what took long to find (groups of tickets), as their keys: the words stay in the entries
    "insight_found",
    metadata,
    Column("name", Text, primary_key=True),
    Column("found", Document("finding of the insights", Any, absent=lambda: None), nullable=False),
    Column("at", UtcTime, nullable=False),
)

insight_answers = Table(  # what the desk says of itself
    "insight_answers",
    metadata,
    Column("trait", Text, primary_key=True),
    Column("holds", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)
