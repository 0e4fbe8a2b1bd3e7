"""A customer is also known by the helpdesk's id; since when the index must be without what was erased."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the second hash of a customer, and the change sequence of the last erasure."""
    op.add_column("entries", sa.Column("customer_id_key", sa.Text))
    op.create_index(op.f("ix_entries_customer_id_key"), "entries", ["customer_id_key"])
    op.add_column("state", sa.Column("erased_seq", sa.BigInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop them again."""
    op.drop_column("state", "erased_seq")
    op.drop_index(op.f("ix_entries_customer_id_key"), "entries")
    op.drop_column("entries", "customer_id_key")
