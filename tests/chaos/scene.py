"""One life of a desk: faults are played on it while clients ask, and after each everything promised is looked at."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from assist_server import store
from assist_server.live_index import words_folder
from assist_server.settings import Settings
from embeddings.index import verify_index
from embeddings.sealed import verify_folder
from tests.chaos.crowd import Crowd
from tests.chaos.house import PATIENCE, House
from tests.chaos.ledger import Ledger

STAYS_OUT = "The new index stays out"
ENDED = ("done", "failed", "cancelled", "interrupted")


@dataclass
class Tally:
    """What the rounds of one fault came to. Everything from `failed` to `broken` should be nothing."""

    fault: str
    rounds: int = 0
    clients: int = 0
    moments: Counter[str] = field(default_factory=Counter)
    jobs: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    writes: int = 0
    lost_to_kills: int = 0
    refused_writes: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    lost_writes: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    back: list[float] = field(default_factory=list)
    p95: list[tuple[float, float, float]] = field(default_factory=list)  # seconds: in calm, beside harmless load, amid
    slowed: list[str] = field(default_factory=list)

    @property
    def held(self) -> bool:
        """Whether every promise was kept, but for the one on how long an answer takes: that is for a quiet machine."""
        return not (self.failed or self.lost_writes or self.stale or self.missed or self.broken)

    def compare(self, calm: float, beside: float, amid: float, most: float) -> None:
        """Note the 95th percentile of the clients' answers, in seconds: in calm, beside as much that is harmless, and
        amid the fault, where it may be `most`."""
        self.p95.append((calm, beside, amid))
        if amid > most:
            self.slowed.append(f"round {self.rounds}: {beside * 1000:.0f} ms became {amid * 1000:.0f} ms")


class Scene:
    """A house, its ledger, and a seeded source of chance. `tally` collects what is seen."""

    def __init__(self, fault: str, house: House, ledger: Ledger, clients: int, seed: str) -> None:
        self.house, self.ledger, self.clients = house, ledger, clients
        self.begin_anew(fault, seed)

    def begin_anew(self, fault: str, seed: str) -> None:
        """Let the next rounds be those of this fault, with a tally and a chance of their own."""
        self.seed = f"{seed} {fault}"
        self.rng, self.tally = random.Random(self.seed), Tally(fault, clients=self.clients)

    def play(self, inject: Callable[[Scene], None]) -> None:
        """Play one round: the fault amid requests, then the look at everything."""
        self.tally.rounds += 1
        since = time.monotonic()
        with Crowd(self.house, self.ledger, self.clients, f"{self.seed} {self.tally.rounds}") as crowd:
            self._crowd = crowd
            try:
                inject(self)
            except (TimeoutError, AssertionError) as exc:
                self.tally.broken.append(f"round {self.tally.rounds}: {type(exc).__name__} {exc}")
        self._add(crowd, since)
        self.tally.broken += [f"round {self.tally.rounds}: {what}" for what in self._broken(crowd.seen.generations)]
        stored = stored_tickets(self.house.engine)
        lost = self.ledger.settle(stored) + self.ledger.unheard(stored_events(self.house.engine))
        self.tally.lost_writes += [f"round {self.tally.rounds}: {id}" for id in lost]

    def tidied(self) -> None:
        """Reindex once more: of all that was cut short nothing may be left over."""
        try:
            self.succeed(self.begin("reindex"))
        except (TimeoutError, AssertionError) as exc:
            self.tally.broken.append(f"at the end: {exc}")
        self.tally.broken += [f"left over: {path}" for path in leftovers(self.house.settings, self.house.engine)]

    def begin(self, task: str, *, force: bool = False) -> str:
        """Queue a job and return its id; one that is under way already is waited for."""
        for _ in range(3):
            status, told = self.house.client.ask("POST", f"/v1/{task}", {"force": force})
            if status == 202:
                return str(told["id"])
            assert status == 409, told
            self.finish(under_way(self.house.engine))
        raise AssertionError(f"{task} is refused although nothing is under way")

    def finish(self, job_id: str, note: bool = False) -> str:
        """Wait until a job says how it ended, through the API, and return that."""
        ended = self.house.client.finish(job_id, PATIENCE)
        if note:
            self.tally.jobs[ended["state"]] += 1
        return str(ended["state"])

    def succeed(self, job_id: str, note: bool = False) -> None:
        """Wait until a job is done. Raises AssertionError with what it says where it ends otherwise.

        A build that is held to be worse than the live one says so and stays out, as it should; it is forced then.
        """
        state = self.finish(job_id, note)
        ended = store.job(self.house.engine, job_id)
        if state == "failed" and ended and STAYS_OUT in ended.message:
            self.tally.moments["a build that stays out as the worse one"] += 1
            self.succeed(self.begin("reindex", force=True))
            return
        assert state == "done", f"the job {state}: {ended.message if ended else ''}"

    def until(self, reached: Callable[[store.Job], bool], job_id: str) -> str:
        """Wait until a job is so far, or has ended; return its stage."""
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            job = store.job(self.house.engine, job_id)
            assert job is not None
            if reached(job) or job.state in ENDED:
                return job.stage or job.state
            time.sleep(0.005)
        raise TimeoutError("a job never came so far")

    def latencies(self, seconds: float, until: Callable[[], bool] = lambda: True) -> list[float]:
        """Let the clients ask for so long, and on until this is so; return how many seconds their answers took."""
        started = time.monotonic()
        while time.monotonic() < started + seconds or not until():
            if time.monotonic() > started + PATIENCE:
                raise TimeoutError("what the clients ask beside never ends")
            time.sleep(0.05)
        return [took for sent, took in list(self._crowd.seen.latencies) if sent >= started]

    def note_moment(self, job_id: str) -> None:
        """Note how far a job is at the moment of the fault."""
        now = store.job(self.house.engine, job_id)
        assert now is not None
        self.tally.moments[now.stage or "starting" if now.state == "running" else now.state] += 1

    @contextmanager
    def coming_back(self) -> Iterator[None]:
        """Measure how long it takes in this block until everything answers again."""
        started = time.monotonic()
        yield
        self.house.start()
        self.tally.back.append(time.monotonic() - started)

    @contextmanager
    def excused(self) -> Iterator[None]:
        """Count what gets no answer in this block as lost to a killed server: the kernel kills its processes."""
        started = time.monotonic()
        yield
        self.house.away.append((started, time.monotonic()))

    def _add(self, crowd: Crowd, since: float) -> None:
        seen, tally = crowd.seen, self.tally
        unexcused = crowd.unexcused()
        tally.requests += seen.requests + len(seen.lost)
        tally.lost_to_kills += len(seen.lost) - unexcused
        tally.failed += seen.failed
        if unexcused:
            tally.failed["no answer, although the server was not killed"] += unexcused
        tally.refused_writes += seen.refused_writes
        tally.stale += seen.stale
        tally.missed += seen.missed
        tally.writes = self.ledger.acknowledged

    def _broken(self, seen: set[str]) -> list[str]:
        """Return what is wrong with what is stored and live now."""
        engine, settings = self.house.engine, self.house.settings
        rows = {one.id: one.state for one in store.generations(engine)}
        half = [f"generation {id} answered while {rows[id]}" for id in seen if rows.get(id) in ("building", "failed")]
        return half + _unsound(engine) + _unusable(settings, store.live(engine).generation)


def under_way(engine: store.Engine) -> str:
    """Return the id of the newest job that has not ended."""
    return next(job.id for job in store.recent_jobs(engine, 50) if job.state not in ENDED)


def stored_tickets(engine: store.Engine) -> dict[str, str]:
    """Return the reply of every stored ticket that the ledger knows of, by its id."""
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT id, reply FROM entries WHERE kind = 'ticket' AND id NOT LIKE 'hostile:%'")
        )
        return {str(id): str(reply) for id, reply in rows}


def stored_events(engine: store.Engine) -> set[str]:
    """Return the words by which the stored events of feedback are known."""
    with engine.connect() as connection:
        return set(connection.scalars(text("SELECT reason FROM feedback WHERE reason IS NOT NULL")))


def _unsound(engine: store.Engine) -> list[str]:
    """Return what in the database does not belong together."""
    checks = {
        "entries without a passage": "SELECT count(*) FROM entries WHERE pk NOT IN (SELECT entry_pk FROM passages)",
        "passages of no entry": "SELECT count(*) FROM passages WHERE entry_pk NOT IN (SELECT pk FROM entries)",
        "passages also removed": "SELECT count(*) FROM passages WHERE id IN (SELECT passage_id FROM removals)",
    }
    with engine.connect() as connection:
        found = [f"{connection.scalar(text(sql))} {name}" for name, sql in checks.items()]
        if engine.dialect.name == "sqlite":
            found.append("0" if connection.scalar(text("PRAGMA integrity_check")) == "ok" else "SQLite is damaged")
    return [one for one in found if not one.startswith("0")]


def _unusable(settings: Settings, live: str | None) -> list[str]:
    """Return what is wrong with the live generation's files."""
    if live is None:
        return ["nothing is live"]
    try:
        verify_index(settings.index, live)
        verify_folder(words_folder(settings, live))
    except Exception as exc:  # noqa: BLE001 -- whatever it is, it is what we look for
        return [f"the live generation's files: {exc}"]
    return []


def leftovers(settings: Settings, engine: store.Engine) -> list[str]:
    """Return the folders below the data folder that belong to no generation that can answer."""
    known = {one.id for one in store.generations(engine) if one.state in ("live", "retired")}
    rooms = [Path(settings.index.removeprefix("faiss:")), settings.folder / "words", settings.folder / "learnt"]
    paths = [path for room in rooms if room.exists() for path in room.iterdir()]
    return [str(path.relative_to(settings.folder)) for path in paths if path.name not in known]
