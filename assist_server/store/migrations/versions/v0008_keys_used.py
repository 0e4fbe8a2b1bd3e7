"""When a key was last used; counts of tickets by state, and the feedback of a time, without reading every row."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the moment of a key's last use, and two indexes."""
    op.add_column("keys", sa.Column("used_at", sa.DateTime(timezone=True)))
    op.create_index(op.f("ix_entries_kind_status"), "entries", ["kind", "status"])
    op.create_index(op.f("ix_feedback_created_at_event"), "feedback", ["created_at", "event"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_index(op.f("ix_feedback_created_at_event"), "feedback")
    op.drop_index(op.f("ix_entries_kind_status"), "entries")
    op.drop_column("keys", "used_at")
