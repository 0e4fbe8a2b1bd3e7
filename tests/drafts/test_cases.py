"""Drafts of our own, half of them clean, are read as they should be: the held-out ones measure, the others teach."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from assist_server.results import DraftCode
from bench.fit_sentiment import encoder
from bench.mood_texts import read_lines
from bench.quality.drafts import CASES, Read, Timed, read_cases
from embeddings.models import DEFAULT_MODEL

pytestmark = pytest.mark.model

PRECISION = 0.9
RECALL = 0.6  # a floor under what docs/DRAFTS.md reports


@cache
def read(name: str) -> tuple[Read, ...]:
    """Read a file of cases with the real encoder, once."""
    return tuple(read_cases(name, Timed(encoder(DEFAULT_MODEL, Path("data/models"), None))))


def test_it_works() -> None:
    assert {one.language for one in read("held_out")} == {"en", "de", "es", "zh"}


@pytest.mark.parametrize("code", get_args(DraftCode))
def test_what_is_found_is_mostly_right(code: str) -> None:
    found = [one for one in read("held_out") if code in one.found]
    assert found and sum(code in one.should for one in found) >= PRECISION * len(found)


@pytest.mark.parametrize("code", get_args(DraftCode))
def test_most_of_what_was_planted_is_found(code: str) -> None:
    planted = [one for one in read("held_out") if code in one.should]
    assert planted and sum(code in one.found for one in planted) >= RECALL * len(planted)


def test_half_of_the_drafts_are_clean_and_no_draft_is_in_both_files() -> None:
    drafts = {name: _drafts(name) for name in ("dev", "held_out")}
    clean = Counter(not draft["codes"] for every in drafts.values() for draft in every)
    assert clean[True] >= 0.47 * clean.total() and clean.total() >= 400
    assert not {draft["text"] for draft in drafts["dev"]} & {draft["text"] for draft in drafts["held_out"]}


def _drafts(name: str) -> list[dict[str, Any]]:
    return [draft for case in read_lines(CASES / f"{name}.jsonl") for draft in case["drafts"]]
