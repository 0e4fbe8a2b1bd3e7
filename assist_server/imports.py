"""Importing many lines: streamed, prepared on all cores, saved in transactions, bad lines named and left out."""

from __future__ import annotations

import gzip
import io
import json
import os
import signal
import threading
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import IO, Any

from pydantic import BaseModel, ValidationError

from assist_server import intake, store
from assist_server.errors import AssistError, InvalidInput, TooLarge
from assist_server.results import Imported, Kind, Rejected
from assist_server.services import Services
from assist_server.store import Entry, Saved
from assist_server.ticket import Article, Macro, Ticket
from assist_server.vectors import embed

MOST_LINE = 4_000_000  # bytes of one line; a longer one is rejected without being kept in memory
CHUNK = 250  # lines prepared at a time by one process
AHEAD = 6  # chunks that may wait, so that memory stays bounded however large the file is
SMALL = 400  # lines; fewer are prepared here, since starting processes would take longer
SHAPES: dict[Kind, type[BaseModel]] = {"ticket": Ticket, "article": Article, "macro": Macro}
MOST_REJECTS = 100  # named in an answer

Line = tuple[int, bytes]


@dataclass
class Tally:
    """What an import did so far."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    lines: int = 0
    rejects: list[Rejected] = field(default_factory=list)
    rejected: int = 0

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
    on_reject: Callable[[Rejected, bytes], None] | None = None,
    progress: Callable[[Tally], None] | None = None,
) -> Imported:
    """Import JSON Lines (gzipped or not) from a stream; good lines land, bad ones are named.

    Memory does not grow with the stream. `most_bytes` bounds what it may unpack to, `on_reject` gets each bad line as
    it stands, `progress` the tally after each transaction. Raises InvalidInput for a damaged gzip stream and TooLarge
    beyond the bound; the lines before that have landed.
    """
    tally = Tally()
    lines = _lines(_plain(stream), most_bytes)
    with closing(_prepared(kind, lines, services.secret())) as prepared:  # ends its processes in any case
        for entries, rejects in prepared:
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
    )


def _reject(tally: Tally, reject: Rejected) -> None:
    tally.rejected += 1
    if len(tally.rejects) < MOST_REJECTS:
        tally.rejects.append(reject)


def _plain(stream: IO[bytes]) -> IO[bytes]:
    """Return the stream, unzipped if it begins like a gzip file."""
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    start = buffered.read(2)
    rejoined = _Rejoined(start, buffered)
    return gzip.GzipFile(fileobj=rejoined) if start == b"\x1f\x8b" else io.BufferedReader(rejoined)  # type: ignore[return-value]


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes were read already."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start, self._rest = start, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        chunk = self._start or self._rest.read(len(buffer))
        chunk, self._start = chunk[: len(buffer)], chunk[len(buffer) :] if self._start else b""
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _lines(stream: IO[bytes], most_bytes: int | None) -> Iterator[Line]:
    """Yield the numbered lines that aren't blank; one that is too long is yielded empty, so that it is rejected."""
    number = 0
    whole = True
    for piece in _pieces(stream, most_bytes):
        number += whole  # the piece begins a line if the one before ended one
        if whole and len(piece) > MOST_LINE:
            yield number, b""
        elif whole and piece.strip():
            yield number, piece
        whole = piece.endswith(b"\n")


def _pieces(stream: IO[bytes], most_bytes: int | None) -> Iterator[bytes]:
    """Yield lines, those that are too long in several pieces."""
    read = 0
    try:
        while piece := stream.readline(MOST_LINE + 1):
            read += len(piece)
            if most_bytes is not None and read > most_bytes:
                raise TooLarge(f"The lines unpack to more than {most_bytes} bytes.", mend="Send them in parts.")
            yield piece
    except (gzip.BadGzipFile, EOFError, zlib.error) as exc:
        raise InvalidInput("The gzip stream is damaged.", mend="What came before has landed; send it again.") from exc


Prepared = tuple[list[Entry], list[tuple[Rejected, bytes]]]


def _prepared(kind: Kind, lines: Iterator[Line], secret: bytes) -> Generator[Prepared, None, None]:
    """Yield entries and rejects chunk by chunk, in order; on all cores when there are many lines."""
    prepare = partial(_prepare, kind, secret)
    first = list(islice(lines, SMALL))
    if len(first) < SMALL:
        yield from map(prepare, _chunks(first))
        return
    context = get_context("spawn")
    theirs, lifeline = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(mp_context=context, initializer=_end_with, initargs=(theirs,))
    try:
        yield from _bounded_map(pool, prepare, _chunks(chain(first, lines)))
        pool.shutdown()
    except BrokenProcessPool as exc:
        detail = "A process that prepared lines has died, perhaps for want of memory."
        raise AssistError(detail, mend="Import the file again: what has landed stays as it is.") from exc
    finally:
        lifeline.close()  # what is still at work has nobody to work for
        pool.shutdown(cancel_futures=True)
        theirs.close()


def _end_with(lifeline: Connection) -> None:
    """Have this process end as soon as the other end of the pipe is closed, by whoever started it or by its death."""

    def wait() -> None:
        with suppress(EOFError, OSError):
            lifeline.recv()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


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
    for number, line in lines:
        try:
            entries.append(_entry(kind, SHAPES[kind].model_validate_json(line), secret))
        except ValidationError as exc:
            rejects.append((Rejected(line=number, reason=_reason(exc, line)), line))
    return entries, rejects


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
