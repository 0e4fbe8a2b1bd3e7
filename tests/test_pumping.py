"""No text costs more than its length: every pattern is pumped with strings made from its own alternatives."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest

from assist_server.sentiment import lexicon, warning_rules
from assist_server.sentiment.warning_phrases import LANGUAGES
from assist_server.text import people
from assist_server.text.patterns import bounded, close
from tests.pumping import cost, open_repetitions, patterns_in, patterns_of, pumped, pumps, tree_of

PACKAGES = ("text", "sentiment", "drafts", "customer", "sources", "insights")
SCREEN = 2_000  # characters of the text that every piece is tried in first
SUSPECT = 0.9e-6  # CPU seconds a character from which on longer texts are tried: what grows as the square shows there
LENGTHS = (5_000, 10_000, 20_000)
MOST_SECONDS = 0.2  # of CPU at the longest
MOST_GROWTH = 2.5  # each time the text doubles
NOISE = 0.01  # CPU seconds below which growth is the clock's
PIECES = 6  # of a pattern's own, twice each
END = "\x01"  # of every text, so that no pattern ends there as if all were well
STUCK = 20  # CPU seconds after which a pattern is given up


def _patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of the packages, those that are compiled on first use among them."""
    found = patterns_of(*(f"assist_server.{package}" for package in PACKAGES))
    made = {
        **{f"warning rules of {name}": warning_rules._reader(name) for name in LANGUAGES},
        **{f"mood words of {name}": lexicon._lexicon(name) for name in ("de", "es", "zh")},
        "a known name": [people._pattern(form, form == "May") for form in ("May", "Anna de la Cruz", "王小明")],
    }
    late = [(place, pattern) for place, value in made.items() for pattern in patterns_in(value)]
    return found | {f"{place}: {pattern.pattern[:40]!r}": pattern for place, pattern in late}


PATTERNS = _patterns()


@contextmanager
def _given_up_after(seconds: float) -> Iterator[None]:
    """Raise where more CPU is taken: the main thread's engine looks for signals now and then."""

    def give_up(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"still busy after {seconds} s of CPU")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _overruns(pattern: re.Pattern[str]) -> list[str]:
    """Return what makes the pattern cost more than the length of the text."""
    found = []
    for before, piece in pumps(pattern, PIECES, seed=1):
        if cost(pattern, pumped(before, piece, SCREEN, END)) >= SUSPECT * SCREEN:
            found += _overrun(pattern, before, piece)
    return found


def _overrun(pattern: re.Pattern[str], before: str, piece: str) -> list[str]:
    """Say where a pumped text costs too much each time it is measured: another program may cost time once."""
    texts = [pumped(before, piece, length, END) for length in LENGTHS]
    for tries in (1, 2, 4, 4):
        seconds = [cost(pattern, text, tries) for text in texts]
        growth = [later / max(earlier, NOISE) for earlier, later in zip(seconds, seconds[1:], strict=False)]
        if seconds[-1] <= MOST_SECONDS and max(growth) <= MOST_GROWTH:
            return []
    return [f"{before!r} then {piece!r} again and again: {[round(one, 3) for one in seconds]} s"]


def test_it_works() -> None:
    assert len(PATTERNS) > 500


@pytest.mark.parametrize("part", range(8))
def test_a_pattern_costs_no_more_than_the_length_of_the_text(part: int) -> None:
    overruns = {}
    for place, pattern in list(PATTERNS.items())[part::8]:
        with _given_up_after(STUCK):
            if found := _overruns(pattern):
                overruns[place] = found
    assert overruns == {}


def test_no_repetition_is_open_but_at_the_end_of_a_pattern() -> None:
    assert {place for place, pattern in PATTERNS.items() if list(open_repetitions(tree_of(pattern)))} == set()


@pytest.mark.parametrize("pattern", [r"(?:[A-Z]?[a-z]+-?)+!", r"\s*x$", r"[a-z]+(?=:)", r"(?:a|aa){1,30}b"])
def test_the_pumping_finds_what_costs_too_much(pattern: str) -> None:
    slow = re.compile(pattern, re.IGNORECASE)
    with pytest.raises(AssertionError), _given_up_after(1):
        assert _overruns(slow) == []


@pytest.mark.parametrize(
    ("pattern", "closed"),
    [
        (r"\s*a\w+", r"\s{0,9}a\w{1,40}"),
        (r"(?:ab)*c++d*?", r"(?:ab){0,8}c{1,40}+d{0,40}?"),
        (r"[*+\]]+\*\)+", r"[*+\]]{1,40}\*\){1,40}"),
        (r"[]+]*[^]+]x{10,}y{30,}", r"[]+]{0,40}[^]+]x{10,40}y{30,60}"),
        (r"a?+b{2,3}+c{2}", r"a?+b{2,3}+c{2}"),
        (r"\W*[ \t]+", r"\W{0,9}[ \t]{1,9}"),
    ],
)
def test_open_repetitions_get_a_limit(pattern: str, closed: str) -> None:
    assert close(pattern) == closed
    assert close(closed) == closed
    assert bounded(pattern).pattern == closed
