"""Clients take turns, so that one with many requests delays only itself."""

from __future__ import annotations

from assist_server.web.fair_queue import ACTIVE, RECENT, REST, SHORT, FairQueue, Turn


class Clock:
    """A clock that a test sets forward."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        """Return the time it shows."""
        return self.now


def started(queue: FairQueue[int]) -> list[Turn]:
    """Start what may start, and return whose requests those are."""
    turns = []
    while taken := queue.take():
        turns.append(taken[0])
    return turns


def queue_of(clock: Clock, threads: int = 4, **waiting: int) -> FairQueue[int]:
    """Return a queue in which each client has so many requests waiting."""
    queue: FairQueue[int] = FairQueue(threads, 100, clock)
    for client, count in waiting.items():
        for number in range(count):
            assert queue.put(client, number)
    return queue


def test_it_works() -> None:
    queue: FairQueue[int] = FairQueue(4, 100)
    assert queue.take() is None
    queue.put("a", 7)
    taken = queue.take()
    assert taken is not None and (taken[0].client, taken[1]) == ("a", 7)
    queue.done(taken[0])


def test_alone_a_client_gets_all_threads_but_one() -> None:
    assert len(started(queue_of(Clock(), greedy=64))) == 3
    assert len(started(queue_of(Clock(), threads=1, greedy=64))) == 1


def test_with_others_present_each_has_one_turn_at_a_time() -> None:
    queue = queue_of(Clock(), greedy=64, polite=1)
    turns = started(queue)
    assert sorted(turn.client for turn in turns) == ["greedy", "polite"]
    queue.done(next(turn for turn in turns if turn.client == "polite"))
    queue.put("polite", 2)
    assert [turn.client for turn in started(queue)] == ["polite"]


def test_who_comes_while_another_has_all_threads_finds_one_free() -> None:
    queue = queue_of(Clock(), greedy=64)
    started(queue)
    queue.put("polite", 1)
    assert [turn.client for turn in started(queue)] == ["polite"]


def test_a_request_that_takes_long_is_no_turn_but_two_of_them_are_all_a_client_gets() -> None:
    clock = Clock()
    queue = queue_of(clock, busy=5, other=1)
    assert len(started(queue)) == 2
    clock.now += SHORT
    assert [turn.client for turn in started(queue)] == ["busy"]
    clock.now += SHORT
    assert started(queue) == []


def test_another_counts_as_present_for_a_while_after_its_request() -> None:
    clock = Clock()
    queue = queue_of(clock, polite=1)
    for turn in started(queue):
        queue.done(turn)
    for number in range(9):
        queue.put("greedy", number)
    assert len(started(queue)) == 1
    clock.now += RECENT + 1
    queue.put("greedy", 10)
    assert len(started(queue)) == 2  # and one that runs already


def test_a_probe_makes_nobody_wait() -> None:
    queue = queue_of(Clock(), greedy=9)
    queue.put("/healthz", 1, present=False)
    assert sorted(turn.client for turn in started(queue)) == ["/healthz", "greedy", "greedy", "greedy"]


def test_who_is_not_known_gets_one_turn_at_a_time_even_alone() -> None:
    queue: FairQueue[int] = FairQueue(4, 100)
    for number in range(9):
        queue.put("198.51.100.7", number, present=False)
    assert len(started(queue)) == 1


def test_clients_start_in_turn() -> None:
    queue = queue_of(Clock(), threads=1, a=2, b=2)
    order = []
    for _ in range(4):
        (turn,) = started(queue)
        order.append(turn.client)
        queue.done(turn)
    assert order == ["a", "b", "a", "b"]


def test_a_line_has_an_end() -> None:
    queue: FairQueue[int] = FairQueue(4, 2)
    assert [queue.put("a", number) for number in range(3)] == [True, True, False]
    assert queue.put("b", 1) and queue.waiting == 3


def have_many(queue: FairQueue[int], clock: Clock) -> None:
    """Let those who wait have a dozen requests answered."""
    for _ in range(5):
        turns = started(queue)
        clock.now += 0.05
        for turn in turns:
            queue.done(turn)


def test_who_has_had_much_more_rests_between_its_requests_while_another_is_active() -> None:
    clock = Clock()
    queue = queue_of(clock, greedy=64)
    have_many(queue, clock)
    for turn in started(queue):
        clock.now += 0.1
        queue.done(turn)
    queue.put("polite", 1)
    for turn in started(queue):
        queue.done(turn)
    assert started(queue) == []
    clock.now += 0.3 * REST + 0.01
    (turn,) = started(queue)
    clock.now += ACTIVE + 0.1
    queue.done(turn)
    assert [turn.client for turn in started(queue)] == ["greedy"]  # nobody else was there of late


def test_who_has_had_much_more_starts_nothing_while_another_s_request_runs_but_is_never_starved() -> None:
    clock = Clock()
    queue = queue_of(clock, greedy=64)
    have_many(queue, clock)
    queue.put("polite", 1)
    (polite,) = started(queue)
    assert polite.client == "polite"
    clock.now += 0.5  # the other has rested
    assert started(queue) == []
    clock.now += SHORT
    assert [turn.client for turn in started(queue)] == ["greedy"]
    queue.done(polite)


def test_it_is_the_time_that_counts_and_not_how_many_requests() -> None:
    clock = Clock()
    queue = queue_of(clock, threads=1)
    for number in range(40):
        for client, seconds in (("short", 0.002), ("long", 0.1)):
            queue.put(client, number)
            clock.now += 0.1 * REST + 0.01
            (turn,) = started(queue)
            assert turn.client == client
            clock.now += seconds
            queue.done(turn)
    queue.put("long", 40)
    assert started(queue) == []  # it rests
    queue.put("short", 40)
    assert [turn.client for turn in started(queue)] == ["short"]


def test_two_clients_with_few_requests_do_not_wait_for_each_other() -> None:
    clock = Clock()
    queue = queue_of(clock, one=1)
    (turn,) = started(queue)
    clock.now += 0.02
    queue.done(turn)
    queue.put("other", 1)
    queue.put("one", 2)
    assert [turn.client for turn in started(queue)] == ["other", "one"]


def test_a_newcomer_makes_nobody_greedy_who_has_had_as_much_as_the_rest() -> None:
    clock = Clock()
    queue = queue_of(clock, one=1, other=1)
    turns = started(queue)
    clock.now += 0.2
    for turn in turns:
        queue.done(turn)
    queue.put("newcomer", 1)
    queue.put("one", 2)
    assert [turn.client for turn in started(queue)] == ["newcomer", "one"]
