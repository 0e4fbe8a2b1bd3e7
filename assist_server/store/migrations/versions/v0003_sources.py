"""Where tickets come from, who answered them, and whether the customer came back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ADDED = (("source", sa.Text), ("team", sa.Text), ("agent_key", sa.Text), ("reopened", sa.Boolean))


def upgrade() -> None:
    """Create the table of sources, and the columns by which history is chosen."""
    op.create_table(
        "sources",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("cursor", sa.JSON, nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("synced_at", sa.DateTime(timezone=True)),
        sa.Column("report", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sources")),
    )
    for name, kind in ADDED:
        op.add_column("entries", sa.Column(name, kind))
    op.create_index(op.f("ix_entries_source"), "entries", ["source"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_index(op.f("ix_entries_source"), "entries")
    for name, _ in reversed(ADDED):
        op.drop_column("entries", name)
    op.drop_table("sources")
