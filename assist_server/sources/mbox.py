"""An mbox of a shared mailbox: mails become tickets by what answers what. Memory holds headers, never the mails.

The desk's own addresses say who answers. A thread with an answer of the desk counts as solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from email.errors import MessageError
from typing import Any

from assist_server.sources import Cursor, Fetch, Needed, Page, Unread
from assist_server.sources.files import is_unchanged, state_of
from assist_server.sources.made import made
from assist_server.sources.mbox_mails import Mails, Told, said
from assist_server.sources.mbox_threads import threads
from assist_server.ticket import Ticket

TITLE = "mbox"
EVIDENCE = "run on real files"
NEEDED = (
    Needed("file", "the mbox file, not gzipped"),
    Needed("desk", "addresses that the desk answers from, with commas; @example.com stands for all of a domain"),
    Needed("brand", "the brand that all of it belongs to", required=False),
)
AT_ONCE = 100  # threads of a page


def headers(credentials: Mapping[str, str]) -> dict[str, str]:
    """Sign nothing in: there is no server."""
    return {}


def pages(fetch: Fetch, cursor: Cursor, options: Mapping[str, str]) -> Iterator[Page]:
    """Yield the threads of a changed file; one left in the middle is read on from there."""
    if "thread" not in cursor and is_unchanged(options, cursor):
        return
    state = state_of(options)
    begun = cursor.get("thread", 0) if cursor.get("sha256") == state["sha256"] else 0
    with Mails(options["file"]) as mails:
        found = threads(mails.told())
        unread = tuple(Unread(f"mail {number}", "not a mail") for number in mails.broken)
        for at in range(begun, len(found), AT_ONCE):
            read = [_ticket(mails, thread, options) for thread in found[at : at + AT_ONCE]]
            tickets = tuple(one for one in read if isinstance(one, Ticket))
            unread += tuple(one for one in read if isinstance(one, Unread))
            last = at + AT_ONCE >= len(found)
            yield Page(state if last else state | {"thread": at + AT_ONCE}, tickets, unread=unread, total=len(found))
            unread = ()
        if not found:
            yield Page(state, unread=unread)


def present(fetch: Fetch, options: Mapping[str, str]) -> Iterator[str]:
    """Yield the ids of the threads in the file."""
    with Mails(options["file"]) as mails:
        yield from (thread[0].id for thread in threads(mails.told()))


def _ticket(mails: Mails, thread: Sequence[Told], options: Mapping[str, str]) -> Ticket | Unread:
    desk = [address.strip().lower() for address in options["desk"].split(",") if address.strip()]
    messages: list[dict[str, Any]] = []
    answered: Told | None = None
    for mail in thread:
        try:
            text, html = said(mails.mail(mail.number))
        except (MessageError, LookupError, ValueError, AttributeError, TypeError):
            return Unread(f"mail {mail.number + 1}", "a mail whose text can't be read")
        ours = _is_desk(mail.address, desk)
        answered = mail if ours and messages else answered
        if text or html:
            author = "agent" if ours else "customer"
            messages.append({"author": author, "text": text, "html": html, "sent_at": mail.sent_at})
    customer = next((mail for mail in thread if not _is_desk(mail.address, desk)), None)
    fields = {
        "status": "solved" if answered else "open",
        "subject": thread[0].subject,
        "channel": "email",
        "brand": options.get("brand"),
        "created_at": thread[0].sent_at,
        "solved_at": answered.sent_at if answered else None,
        "customer": {"name": customer.name, "email": customer.address} if customer else None,
        "agent": {"id": answered.address, "name": answered.name or None} if answered else None,
        "messages": messages,
    }
    one = made(Ticket, thread[0].id, fields)
    return Unread(f"mail {thread[0].number + 1}", one.reason) if isinstance(one, Unread) else one


def _is_desk(address: str, desk: Sequence[str]) -> bool:
    return any(address == own or (own.startswith("@") and address.endswith(own)) for own in desk)
