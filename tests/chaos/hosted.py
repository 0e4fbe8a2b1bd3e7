"""Rounds in which a hosted helpdesk misbehaves in the middle of a sync, and then mends its ways."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from assist_server import store
from tests.chaos.ledger import GONE
from tests.chaos.scene import Scene
from tests.chaos.wayward import Mischief, Wayward, broken_off, garbage, half_a_page, huge, refused, same_page
from tests.sources.hosted.desk import Kept

SOURCE = "desk"
TICKETS = range(100, 340)  # three pages; the clients ask about the first of them, as those of the desk itself
CHANGED, DELETED, NEW = 40, 5, 3  # tickets between two syncs
HUGE = 50_000_000  # bytes of one ticket
FOR_EVER = 10**9
SOON = "0"  # what Retry-After says where it is not the wait that is tried
JUNK = (b"<html>Bad gateway", b"\xff\xfe\x00", b"", b'{"tickets": [', b"NaN")
SHAPES = (b"null", b"7", b'{"error": "try later"}', b'[["a", 1]]', b'{"items": [{"id": {}}]}')
UNTIL = 60  # requests answered rightly, at most, before the first that is not

Deed = tuple[str, Callable[[Random], tuple[Mischief, int]]]
DEEDS: tuple[Deed, ...] = (
    ("half a page", lambda rng: (half_a_page(rng.choice(("1", "2", "3"))), FOR_EVER)),
    ("429 for a while", lambda rng: (refused(429, Retry_After=SOON), rng.randrange(1, 6))),
    ("429 that asks for an hour", lambda rng: (refused(429, Retry_After="3600"), FOR_EVER)),
    ("500 for a while", lambda rng: (refused(500), rng.randrange(1, 4))),
    ("500 for ever", lambda rng: (refused(rng.choice((500, 502, 503)), Retry_After=SOON), FOR_EVER)),
    ("garbage for a while", lambda rng: (garbage(rng.choice(JUNK)), rng.randrange(1, 4))),
    ("garbage for ever", lambda rng: (garbage(rng.choice(JUNK)), FOR_EVER)),
    ("another shape for ever", lambda rng: (garbage(rng.choice(SHAPES)), FOR_EVER)),
    ("half an answer", lambda rng: (broken_off, rng.randrange(1, 4))),
    ("an empty list", lambda rng: (garbage(b"[]"), rng.choice((1, 3, FOR_EVER)))),
    ("the same page for ever", lambda rng: (same_page(), FOR_EVER)),
    ("a ticket of 50 MB", lambda rng: (huge(HUGE), 1)),
)


def misbehave(server: Wayward, deed: Deed) -> Callable[[Scene], None]:
    """Return the round in which the server does that: the sync ends well or says why, and the next one mends all."""

    def inject(scene: Scene) -> None:
        if store.source(scene.house.engine, SOURCE) is None:
            _add(scene, server)
        changed = _change(scene, server)
        before = _stored(scene)
        name, choose = deed
        mischief, times = choose(scene.rng)
        server.misbehave(mischief, begins=scene.rng.randrange(UNTIL), times=times)
        ended = scene.house.command("sync", SOURCE).wait()
        server.behave()
        scene.tally.moments[f"{name}: {'the sync ended well' if ended == 0 else 'the sync said so'}"] += 1
        _look(scene, server, ended, before)
        _sync_to_the_end(scene, server, changed)

    return inject


def _add(scene: Scene, server: Wayward) -> None:
    """Add the source and read it once."""
    for number in TICKETS:
        _happens(scene, server, number, 0)
    add = ("sources", "add", "zammad", SOURCE, "--url", server.url, "--yes")
    assert scene.house.command(*add).wait() == 0, "the source cannot be added"
    _sync_to_the_end(scene, server, TICKETS)


def _change(scene: Scene, server: Wayward) -> list[int]:
    """Let tickets be changed, deleted and opened; return which."""
    there = sorted(server.desk.tickets)
    some = scene.rng.sample(there, CHANGED + DELETED)
    for number in some[:CHANGED]:
        _happens(scene, server, number, server.desk.tickets[number].version + 1)
    for number in some[CHANGED:]:
        _happens(scene, server, number, GONE)
    new = list(range(there[-1] + 1, there[-1] + 1 + NEW))
    for number in new:
        _happens(scene, server, number, 0)
    return some + new


def _happens(scene: Scene, server: Wayward, number: int, version: int) -> None:
    """Let a ticket be of that version at the helpdesk, and note that it may be stored so from now on."""
    scene.ledger.begins(_id(number), version)
    desk = server.desk
    if version == GONE:
        desk.delete(number)
    else:
        desk.clock += 60
        desk.tickets[number] = Kept(number, desk.clock, version, 2)


def _look(scene: Scene, server: Wayward, ended: int, before: set[str]) -> None:
    """See that a sync which came to no good end says why, and that nothing left which the helpdesk still has."""
    row = store.source(scene.house.engine, SOURCE)
    assert row is not None
    assert ended == 0 or row.report.get("error") or row.report.get("held_back"), f"a sync ended with {ended} unsaid"
    missing = (before & {_id(number) for number in server.desk.tickets}) - _stored(scene)
    assert not missing, f"{len(missing)} tickets left that are still there, {min(missing)} among them"


def _stored(scene: Scene) -> set[str]:
    return store.ids_of_source(scene.house.engine, SOURCE, "ticket")


def _sync_to_the_end(scene: Scene, server: Wayward, changed: Iterable[int]) -> None:
    """Sync with a server that behaves, and note that what changed is as it says."""
    assert scene.house.command("sync", SOURCE).wait() == 0, "the sync after the fault did not succeed"
    for number in changed:
        kept = server.desk.tickets.get(number)
        scene.ledger.acknowledges(_id(number), kept.version if kept else GONE)


def _id(number: int) -> str:
    return f"{SOURCE}:{number}"
