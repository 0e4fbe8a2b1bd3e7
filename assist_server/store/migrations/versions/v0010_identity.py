"""A fingerprint of the secret that the hashes are made with, and the data folder that a generation's files lie in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both, not known yet: the next start keeps the fingerprint, the next reindex the folder."""
    op.add_column("state", sa.Column("secret_fingerprint", sa.Text))
    op.add_column("generations", sa.Column("folder", sa.Text))


def downgrade() -> None:
    """Drop them again."""
    op.drop_column("generations", "folder")
    op.drop_column("state", "secret_fingerprint")
