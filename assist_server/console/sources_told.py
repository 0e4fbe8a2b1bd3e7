"""What the console tells of a source: its last sync, the one under way, the next one, and some tickets as stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from assist_server.console.words import Words
from assist_server.progress import settle
from assist_server.services import Services
from assist_server.sources import Needed, Unread
from assist_server.sources.catalogue import kinds
from assist_server.store import ACTIVE, Entry, Job, Source, entries_of_sources, recent_jobs
from assist_server.text.beside import Piece, stored_pieces

LOOKED_AT = 100  # jobs among which a source's last one is looked for
COUNTS = ("added", "changed", "unchanged", "gone")


@dataclass(frozen=True)
class SourceTold:
    """A source as its page shows it."""

    row: Source
    title: str
    where: str
    entries: int
    last: dict[str, Any]
    unread: list[tuple[str, int, str]]
    began: datetime | None
    next_at: datetime | None
    late: bool
    error: str
    active: Job | None


@dataclass(frozen=True)
class TicketTold:
    """A ticket as it would be stored, its placeholders told apart."""

    id: str
    about: str
    title: list[Piece]
    turns: list[tuple[str, list[Piece]]]
    reply: list[Piece]


def sources_told(services: Services, rows: Sequence[Source], now: datetime | None = None) -> list[SourceTold]:
    """Tell of these sources."""
    settle(services.engine, services.settings.folder, services.jobs)
    counts, jobs = entries_of_sources(services.engine), recent_jobs(services.engine, LOOKED_AT)
    return [_told(row, counts.get(row.name, 0), _last_job(jobs, row.name), now or datetime.now(UTC)) for row in rows]


def _last_job(jobs: Iterable[Job], name: str) -> Job | None:
    return next((job for job in jobs if job.arguments.get("source") == name), None)


def _told(row: Source, entries: int, job: Job | None, now: datetime) -> SourceTold:
    report = row.report
    ids = report.get("unread_ids", {})
    began, next_at = _time(report.get("started_at")), _time(report.get("next_at"))
    wait = next_at - began if began and next_at else timedelta()
    active = job if job and job.state in ACTIVE else None
    return SourceTold(
        row=row,
        title=kinds()[row.kind].TITLE if row.kind in kinds() else row.kind,
        where=row.options.get("url") or row.options.get("file") or "",
        entries=entries,
        last=report,
        unread=[(reason, count, ", ".join(ids.get(reason, ()))) for reason, count in report.get("unread", {}).items()],
        began=began,
        next_at=next_at,
        late=next_at is not None and active is None and now > next_at + wait,
        error=_error(report, job),
        active=active,
    )


def _error(report: dict[str, Any], job: Job | None) -> str:
    """Return why the last sync came to no good end: as its report has it, else as its job has."""
    failed = job is not None and job.task == "sync" and job.state in ("failed", "interrupted")
    return str(report.get("error", "")) or (job.message if job and failed else "")


def _time(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def tickets_told(entries: Iterable[Entry], say: Words) -> list[TicketTold]:
    """Tell of tickets as they would be stored."""
    return [
        TicketTold(
            id=entry.id,
            about=" · ".join(part for part in (entry.status, entry.language, entry.brand, entry.category) if part),
            title=stored_pieces(entry.title),
            turns=[(say.of("author", turn["author"]), stored_pieces(turn["text"])) for turn in json.loads(entry.body)],
            reply=stored_pieces(entry.reply),
        )
        for entry in entries
    ]


def unread_told(unread: Iterable[Unread]) -> list[tuple[str, str]]:
    """Tell what can't be read: its id and why."""
    return [(one.id, one.reason) for one in unread]


def option_named(kind: str, needed: Needed, say: Words) -> str:
    """Say what an option or credential is, in the reader's language: as of its kind, else as of all kinds."""
    room, names = "credential" if needed.secret else "option", (f"{kind}.{needed.name}", needed.name)
    return next((told for name in names if (told := say.of(room, name)) != name), needed.title)
