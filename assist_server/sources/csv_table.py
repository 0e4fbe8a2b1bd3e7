"""A CSV file as rows: its encoding and delimiter found out, its broken rows told."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Generator, Mapping
from contextlib import closing
from itertools import islice

from assist_server.errors import InvalidInput
from assist_server.sources.files import reading

MOST_CELL = 4_000_000  # characters
SAMPLE = 2**16  # bytes looked at for the encoding's marks
ROWS_LOOKED_AT = 50
DELIMITERS = ",;\t|"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Row = tuple[int, list[str] | None]
"""The number of a row (the header is 1) and its cells, None where it can't be read."""


def rows(options: Mapping[str, str]) -> Generator[Row]:
    """Yield the header and all rows. Raises SourceUnusable for a file that can't be read."""
    delimiter, encoding = options["delimiter"], options["encoding"]
    csv.field_size_limit(MOST_CELL)
    with reading(options) as file, io.TextIOWrapper(file, encoding, errors="replace", newline="") as text:
        lines = (line.replace("\0", "") for line in text)
        reader = csv.reader(lines, delimiter=delimiter)
        number = 0
        while True:
            number += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield number, None
                continue
            if cells:
                yield number, cells


def first_rows(options: Mapping[str, str]) -> list[Row]:
    """Return the header and some rows."""
    with closing(rows(options)) as every:
        return list(islice(every, ROWS_LOOKED_AT + 1))


def with_form(options: Mapping[str, str]) -> dict[str, str]:
    """Return the options with encoding and delimiter, found out where they aren't told."""
    encoding = options.get("encoding") or _encoding(options)
    try:
        codecs.lookup(encoding)
    except LookupError as exc:
        raise InvalidInput("The option encoding names none.", mend="Try utf-8, utf-16 or cp1252.") from exc
    delimiter = options.get("delimiter") or _delimiter(options, encoding)
    if len(delimiter) != 1:
        raise InvalidInput("The option delimiter is one character.")
    return {**options, "encoding": encoding, "delimiter": delimiter}


def _encoding(options: Mapping[str, str]) -> str:
    """Return the encoding that the file's first bytes or its content tell."""
    with reading(options) as file:
        start = file.read(SAMPLE)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    if start.count(0) > len(start) / 4:
        return "utf-16-le" if start[1::2].count(0) > start[::2].count(0) else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with reading(options) as file:
        try:
            while chunk := file.read(2**20):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"


def _delimiter(options: Mapping[str, str], encoding: str) -> str:
    """Return the delimiter by which most rows have as many cells as the header, and the header the most."""
    fits = {}
    for delimiter in DELIMITERS:
        some = first_rows({**options, "delimiter": delimiter, "encoding": encoding})
        widths = [len(cells) for _, cells in some if cells]
        fits[delimiter] = (
            (sum(width == widths[0] for width in widths) * (widths[0] > 1), widths[0]) if widths else (0, 0)
        )
    return max(DELIMITERS, key=lambda delimiter: fits[delimiter])
