"""Alembic runs this file; the connection comes from the caller, who owns the transaction."""

from __future__ import annotations

from alembic import context

from assist_server.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a column only by rebuilding the table
)
with context.begin_transaction():
    context.run_migrations()
