"""Forget a customer everywhere, and prove it: database, cache, feedback, and the files of the index."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from assist_server import reindex, store
from assist_server.errors import AssistError
from assist_server.intake import keys_of_customer
from assist_server.results import Erasure
from assist_server.services import Services, keyed_hash
from assist_server.store import Erased

T = TypeVar("T")
SEARCH_THERE = "The live index lies in the data folder of another server, whose files were not searched from here."
LEAST_MARK = 8  # characters of an address or id from which on it is looked for inside of texts
SNIPPET = 48  # bytes of a text that are looked for in files
MOST_MARKS = 24  # of the texts, looked for in every file
NAMED = 5  # tickets that mention the customer


def erase(services: Services, *known: str, rebuild: Callable[[], None] | None = None) -> Erasure:
    """Forget the customer whose tickets carry one of these ids or addresses; return what went, and the proof.

    The next request of every process finds nothing of theirs. What the index's files hold goes with the next reindex:
    `rebuild` runs it before the proof; without it `remains` says that it is still due. What can't be matched with a
    customer is looked for by the text, and counted. Raises SecretRefused where no ticket could be matched at all.
    """
    secret = services.secret()
    keys = keys_of_customer(known, secret)
    erased = store.erase_customer(services.engine, keys, lambda id_: keyed_hash(secret, id_))
    remains = [] if services.cache.clear() else [_cache_away(services)]
    if erased.ids:
        reindex.forget_erased(services)
        store.purge(services.engine)
    if rebuild is not None and reindex.holds_erased(services):
        remains += _rebuilt(rebuild)
    found, files = _looked_for(services, known, keys, erased)
    return Erasure(
        tickets=len(erased.ids),
        passages=erased.passages,
        vectors=erased.vectors,
        feedback=erased.feedback,
        columns_searched=len(store.columns_searched()),
        files_searched=files,
        found_in=found,
        remains=remains + _index(services) + _unmatched(services, known, erased),
    )


def would_go(services: Services, *known: str) -> dict[str, int]:
    """Count what `erase` would take away, by kind. Nothing is changed."""
    return store.count_to_erase(services.engine, keys_of_customer(known, services.secret()))


def _rebuilt(rebuild: Callable[[], None]) -> list[str]:
    """Run the reindex; what is erased stays erased if it fails, so that is told and not raised."""
    try:
        rebuild()
    except AssistError as exc:
        return [str(exc)]
    return []


def _unmatched(services: Services, known: Sequence[str], erased: Erased) -> list[str]:
    """Say what may be the customer's and can't be told from here."""
    engine, lines = services.engine, []
    if not erased.ids:
        lines.append("No ticket is stored under this address or id.")
        anonymous = store.count_anonymous(engine)
        lines += [f"Tickets stored without a customer, which nobody can match: {anonymous}."] if anonymous else []
    ids, count = store.mentioning(engine, _marks(known), NAMED)
    if ids:
        lines.append(
            f"Other tickets whose text holds the address or id: {count} (among them {', '.join(ids)})."
            " Delete those that are this customer's."
        )
    unmatched = store.count_unmatched(engine)
    if unmatched:
        lines.append(
            f"Tickets whose customer is hashed with a lost secret, so that nobody can match them: {unmatched}."
            " Import them again, then erase again."
        )
    return lines


def _marks(known: Sequence[str]) -> list[str]:
    """Return the addresses and ids that are looked for inside of texts: a short id may be part of anything."""
    return [one for given in known if len(one := given.strip()) >= LEAST_MARK or "@" in one]


def _looked_for(services: Services, known: Sequence[str], keys: Iterable[str], erased: Erased) -> tuple[list[str], int]:
    """Return the columns and files where something is left, and how many files were read."""
    inside = [*keys, *_marks(known)]
    found = store.traces(services.engine, erased.ids, erased.hashes, inside)
    wanted = [text.encode() for text in (*inside, *_sampled(erased.hashes))]
    snippets = _snippets(erased)
    files, left = _search(services, wanted, snippets)
    if any(name.startswith("assist.db") for name in left):  # deleted long ago, by a release that did not overwrite
        store.purge(services.engine, rewrite=True)
        files, left = _search(services, wanted, snippets)
    return [*found, *left], files


def _cache_away(services: Services) -> str:
    seconds = services.settings.cache_seconds
    return f"Redis is away: answers kept there end by themselves, {seconds} seconds after they were given."


def _index(services: Services) -> list[str]:
    """Say what the files of the live index still hold, which no request can reach."""
    elsewhere = reindex.is_elsewhere(services)
    lines = [SEARCH_THERE] if elsewhere else []
    if not reindex.holds_erased(services):
        return lines
    if elsewhere:
        return [*lines, "Its files hold the erased tickets until assist reindex has run there."]
    return [
        "The live index's files still hold vectors and words of the erased tickets; no answer can show them, and they"
        " are gone when the next reindex has ended. The previous index was removed."
    ]


def _snippets(erased: Erased) -> list[bytes]:
    """Return the beginnings of texts that nobody else had."""
    texts = [text.encode() for text in erased.texts if store.text_hash(text) in erased.hashes]
    return _sampled([_whole(text[:SNIPPET]) for text in texts if len(text) >= SNIPPET])


def _whole(cut: bytes) -> bytes:
    """Return bytes without the half character at their end."""
    return cut.decode("utf-8", "ignore").encode()


def _sampled(parts: Sequence[T]) -> list[T]:
    """Return the parts, of many evenly many."""
    return list(parts[:: max(1, -(-len(parts) // MOST_MARKS))])


def _search(services: Services, wanted: Sequence[bytes], snippets: Sequence[bytes]) -> tuple[int, list[str]]:
    """Look through the files of the data folder; return how many, and the names of those that hold something wanted,
    or a snippet that no stored text of somebody else holds as well."""
    folder, count, left = services.settings.folder.absolute(), 0, []
    others: dict[bytes, bool] = {}

    def is_others(snippet: bytes) -> bool:
        if snippet not in others:
            others[snippet] = store.holds_text(services.engine, snippet.decode())
        return others[snippet]

    for path in _files(folder):
        count += 1
        try:
            held = _held(path, [*wanted, *snippets])
        except FileNotFoundError:
            continue  # removed meanwhile
        if any(one in wanted or not is_others(one) for one in held):
            left.append(str(path.relative_to(folder)))
    return count, left


def _files(folder: Path) -> Iterator[Path]:
    """Yield all files of the data folder; the prepared models are the same for everybody."""
    for place in sorted(folder.iterdir()):
        if place.name == "models":
            continue
        yield from (path for path in ([place] if place.is_file() else sorted(place.rglob("*"))) if path.is_file())


def _held(path: Path, wanted: Sequence[bytes]) -> list[bytes]:
    """Return what a file holds of what is wanted."""
    if not wanted or path.stat().st_size == 0:
        return []
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return [one for one in wanted if content.find(one) >= 0]
