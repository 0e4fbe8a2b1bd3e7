"""What a process searches: the live generation, what changed since it was built, and what was deleted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from assist_server import data_folder, store
from assist_server.errors import NotFound, StoreUnusable
from assist_server.history import Rule, passages_left_out
from assist_server.learnt import Learnt, learnt_folder, open_learnt, weights_of
from assist_server.settings import Settings
from assist_server.store import Engine, Generation, Group, Live, PassageRow
from assist_server.vectors import embedded, packed_size, unpack
from embeddings.encoder import Encoder
from embeddings.errors import EmbeddingError, IndexUnusable
from embeddings.hits import no_hits
from embeddings.index import (
    FloatArray,
    Hits,
    VectorIndex,
    index_folder,
    memory_index,
    merge_hits,
    open_index,
    verify_index,
)
from embeddings.lexical import USUAL_SPREAD, LexicalIndex, WordsAsked, fuse, memory_lexical, open_lexical
from embeddings.models import Model
from embeddings.sealed import verify_folder
from embeddings.seen import verify_all, verify_changed

log = logging.getLogger(__name__)

ELSEWHERE = "The live index lies in the data folder of another server."
SHARE = (
    "Let ASSIST_DATA name one folder on a shared disk for all servers, and run assist reindex on the server that has"
    " the index. If that folder is gone for good, run: assist reindex --here"
)

DEPTH = 36
"""Passages looked at on both sides before they are fused, however few are wanted. What only words find gets the least
cosine of these: with 15 that is too much (banking77, training part: precision@5 0.837; 0.859 with 36, as with 150)."""

MOST_EMBEDDED = 4
"""Texts that one request embeds of what nobody embedded yet: a tenth of a second where they are long."""


def words_folder(settings: Settings, generation: str) -> Path:
    """Return where a generation's word index is kept (beside the vectors, on this machine with every back end)."""
    return settings.folder.absolute() / "words" / generation


def seen_folder(settings: Settings, generation: str) -> Path:
    """Return where it is noted what a generation's files looked like when they were last read whole."""
    return settings.folder.absolute() / "seen" / generation


@dataclass(frozen=True)
class View:
    """One consistent state to search: a generation, the passages added since, and the ids removed since."""

    live: Live
    opened: str
    vectors: VectorIndex
    words: LexicalIndex
    groups: tuple[Group, ...]
    encoder: Encoder
    spread: float = USUAL_SPREAD
    learnt: Learnt = Learnt()
    added: tuple[PassageRow, ...] = ()
    waiting: tuple[PassageRow, ...] = ()  # added too, and not embedded by anybody yet
    added_vectors: VectorIndex | None = None
    added_words: LexicalIndex | None = None
    unkept: Mapping[str, bytes] = field(default_factory=dict)  # vectors that the database could not take, by text hash
    removed: frozenset[int] = frozenset()
    report: Mapping[str, Any] = field(default_factory=dict)  # what was written down, and fitted, at its building

    @property
    def generation(self) -> str:
        """The id of the generation that answers: the live one, unless its files were damaged."""
        return self.opened

    def groups_for(self, kind: str, brand: str | None, *, internal: bool) -> frozenset[int]:
        """Return the groups a question may see: its brand's and the shared ones; internal ones only when asked for."""
        return frozenset(
            group.id
            for group in self.groups
            if group.kind == kind
            and (brand is None or group.brand is None or group.brand == brand)
            and (internal or not group.internal)
        )

    def asked(self, vector: FloatArray | None, text: str) -> Asked:
        """Return a question ready to be searched for: its vector (dim,), None where words alone decide, and words."""
        worded = [self.words.asked(text)]
        if self.added_words is not None:
            worded.append(self.added_words.asked(text))
        return Asked(self, vector, tuple(worded))


@dataclass(frozen=True)
class Asked:
    """A question put to a view: its words matched once, whatever it is then searched in."""

    view: View
    vector: FloatArray | None
    words: tuple[WordsAsked, ...]

    def best(self, limit: int, groups: frozenset[int]) -> Hits:
        """Return the passages of these groups nearest in meaning and words, best first, on the cosine scale.

        Without a vector words alone decide, and a score is the share (0 to 1) of the question's words that agree.
        """
        if not groups:
            return no_hits()
        view, depth = self.view, max(limit, DEPTH)
        worded = merge_hits([words.best(depth, groups, view.removed) for words in self.words], depth)
        if self.vector is None:
            return worded.first(limit)
        near = [view.vectors.search(self.vector, depth, groups, view.removed)]
        if view.added_vectors is not None:
            near.append(view.added_vectors.search(self.vector, depth, groups, view.removed))
        return fuse(merge_hits(near, depth), worded, spread=view.spread).first(limit)


def open_view(settings: Settings, encoder: Encoder, generation: str) -> View:
    """Open a generation, live or not, as this encoder built it: nothing learnt, no group yet."""
    model = encoder.model
    return View(
        live=Live(generation, 0, 0),
        opened=generation,
        vectors=open_index(settings.index, generation, model=model.name, dim=model.dim),
        words=open_lexical(words_folder(settings, generation)),
        groups=(),
        encoder=encoder,
        spread=model.spread,
    )


def lies_elsewhere(settings: Settings, generation: Generation) -> bool:
    """Say whether a generation lies in another data folder, whose server an index built here would not reach.

    A SQLite file in the data folder is this folder's alone: restored elsewhere, it takes the index with it. Of a
    generation by an older release, which noted no folder, the files tell.
    """
    if settings.owns_database:
        return False
    if generation.folder is None:
        return not words_folder(settings, generation.id).is_dir()
    return generation.folder != data_folder.known_identity(settings.folder)


def verify_generation(settings: Settings, generation: str) -> None:
    """Read all files of a generation and compare them with their checksums; IndexUnusable names one that differs."""
    _verify(settings, generation, verify_all)


def recheck_generation(settings: Settings, generation: str) -> None:
    """Do the same with what has changed since it was last read whole, which may be all of it."""
    _verify(settings, generation, verify_changed)


def _verify(settings: Settings, generation: str, verify: Callable[[Path, Path], None]) -> None:
    notes, vectors = seen_folder(settings, generation), index_folder(settings.index, generation)
    if vectors is None:
        verify_index(settings.index, generation)
    else:
        verify(vectors, notes / "vectors.json")
    verify(words_folder(settings, generation), notes / "words.json")
    learnt = learnt_folder(settings, generation)
    for part in sorted(learnt.iterdir()) if learnt.exists() else ():
        verify_folder(part)


class LiveIndex:
    """Follows the live generation. `view()` is cheap: one tiny query, and a reload only when something changed."""

    def __init__(
        self,
        settings: Settings,
        engine: Engine,
        encoder: Callable[[str], Encoder],
        rule: Rule,
        on_erasure: Callable[[], object],
    ) -> None:
        self._settings, self._engine, self._encoder, self._rule = settings, engine, encoder, rule
        self._on_erasure = on_erasure
        self._view: View | None = None
        self._lock = threading.Lock()
        self._embedding = threading.Lock()

    def view(self) -> View:
        """Return the present state to search.

        Raises IndexUnusable when nothing was ever built or the built files are unusable, StoreUnusable when the
        database is out of reach.
        """
        view = self._view
        if view is not None and view.live == store.live(self._engine):
            return self._with_more(view) if view.waiting else view
        with self._lock:
            # Read again: while this request waited for the lock another may have gone further than what it saw.
            live = store.live(self._engine)
            while self._view is None or self._view.live != live:
                live = self._reached(live)
            view = self._view
        return self._with_more(view) if view.waiting else view

    def has_brand(self, brand: str) -> bool:
        """Say whether the state looked at last has a brand, without looking for a newer one."""
        view = self._view
        return view is not None and any(group.brand == brand for group in view.groups)

    def _with_more(self, view: View) -> View:
        """Let some of what waits be searched too, unless another request is at it: nobody waits for what is many, nor
        does who follows a change wait for what is embedded here."""
        if not self._embedding.acquire(blocking=False):
            return view
        try:
            unkept = self._embed_some(view)
            with self._lock:
                if self._view is view:
                    self._view = self._catch_up(replace(view, unkept={**view.unkept, **unkept}), view.live)
                return self._view or view
        finally:
            self._embedding.release()

    def _reached(self, live: Live) -> Live:
        """Follow to a state and return it, or the newer one to go to where its generation was collected meanwhile."""
        try:
            self._view = self._follow(self._view, live)
            return self._view.live
        except (EmbeddingError, NotFound, OSError):
            now = store.live(self._engine)
            if now.generation == live.generation:
                raise
            return now

    def _follow(self, view: View | None, live: Live) -> View:
        if view is not None and view.live.erased_seq != live.erased_seq:
            self._on_erasure()
        if view is None or view.live.generation != live.generation:
            view = self._open(live)
        return self._catch_up(view, live)

    def _open(self, live: Live) -> View:
        if live.generation is None:
            raise IndexUnusable("No index has been built yet.", mend="Run: assist reindex")
        generation = store.generation(self._engine, live.generation)
        try:
            return self._opened(generation, live)
        except EmbeddingError as exc:
            if lies_elsewhere(self._settings, generation):  # no reindex here is a cure; its encoder may be missing too
                return self._open_another(live, IndexUnusable(ELSEWHERE, mend=SHARE))
            if isinstance(exc, IndexUnusable):
                return self._open_another(live, exc)
            raise

    def _open_another(self, live: Live, why: IndexUnusable) -> View:
        """Open the newest generation before the live one whose files are whole: damaged files need cost no answer, nor
        files that lie elsewhere.

        All that changed since it was built is found beside it. Raises `why` where there is none.
        """
        log.error("the live generation %s cannot be opened: %s", live.generation, why)
        for generation in store.generations(self._engine):
            if generation.state == "retired" and generation.seq >= live.erased_seq:
                try:
                    view = self._opened(generation, live)
                except IndexUnusable as exc:
                    log.error("generation %s cannot be opened either: %s", generation.id, exc)
                else:
                    log.error("generation %s answers instead, until the next reindex", generation.id)
                    return view
        raise why

    def _opened(self, generation: Generation, live: Live) -> View:
        """Open a generation as it was built; the first one of a process is read whole and compared with its checksums,
        later ones were checked when they were built a moment ago."""
        log.info("opening generation %s", generation.id)
        if self._view is None:
            verify_generation(self._settings, generation.id)
        view = open_view(self._settings, self._encoder(generation.model), generation.id)
        learnt = open_learnt(self._settings, generation.id, weights_of(generation.report))
        built = live._replace(change_seq=generation.seq)
        return replace(view, live=built, opened=generation.id, learnt=learnt, report=generation.report)

    def _catch_up(self, view: View, live: Live) -> View:
        """Read what changed since the view's last look; keep only what is still there, and is learnt from."""
        rows, removed_ids, seq = store.changed_since(self._engine, view.live.change_seq)
        removed = view.removed | frozenset(removed_ids)
        left_out = passages_left_out(self._engine, self._rule, rows) if rows else frozenset[int]()
        known = (*view.added, *view.waiting)
        fresh = {row.id: row for row in (*known, *rows) if row.id not in removed | left_out}
        pending = tuple(fresh.values())[: self._settings.max_pending]
        view = replace(
            view,
            live=live._replace(change_seq=seq),
            groups=tuple(store.groups(self._engine)),
            removed=removed,
        )
        return view if pending == view.added else self._with_added(view, pending)

    def _with_added(self, view: View, pending: tuple[PassageRow, ...]) -> View:
        kept = self._vectors_of(pending, view.encoder.model)
        hashes = {row.text_hash for row in pending} - kept.keys()
        unkept = {key: vector for key, vector in view.unkept.items() if key in hashes}
        vectors = kept | unkept
        added = tuple(row for row in pending if row.text_hash in vectors)
        view = replace(view, unkept=unkept, waiting=tuple(row for row in pending if row.text_hash not in vectors))
        if not added:
            return replace(view, added=(), added_vectors=None, added_words=None)
        ids = np.array([row.id for row in added], dtype=np.int64)
        groups = np.array([row.group for row in added], dtype=np.int32)
        return replace(
            view,
            added=added,
            added_vectors=memory_index(
                ids, groups, unpack([vectors[row.text_hash] for row in added], view.encoder.model.dim)
            ),
            added_words=memory_lexical(ids, groups, [row.text for row in added], like=view.words),
        )

    def _vectors_of(self, rows: Iterable[PassageRow], model: Model) -> dict[str, bytes]:
        """Return the rows' vectors by the hash of their texts, as far as they were embedded."""
        hashes = list({row.text_hash for row in rows})
        stored = store.vectors(self._engine, model.name, hashes) if hashes else {}
        return {key: vector for key, vector in stored.items() if len(vector) == packed_size(model.dim)}

    def _embed_some(self, view: View) -> dict[str, bytes]:
        """Embed some of the texts that nobody embedded yet; return the vectors that can't be kept now, by text hash.

        Those answer nevertheless, from memory. Of many, as an import that was cut short leaves them, each request
        embeds a few, and none waits for all.
        """
        model, kept = view.encoder.model, self._vectors_of(view.waiting, view.encoder.model)
        missing = {row.text_hash: row.text for row in view.waiting if row.text_hash not in kept}
        fresh = embedded(view.encoder, dict(islice(missing.items(), MOST_EMBEDDED)))
        try:
            store.put_vectors(self._engine, model.name, fresh, patient=False)
        except StoreUnusable as exc:
            log.warning("vectors cannot be kept: %s", exc)
            return fresh
        return {}
