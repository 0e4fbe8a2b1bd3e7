"""Experiments: which runs, which tickets were drawn, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, and_, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assist_server.store.lists import in_chunks
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


class DrawnTickets(NamedTuple):
    """Tickets of one side whose first reply took so many seconds (None: none came yet), and what came of them.

    Counted are all of them, those where an agent looked all the same, and those of which a rating or a reopening is
    known, or is so.
    """

    held: bool
    seconds: int | None
    tickets: int
    broken: int
    rated: int
    bad: int
    reopened_told: int
    reopened: int


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


def drawn_tickets(engine: Engine, id: str) -> list[DrawnTickets]:
    """Return the tickets of an experiment, summed up by side and seconds: few rows, read from an index alone."""
    c, count = drawn.c, func.count()
    so = (count.filter(c.broken), func.count(c.bad), count.filter(c.bad))
    again = (func.count(c.reopened), count.filter(c.reopened))
    rows = select(c.held, c.seconds, count, *so, *again).where(c.experiment_id == id).group_by(c.held, c.seconds)
    with reading(engine) as connection:
        return [DrawnTickets._make(row) for row in connection.execute(rows)]


def has_people(engine: Engine, id: str, least: int) -> bool:
    """Tell whether at least so many people replied in an experiment: one look-up in an index for each."""
    newest, c = "", drawn.c
    with reading(engine) as connection:
        for _ in range(least):
            following = select(func.min(c.key_id)).where(c.experiment_id == id, c.key_id > newest)
            newest = connection.scalar(following)
            if newest is None:
                return False
    return True


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


def count_drawn(engine: Engine, ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Count the tickets of each of these experiments, and those of them held back; one without any is left out."""
    c = drawn.c
    sides = (func.count(), func.count().filter(c.held))
    counted: dict[str, tuple[int, int]] = {}
    with reading(engine) as connection:
        for chunk in in_chunks(ids):
            rows = select(c.experiment_id, *sides).where(c.experiment_id.in_(chunk)).group_by(c.experiment_id)
            counted |= {id: (int(every), int(held)) for id, every, held in connection.execute(rows)}
    return counted
