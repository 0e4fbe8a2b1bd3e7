"""An encoder is taught pairs: they come nearer, in the time given, and nothing else about the model changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import load_encoder
from embeddings.fine_tuning import FIRST, Effort, fine_tune, load_network, network_name, save_network, vectors
from embeddings.models import find_model

pytestmark = pytest.mark.model

PAIRS = (("where is my order ?", "reset the password"), ("refund my order", "a refund ?"), ("password", "the order is"))
ASKED, ANSWERED = ([pair[side] for _ in range(40) for pair in PAIRS] for side in (0, 1))


def teach(model: Path, seconds: float = 600.0) -> tuple[list[np.ndarray], list[np.ndarray], Effort, list[float | None]]:
    """Return the pairs' vectors before and after, what it took, and what was foretold at each step."""
    network, told = load_network(find_model(str(model))), list[float | None]()
    sides = [[pair[side] for pair in PAIRS] for side in (0, 1)]
    before = [vectors(network, side, "", lambda *_: None) for side in sides]
    effort = fine_tune(network, ASKED, ANSWERED, seconds=seconds, progress=lambda _, __, all_: told.append(all_))
    return before, [vectors(network, side, "", lambda *_: None) for side in sides], effort, told


def margin(sides: list[np.ndarray]) -> float:
    """Return by how much a message is nearer to its own reply than to the others, at the mean."""
    scores = sides[0] @ sides[1].T
    return float(np.trace(scores) / 3 - (scores.sum() - np.trace(scores)) / 6)


def test_it_works(tiny_model: Path) -> None:
    before, after, effort, _ = teach(tiny_model)
    assert margin(after) > margin(before)
    assert effort.rounds == 2.0 and effort.device in ("cpu", "cuda")


def test_when_the_time_is_used_the_training_ends(tiny_model: Path) -> None:
    assert teach(tiny_model, seconds=0.0)[2].steps == 1


def test_how_long_it_takes_is_told_once_some_steps_were_timed(
    tiny_model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embeddings.fine_tuning.BATCH", 8)
    told = teach(tiny_model)[3]
    assert told[: FIRST - 1] == [None] * (FIRST - 1) and None not in told[FIRST - 1 :]


def test_the_same_reply_to_another_message_is_not_a_wrong_one(tiny_model: Path) -> None:
    network = load_network(find_model(str(tiny_model)))
    texts = ["where", "my order", "?"]
    before = vectors(network, texts, "", lambda *_: None)
    fine_tune(network, texts, ["a refund"] * 3, seconds=60, progress=lambda *_: None)
    after = vectors(network, texts, "", lambda *_: None)
    assert np.abs(after - before).max() < 1e-4  # there was nothing to tell apart


@pytest.mark.parametrize(("asked", "answered"), [([], []), (["where"], ["a"]), (["where", "is"], ["a"])])
def test_fewer_than_two_pairs_are_refused(tiny_model: Path, asked: list[str], answered: list[str]) -> None:
    with pytest.raises(ValueError, match="2 pairs or more"):
        fine_tune(load_network(find_model(str(tiny_model))), asked, answered, seconds=1, progress=lambda *_: None)


def test_other_weights_have_another_name_that_keeps_the_first_ones(tiny_model: Path) -> None:
    network = load_network(find_model(str(tiny_model)))
    first = network_name(network, "owner/base")
    fine_tune(network, ASKED, ANSWERED, seconds=60, progress=lambda *_: None)
    second = network_name(network, first)
    assert first != second and {name.partition("-tuned-")[0] for name in (first, second)} == {"base"}


def test_a_saved_model_reads_as_the_one_in_memory_with_the_same_prefixes(tiny_model: Path, tmp_path: Path) -> None:
    model = find_model(str(tiny_model))
    network = load_network(model)
    fine_tune(network, ASKED, ANSWERED, seconds=60, progress=lambda *_: None)
    save_network(network, model, tmp_path / "taught")
    again = load_encoder(str(tmp_path / "taught"), tmp_path, form="torch")
    assert (again.model.query_prefix, again.model.max_tokens) == (model.query_prefix, model.max_tokens)
    inside = vectors(network, ["where is my order ?"], model.query_prefix, lambda *_: None)
    assert float(np.sum(again.encode_queries(["where is my order ?"]) * inside)) == pytest.approx(1.0, abs=1e-4)
