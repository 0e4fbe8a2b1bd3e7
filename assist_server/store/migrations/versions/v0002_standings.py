"""What the feedback on each entry comes to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the table of standings, and an index by which one entry's feedback is found by event and key."""
    op.create_table(
        "standings",
        sa.Column("entry_pk", BIG, autoincrement=False, nullable=False),
        sa.Column("evidence", sa.Double, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("entry_pk", name=op.f("pk_standings")),
        sa.ForeignKeyConstraint(["entry_pk"], ["entries.pk"], ondelete="CASCADE", name=op.f("fk_standings_entry_pk")),
    )
    op.create_index(op.f("ix_feedback_entry_pk_event_key_id"), "feedback", ["entry_pk", "event", "key_id"])
    op.drop_index(op.f("ix_feedback_entry_pk"), "feedback")


def downgrade() -> None:
    """Drop them again."""
    op.create_index(op.f("ix_feedback_entry_pk"), "feedback", ["entry_pk"])
    op.drop_index(op.f("ix_feedback_entry_pk_event_key_id"), "feedback")
    op.drop_table("standings")
