"""Teaches an encoder which replies answer which messages; the one file that trains a whole encoder, torch included.

Each message must tell its own reply from the others of a batch, and each reply its message (Henderson et al. 2017,
"Efficient natural language response suggestion"): the loss that sentence-transformers calls multiple negatives
ranking. Its own trainer needs two packages more, for what is a loop of ten lines.
"""

from __future__ import annotations

import hashlib
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from embeddings.hits import FloatArray
from embeddings.models import Model
from embeddings.prepared import as_folder
from embeddings.weights import find_weights

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

BATCH = 64  # pairs that are each other's wrong answers
CHUNK = 32  # texts of like length that go through the network together, so that little is padding
LONGEST = 64  # tokens of a text that are read while learning; the model reads as many as before afterwards
ROUNDS, RATE, WARMING, SHARPNESS, DECAY, MOST_CHANGE = 2, 1.5e-4, 20, 20.0, 0.01, 1.0
BLOCK = 512  # texts encoded between two reports of progress
TUNED = "-tuned-"  # between the name of what was taught and the hash of what came out
TRIES, TRIED = 3, 16  # times, and pairs, by which it is seen whether bfloat16 is quicker
FIRST = 6  # steps that are timed before it is told how long all take

Progress = Callable[[int, int, float | None], None]  # steps done, steps in all, seconds all take once that is seen


@dataclass(frozen=True)
class Effort:
    """What a training took. `rounds` is how often each pair was seen, less than planned where time was short."""

    steps: int
    rounds: float
    seconds: float
    device: str


def load_network(model: Model) -> SentenceTransformer:
    """Load the weights that a model's serving form was made from, in float32. Raises ModelUnavailable."""
    from embeddings.onnx_export import load_torch

    with tempfile.TemporaryDirectory() as scratch:
        return load_torch(as_folder(find_weights(model), Path(scratch) / "source"))


def network_name(network: SentenceTransformer, base: str) -> str:
    """Return a name that no other weights have: vectors are kept by the name of what made them."""
    digest = hashlib.sha256()
    for weights in network.state_dict().values():
        digest.update(weights.numpy().tobytes())
    return f"{base.rpartition('/')[2].partition(TUNED)[0]}{TUNED}{digest.hexdigest()[:8]}"


def save_network(network: SentenceTransformer, model: Model, folder: Path) -> None:
    """Write a changed network as a sentence-transformers folder that names the prefixes of the model it was."""
    from embeddings.onnx_export import quiet_transformers

    network.prompts = {"query": model.query_prefix, "document": model.passage_prefix}
    network.max_seq_length = model.max_tokens
    with quiet_transformers():
        network.save(str(folder), create_model_card=False)


def vectors(
    network: SentenceTransformer, texts: Sequence[str], prefix: str, progress: Callable[[int, int], None]
) -> FloatArray:
    """Return the unit vectors (n, dim) of texts, each with the prefix before it."""
    blocks = []
    for start in range(0, len(texts), BLOCK):
        progress(start, len(texts))
        block = [prefix + text for text in texts[start : start + BLOCK]]
        blocks.append(network.encode(block, normalize_embeddings=True, show_progress_bar=False))
    return np.ascontiguousarray(np.concatenate(blocks), np.float32)


def fine_tune(
    network: SentenceTransformer,
    asked: Sequence[str],
    answered: Sequence[str],
    *,
    seconds: float,
    progress: Progress,
    threads: int = 1,
) -> Effort:
    """Change the network so that n messages and the n replies they got are near each other.

    Takes a GPU where torch sees one. After the first steps `progress` is told how long all take: two rounds over the
    pairs, or as many steps as fit into the seconds given. Where that is less, the time decides how many, so that a busy
    machine ends in time as well. Raises ValueError for fewer than 2 pairs.
    """
    import torch

    if len(asked) != len(answered) or len(asked) < 2:
        raise ValueError(f"fine-tuning needs 2 pairs or more; these are {len(asked)} and {len(answered)}")
    torch.set_num_threads(threads)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        effort = _Training(network.to(device), asked, answered, device).run(seconds, progress)
    network.to("cpu").eval()
    return effort


class _Training:
    """The pairs as tokens, the network, its optimiser, and the steps."""

    def __init__(
        self, network: SentenceTransformer, asked: Sequence[str], answered: Sequence[str], device: str
    ) -> None:
        import torch

        self.network, self.device = network, device
        self.tokens = [_tokens(network, texts) for texts in (asked, answered)]
        self.same = np.unique(np.array(answered), return_inverse=True)[1]
        self.batch = min(BATCH, len(asked))
        self.rng = np.random.default_rng(0)
        self.weights = list(network.parameters())
        self.half = False
        self.optimiser = torch.optim.AdamW(self.weights, lr=RATE, weight_decay=DECAY)

    def run(self, seconds: float, progress: Progress) -> Effort:
        """Step until the rounds are done or the time is used; towards the end the rate of learning falls to nothing."""
        import torch

        a_round = len(self.same) // self.batch
        steps, done, took, started = a_round * ROUNDS, 0, 0.0, time.monotonic()
        self.network.eval()  # without dropout: over so few rounds it only costs time
        self.half = self.device == "cuda" or self._half_is_faster()
        for picked in self._batches(a_round):
            for group in self.optimiser.param_groups:
                group["lr"] = RATE * _share_of_rate(done, max(done / steps, took / max(seconds, 1e-9)))
            self.optimiser.zero_grad()
            self._loss(picked).backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.weights, MOST_CHANGE)
            self.optimiser.step()
            done, took = done + 1, time.monotonic() - started
            progress(done, steps, min(seconds, took / done * steps) if done >= FIRST else None)
            if took >= seconds:
                break
        return Effort(done, round(done / a_round, 2), round(took, 1), self.device)

    def _half_is_faster(self) -> bool:
        """Try whether bfloat16 is quicker here: a CPU that does not know it only imitates it."""
        import torch

        took = {False: float("inf"), True: float("inf")}
        for half in (False, True) * TRIES:
            self.half, started = half, time.perf_counter()
            with torch.no_grad():
                self._loss(np.arange(min(self.batch, TRIED)))
            took[half] = min(took[half], time.perf_counter() - started)
        return took[True] < took[False]

    def _batches(self, a_round: int) -> Iterator[npt.NDArray[np.int64]]:
        for _ in range(ROUNDS):
            order = self.rng.permutation(len(self.same))
            yield from (order[at * self.batch : (at + 1) * self.batch] for at in range(a_round))

    def _loss(self, picked: npt.NDArray[np.int64]) -> torch.Tensor:
        """Tell each message's reply from the batch's others and the other way round; the same reply is not wrong."""
        import torch
        from torch.nn.functional import cross_entropy

        with torch.autocast(self.device, torch.bfloat16, enabled=self.half):
            asked, answered = (self._vectors([tokens[at] for at in picked.tolist()]) for tokens in self.tokens)
        scores = asked @ answered.T * SHARPNESS
        same = torch.from_numpy(np.equal.outer(self.same[picked], self.same[picked])).to(self.device)
        scores = scores.masked_fill(same.fill_diagonal_(False), -1e4)
        right = torch.arange(len(picked), device=self.device)
        return torch.stack([cross_entropy(side, right) for side in (scores, scores.T)]).mean()

    def _vectors(self, tokens: list[list[int]]) -> torch.Tensor:
        """Return unit vectors (n, dim) of n tokenised texts, read in chunks of like length."""
        import torch

        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        parts = [
            self._chunk([tokens[at] for at in order[start : start + CHUNK]]) for start in range(0, len(order), CHUNK)
        ]
        places = torch.from_numpy(np.argsort(order)).to(self.device)
        return torch.nn.functional.normalize(torch.cat(parts).float()[places], dim=1)

    def _chunk(self, tokens: list[list[int]]) -> torch.Tensor:
        import torch

        padded = self.network.tokenizer.pad({"input_ids": tokens}, return_tensors="pt")
        features = {name: padded[name].to(self.device) for name in ("input_ids", "attention_mask")}
        if "token_type_ids" in self.network.tokenizer.model_input_names:
            features["token_type_ids"] = torch.zeros_like(features["input_ids"])
        vectors: torch.Tensor = self.network(features)["sentence_embedding"]
        return vectors


def _tokens(network: SentenceTransformer, texts: Sequence[str]) -> list[list[int]]:
    longest = min(LONGEST, network.max_seq_length or LONGEST)
    tokenizer: Any = network.tokenizer
    tokens: list[list[int]] = tokenizer(list(texts), truncation=True, max_length=longest)["input_ids"]
    return tokens


def _share_of_rate(step: int, done: float) -> float:
    """Return the share (0 to 1) of the highest rate: rising over the first steps, falling as more is done (0 to 1)."""
    return min((step + 1) / WARMING, max(0.0, 1.0 - done))
