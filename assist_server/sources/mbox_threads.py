"""Which mails belong together: those that name each other in References or In-Reply-To, whatever their order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from assist_server.sources.mbox_mails import Told

EARLIEST = datetime.min.replace(tzinfo=UTC)


def threads(mails: Iterable[Told]) -> list[list[Told]]:
    """Return the threads, each oldest mail first; a mail that is there twice counts once."""
    known: dict[str, Told] = {}
    parent: dict[str, str] = {}
    for mail in mails:
        known.setdefault(mail.message_id, mail)
        for other in mail.answers:
            _join(parent, mail.message_id, other)
    together: dict[str, list[Told]] = {}
    for message_id, mail in known.items():
        together.setdefault(_root(parent, message_id), []).append(mail)
    return [sorted(group, key=_age) for group in together.values()]


def _age(mail: Told) -> tuple[datetime, int]:
    return mail.sent_at or EARLIEST, mail.number


def _root(parent: dict[str, str], id: str) -> str:
    """Return the representative of a mail's thread; what is passed on the way is shortened (union-find)."""
    while (above := parent.get(id, id)) != id:
        parent[id] = parent.get(above, above)
        id = above
    return id


def _join(parent: dict[str, str], one: str, other: str) -> None:
    first, second = _root(parent, one), _root(parent, other)
    if first != second:
        parent[first] = second
