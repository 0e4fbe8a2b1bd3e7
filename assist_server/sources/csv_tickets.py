"""The rows of a table that belong to one ticket, as a Ticket: words, dates and authors in several languages."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assist_server.sources import Unread
from assist_server.sources.made import made
from assist_server.text.patterns import bounded
from assist_server.ticket import Ticket

Cells = Mapping[str, str]

STATUS_WORDS = {
    "solved": "solved resolved done fixed completed answered gelöst geloest erledigt beantwortet resuelto solucionado"
    " risolto résolu 已解决 已完成",
    "closed": "closed archived geschlossen cerrado chiuso fermé fechado 已关闭",
    "new": "new neu nuevo nuovo nouveau 新建",
    "open": "open reopened inprogress offen inbearbeitung abierto enproceso aperto ouvert 打开 处理中",
    "pending": "pending waiting pendingcustomerresponse waitingforcustomer wartend pendiente inattesa enattente 等待中",
    "on_hold": "onhold hold pausiert zurückgestellt enespera 挂起",
}
STATUS_OF = {word: status for status, words in STATUS_WORDS.items() for word in words.split()}
AUTHORS = {
    "customer": "customer client requester user enduser visitor contact incoming inbound kunde kundin anwender"
    " eingehend cliente usuario entrante 客户 用户",
    "agent": "agent staff support operator admin outgoing outbound mitarbeiter mitarbeiterin bearbeiter ausgehend"
    " agente soporte saliente 客服 坐席",
    "system": "system bot automation trigger automatisch sistema 系统",
}
AUTHOR_OF = {word: author for author, words in AUTHORS.items() for word in words.split()}
YES = frozenset("true yes 1 internal private ja wahr intern sí si verdadero interno privado 是".split())
GOOD = frozenset("good satisfied positive gut zufrieden bueno satisfecho 满意".split())
BAD = frozenset("bad unsatisfied dissatisfied negative schlecht unzufrieden malo insatisfecho 不满意".split())
DATE = bounded(r"(\d{1,4})[./-](\d{1,2})[./-](\d{1,4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp][Mm])?)?.*")
SHORT_FIELDS = ("subject", "team", "brand", "category", "channel", "url", "language")


def ticket_of(group: Sequence[tuple[int, Cells | None]], options: Mapping[str, str]) -> Ticket | Unread:
    """Return the ticket of these rows, or why they make none."""
    number, first = group[0]
    if first is None or any(cells is None for _, cells in group):
        return Unread(f"row {number}", "a row that is not CSV")
    readable = [cells for _, cells in group if cells is not None]
    status = _status(readable[-1].get("status", ""), options)
    if not status:
        return Unread(f"row {number}", "status: not a word that is known")
    customer = {"name": first.get("customer"), "email": first.get("customer_email")}
    fields: dict[str, Any] = {name: first[name].strip() for name in SHORT_FIELDS if name in first}
    fields |= {
        "status": status,
        "customer": customer if any(customer.values()) else None,
        "agent": {"name": first["agent"]} if "agent" in first else None,
        "tags": [tag.strip() for tag in re.split(r"[,;|]", first.get("tags", "")) if tag.strip()],
        "csat": _rating(first.get("csat", "")),
        "created_at": _time(first.get("created_at", ""), options),
        "solved_at": _time(readable[-1].get("solved_at", ""), options),
        "messages": [message for cells in readable for message in _messages(cells, first, options)],
    }
    made_one = made(Ticket, first.get("id", "").strip() or f"row {number}", fields)
    return Unread(f"row {number}", made_one.reason) if isinstance(made_one, Unread) else made_one


def _messages(cells: Cells, first: Cells, options: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what a row says: a question, an answer, or one message of an author."""
    at = _time(cells.get("sent_at", ""), options)
    said = [("customer", cells.get("question", "")), ("agent", cells.get("answer", ""))]
    said.append((_author(cells, first), cells.get("text", "")))
    internal = _word(cells.get("internal", "")) in YES
    return [
        {"author": author, "text": text, "sent_at": at, "internal": internal} for author, text in said if text.strip()
    ]


def _author(cells: Cells, first: Cells) -> str:
    """Return who wrote a row: by the word for it, else the customer where the name or address is the customer's."""
    told = cells.get("author", "")
    if not told:
        return "customer" if cells is first else "agent"
    known = AUTHOR_OF.get(_word(told))
    theirs = {_word(first[name]) for name in ("customer", "customer_email") if name in first}
    return known or ("customer" if _word(told) in theirs else "agent")


def _status(told: str, options: Mapping[str, str]) -> str:
    return STATUS_OF.get(_word(told), "") if told.strip() else options.get("status", "solved")


def _word(text: str) -> str:
    return re.sub(r"[\s_-]+", "", text.strip().lower())


def _rating(text: str) -> str | int | None:
    word = _word(text)
    number = re.fullmatch(r"([1-5])(?:\.0)?(?:/5)?", word)
    return int(number[1]) if number else "good" if word in GOOD else "bad" if word in BAD else None


def _time(text: str, options: Mapping[str, str]) -> datetime | None:
    """Return a time as it is written in the most common ways; None for any other, which costs the time alone."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        match = DATE.fullmatch(text.strip())
    if not match:
        return None
    a, b, c = (int(part) for part in match.groups()[:3])
    day_first = options.get("dates", "dmy") != "mdy" if max(a, b) <= 12 else a > 12
    year, month, day = (a, b, c) if a > 31 else (c, b, a) if day_first else (c, a, b)
    hour, minute, second = (int(part or 0) for part in match.groups()[3:6])
    if match[7]:
        hour = hour % 12 + (12 if match[7].lower() == "pm" else 0)
    try:
        return datetime(year, month, day, hour, minute, second)
    except ValueError:
        return None
