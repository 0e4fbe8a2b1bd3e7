from __future__ import annotations

import ctypes
import threading

import pytest

from embeddings import memory


class Large:
    """Stands for an encoder."""


def test_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    given_back = threading.Event()
    monkeypatch.setattr(memory, "give_back", given_back.set)
    large: Large | None = Large()
    memory.give_back_after(large, soon=0.0)
    assert large and not given_back.is_set()
    large = None
    assert given_back.wait(timeout=60)


def test_memory_is_given_back_while_there_is_a_way(monkeypatch: pytest.MonkeyPatch) -> None:
    memory.give_back()
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())  # a C library without one
    memory.give_back()
