"""The end of a chunked body is found in whatever pieces it comes."""

from __future__ import annotations

import pytest

from assist_server.web.chunks import ChunkScanner, MalformedChunks

BODIES = [
    b"0\r\n\r\n",
    b"5\r\nhello\r\n0\r\n\r\n",
    b"a;name=value\r\n0123456789\r\n1\r\n\n\r\n000\r\nTrailer: x\r\n\r\n",
    b"4\r\n\r\n\r\n\r\n0\r\n\r\n",
]


def fed(pieces: list[bytes]) -> tuple[bytes, bytes, bool]:
    """Return what was taken off as body, what is left, and whether it has ended."""
    scanner, inbox, body, ended = ChunkScanner(), bytearray(), b"", False
    for piece in pieces:
        inbox += piece
        if not ended:
            taken, ended = scanner.feed(inbox)
            body += inbox[:taken]
            del inbox[:taken]
    return body, bytes(inbox), ended


@pytest.mark.parametrize("body", BODIES)
def test_it_works(body: bytes) -> None:
    assert fed([body + b"GET / HTTP/1.1"]) == (body, b"GET / HTTP/1.1", True)


@pytest.mark.parametrize("body", BODIES)
def test_it_may_come_byte_by_byte(body: bytes) -> None:
    assert fed([bytes([byte]) for byte in body]) == (body, b"", True)


@pytest.mark.parametrize("body", BODIES)
def test_it_has_not_ended_before_its_end(body: bytes) -> None:
    assert not fed([body[:-1]])[2]


@pytest.mark.parametrize("data", [b"x\r\n", b"\r\n\r\n", b"-1\r\n", b"0x5\r\n", b"f" * 17 + b"\r\n", b"1" * 9_000])
def test_what_are_no_chunks_is_refused(data: bytes) -> None:
    with pytest.raises(MalformedChunks):
        ChunkScanner().feed(bytearray(data))
