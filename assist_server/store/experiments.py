"""Experiments: which runs, which tickets were drawn, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, and_, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assist_server.store.tables import entries, state
from assist_server.store.tables import experiment_tickets as drawn
from assist_server.store.tables import experiments as table
from assist_server.store.transactions import reading, writing
from assist_server.store.values import Csat


@dataclass(frozen=True, slots=True)
class Experiment:
    """A span of time in which suggestions are held back for a share of the tickets; `stopped_at` if before its end."""

    id: str
    share: float
    started_at: datetime
    ends_at: datetime
    stopped_at: datetime | None

    @property
    def over_at(self) -> datetime:
        """When it ended or will."""
        return self.stopped_at or self.ends_at


class DrawnTicket(NamedTuple):
    """A ticket as it was drawn, and what came of it; None where that is not known."""

    held: bool
    broken: bool
    key_id: str | None
    seconds: int | None
    bad: bool | None
    reopened: bool | None


class Outcome(NamedTuple):
    """A stored ticket's rating and whether it was reopened."""

    id: str
    csat: Csat | None
    reopened: bool | None


def running_experiment(engine: Engine, now: datetime) -> Experiment | None:
    """Return the experiment that runs at this moment."""
    rows = select(table).where(table.c.stopped_at.is_(None), table.c.ends_at > now)
    with reading(engine) as connection:
        row = connection.execute(rows).first()
    return None if row is None else Experiment(*row)


def experiments(engine: Engine) -> list[Experiment]:
    """Return all experiments, the newest first."""
    with reading(engine) as connection:
        rows = connection.execute(select(table).order_by(table.c.started_at.desc(), table.c.id))
        return [Experiment(*row) for row in rows]


def add_experiment(engine: Engine, new: Experiment) -> bool:
    """Keep a new experiment unless one is running; tell whether it was kept. Of two at once, one wins."""
    with writing(engine) as connection:
        connection.execute(select(state.c.id).with_for_update())  # SQLite has one writer anyway
        busy = select(table.c.id).where(table.c.stopped_at.is_(None), table.c.ends_at > new.started_at)
        if connection.execute(busy).first() is not None:
            return False
        row = {"id": new.id, "share": new.share, "started_at": new.started_at, "ends_at": new.ends_at}
        connection.execute(insert(table), row)
    return True


def stop_experiment(engine: Engine, id: str, now: datetime) -> None:
    """End an experiment early; one that has ended stays as it is."""
    with writing(engine) as connection:
        going = and_(table.c.id == id, table.c.stopped_at.is_(None), table.c.ends_at > now)
        connection.execute(update(table).where(going).values(stopped_at=now))


def note_drawn(engine: Engine, id: str, ticket_key: str, *, held: bool, broken: bool) -> None:
    """Keep that a ticket was drawn, once; and where suggestions were looked at all the same, that it was broken."""
    c, this = drawn.c, and_(drawn.c.experiment_id == id, drawn.c.ticket_key == ticket_key)
    with reading(engine) as connection:
        known = connection.scalar(select(c.broken).where(this))
    if known is not None and (known or not broken):
        return
    row = {"experiment_id": id, "ticket_key": ticket_key, "held": held, "broken": broken}
    add = (sqlite if engine.dialect.name == "sqlite" else postgresql).insert(drawn).values(row)
    changed = add.on_conflict_do_update(
        index_elements=["experiment_id", "ticket_key"], set_={"broken": or_(c.broken, add.excluded.broken)}
    )
    with writing(engine) as connection:
        connection.execute(changed)


def drawn_tickets(engine: Engine, id: str) -> list[DrawnTicket]:
    """Return the tickets of an experiment."""
    c = drawn.c
    rows = select(c.held, c.broken, c.key_id, c.seconds, c.bad, c.reopened).where(c.experiment_id == id)
    with reading(engine) as connection:
        return [DrawnTicket._make(row) for row in connection.execute(rows)]


def drawn_keys(engine: Engine, id: str) -> set[str]:
    """Return the keyed hashes of an experiment's tickets."""
    with reading(engine) as connection:
        return set(connection.scalars(select(drawn.c.ticket_key).where(drawn.c.experiment_id == id)))


def outcomes(engine: Engine, since: datetime) -> list[Outcome]:
    """Return what is known of the tickets solved since a moment."""
    c = entries.c
    rows = select(c.id, c.csat, c.reopened).where(c.kind == "ticket", c.solved_at >= since)
    with reading(engine) as connection:
        return [Outcome._make(row) for row in connection.execute(rows)]


def put_outcomes(engine: Engine, id: str, known: Iterable[tuple[str, bool | None, bool | None]]) -> None:
    """Keep what came of drawn tickets: the hash, whether rated badly, whether reopened."""
    with writing(engine) as connection:
        for key, bad, reopened in known:
            this = and_(drawn.c.experiment_id == id, drawn.c.ticket_key == key)
            connection.execute(update(drawn).where(this).values(bad=bad, reopened=reopened))


def count_drawn(engine: Engine, id: str) -> tuple[int, int]:
    """Count the tickets of an experiment, and those of them held back."""
    counted = select(func.count(), func.count().filter(drawn.c.held)).where(drawn.c.experiment_id == id)
    with reading(engine) as connection:
        every, held = connection.execute(counted).one()
    return int(every), int(held)
