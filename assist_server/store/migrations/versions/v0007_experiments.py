"""Replies as they are sent, experiments, and the events of feedback summed up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
LABELS = ("kind", "source", "category")
SUM = (
    "INSERT INTO usage_sums (\"by\", value, event, key_id, times, told, kept) SELECT '{by}', coalesce(e.{by}, ''),"
    " f.event, coalesce(f.key_id, ''), count(*), count(f.similarity), coalesce(sum(f.similarity), 0)"
    " FROM feedback f JOIN entries e ON e.pk = f.entry_pk GROUP BY 2, 3, 4"
)
REASONS = (
    "INSERT INTO usage_sums (\"by\", value, event, key_id, times, told, kept) SELECT 'reason', f.reason, f.event,"
    " coalesce(f.key_id, ''), count(*), 0, 0 FROM feedback f"
    " WHERE f.reason IS NOT NULL AND f.event IN ('dismissed', 'down') GROUP BY 2, 3, 4"
)


def upgrade() -> None:
    """Create the tables, and count what feedback there is."""
    op.create_index(op.f("ix_feedback_key_id_created_at"), "feedback", ["key_id", "created_at"])
    op.create_table(
        "usage_sums",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("by", "value", "event", "key_id")),
        *(sa.Column(name, sa.BigInteger, nullable=False) for name in ("times", "told")),
        sa.Column("kept", sa.Double, nullable=False),
        sa.PrimaryKeyConstraint("by", "value", "event", "key_id", name=op.f("pk_usage_sums")),
    )
    for statement in (*(SUM.format(by=by) for by in LABELS), REASONS):
        op.execute(statement)
    _create_replies()
    _create_experiments()


def _create_replies() -> None:
    op.create_table(
        "replies",
        sa.Column("id", BIG, nullable=False),
        *(sa.Column(name, sa.Text) for name in ("ticket_key", "key_id")),
        sa.Column("entry_pk", BIG),
        sa.Column("used", sa.Text, nullable=False),
        sa.Column("seconds", sa.Integer, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
        sa.ForeignKeyConstraint(["key_id"], ["keys.id"], name=op.f("fk_replies_key_id")),
        sa.ForeignKeyConstraint(["entry_pk"], ["entries.pk"], ondelete="SET NULL", name=op.f("fk_replies_entry_pk")),
        sa.CheckConstraint("used IN ('inserted', 'offered', 'none')", name=op.f("ck_replies_used")),
    )
    for columns in (["ticket_key"], ["entry_pk"], ["key_id", "created_at"]):
        op.create_index(op.f(f"ix_replies_{'_'.join(columns)}"), "replies", columns)


def _create_experiments() -> None:
    op.create_table(
        "experiments",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("share", sa.Double, nullable=False),
        *(sa.Column(name, TIME, nullable=False) for name in ("started_at", "ends_at")),
        sa.Column("stopped_at", TIME),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiments")),
    )
    op.create_table(
        "experiment_tickets",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("experiment_id", "ticket_key")),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("held", "broken")),
        sa.Column("key_id", sa.Text),
        sa.Column("seconds", sa.Integer),
        *(sa.Column(name, sa.Boolean) for name in ("bad", "reopened")),
        sa.PrimaryKeyConstraint("experiment_id", "ticket_key", name=op.f("pk_experiment_tickets")),
        sa.ForeignKeyConstraint(
            ["experiment_id"], ["experiments.id"], ondelete="CASCADE", name=op.f("fk_experiment_tickets_experiment_id")
        ),
    )
    op.create_index(op.f("ix_experiment_tickets_ticket_key"), "experiment_tickets", ["ticket_key"])


def downgrade() -> None:
    """Drop them again."""
    for table in ("experiment_tickets", "experiments", "replies", "usage_sums"):
        op.drop_table(table)
    op.drop_index(op.f("ix_feedback_key_id_created_at"), "feedback")
