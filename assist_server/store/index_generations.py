"""Generations of the index: building, checked, live, retired (kept for rollback) or failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from assist_server.errors import Conflict, NotFound
from assist_server.store.tables import generations as table
from assist_server.store.tables import removals, state
from assist_server.store.transactions import reading, writing
from assist_server.store.values import Generation, GenerationState


def create_generation(engine: Engine, id: str, model: str, seq: int, folder: str | None = None) -> Generation:
    """Note that a generation is being built from the passages as they were at change sequence `seq`.

    `folder` is the identity of the data folder that its files will lie in.
    """
    new = Generation(id, "building", model, 0, seq, datetime.now(UTC), None, {}, folder)
    row = {column.name: getattr(new, column.name) for column in table.columns}
    with writing(engine) as connection:
        connection.execute(insert(table).values(row))
    return new


def finish_building(engine: Engine, id: str, passages: int, report: dict[str, Any]) -> None:
    """Mark a generation as checked. Raises NotFound or, unless it was being built, Conflict."""
    with writing(engine) as connection:
        _leave(connection, id, ("building",))
        connection.execute(
            update(table).where(table.c.id == id).values(state="checked", passages=passages, report=report)
        )


def fail_generation(engine: Engine, id: str, message: str, report: Mapping[str, Any] | None = None) -> None:
    """Mark a generation as failed, with the reason in its report. Raises NotFound or, once it served, Conflict."""
    with writing(engine) as connection:
        _leave(connection, id, ("building", "checked", "failed"))
        kept = {**(report or {}), "message": message}
        connection.execute(update(table).where(table.c.id == id).values(state="failed", report=kept))


def go_live(engine: Engine, id: str) -> str | None:
    """Let this generation answer from now on, in one transaction; return the one it takes over from.

    Raises NotFound or, unless it is checked or retired, Conflict.
    """
    with writing(engine) as connection:
        previous = connection.scalar(select(state.c.live_generation).with_for_update())
        _leave(connection, id, ("checked", "retired"))
        connection.execute(update(table).where(table.c.state == "live").values(state="retired"))
        connection.execute(update(table).where(table.c.id == id).values(state="live", live_at=datetime.now(UTC)))
        connection.execute(update(state).values(live_generation=id))
    return previous


def generations(engine: Engine) -> list[Generation]:
    """Return every generation, the newest first."""
    with reading(engine) as connection:
        newest_first = (table.c.seq.desc(), table.c.created_at.desc(), table.c.id.desc())  # a clock may be set back
        rows = connection.execute(select(table).order_by(*newest_first))
        return [Generation(*row) for row in rows]


def generation(engine: Engine, id: str) -> Generation:
    """Return one generation. Raises NotFound."""
    with reading(engine) as connection:
        row = connection.execute(select(table).where(table.c.id == id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no generation {id}.")
    return Generation(*row)


def live_generation(engine: Engine) -> Generation | None:
    """Return the generation that answers, or None before the first."""
    found = select(table).join_from(state, table)
    with reading(engine) as connection:
        row = connection.execute(found).one_or_none()
        return None if row is None else Generation(*row)


def forget_generation(engine: Engine, id: str) -> None:
    """Forget a generation that does not answer. Raises NotFound, or Conflict for the live one."""
    with writing(engine) as connection:
        _leave(connection, id, ("building", "checked", "retired", "failed"))
        connection.execute(delete(table).where(table.c.id == id))


def prune_removals(engine: Engine) -> int:
    """Drop the notes of removals that every kept generation was built after; return how many.

    Without a generation all are kept: there is nothing that says who read them.
    """
    oldest = select(func.min(table.c.seq)).where(table.c.state != "failed").scalar_subquery()
    with writing(engine) as connection:
        return connection.execute(delete(removals).where(removals.c.seq <= oldest)).rowcount


def _leave(connection: Connection, id: str, allowed: Sequence[GenerationState]) -> None:
    """Lock a generation that is about to change its state, and refuse unless it is in an allowed one."""
    now = connection.scalar(select(table.c.state).where(table.c.id == id).with_for_update())
    if now is None:
        raise NotFound(f"There is no generation {id}.")
    if now not in allowed:
        raise Conflict(f"Generation {id} is {now}; this needs one that is {' or '.join(allowed)}.")
