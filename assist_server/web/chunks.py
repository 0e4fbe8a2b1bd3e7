"""Where a chunked body ends (RFC 9112, 7.1), found while it comes in; what is in it is checked when it is read."""

from __future__ import annotations

LONGEST_LINE = 8_190  # bytes of a chunk's size with its extensions, or of a trailer


class MalformedChunks(Exception):
    """The bytes are not chunks, so that nobody can say where the request ends."""


class ChunkScanner:
    """Follows the chunks of one body without keeping them."""

    def __init__(self) -> None:
        self._left = 0  # bytes of the present chunk that are still to come, its line break included
        self._in_trailers = False

    def feed(self, data: bytearray) -> tuple[int, bool]:
        """Return how many of the bytes can be taken off as part of the body, and whether it has ended.

        The rest has to be given again with what comes next. Raises MalformedChunks.
        """
        at = 0
        while True:
            if self._left:
                step = min(self._left, len(data) - at)
                at, self._left = at + step, self._left - step
                if self._left:
                    return at, False
            end = data.find(b"\r\n", at, at + LONGEST_LINE)
            if end < 0:
                if len(data) - at >= LONGEST_LINE:
                    raise MalformedChunks
                return at, False
            line = bytes(data[at:end])
            at = end + 2
            if self._in_trailers:
                if not line:
                    return at, True
            elif (size := _size(line)) == 0:
                self._in_trailers = True
            else:
                self._left = size + 2


def _size(line: bytes) -> int:
    digits = line.partition(b";")[0].strip(b" \t")
    if not 0 < len(digits) <= 16 or digits.strip(b"0123456789abcdefABCDEF"):
        raise MalformedChunks
    return int(digits, 16)
