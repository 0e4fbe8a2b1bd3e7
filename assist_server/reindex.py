"""Build, check, switch and roll back an index generation. The live one answers until the new one has passed."""

from __future__ import annotations

import errno
import hashlib
import logging
import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from itertools import islice
from typing import Any

from assist_server import data_folder, history, store
from assist_server.bad_rating_fit import fit_bad_rating
from assist_server.building import Built, build, embed_missing
from assist_server.calibration import Calibrated, calibrate, save
from assist_server.checking import check
from assist_server.comparing import compare
from assist_server.errors import AssistError, Conflict, NotFound
from assist_server.history import LeftOut
from assist_server.learnt import (
    ANSWERS,
    CALIBRATION,
    CATEGORIES,
    DEFAULT,
    MATCH,
    MATCHING,
    REPLIES,
    Learnt,
    learnt_folder,
)
from assist_server.live_index import (
    ELSEWHERE,
    SHARE,
    View,
    lies_elsewhere,
    open_view,
    recheck_generation,
    seen_folder,
    verify_generation,
    words_folder,
)
from assist_server.matching import match_replies
from assist_server.progress import settle
from assist_server.recommend import recommendation
from assist_server.replay import Desk
from assist_server.reply_table import ReplyTable, build_reply_table, open_reply_table
from assist_server.services import Services
from assist_server.store import Engine, Generation
from assist_server.tune import tuned_folder
from embeddings.encoder import Encoder, load_encoder, prepare
from embeddings.errors import EmbeddingError
from embeddings.index import check_place, drop_index
from embeddings.models import find_model
from embeddings.sealed import MANIFEST, discard, verify_folder

log = logging.getLogger(__name__)

KEPT = 2  # generations: the live one and the one to roll back to
KEPT_ELSEWHERE = 2  # of other data folders, from which their servers answer when the live one is not theirs
FAILED_KEPT = timedelta(days=7)  # what a failed one told, and the vectors of its model: it may have been cut short
REPORT_EVERY = 0.5  # seconds between two lines of progress
EMBEDDING_THREADS = 2
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
LEARNT = ("bad_rating", MATCHING, CALIBRATION, "recommendation", "replay")  # what a report tells of what was learnt


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

    def tell(self, **known: Any) -> None:
        """Tell what is known already of what the work will have come to."""
        store.tell_job(self._engine, self._job_id, known)


@dataclass(frozen=True)
class _Work:
    """One reindex under way: what it works with, and what it has found out for the generation's report."""

    services: Services  # with the model that is built for
    encoder: Encoder
    report: Report
    live: Generation | None
    name: str
    seq: int
    force: bool
    told: dict[str, Any]


def reindex(
    services: Services, report: Report, *, model: str | None = None, force: bool = False, here: bool = False
) -> dict[str, Any]:
    """Embed what is new, build a generation beside the live one, check it, go live, and forget the oldest.

    `model` is the encoder's name, that of the live generation unless given; `here` takes the index over from another
    data folder. Returns the generation's report. Raises Conflict where the live one lies in such a folder,
    AssistError when the check fails (unless `force`), Cancelled when asked to stop; either way the live generation
    goes on answering and the unfinished one is removed.
    """
    engine = services.engine
    if not here:
        refuse_elsewhere(services)
    check_place(services.settings.index)
    chosen = find_model(model or services.model()).name
    services = services.with_model(chosen)
    remove_unfinished(services)
    report("loading the encoder", 0, 1)
    prepare(chosen, services.settings.models_folder)
    encoder = load_encoder(chosen, services.settings.models_folder, threads=EMBEDDING_THREADS)
    seq, count = store.snapshot(engine)
    name = f"{datetime.now(UTC):%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    live = store.live_generation(engine)
    store.create_generation(engine, name, encoder.model.name, seq, data_folder.identity(services.settings.folder))
    work = _Work(services, encoder, report, live, name, seq, force, {})
    try:
        _make(work, count)
    except BaseException as exc:
        _abandon(work, exc)
        if isinstance(exc, OSError) and exc.errno in NO_ROOM:
            raise AssistError(
                "There is no room left on the disk for a new index; the live one goes on answering.",
                mend="Make room (as much as the present index takes), then reindex again.",
            ) from exc
        raise
    store.finish_building(engine, name, work.told["passages"], work.told)
    store.go_live(engine, name)
    _collect(services)
    return {"generation": name, **work.told}


def _make(work: _Work, count: int) -> None:
    """Embed, build, check and learn; tell what is found out. Raises AssistError for what must stay out."""
    started = time.monotonic()
    services, encoder, told = work.services, work.encoder, work.told
    left_out = _left_out(work)
    choosing = time.monotonic() - started
    told["embedded"] = embed_missing(services.engine, encoder, work.report, count)
    told["embed_seconds"] = round(time.monotonic() - started - choosing, 2)
    if store.live(services.engine).change_seq != work.seq:
        left_out = _left_out(work)
    built = build(services, encoder, work.report, work.name, left_out, count)
    told |= {"passages": len(built.ids), "build_seconds": round(built.seconds, 2)}
    told["recall"], reasons = check(services, encoder, work.report, work.name, built, left_out, work.seq)
    told |= {"replay": None, "before": None, "reasons": reasons}
    _stay_out(work)
    told["fingerprint"] = _fingerprint(work, built)
    table = _reply_table(work, built)
    if not _taken_over(work):
        _learn(work, left_out, table)
    told["seconds"] = round(time.monotonic() - started, 2)
    _stay_out(work)


def _left_out(work: _Work) -> LeftOut:
    """Ask what is not learnt from, and tell it at once: embedding may take hours."""
    found = history.left_out(work.services.engine, work.services.rule)
    work.told["left_out"] = found.reasons
    work.report.tell(left_out=found.reasons)
    return found


def _stay_out(work: _Work) -> None:
    """Raise AssistError where there is a reason to, unless forced."""
    if work.told["reasons"] and not work.force:
        raise AssistError(
            f"The new index stays out. {' '.join(work.told['reasons'])}",
            mend="The live one goes on answering. Use --force to go live all the same.",
        )


def _reply_table(work: _Work, built: Built) -> ReplyTable | None:
    """Keep with the generation what each of its tickets was answered; None where none was."""
    work.report("noting the replies", 0, 1)
    folder = learnt_folder(work.services.settings, work.name) / REPLIES
    build_reply_table(work.services.engine, work.encoder, built.ids, folder)
    return open_reply_table(folder) if folder.exists() else None


def _learn(work: _Work, left_out: LeftOut, table: ReplyTable | None) -> None:
    """Learn from the history how sure to be, keep that with the generation, and compare it with the live one."""
    services, told = work.services, work.told
    told["bad_rating"] = fit_bad_rating(services.engine, work.encoder, work.report)
    view = open_view(services.settings, work.encoder, work.name)
    view = replace(view, groups=tuple(store.groups(services.engine)), learnt=Learnt(replies=table))
    try:
        calibrated = _calibrate(work, Desk(services.engine, view, work.encoder, left_out=left_out.pks))
        told[CALIBRATION] = calibrated.report
        new = replace(view, learnt=calibrated.learnt)
        compared = compare(services, new, _live_view(work), calibrated.unseen, work.live, work.report)
        told |= {"replay": compared.new, "before": compared.live}
        told["reasons"] += compared.reasons
    finally:
        view.vectors.close()
    told["recommendation"] = recommendation(services.engine, work.encoder)


def _calibrate(work: _Work, desk: Desk) -> Calibrated:
    services, table = work.services, desk.view.learnt.replies
    matching = match_replies(services, work.encoder, work.name, table, work.report, desk.left_out)
    work.told[MATCHING] = matching.report
    calibrated = calibrate(desk, matching, work.report)
    save(calibrated.learnt, learnt_folder(services.settings, work.name))
    return calibrated


def _live_view(work: _Work) -> View | None:
    """Return what answers now, None where nothing does (or can, or something older has to: then anything is better)."""
    try:
        view = work.services.view() if work.live else None
        return view if view and work.live and view.generation == work.live.id else None
    except (AssistError, EmbeddingError) as exc:
        log.warning("the live index cannot be compared with: %s", exc)
        return None


def _fingerprint(work: _Work, built: Built) -> str:
    """Name all that is learnt from: where nothing was written since, the same tuning and rules learn the same."""
    settings = work.services.settings
    digest = hashlib.sha256(built.ids.tobytes())
    tuned = tuned_folder(settings) / MANIFEST
    digest.update(tuned.read_bytes() if tuned.exists() else b"")
    digest.update(repr((work.seq, settings.model, settings.threshold, version("agent-assist"), DEFAULT)).encode())
    return digest.hexdigest()


def _taken_over(work: _Work) -> bool:
    """Take over what the live generation has learnt, where it learnt it from the very same; say whether it was so."""
    live, settings = work.live, work.services.settings
    if live is None or work.force or live.report.get("fingerprint") != work.told["fingerprint"]:
        return False
    if not live.report.keys() >= set(LEARNT):
        return False
    source, target = (learnt_folder(settings, name) for name in (live.id, work.name))
    try:
        for part in sorted(source.iterdir()) if source.exists() else ():
            verify_folder(part)
            if part.name != REPLIES:
                shutil.copytree(part, target / part.name)
    except EmbeddingError as exc:
        log.warning("learning anew: %s", exc)
        for name in (CATEGORIES, ANSWERS, MATCH):
            discard(target / name)
        return False
    work.told.update({name: live.report[name] for name in LEARNT}, before=live.report["replay"])
    return True


def is_elsewhere(services: Services) -> bool:
    """Say whether the live generation lies in another data folder."""
    live = store.live_generation(services.engine)
    return live is not None and lies_elsewhere(services.settings, live)


def refuse_elsewhere(services: Services) -> None:
    """Raise Conflict where the live generation lies in another data folder."""
    if is_elsewhere(services):
        raise Conflict(ELSEWHERE, mend=SHARE)


def roll_back(services: Services) -> str:
    """Put the previous generation back, whatever model made it: one transaction. Returns its id.

    Raises NotFound when there is none, IndexUnusable when its files are damaged, Conflict where the live one lies in
    another data folder.
    """
    refuse_elsewhere(services)
    for generation in store.generations(services.engine):
        if generation.state == "retired" and not lies_elsewhere(services.settings, generation):
            recheck_generation(services.settings, generation.id)
            store.go_live(services.engine, generation.id)
            return generation.id
    raise NotFound("There is no previous generation to roll back to.")


def remove_unfinished(services: Services) -> None:
    """Remove what a build that was killed left behind. The caller sees to it that none is under way."""
    for generation in store.generations(services.engine):
        if generation.state in ("building", "checked"):
            _remove_files(services, generation.id)
            store.fail_generation(services.engine, generation.id, "interrupted")


def tidy(services: Services) -> None:
    """Say of jobs whose process is gone that they were interrupted, and remove what they left, when a server starts."""
    settle(services.engine, services.settings.folder, services.jobs)
    if store.active_job(services.engine, "reindex", "tune") is None:
        remove_unfinished(services)


def holds_erased(services: Services) -> bool:
    """Say whether the live generation was built before a customer was erased: then another one is due at once."""
    live = store.live_generation(services.engine)
    return live is not None and live.seq < store.erased_seq(services.engine)


def forget_erased(services: Services) -> None:
    """Remove the generations kept for going back that were built before a customer was erased.

    Those of another data folder stay noted, so that its next reindex removes their files.
    """
    for generation in store.generations(services.engine):
        here = not lies_elsewhere(services.settings, generation)
        if here and generation.state == "retired" and generation.seq < store.erased_seq(services.engine):
            _remove_files(services, generation.id)
            store.forget_generation(services.engine, generation.id)


def _abandon(work: _Work, exc: BaseException) -> None:
    """Remove the files first (the disk may be full), then tell why; that the live one answers matters more."""
    _remove_files(work.services, work.name)
    reason = str(exc) if isinstance(exc, (AssistError, EmbeddingError)) else type(exc).__name__
    with suppress(AssistError):
        store.fail_generation(work.services.engine, work.name, reason, work.told)


def _collect(services: Services) -> None:
    """Forget all but the newest generations that can serve, with their files, and what was recorded for them."""
    everything = store.generations(services.engine)
    erased, live = store.erased_seq(services.engine), [one for one in everything if one.state == "live"]
    retired = [one for one in everything if one.state == "retired"]
    elsewhere = [one for one in retired if lies_elsewhere(services.settings, one)]
    here = (one for one in retired if one not in elsewhere and one.seq >= erased)
    before = (one for one in here if _is_whole(services, one.id))
    kept = {one.id for one in (*live, *islice(before, KEPT - 1), *elsewhere[:KEPT_ELSEWHERE])}
    recent = datetime.now(UTC) - FAILED_KEPT
    kept |= {one.id for one in everything if one.state == "failed" and one.created_at > recent}
    for generation in everything:
        if generation.id not in kept and generation.state in ("retired", "failed"):
            _remove_files(services, generation.id)
            store.forget_generation(services.engine, generation.id)
    store.prune_removals(services.engine)
    store.prune_vectors(services.engine, {one.model for one in everything if one.id in kept})


def _is_whole(services: Services, name: str) -> bool:
    """Say whether a generation could answer: one whose files were damaged is nothing to roll back to."""
    try:
        verify_generation(services.settings, name)
    except EmbeddingError as exc:
        log.warning("generation %s is not kept: %s", name, exc)
        return False
    return True


def _remove_files(services: Services, name: str) -> None:
    drop_index(services.settings.index, name)
    discard(words_folder(services.settings, name))
    for folder in (learnt_folder(services.settings, name), seen_folder(services.settings, name)):
        shutil.rmtree(folder, ignore_errors=True)
