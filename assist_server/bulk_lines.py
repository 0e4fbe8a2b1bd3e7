"""A bulk body as numbered lines: JSON Lines, or the elements of one JSON array, as a generated client sends it."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from assist_server.errors import InvalidInput, TooLarge

MOST_SPACE = 1_000  # bytes of white space before an array

Line = tuple[int, bytes]

_SPACE = re.compile(r"[ \t\r\n]*+")
_MEND = "Send a JSON array of objects, or one object a line. What came before has landed."


def unzipped(stream: IO[bytes]) -> IO[bytes]:
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


def numbered_lines(stream: IO[bytes], most_bytes: int | None, most_line: int) -> Iterator[Line]:
    """Yield the numbered lines that aren't blank, or the elements of the array that the stream is.

    One of more than `most_line` bytes is yielded empty, without being kept in memory. Raises TooLarge where all are
    more than `most_bytes`, InvalidInput where the stream is damaged or the array is none.
    """
    start = b""
    with _undamaged():
        while len(start) < MOST_SPACE and not start[-1:].strip() and (piece := stream.read(1)):
            start += piece
    rejoined: IO[bytes] = io.BufferedReader(_Rejoined(start, stream))
    if start.strip() != b"[":
        yield from _lines(rejoined, most_bytes, most_line)
        return
    with _undamaged():
        body = rejoined.read(-1 if most_bytes is None else most_bytes + 1)
    if most_bytes is not None and len(body) > most_bytes:
        raise _too_large(most_bytes)
    for number, element in _elements(body):
        yield number, element if len(element) <= most_line else b""


@contextmanager
def _undamaged() -> Iterator[None]:
    try:
        yield
    except (gzip.BadGzipFile, EOFError, zlib.error) as exc:
        raise InvalidInput("The gzip stream is damaged.", mend="What came before has landed; send it again.") from exc


def _too_large(most_bytes: int) -> TooLarge:
    return TooLarge(f"The lines unpack to more than {most_bytes} bytes.", mend="Send them in parts.")


def _lines(stream: IO[bytes], most_bytes: int | None, most_line: int) -> Iterator[Line]:
    """Yield the numbered lines that aren't blank; one that is too long is yielded empty, so that it is rejected."""
    number = 0
    whole = True
    for piece in _pieces(stream, most_bytes, most_line):
        number += whole  # the piece begins a line if the one before ended one
        if whole and len(piece) > most_line:
            yield number, b""
        elif whole and piece.strip():
            yield number, piece
        whole = piece.endswith(b"\n")


def _pieces(stream: IO[bytes], most_bytes: int | None, most_line: int) -> Iterator[bytes]:
    """Yield lines, those that are too long in several pieces."""
    read = 0
    while True:
        with _undamaged():
            piece = stream.readline(most_line + 1)
        if not piece:
            return
        read += len(piece)
        if most_bytes is not None and read > most_bytes:
            raise _too_large(most_bytes)
        yield piece


def _elements(body: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the elements of an array, numbered from 1. Raises InvalidInput where the body is no JSON array."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise InvalidInput("The body is not UTF-8.") from exc
    at = _after(text, 0, "[")
    if text[at : at + 1] == "]":
        _end(text, at)
        return
    decoder, number = json.JSONDecoder(), 0
    while True:
        number += 1
        try:
            _, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as exc:
            raise InvalidInput(f"Element {number} of the array is not JSON.", mend=_MEND) from exc
        yield number, text[at:end].encode("utf-8", "surrogatepass")
        at = _skip(text, end)
        if text[at : at + 1] == "]":
            _end(text, at)
            return
        at = _after(text, at, ",")


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _after(text: str, at: int, sign: str) -> int:
    """Return where the next thing after a sign begins."""
    at = _skip(text, at)
    if text[at : at + 1] != sign:
        raise InvalidInput("The body is no whole JSON array.", mend=_MEND)
    return _skip(text, at + 1)


def _end(text: str, at: int) -> None:
    if _skip(text, at + 1) != len(text):
        raise InvalidInput("Something stands after the end of the JSON array.", mend=_MEND)
