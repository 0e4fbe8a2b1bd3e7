"""Importing many lines: streamed, prepared on all cores, saved in transactions, bad lines named and left out."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ValidationError

from assist_server import intake, pulse, store
from assist_server.bulk_lines import Line, numbered_lines, unzipped
from assist_server.errors import AssistError
from assist_server.process_slots import hold_slots
from assist_server.results import Imported, Kind, Rejected
from assist_server.services import Services
from assist_server.store import Entry, Saved
from assist_server.ticket import Article, Macro, Ticket
from assist_server.validation import InvalidRequest, Location, counted, of_any_item, read_line
from assist_server.vectors import embed

MOST_LINE = 4_000_000  # bytes of one line; a longer one is rejected without being kept in memory
CHUNK = 250  # lines prepared at a time by one process
AHEAD = 6  # chunks that may wait, so that memory stays bounded however large the file is
SMALL = 400  # lines; fewer are prepared here, since starting processes would take longer
SHAPES: dict[Kind, type[BaseModel]] = {"ticket": Ticket, "article": Article, "macro": Macro}
MOST_REJECTS = 100  # named in an answer
MOST_UNKNOWN = 100  # names of fields that are not known, counted apart


@dataclass
class Tally:
    """What an import did so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    lines: int = 0
    rejects: list[Rejected] = field(default_factory=list)
    rejected: int = 0
    unknown: Counter[Location] = field(default_factory=Counter)  # lines by what they name that is not known

    def count(self, saved: Saved) -> None:
        """Add what one transaction did."""
        self.added += saved.added
        self.changed += saved.changed
        self.unchanged += saved.unchanged


def entry_of(kind: Kind, value: BaseModel, services: Services) -> Entry:
    """Return a validated ticket, article or macro as it is stored."""
    return _entry(kind, value, services.secret())


def _entry(kind: Kind, value: Any, secret: bytes) -> Entry:
    if kind == "ticket":
        return intake.ticket_entry(value, secret)
    return intake.article_entry(value) if kind == "article" else intake.macro_entry(value)


def save(services: Services, entries: list[Entry]) -> Saved:
    """Save the entries in one transaction and embed them where an index is live, so that they are found at once."""
    saved = store.save_entries(services.engine, entries)
    if (saved.added or saved.changed) and store.live(services.engine).generation is not None:
        encoder = services.encoder()
        texts = {store.text_hash(text): text for entry in entries for text in (*entry.passages, entry.reply) if text}
        known = store.vectors(services.engine, encoder.model.name, list(texts))
        embed(services.engine, encoder, {key: text for key, text in texts.items() if key not in known})
    return saved


def embed_waiting(services: Services) -> int:
    """Embed what is newer than the live generation, replies too, as far as it can be searched beside it.

    Returns how many passages are too many for that and wait for the next reindex.
    """
    engine, most = services.engine, services.settings.max_pending
    if store.live(engine).generation is None:
        return 0
    missing = store.missing_vectors(engine, services.model(), "", 2 * most)  # a passage and its reply
    if missing:
        embed(engine, services.encoder(), dict(missing))
    return max(0, store.pending_count(engine) - most)


def import_lines(
    services: Services,
    kind: Kind,
    stream: IO[bytes],
    *,
    most_bytes: int | None = None,
    processes: int | None = None,
    on_reject: Callable[[Rejected, bytes], None] | None = None,
    progress: Callable[[Tally], None] | None = None,
) -> Imported:
    """Import JSON Lines, or one JSON array, gzipped or not, from a stream; good lines land, bad ones are named.

    Memory does not grow with the stream of lines; an array is read whole. `most_bytes` bounds what it may unpack to,
    `processes` how many all bulk requests of a server may start together (none: as many as there are cores, for this
    one), `on_reject` gets each bad line as it stands, `progress` the tally after each transaction. Raises InvalidInput
    for a damaged stream, TooLarge beyond the bound and Busy while no process can be had; the lines before that have
    landed.
    """
    tally = Tally()
    pool = partial(_pool, services.settings.folder, processes)
    lines = numbered_lines(unzipped(stream), most_bytes, MOST_LINE)
    with closing(_prepared(kind, lines, services.secret(), pool)) as prepared:  # ends its processes in any case
        for entries, rejects, unknown in prepared:
            _count_unknown(tally, unknown)
            for reject, line in rejects:
                _reject(tally, reject)
                if on_reject:
                    on_reject(reject, line)
            if entries:
                tally.count(store.save_entries(services.engine, entries))
            tally.lines += len(entries) + len(rejects)
            if progress:
                progress(tally)
    waiting = embed_waiting(services) if tally.lines else 0  # also for an import before that was stopped
    return Imported(
        added=tally.added,
        changed=tally.changed,
        unchanged=tally.unchanged,
        rejected=tally.rejected,
        rejects=tally.rejects,
        waiting=waiting,
        hints=counted(SHAPES[kind], tally.unknown),
    )


def _count_unknown(tally: Tally, unknown: Counter[Location]) -> None:
    """Count what is not known, as far as so many different names can be told."""
    for location, lines in unknown.items():
        if location in tally.unknown or len(tally.unknown) < MOST_UNKNOWN:
            tally.unknown[location] += lines


def _reject(tally: Tally, reject: Rejected) -> None:
    tally.rejected += 1
    if len(tally.rejects) < MOST_REJECTS:
        tally.rejects.append(reject)


Prepared = tuple[list[Entry], list[tuple[Rejected, bytes]], Counter[Location]]
Pool = Callable[[], AbstractContextManager[ProcessPoolExecutor]]


@contextmanager
def _pool(folder: Path, processes: int | None) -> Iterator[ProcessPoolExecutor]:
    """Open the processes that prepare lines: one for each core, or as many of the server's as are free."""
    with ExitStack() as stack:
        count = None if processes is None else stack.enter_context(hold_slots(folder, processes))
        context = get_context("spawn")
        theirs, lifeline = context.Pipe(duplex=False)
        stack.callback(theirs.close)
        pool = ProcessPoolExecutor(count, mp_context=context, initializer=_end_with, initargs=(theirs,))
        stack.callback(pool.shutdown, cancel_futures=True)
        stack.callback(lifeline.close)  # what is still at work has nobody to work for
        yield pool
        pool.shutdown()


def _prepared(kind: Kind, lines: Iterator[Line], secret: bytes, pool: Pool) -> Generator[Prepared, None, None]:
    """Yield entries, rejects and what is not known chunk by chunk, in order; by several processes where there are many
    lines."""
    prepare = partial(_prepare, kind, secret)
    first = list(islice(lines, SMALL))
    if len(first) < SMALL:
        yield from map(prepare, _chunks(first))
        return
    try:
        with pool() as processes:
            yield from _bounded_map(processes, prepare, _chunks(chain(first, lines)))
    except BrokenProcessPool as exc:
        detail = "A process that prepared lines has died, perhaps for want of memory."
        raise AssistError(detail, mend="Import the file again: what has landed stays as it is.") from exc


def _end_with(lifeline: Connection) -> None:
    """Have this process end as soon as the other end of the pipe is closed, by whoever started it or by its death."""

    def wait() -> None:
        with suppress(EOFError, OSError):
            lifeline.recv()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
    pulse.give_way()


def _chunks(lines: Iterable[Line]) -> Iterator[tuple[Line, ...]]:
    rest = iter(lines)
    return iter(lambda: tuple(islice(rest, CHUNK)), ())


def _bounded_map(
    pool: ProcessPoolExecutor, work: Callable[[Any], Prepared], chunks: Iterator[Any]
) -> Iterator[Prepared]:
    """Like `pool.map`, but with at most `AHEAD` chunks on their way."""
    waiting = [_submit(pool, work, chunk) for chunk in islice(chunks, AHEAD)]
    while waiting:
        yield waiting.pop(0).result()
        waiting += [_submit(pool, work, chunk) for chunk in islice(chunks, 1)]


def _submit(pool: ProcessPoolExecutor, work: Callable[[Any], Prepared], chunk: Any) -> Future[Prepared]:
    """Submit a chunk. A process started for it takes no Ctrl+C: that is this one's to answer, which then ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(work, chunk)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare(kind: Kind, secret: bytes, lines: tuple[Line, ...]) -> Prepared:
    entries: list[Entry] = []
    rejects: list[tuple[Rejected, bytes]] = []
    unknown: Counter[Location] = Counter()
    for number, line in lines:
        named: Sequence[Location] = ()
        try:
            value, named = read_line(SHAPES[kind], line)
            entries.append(_entry(kind, value, secret))
        except InvalidRequest as exc:
            named = exc.unknown
            rejects.append((Rejected(line=number, reason=_reason(exc.cause, line)), line))
        for location in islice({of_any_item(one) for one in named}, MOST_UNKNOWN):
            if location in unknown or len(unknown) < MOST_UNKNOWN:
                unknown[location] += 1
    return entries, rejects, unknown


def _reason(exc: ValidationError, line: bytes) -> str:
    """Say what is wrong with a line without repeating any of it."""
    if not line:
        return f"longer than {MOST_LINE} bytes"
    first = exc.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return "not JSON"
    place = ".".join(map(str, first["loc"]))
    return f"{place}: {first['msg']}" if place else first["msg"]


def rejected_line(reject: Rejected, line: bytes) -> str:
    """Return a reject as a line of the rejects file: number, reason, and the line itself to be mended."""
    return json.dumps({"line": reject.line, "reason": reject.reason, "text": line.decode("utf-8", "replace")}) + "\n"
