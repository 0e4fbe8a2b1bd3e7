"""Where tickets come from. A source only translates: what it must fetch it asks the runner for, which is polite.

Each source is one module with
    TITLE      its name as people know it
    EVIDENCE   how it was tried: against the real server, or against a stub written from its documentation
    NEEDED     what its address and credentials are called, see `Needed`
    headers(credentials)            what signs a request in
    pages(fetch, cursor, options)   yields Pages from the cursor on ({} at first), oldest change first
    present(fetch, options)         yields the ids of all tickets still there; None where the pages tell of deletions
and, where it needs them,
    ADDRESS                         where its server is, when that is not the option `url`
    gone(fetch, id, options)        whether a ticket that `present` left out is gone when it is asked for by its id
    sign_in(post, credentials)      returns the headers that sign a request in, where a token must be asked for first

Modules beside them: `fetching` and `pace` are how a source is asked, `catalogue` says which sources there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Protocol

from assist_server.results import Kind
from assist_server.ticket import Article, Macro, Ticket

Cursor = Mapping[str, Any]
"""Where to go on: JSON, opaque to everyone but its source, kept once what came before it was saved."""


class Fetch(Protocol):
    """Get JSON from the source's own server: waits its turn, heeds Retry-After, retries, bounds what it reads."""

    def __call__(self, path: str, query: Mapping[str, str | int] | None = None) -> Any:
        """Return the parsed answer. `path` begins with '/', or is a whole address on the same server.

        Raises errors.SourceRefused (401, 403), SourceGone (404, 410) and SourceUnusable (what retrying did not mend).
        """


class Post(Protocol):
    """Send a form to the source's own server and return the parsed answer: to be given a token, nothing else."""

    def __call__(self, path: str, form: Mapping[str, str]) -> Any: ...


@dataclass(frozen=True)
class Needed:
    """What a source must be told: the name of an option, or of a credential (read from the environment alone)."""

    name: str
    title: str
    secret: bool = False
    required: bool = True


@dataclass(frozen=True)
class Unread:
    """One thing of the source that could not be read: its id and why, without any of its text."""

    id: str
    reason: str


@dataclass(frozen=True)
class Page:
    """What one step brought. When all of it is saved, `cursor` is where the next sync goes on."""

    cursor: Cursor
    tickets: tuple[Ticket, ...] = ()
    articles: tuple[Article, ...] = ()
    macros: tuple[Macro, ...] = ()
    gone: tuple[tuple[Kind, str], ...] = ()
    unread: tuple[Unread, ...] = ()
    total: int | None = field(default=None, kw_only=True)  # things to come in all, where the source tells


Pages = Callable[[Fetch, Cursor, Mapping[str, str]], Iterator[Page]]
SourceModule = ModuleType
