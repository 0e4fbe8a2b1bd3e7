"""The mails of an mbox: what their headers tell, and what they say, without attachments and whatever is broken."""

from __future__ import annotations

import email
import email.policy
import hashlib
import mailbox
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import Any

from assist_server.errors import SourceUnusable

MOST_HEADERS = 2**18  # bytes of one mail's headers that are looked at
MOST_MAIL = 64 * 2**20  # bytes of one mail that is read whole, attachments and all
MESSAGE_ID = re.compile(r"<([^<>\s]{1,990})>")
MOST_REFERENCES = 100


@dataclass(frozen=True)
class Told:
    """What the headers of a mail tell."""

    number: int
    message_id: str
    answers: tuple[str, ...]  # the mails before it, the nearest one last
    id: str
    subject: str
    name: str
    address: str
    sent_at: datetime | None


class Mails:
    """An open mbox. `broken` are the numbers (from 1) of what is no mail, once `told` came to its end."""

    def __init__(self, path: str) -> None:
        self._path = path
        self.broken: list[int] = []

    def __enter__(self) -> Mails:
        try:
            self._box = mailbox.mbox(self._path, create=False)
            self._keys = self._box.keys()
        except (OSError, mailbox.Error) as exc:
            raise SourceUnusable("The mbox cannot be read.", mend="Check the option file.") from exc
        return self

    def __exit__(self, *_: object) -> None:
        self._box.close()

    def told(self) -> Iterator[Told]:
        """Yield what the headers of each mail tell."""
        for number, key in enumerate(self._keys):
            with self._box.get_file(key) as file:
                start = file.read(MOST_HEADERS)
            head = email.message_from_bytes(
                re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0], policy=email.policy.compat32
            )
            sender = _text(head, "From")
            if not head.keys() or "@" not in sender:
                self.broken.append(number + 1)
                continue
            yield _told(number, head, sender, start)

    def mail(self, number: int) -> Message:
        """Return a mail whole. Raises ValueError for one that is too large."""
        with self._box.get_file(self._keys[number]) as file:
            content = file.read(MOST_MAIL + 1)
        if len(content) > MOST_MAIL:
            raise ValueError("too large")
        return email.message_from_bytes(content, policy=email.policy.compat32)


def _told(number: int, head: Message, sender: str, start: bytes) -> Told:
    own = MESSAGE_ID.search(str(head.get("Message-ID", "")))
    before = MESSAGE_ID.findall(str(head.get("References", "")))[-MOST_REFERENCES:]
    before += MESSAGE_ID.findall(str(head.get("In-Reply-To", "")))[:1]
    name, address = parseaddr(sender)
    message_id = own[1] if own else hashlib.sha256(start).hexdigest()
    return Told(
        number=number,
        message_id=message_id,
        answers=tuple(before),
        id=hashlib.sha256(message_id.encode("utf-8", "replace")).hexdigest()[:24],  # tells nothing of its writer
        subject=_text(head, "Subject")[:2_000],
        name=name[:300],
        address=address.lower()[:300],
        sent_at=_time(head),
    )


def _text(head: Message, name: str) -> str:
    """Return a header as text, whatever it holds."""
    raw = str(head.get(name, ""))
    try:
        raw = str(make_header(decode_header(raw)))
    except (ValueError, LookupError):
        pass
    return " ".join(raw.encode("utf-8", "replace").decode().split())


def _time(head: Message) -> datetime | None:
    try:
        told = parsedate_to_datetime(str(head.get("Date", "")))
        return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def said(mail: Message) -> tuple[str | None, str | None]:
    """Return what a mail says as text, or else as HTML, (None, None) where it says nothing; no attachments."""
    bodies: dict[str, str] = {}
    for part in mail.walk():
        if part.is_multipart() or part.get_filename() or part.get_content_disposition() == "attachment":
            continue
        if part.get_content_type() in ("text/plain", "text/html"):
            bodies.setdefault(part.get_content_type(), _decoded(part))
    plain = bodies.get("text/plain", "")
    return (plain, None) if plain.strip() else (None, bodies.get("text/html") or None)


def _decoded(part: Message) -> str:
    content: Any = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    try:
        return raw.decode(part.get_content_charset() or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", "replace")
