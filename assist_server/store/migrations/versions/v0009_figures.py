"""Sums by channel and category, which the next run of the job fills; indexes that an experiment's report reads."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

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
INDEXES = {
    "ix_experiment_tickets_report": ["experiment_id", "held", "seconds", "broken", "bad", "reopened"],
    "ix_experiment_tickets_people": ["experiment_id", "key_id"],
}


def upgrade() -> None:
    """Create the table, and add two indexes."""
    op.create_table(
        "insight_parts",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("channel", "category")),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("week", *COUNTS)),
        sa.Column("times", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("channel", "category", "week", name=op.f("pk_insight_parts")),
    )
    op.create_index(op.f("ix_insight_parts_week_tickets"), "insight_parts", ["week", "tickets"])
    for name, columns in INDEXES.items():
        op.create_index(op.f(name), "experiment_tickets", columns)


def downgrade() -> None:
    """Drop them again."""
    for name in INDEXES:
        op.drop_index(op.f(name), "experiment_tickets")
    op.drop_table("insight_parts")
