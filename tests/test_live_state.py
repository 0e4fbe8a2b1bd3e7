"""What a request waited for it does not undo: the live state is looked up once it is its turn."""

from __future__ import annotations

import threading
from typing import Any

from assist_server import store
from assist_server.services import Services, build


class Meanwhile:
    """A lock before which, for the first who waits for it, something else happens."""

    def __init__(self, happens: Any) -> None:
        self._lock, self._happens = threading.RLock(), happens

    def __enter__(self) -> None:
        happens, self._happens = self._happens, None
        if happens:
            happens()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def acquire(self, blocking: bool = True) -> bool:
        """Take it."""
        return self._lock.acquire(blocking)

    def release(self) -> None:
        """Give it back."""
        self._lock.release()


def test_it_works(desk: Services) -> None:
    assert desk.view().live == store.live(desk.engine)


def test_a_request_that_waited_does_not_go_back_to_what_was_live_before(desk: Services, reindexed: Any) -> None:
    services = build(desk.settings)
    old = services.view()
    store.delete_entries(services.engine, "ticket", ["T-1"])  # this request has something to follow

    def another_goes_on() -> None:
        """Another request follows to a new generation, and to a ticket that was deleted after it."""
        reindexed(desk)
        store.delete_entries(services.engine, "ticket", ["T-2"])
        assert services.view().generation != old.generation

    services.index._lock = Meanwhile(another_goes_on)  # type: ignore[assignment]
    view = services.view()
    assert view.live == store.live(services.engine) and view.generation != old.generation
    assert services.view() is view
    services.close()
