"""A source made ready to be read: its module, its server signed in to, its options."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from assist_server.errors import SourceGone, SourceRefused
from assist_server.settings import credential_variable
from assist_server.sources import Cursor, Fetch, Page, SourceModule
from assist_server.sources.catalogue import credentials, module_of, prefix_of, reads_files
from assist_server.sources.fetching import ATTEMPTS, PoliteFetch
from assist_server.sources.pace import Clock, per_minute

Sign = Callable[[], None]


@dataclass(frozen=True)
class Opened:
    """A source that can be read."""

    module: SourceModule
    fetch: Fetch
    options: Mapping[str, str]
    prefix: str

    def pages(self, cursor: Cursor) -> Iterator[Page]:
        """Yield what changed since the cursor."""
        pages: Iterator[Page] = self.module.pages(self.fetch, cursor, self.options)
        return pages

    def present(self) -> set[str] | None:
        """Return the ids, as they are stored, of all tickets that are still there; None where the pages tell."""
        listed = self.module.present(self.fetch, self.options)
        return None if listed is None else {f"{self.prefix}{id_}" for id_ in listed}

    def is_gone(self, id: str) -> bool:
        """Say whether a ticket that the listings lack is gone: the source is asked for it alone, where that can be."""
        if not hasattr(self.module, "gone"):
            return True
        try:
            return bool(self.module.gone(self.fetch, id.removeprefix(self.prefix), self.options))
        except (SourceGone, SourceRefused):
            return True


def nothing() -> None:
    """Give no sign."""


@contextmanager
def opened(
    name: str,
    kind: str,
    options: Mapping[str, str],
    *,
    sign: Sign = nothing,
    clock: Clock | None = None,
    attempts: int = ATTEMPTS,
) -> Iterator[Opened]:
    """Open a source. Raises SourceRefused naming the variables to check."""
    module = module_of(kind)
    prefix = prefix_of(name, options)
    if reads_files(module):
        yield Opened(module, _no_server, options, prefix)
        return
    known = credentials(name, module)
    fetch = PoliteFetch(
        options.get("url") or module.ADDRESS,
        rate=per_minute(options),
        insecure=options.get("insecure") == "yes",
        clock=clock,
        sign=sign,
        attempts=attempts,
    )
    try:
        fetch.headers = module.sign_in(fetch.post, known) if hasattr(module, "sign_in") else module.headers(known)
        yield Opened(module, fetch, options, prefix)
    except SourceRefused as exc:
        named = ", ".join(credential_variable(name, needed.name) for needed in module.NEEDED if needed.secret)
        raise SourceRefused(exc.detail, mend=f"Check {named}, and what that account may see.") from exc
    finally:
        fetch.close()


def _no_server(path: str, query: Mapping[str, str | int] | None = None) -> Any:
    raise NotImplementedError("a source that reads a file asks no server")
