"""Thousands of tickets for the real Request Tracker, what happens to them, and what its database says is true."""

from __future__ import annotations

import json
import os
import quopri
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from tests.extension.helpdesks import SCRIPTS, RequestTracker
from tests.sources.stored import Truth

STEP = 100_000  # between the ids of a ticket and of its copies
LAMPS = ("amber", "brass", "copper", "dented", "emerald", "frosted", "golden")
PLACES = ("attic", "bathroom", "cellar", "dining room", "entrance", "garage", "hallway", "kitchen", "library", "porch")
FAULTS = ("stays dark", "flickers all evening", "hums loudly", "gets very hot", "goes out after a minute")
OWN = "SELECT id FROM Tickets WHERE id > 1 AND id < {step}"
ROLES = f"SELECT id FROM Groups WHERE Domain = 'RT::Ticket-Role' AND Instance IN ({OWN})"
SPOKEN = f"SELECT id FROM Transactions WHERE ObjectType = 'RT::Ticket' AND ObjectId IN ({OWN})"
COPIED = (  # table, which of its rows, which of their numbers move with the copy
    ("Attachments", f"TransactionId IN ({SPOKEN})", {"id", "TransactionId"}),
    (
        "CachedGroupMembers",
        f"GroupId IN ({ROLES}) AND MemberId IN ({ROLES})",
        {"id", "GroupId", "MemberId", "Via", "ImmediateParentId"},
    ),
    (
        "CachedGroupMembers",
        f"GroupId IN ({ROLES}) AND MemberId NOT IN ({ROLES}) AND id < {{step}}",
        {"id", "GroupId", "Via", "ImmediateParentId"},
    ),
    ("GroupMembers", f"GroupId IN ({ROLES})", {"id", "GroupId"}),
    ("Principals", f"id IN ({ROLES})", {"id"}),
    ("Groups", f"id IN ({ROLES})", {"id", "Instance"}),
    ("Transactions", f"id IN ({SPOKEN})", {"id", "ObjectId"}),
    ("Tickets", f"id IN ({OWN})", {"id", "EffectiveId"}),
)


def question(number: int) -> str:
    """Return what a customer asks in ticket number so and so."""
    lamp, place = LAMPS[number % len(LAMPS)], PLACES[number % len(PLACES)]
    return f"The {lamp} lamp in my {place} {FAULTS[number % len(FAULTS)]}. What can I do about it?"


def customer(number: int) -> str:
    """Return who asks in ticket number so and so."""
    return f"customer{number % 20}@example.test"


def answer(number: int) -> str:
    """Return what the agent answers."""
    return (
        f"Turn the {LAMPS[number % len(LAMPS)]} ring to the left until it clicks, and the light comes back by itself."
    )


def seed(rt: RequestTracker, tickets: int) -> None:
    """Open and solve tickets by RT's own library."""
    lines = [
        {
            "do": "create",
            "subject": f"My {LAMPS[number % len(LAMPS)]} lamp",
            "from": customer(number),
            "text": question(number),
            "answer": answer(number),
        }
        for number in range(tickets)
    ]
    change(rt, *lines)


def multiply(rt: RequestTracker, copies: int) -> None:
    """Copy the tickets in RT's database until each is there so many times; an hour lies between any two of them."""
    with closing(_database(rt)) as database:
        for copy in range(1, copies):
            for table, which, moved in COPIED:
                _copy(database, table, which.format(step=STEP), moved, copy)
        hours = f"'-' || (1 + id % {STEP} + id / {STEP} * 200) || ' hours'"
        database.execute(f"UPDATE Tickets SET LastUpdated = datetime(LastUpdated, {hours})")
        database.commit()


def _copy(database: sqlite3.Connection, table: str, which: str, moved: set[str], copy: int) -> None:
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    values = [f"{column} + {copy * STEP}" if column in moved else column for column in columns]
    database.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} WHERE {which}"
    )


def change(rt: RequestTracker, *lines: dict[str, Any]) -> str:
    """Let something happen, by RT's own library; return what that prints."""
    settings = {"RT_SITE_CONFIG": "RT_SiteConfig.pm", "RT_SITE_CONFIG_DIR": "RT_SiteConfig.d"}
    environment = os.environ | {name: str(rt.folder / file) for name, file in settings.items()}
    text = "".join(json.dumps(line) + "\n" for line in lines)
    command = ["perl", str(SCRIPTS / "rt" / "seed.pl")]
    done = subprocess.run(command, input=text, env=environment, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def truth(rt: RequestTracker) -> Truth:
    """Return, by id, the status and the public turns of all tickets that should be known, from RT's own database."""
    with closing(_database(rt)) as database:
        rows = database.execute(
            "SELECT id, Status FROM Tickets WHERE id = EffectiveId AND Status NOT IN ('deleted', 'rejected')"
        )
        known: Truth = {str(id_): ("solved" if status == "resolved" else str(status), []) for id_, status in rows}
        for id_, writer, text in _turns(database):
            if id_ in known:
                known[id_][1].append(("agent" if writer == "agent" else "customer", text))
    return known


def _turns(database: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Yield ticket, writer and text of everything said in public, oldest first."""
    rows = database.execute(
        "SELECT t.EffectiveId, u.Name, a.ContentEncoding, a.Content"
        " FROM Transactions x JOIN Tickets t ON t.id = x.ObjectId"
        " JOIN Users u ON u.id = x.Creator JOIN Attachments a ON a.TransactionId = x.id"
        " WHERE x.ObjectType = 'RT::Ticket' AND x.Type IN ('Create', 'Correspond') AND a.ContentType = 'text/plain'"
        " ORDER BY x.id"
    )
    for id_, name, encoding, content in rows:
        raw = content if isinstance(content, bytes) else str(content).encode()
        yield str(id_), str(name), (quopri.decodestring(raw) if encoding == "quoted-printable" else raw).decode()


def _database(rt: RequestTracker) -> sqlite3.Connection:
    return sqlite3.connect(rt.folder / "rt5.sqlite", timeout=60)
