"""What is counted of tickets, and the sums that pages are made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COUNTS = (
    "tickets",
    "rated",
    "bad",
    "moods_read",
    "turned_round",
    "lost",
    "answered",
    "solved",
    "one_contact",
    "reopened_told",
    "reopened",
    "live",
    "live_waited",
)
LABELS = ("channel", "category", "brand", "team", "agent_key", "mood_first", "mood_last")
TIMES = ("first_response", "first_response_open", "resolution", "resolution_open", "live_wait")


def upgrade() -> None:
    """Create the tables of facts, of sums, of what was found and of the desk's own answers."""
    _create_facts()
    op.create_table(
        "insight_sums",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("dim", "value")),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("mood", sa.Text, nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in COUNTS),
        sa.PrimaryKeyConstraint("dim", "value", "week", "mood", name=op.f("pk_insight_sums")),
    )
    op.create_table(
        "insight_times",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("dim", "value", "measure")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("week", "bucket", "tickets")),
        sa.PrimaryKeyConstraint("dim", "value", "measure", "week", "bucket", name=op.f("pk_insight_times")),
    )
    op.create_table(
        "insight_found",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("found", sa.JSON, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_insight_found")),
    )
    op.create_table(
        "insight_answers",
        sa.Column("trait", sa.Text, nullable=False),
        sa.Column("holds", sa.Boolean, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("trait", name=op.f("pk_insight_answers")),
    )


def _create_facts() -> None:
    op.create_table(
        "ticket_facts",
        sa.Column("entry_pk", BIG, autoincrement=False, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("week", sa.Integer, nullable=False),
        sa.Column("counted", sa.Boolean, nullable=False),
        *(sa.Column(name, sa.Text) for name in LABELS),
        sa.Column("bad", sa.Boolean),
        sa.Column("replies", sa.Integer, nullable=False),
        sa.Column("contacts", sa.Integer, nullable=False),
        sa.Column("solved", sa.Boolean, nullable=False),
        sa.Column("reopened", sa.Boolean),
        *(sa.Column(name, sa.BigInteger) for name in TIMES),
        sa.PrimaryKeyConstraint("entry_pk", name=op.f("pk_ticket_facts")),
        sa.ForeignKeyConstraint(
            ["entry_pk"], ["entries.pk"], ondelete="CASCADE", name=op.f("fk_ticket_facts_entry_pk")
        ),
    )
    op.create_index(op.f("ix_ticket_facts_week_counted"), "ticket_facts", ["week", "counted"])


def downgrade() -> None:
    """Drop them again."""
    for table in ("insight_answers", "insight_found", "insight_times", "insight_sums", "ticket_facts"):
        op.drop_table(table)
