"""Build, check, switch and roll back an index generation. The live one answers until the new one has passed."""

from __future__ import annotations

import logging
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from assist_server import store
from assist_server.bad_rating_fit import fit_bad_rating
from assist_server.calibration import Tuned, calibrate, save
from assist_server.errors import AssistError, Conflict, NotFound
from assist_server.learnt import CALIBRATION, learnt_folder
from assist_server.live_index import open_view, words_folder
from assist_server.recommend import recommendation
from assist_server.replay import Desk
from assist_server.services import Services
from assist_server.store import Engine, PassageRow
from assist_server.tune import known_tickets, match_replies
from assist_server.vectors import embed, unpack
from embeddings.encoder import Encoder, load_encoder, prepare
from embeddings.index import Batch, FloatArray, VectorIndex, build_index, drop_index, open_index, verify_index
from embeddings.lexical import build_lexical

log = logging.getLogger(__name__)

KEPT = 2  # generations: the live one and the one to roll back to
BLOCK = 2_048  # passages read, embedded and saved at a time: what an interruption can cost
SAMPLE = 200  # passages looked up in the check
NEAREST = 10  # neighbours compared in the check
ROUNDING = 1e-4  # of a cosine: a large index keeps two bytes a number
MIN_RECALL = 0.98  # of the approximate index against exact search over the sample, @10
REPORT_EVERY = 0.5  # seconds between two lines of progress
EMBEDDING_THREADS = 2


class Cancelled(Exception):
    """Somebody asked for the job to stop."""


class Report:
    """Tells the job's row (and a watcher) how far the work is, and learns from it whether to stop."""

    def __init__(self, engine: Engine, job_id: str, watch: Callable[[str, int, int], None] | None = None) -> None:
        self._engine, self._job_id, self._watch = engine, job_id, watch
        self._told, self._stage = 0.0, ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Tell the progress, at most every half second within a stage. Raises Cancelled when asked to stop."""
        now = time.monotonic()
        if self._watch:
            self._watch(stage, done, total)
        if stage == self._stage and done < total and now - self._told < REPORT_EVERY:
            return
        self._told, self._stage = now, stage
        store.report_job(self._engine, self._job_id, stage, done, total)
        if store.cancelled(self._engine, self._job_id):
            raise Cancelled


def reindex(services: Services, report: Report, *, force: bool = False) -> dict[str, Any]:
    """Embed what is new, build a generation beside the live one, check it, go live, and forget the oldest.

    Returns the generation's report. Raises AssistError when the check fails (unless `force`), Cancelled when asked
    to stop; either way the live generation goes on answering and the unfinished one is removed.
    """
    engine, settings = services.engine, services.settings
    prepare(settings.model, settings.models_folder)
    encoder = load_encoder(settings.model, settings.models_folder, threads=EMBEDDING_THREADS)
    seq, count = store.snapshot(engine)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    store.create_generation(engine, name, encoder.model.name, seq)
    try:
        embedded = _embed_missing(engine, encoder, report, count)
        result = _build(services, encoder, report, name, count) | {"embedded": embedded}
        _check(services, encoder, report, name, result, force=force)
        result["bad_rating"] = fit_bad_rating(engine, encoder, report)
        result[CALIBRATION] = _calibrate(services, encoder, report, name)
        result["recommendation"] = recommendation(engine, encoder)
    except BaseException as exc:
        store.fail_generation(engine, name, type(exc).__name__)
        _remove_files(services, name)
        raise
    store.finish_building(engine, name, result["passages"], result)
    store.go_live(engine, name)
    _collect(services)
    return {"generation": name, **result}


def roll_back(services: Services) -> str:
    """Put the previous generation back; its files are there, so it takes one transaction. Returns its id.

    Raises NotFound when there is none, Conflict when it was made by another model than the one set.
    """
    for generation in store.generations(services.engine):
        if generation.state != "retired":
            continue
        if generation.model != services.settings.model:
            raise Conflict(
                f"The previous generation was made by {generation.model}.",
                mend=f"Set ASSIST_MODEL={generation.model} and restart, then roll back.",
            )
        store.go_live(services.engine, generation.id)
        return generation.id
    raise NotFound("There is no previous generation to roll back to.")


def _embed_missing(engine: Engine, encoder: Encoder, report: Report, count: int) -> int:
    """Embed the passages and replies that have no vector of this model yet; return how many."""
    embedded = seen = 0
    for rows in _passages_with_vectors(engine, encoder.model.name):
        missing = {row.text_hash: row.text for row, vector in rows if vector is None}
        embed(engine, encoder, missing)
        embedded, seen = embedded + len(missing), seen + len(rows)
        report("embedding passages", seen, max(seen, count))
    return embedded + _embed_replies(engine, encoder, report)


def _embed_replies(engine: Engine, encoder: Encoder, report: Report) -> int:
    embedded = seen = after = 0
    total = store.count_entries(engine)
    while rows := store.replies_after(engine, after, BLOCK):
        after = rows[-1][0]
        texts = {text_hash: text for _, text_hash, text in rows}
        known = store.vectors(engine, encoder.model.name, list(texts))
        missing = {key: text for key, text in texts.items() if key not in known}
        embed(engine, encoder, missing)
        embedded, seen = embedded + len(missing), seen + len(rows)
        report("embedding replies", seen, max(seen, total))
    return embedded


def _passages_with_vectors(engine: Engine, model: str) -> Iterator[list[tuple[PassageRow, bytes | None]]]:
    after = 0
    while rows := store.vectors_for_passages(engine, model, after, BLOCK):
        yield rows
        after = rows[-1][0].id


def _build(services: Services, encoder: Encoder, report: Report, name: str, count: int) -> dict[str, Any]:
    """Write the generation's vectors and words; return what was built."""
    started = time.monotonic()
    built = _Built()
    build_index(
        services.settings.index,
        name,
        built.batches(services.engine, encoder),
        dim=encoder.model.dim,
        model=encoder.model.name,
        size_hint=count,
        progress=lambda done, total: report("building the index", done, total),
    )
    report("building the word index", 0, len(built.ids))
    build_lexical(
        words_folder(services.settings, name),
        np.array(built.ids, dtype=np.int64),
        np.array(built.groups, dtype=np.int32),
        built.texts,
    )
    report("building the word index", len(built.ids), len(built.ids))
    return {"passages": len(built.ids), "build_seconds": round(time.monotonic() - started, 2)}


class _Built:
    """What went into the vector index, so that the word index holds exactly the same passages."""

    def __init__(self) -> None:
        self.ids: list[int] = []
        self.groups: list[int] = []
        self.texts: list[str] = []

    def batches(self, engine: Engine, encoder: Encoder) -> Iterator[Batch]:
        """Yield the embedded passages; one that was added since the embedding has no vector and is left to the next."""
        for rows in _passages_with_vectors(engine, encoder.model.name):
            ready = [(row, vector) for row, vector in rows if vector is not None]
            if not ready:
                continue
            ids = [row.id for row, _ in ready]
            groups = [row.group for row, _ in ready]
            self.ids += ids
            self.groups += groups
            self.texts += [row.text for row, _ in ready]
            vectors = unpack([vector for _, vector in ready], encoder.model.dim)
            yield Batch(np.array(ids, np.int64), np.array(groups, np.int32), vectors)


def _check(
    services: Services, encoder: Encoder, report: Report, name: str, result: dict[str, Any], *, force: bool
) -> None:
    """Hold the new generation against what it should hold. Raises AssistError when it falls short and not forced."""
    url, model = services.settings.index, encoder.model
    report("checking", 0, SAMPLE)
    verify_index(url, name)
    index = open_index(url, name, model=model.name, dim=model.dim)
    try:
        result["recall"] = round(_recall(services.engine, encoder, index, report), 4)
    finally:
        index.close()
    if result["recall"] < MIN_RECALL and not force:
        raise AssistError(
            f"The new index finds only {result['recall']:.1%} of what an exact search finds; it stays out.",
            mend="The live generation goes on answering. Use --force to go live all the same.",
        )


def _recall(engine: Engine, encoder: Encoder, index: VectorIndex, report: Report) -> float:
    """Return recall@10 of the index against exact search, for an evenly spread sample of its own vectors."""
    sample = _sample(engine, encoder, len(index))
    exact = _exact_floor(engine, encoder, sample)
    found = 0
    for done, (vector, floor) in enumerate(zip(sample, exact, strict=True), start=1):
        found += int((index.search(vector, NEAREST).scores >= floor - ROUNDING).sum())
        report("checking", done, len(sample))
    return found / (len(sample) * min(NEAREST, len(index))) if len(sample) else 1.0


def _sample(engine: Engine, encoder: Encoder, count: int) -> FloatArray:
    """Return every n-th vector, at most `SAMPLE` (and a few) of them, as an array (n, dim)."""
    step, place, taken = max(1, count // SAMPLE), 0, []
    for rows in _passages_with_vectors(engine, encoder.model.name):
        taken += [vector for at, (_, vector) in enumerate(rows, place) if vector is not None and at % step == 0]
        place += len(rows)
    return unpack(taken, encoder.model.dim)


def _exact_floor(engine: Engine, encoder: Encoder, sample: FloatArray) -> FloatArray:
    """Return for each sampled vector the cosine (n,) of its tenth nearest passage, by comparing it with every one."""
    best = np.full((len(sample), NEAREST), -1.0, dtype=np.float32)
    for rows in _passages_with_vectors(engine, encoder.model.name):
        vectors = unpack([vector for _, vector in rows if vector is not None], encoder.model.dim)
        best = np.sort(np.hstack([best, sample @ vectors.T]), axis=1)[:, -NEAREST:]
    return np.asarray(best[:, 0], dtype=np.float32)


def _calibrate(services: Services, encoder: Encoder, report: Report, name: str) -> dict[str, Any]:
    """Learn from the history how sure to be, keep what was learnt with the generation, and tell of it."""
    view = open_view(services.settings, encoder.model, name)
    view = replace(view, groups=tuple(store.groups(services.engine)))
    tuned = Tuned(match_replies(services, encoder, name), known_tickets(services.settings))
    try:
        calibrated = calibrate(Desk(services.engine, view, encoder), tuned, report)
    finally:
        view.vectors.close()
    save(calibrated.learnt, learnt_folder(services.settings, name))
    return calibrated.report


def _collect(services: Services) -> None:
    """Forget all but the newest generations that can serve, with their files, and what was recorded for them."""
    serving = [one for one in store.generations(services.engine) if one.state in ("live", "retired")]
    live = [one for one in serving if one.state == "live"]
    kept = {one.id for one in (live + [one for one in serving if one.state == "retired"])[:KEPT]}
    for generation in store.generations(services.engine):
        if generation.id not in kept and generation.state in ("retired", "failed"):
            _remove_files(services, generation.id)
            store.forget_generation(services.engine, generation.id)
    store.prune_removals(services.engine)
    store.prune_vectors(services.engine, {services.settings.model, *(one.model for one in serving if one.id in kept)})


def _remove_files(services: Services, name: str) -> None:
    drop_index(services.settings.index, name)
    for folder in (words_folder(services.settings, name), learnt_folder(services.settings, name)):
        shutil.rmtree(folder, ignore_errors=True)
