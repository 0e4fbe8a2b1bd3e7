"""Which reply answers which message: two small networks over frozen vectors and words, read with numpy alone.

Each side's vector goes through a linear layer and a hidden one beside it, and the sum of vectors of its hashed words
and word pairs is added: the encoder knows what a text means, the words how this desk says it. Trained with the other
replies of a batch as wrong ones (Henderson et al. 2017, "Efficient natural language response suggestion").
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from embeddings.hits import FloatArray
from embeddings.sealed import map_array
from embeddings.tokens import fold

if TYPE_CHECKING:
    import torch

HIDDEN = 768
BUCKETS = 2**15  # words and pairs share these by their hash
ROUNDS, BATCH, RATE, WORDS_RATE = 2, 1024, 1e-3, 3e-3
KEPT = 0.5  # of the words at each step: else the networks learn single tickets by heart
DROPOUT, SMOOTHING, SHARPNESS = 0.1, 0.05, 20.0
MOST_WORDS = 200  # of a text that are looked at
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s]")

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Tower:
    """One side. Weights as `vectors` multiplies them; `words` (buckets, dim) is float16."""

    straight: FloatArray
    inner: FloatArray
    inner_bias: FloatArray
    outer: FloatArray
    bias: FloatArray
    words: npt.NDArray[np.float16]

    def vectors(self, vectors: FloatArray, texts: Sequence[str]) -> FloatArray:
        """Return unit vectors (n, dim) of texts (n,) whose encoder vectors (n, dim) are given."""
        hidden = vectors @ self.inner + self.inner_bias
        sums = vectors @ self.straight + _gelu(hidden) @ self.outer + self.bias
        for place, text in enumerate(texts):
            buckets = word_buckets(text)
            sums[place] += self.words[buckets].astype(np.float32).sum(axis=0) / np.sqrt(len(buckets))
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        return np.ascontiguousarray(sums / np.maximum(lengths, 1e-12), np.float32)

    def save(self, folder: Path, side: str) -> None:
        """Write the arrays into an existing folder, under the side's name."""
        for field in fields(Tower):
            np.save(folder / f"{side}-{field.name}.npy", getattr(self, field.name))


@dataclass(frozen=True)
class Matcher:
    """Both sides: a question and a reply match as far as the product of their vectors, −1 to 1."""

    questions: Tower
    replies: Tower


def open_tower(folder: Path, side: str) -> Tower:
    """Map what `save` wrote; IndexUnusable if a file is damaged."""
    return Tower(**{field.name: map_array(folder / f"{side}-{field.name}.npy") for field in fields(Tower)})


def word_buckets(text: str) -> npt.NDArray[np.int64]:
    """Return the buckets of a text's distinct words and neighbouring pairs; never none."""
    words = _WORD.findall(fold(text))[:MOST_WORDS]
    grams = {*words, *(f"{one} {other}" for one, other in zip(words, words[1:], strict=False))} or {""}
    return np.array(sorted({crc32(gram.encode()) % BUCKETS for gram in grams}), np.int64)


def fit_matcher(
    asked: tuple[FloatArray, Sequence[str]],
    answered: tuple[FloatArray, Sequence[str]],
    *,
    threads: int = 1,
    progress: Progress = lambda done, total: None,
) -> Matcher:
    """Fit to messages (vectors (n, dim), texts (n,)) and the replies (the same) they got. Imports torch.

    ValueError for fewer than 2 pairs.
    """
    import torch

    if len(asked[1]) < 2:
        raise ValueError(f"a matcher needs 2 pairs or more; these are {len(asked[1])}")
    torch.set_num_threads(threads)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return _Fitting(asked, answered, progress).run()


class _Fitting:
    """The training: its data as tensors, its networks, its steps."""

    def __init__(
        self, asked: tuple[FloatArray, Sequence[str]], answered: tuple[FloatArray, Sequence[str]], progress: Progress
    ) -> None:
        import torch

        self.vectors = [torch.from_numpy(np.array(side[0], np.float32)) for side in (asked, answered)]
        self.buckets = [[word_buckets(text) for text in side[1]] for side in (asked, answered)]
        self.same = np.unique(np.array(answered[1]), return_inverse=True)[1]
        self.towers = [_network(asked[0].shape[1]) for _ in range(2)]
        self.sharpness = torch.nn.Parameter(torch.tensor(float(np.log(SHARPNESS))))
        self.rng = np.random.default_rng(0)
        self.progress = progress

    def run(self) -> Matcher:
        import torch

        count = len(self.same)
        batch = min(BATCH, count)
        words = [tower["words"].weight for tower in self.towers]
        others = [weight for tower in self.towers for name, weight in tower.named_parameters() if "words" not in name]
        optimiser = torch.optim.AdamW(
            [{"params": [*others, self.sharpness], "lr": RATE}, {"params": words, "lr": WORDS_RATE}], weight_decay=1e-4
        )
        steps = ROUNDS * (count // batch)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, [RATE, WORDS_RATE], total_steps=steps)
        for step in range(steps):
            if step % (count // batch) == 0:
                order = self.rng.permutation(count)
            start = step % (count // batch) * batch
            optimiser.zero_grad()
            self._loss(order[start : start + batch]).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            self.progress(step + 1, steps)
        return Matcher(*(_read_off(tower.eval()) for tower in self.towers))

    def _loss(self, picked: npt.NDArray[np.int64]) -> torch.Tensor:
        """Tell each message's reply from the batch's others, and each reply's message; the same reply is not wrong."""
        import torch
        from torch.nn.functional import cross_entropy

        asked, answered = (self._forward(side, picked) for side in range(2))
        scores = asked @ answered.T * self.sharpness.exp()
        same = torch.from_numpy(np.equal.outer(self.same[picked], self.same[picked]))
        scores = scores.masked_fill(same.fill_diagonal_(False), -1e4)
        right = torch.arange(len(picked))
        both = [cross_entropy(side, right, label_smoothing=SMOOTHING) for side in (scores, scores.T)]
        return torch.stack(both).mean()

    def _forward(self, side: int, picked: npt.NDArray[np.int64]) -> torch.Tensor:
        import torch
        from torch.nn.functional import normalize

        kept = [self._some(self.buckets[side][place]) for place in picked.tolist()]
        lengths = torch.tensor([len(one) for one in kept])
        starts = torch.cumsum(lengths, 0) - lengths
        tower = self.towers[side]
        vectors = self.vectors[side][picked]
        words = tower["words"](torch.from_numpy(np.concatenate(kept)), starts) / lengths.sqrt()[:, None]
        return normalize(tower["straight"](vectors) + tower["beside"](vectors) + words, dim=1)

    def _some(self, buckets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        kept = buckets[self.rng.random(len(buckets)) < KEPT]
        return kept if len(kept) else buckets[:1]


def _network(dim: int) -> Any:
    """Return a tower that at first gives back what it is given."""
    from torch import nn

    beside: Any

    straight, words = nn.Linear(dim, dim), nn.EmbeddingBag(BUCKETS, dim, mode="sum")
    beside = nn.Sequential(nn.Linear(dim, HIDDEN), nn.GELU("tanh"), nn.Dropout(DROPOUT), nn.Linear(HIDDEN, dim))
    nn.init.eye_(straight.weight)
    for weights in (straight.bias, beside[3].weight, beside[3].bias, words.weight):
        nn.init.zeros_(weights)
    return nn.ModuleDict({"straight": straight, "beside": beside, "words": words})


def _read_off(tower: Any) -> Tower:
    """Take the weights out of torch, transposed as numpy multiplies them."""
    straight, inner, outer = tower["straight"], tower["beside"][0], tower["beside"][3]

    def array(weights: Any) -> FloatArray:
        return np.ascontiguousarray(weights.detach().numpy().T, np.float32)

    words = np.ascontiguousarray(tower["words"].weight.detach().numpy(), np.float16)
    bias = array(straight.bias) + array(outer.bias)
    return Tower(array(straight.weight), array(inner.weight), array(inner.bias), array(outer.weight), bias, words)


def _gelu(values: FloatArray) -> FloatArray:
    """GELU by its tanh form (Hendrycks and Gimpel 2016)."""
    return np.asarray(0.5 * values * (1 + np.tanh(0.7978845608 * (values + 0.044715 * values**3))), np.float32)
