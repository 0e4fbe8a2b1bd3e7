"""What the report of an experiment reads of many drawn tickets, in indexes alone."""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INDEXES = {
    "ix_experiment_tickets_report": ["experiment_id", "held", "seconds", "broken", "bad", "reopened"],
    "ix_experiment_tickets_people": ["experiment_id", "key_id"],
}


def upgrade() -> None:
    """Add two indexes."""
    for name, columns in INDEXES.items():
        op.create_index(op.f(name), "experiment_tickets", columns)


def downgrade() -> None:
    """Drop them again."""
    for name in INDEXES:
        op.drop_index(op.f(name), "experiment_tickets")
