"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
TABLES = ("feedback", "keys", "jobs", "vectors", "removals", "passages", "entries", "groups", "state", "generations")


def upgrade() -> None:
    """Create every table, and the one row of `state`."""
    _create_indexes_state()
    _create_entries()
    _create_passages()
    _create_jobs()
    _create_keys_feedback()


def downgrade() -> None:
    """Drop every table."""
    for name in TABLES:
        op.drop_table(name)


def _one_of(name: str, column: str, *words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({', '.join(map(repr, words))})", name=op.f(name))


def _create_indexes_state() -> None:
    op.create_table(
        "generations",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("passages", sa.BigInteger, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("live_at", TIME),
        sa.Column("report", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generations")),
        _one_of("ck_generations_state", "state", "building", "checked", "live", "retired", "failed"),
    )
    state = op.create_table(
        "state",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("change_seq", sa.BigInteger, nullable=False),
        sa.Column("live_generation", sa.Text),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_state")),
        sa.ForeignKeyConstraint(["live_generation"], ["generations.id"], name=op.f("fk_state_live_generation")),
        sa.CheckConstraint("id = 1", name=op.f("ck_state_one_row")),
    )
    op.bulk_insert(state, [{"id": 1, "change_seq": 0, "live_generation": None}])


def _create_entries() -> None:
    op.create_table(
        "groups",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("brand", sa.Text),
        sa.Column("internal", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
    )
    no_brand = sa.text("brand IS NULL")
    op.create_index("uq_groups_brand", "groups", ["kind", "brand", "internal"], unique=True)
    op.create_index(
        "uq_groups_no_brand",
        "groups",
        ["kind", "internal"],
        unique=True,
        sqlite_where=no_brand,
        postgresql_where=no_brand,
    )
    op.create_table(
        "entries",
        sa.Column("pk", BIG, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("kind", "id", "title", "content_hash")),
        sa.Column("brand", sa.Text),
        sa.Column("language", sa.Text),
        sa.Column("internal", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("url", "status", "channel", "category")),
        sa.Column("tags", sa.JSON, nullable=False),
        sa.Column("csat", sa.Text),
        sa.Column("customer_key", sa.Text),
        sa.Column("created_at", TIME),
        sa.Column("solved_at", TIME),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("reply_hash", "reply", "body")),
        sa.PrimaryKeyConstraint("pk", name=op.f("pk_entries")),
        sa.UniqueConstraint("kind", "id", name=op.f("uq_entries_kind_id")),
        _one_of("ck_entries_kind", "kind", "ticket", "article", "macro"),
        sqlite_autoincrement=True,
    )
    for columns in (["kind", "solved_at"], ["brand"], ["customer_key"], ["reply_hash"]):
        op.create_index(op.f(f"ix_entries_{'_'.join(columns)}"), "entries", columns)


def _create_passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", BIG, nullable=False),
        sa.Column("entry_pk", BIG, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("group_id", sa.Integer, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("text_hash", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passages")),
        sa.ForeignKeyConstraint(["entry_pk"], ["entries.pk"], ondelete="CASCADE", name=op.f("fk_passages_entry_pk")),
        sa.ForeignKeyConstraint(["group_id"], ["groups.id"], name=op.f("fk_passages_group_id")),
        sqlite_autoincrement=True,
    )
    for column in ("entry_pk", "seq", "text_hash"):
        op.create_index(op.f(f"ix_passages_{column}"), "passages", [column])
    op.create_table(
        "removals",
        sa.Column("passage_id", BIG, autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("passage_id", name=op.f("pk_removals")),
    )
    op.create_index(op.f("ix_removals_seq"), "removals", ["seq"])
    op.create_table(
        "vectors",
        sa.Column("text_hash", sa.Text, nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "model", name=op.f("pk_vectors")),
    )


def _create_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("done", sa.BigInteger, nullable=False),
        sa.Column("total", sa.BigInteger, nullable=False),
        sa.Column("message", sa.Text, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        *(sa.Column(name, TIME) for name in ("started_at", "ended_at", "heartbeat_at")),
        sa.Column("result", sa.JSON, nullable=False),
        sa.Column("cancel_asked", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
        _one_of("ck_jobs_state", "state", "queued", "running", "done", "failed", "cancelled", "interrupted"),
    )
    op.create_index(op.f("ix_jobs_created_at"), "jobs", ["created_at"])
    op.create_index(op.f("ix_jobs_state_task"), "jobs", ["state", "task"])


def _create_keys_feedback() -> None:
    op.create_table(
        "keys",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("id", "name", "role", "digest")),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("revoked_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_keys")),
        sa.UniqueConstraint("digest", name=op.f("uq_keys_digest")),
        _one_of("ck_keys_role", "role", "agent", "admin"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", BIG, nullable=False),
        sa.Column("suggestion_id", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("ticket_key", sa.Text),
        sa.Column("key_id", sa.Text),
        sa.Column("entry_pk", BIG),
        sa.Column("similarity", sa.Double),
        sa.Column("reason", sa.Text),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.ForeignKeyConstraint(["key_id"], ["keys.id"], name=op.f("fk_feedback_key_id")),
        sa.ForeignKeyConstraint(["entry_pk"], ["entries.pk"], ondelete="CASCADE", name=op.f("fk_feedback_entry_pk")),
    )
    op.create_index(op.f("ix_feedback_event"), "feedback", ["event"])
    op.create_index(op.f("ix_feedback_entry_pk"), "feedback", ["entry_pk"])
