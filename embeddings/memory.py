"""Memory given back to the machine once something large is let go.

The C library keeps what was freed in case it is wanted again: most of an encoder that was switched away from, and each
further switch would add to that.
"""

from __future__ import annotations

import ctypes
import threading
import weakref

SOON = 1.0  # seconds: the object is about to be taken apart when we hear of it


def give_back_after(large: object, soon: float = SOON) -> None:
    """Give the freed memory back a moment after the last reference to an object has gone."""
    weakref.finalize(large, _later, soon).atexit = False


def give_back() -> None:
    """Give freed memory back now, where the C library has a way to (glibc has)."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def _later(soon: float) -> None:
    timer = threading.Timer(soon, give_back)
    timer.daemon = True
    timer.start()
