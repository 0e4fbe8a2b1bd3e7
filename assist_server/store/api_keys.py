"""API keys: only the digest of a key is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from assist_server.errors import Conflict
from assist_server.store.tables import keys as table
from assist_server.store.tables import sessions
from assist_server.store.transactions import reading, writing
from assist_server.store.values import Key, Role

COLUMNS = (table.c.id, table.c.name, table.c.role, table.c.created_at, table.c.revoked_at, table.c.used_at)
BY_DIGEST = select(*COLUMNS).where(table.c.digest == bindparam("wanted"), table.c.revoked_at.is_(None))


def add_key(engine: Engine, name: str, role: Role, digest: str, id: str = "") -> Key:
    """Keep a new key, under the id given or one made up. Raises Conflict where there is a key of that id."""
    new = Key(id or uuid4().hex[:12], name, role, datetime.now(UTC), None)
    values = {"id": new.id, "name": name, "role": role, "digest": digest, "created_at": new.created_at}
    add = (sqlite if engine.dialect.name == "sqlite" else postgresql).insert(table)
    with writing(engine) as connection:
        if not connection.execute(add.values(values).on_conflict_do_nothing(index_elements=["id"])).rowcount:
            raise Conflict("This key was made already, and was shown that once.", mend="Revoke it and make another.")
    return new


def key_by_digest(engine: Engine, digest: str) -> Key | None:
    """Return the key with this digest unless it is revoked or was never given out. Runs in every request."""
    with reading(engine) as connection:
        row = connection.execute(BY_DIGEST, {"wanted": digest}).one_or_none()
    return None if row is None else Key(*row)


def keys(engine: Engine) -> list[Key]:
    """Return every key, revoked ones too, the oldest first."""
    with reading(engine) as connection:
        return [Key(*row) for row in connection.execute(select(*COLUMNS).order_by(table.c.created_at, table.c.id))]


def use_key(engine: Engine, id: str, now: datetime) -> None:
    """Note that a key was used. It waits for no other writer: StoreUnusable while there is one."""
    with writing(engine, patient=False) as connection:
        connection.execute(update(table).where(table.c.id == id).values(used_at=now))


def revoke_key(engine: Engine, id: str) -> bool:
    """Refuse a key from now on and end its sessions; false if there is none such or it was revoked before."""
    revoked = update(table).where(table.c.id == id, table.c.revoked_at.is_(None)).values(revoked_at=datetime.now(UTC))
    with writing(engine) as connection:
        connection.execute(delete(sessions).where(sessions.c.key_id == id))
        return connection.execute(revoked).rowcount == 1
