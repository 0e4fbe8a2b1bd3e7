"""Train a small mood head in plain numpy: one hidden layer, soft targets, several networks side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Recipe:
    """How a head is trained. `members` networks of `width` hidden units are averaged into one wide layer."""

    width: int = 64
    members: int = 2
    rounds: int = 14
    batch: int = 128
    rate: float = 2e-3
    decay: float = 1e-2  # of the weights, decoupled as in AdamW (Loshchilov and Hutter 2019)
    drop_input: float = 0.2
    drop_hidden: float = 0.4
    balance: float = 0.5  # 0 leaves the classes as frequent as they are, 1 weighs them equal
    seed: int = 0


@dataclass(frozen=True)
class Layers:
    """hidden (dim, h), hidden_bias (h,), weights (h, 3), bias (3,), as MoodHead reads them."""

    hidden: Floats
    hidden_bias: Floats
    weights: Floats
    bias: Floats


@dataclass
class _Adam:
    """One parameter with its running moments (Kingma and Ba 2015, the usual constants)."""

    value: Floats
    steps: int = 0
    mean: Floats = field(init=False)
    square: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.mean, self.square = np.zeros_like(self.value), np.zeros_like(self.value)

    def step(self, slope: npt.NDArray[np.floating[Any]], rate: float, decay: float) -> None:
        self.steps += 1
        self.mean += 0.1 * (slope - self.mean)
        self.square += 0.001 * (slope * slope - self.square)
        move = (self.mean / (1 - 0.9**self.steps)) / (np.sqrt(self.square / (1 - 0.999**self.steps)) + 1e-8)
        self.value -= rate * (move + decay * self.value)


def soften(labels: Ints, sureness: Floats, trust: float = 0.8) -> Floats:
    """Return targets (n, 3): a label its raters were unsure of gives `trust` of their doubt to the other two."""
    doubt = trust * (1 - sureness)
    targets = np.repeat((doubt / 2)[:, None], 3, axis=1).astype(np.float32)
    targets[np.arange(len(labels)), labels] = 1 - doubt
    return targets


def train(vectors: Floats, labels: Ints, targets: Floats, weights: Floats, recipe: Recipe) -> Layers:
    """Fit a head on vectors (n, dim) with labels (n,), targets (n, 3) and row weights (n,)."""
    counts = np.maximum(np.bincount(labels, weights=weights, minlength=3), 1)
    balanced = (weights * ((counts.sum() / 3 / counts) ** recipe.balance)[labels]).astype(np.float32)
    middle = vectors.mean(axis=0)  # some encoders crowd all texts into one corner
    scale = np.float32(1 / max(float((vectors - middle).std()), 1e-6))
    nets = [
        _train_one((vectors - middle) * scale, targets, balanced, recipe, np.random.default_rng((recipe.seed, member)))
        for member in range(recipe.members)
    ]
    hidden = np.hstack([net.hidden for net in nets]) * scale
    return Layers(
        hidden,
        np.hstack([net.hidden_bias for net in nets]) - middle @ hidden,
        np.vstack([net.weights for net in nets]) / np.float32(len(nets)),
        np.asarray(np.mean([net.bias for net in nets], axis=0), dtype=np.float32),
    )


def _train_one(vectors: Floats, targets: Floats, weights: Floats, recipe: Recipe, rng: np.random.Generator) -> Layers:
    dim, width = vectors.shape[1], recipe.width
    hidden = _Adam(rng.normal(0, np.sqrt(2 / dim), (dim, width)).astype(np.float32))
    hidden_bias = _Adam(np.zeros(width, dtype=np.float32))
    out = _Adam(rng.normal(0, np.sqrt(1 / width), (width, 3)).astype(np.float32))
    bias = _Adam(np.zeros(3, dtype=np.float32))
    for rows, rate in _schedule(len(vectors), recipe, rng):
        inputs = vectors[rows] * _keep(rng, (len(rows), dim), recipe.drop_input)
        before = inputs @ hidden.value + hidden_bias.value
        kept = _keep(rng, before.shape, recipe.drop_hidden) * (before > 0)
        active = before * kept
        logits = np.asarray(active @ out.value + bias.value, dtype=np.float32)
        slope = (_softmax(logits) - targets[rows]) * (weights[rows] / np.float32(len(rows)))[:, None]
        back = (slope @ out.value.T) * kept
        out.step(active.T @ slope, rate, recipe.decay)
        bias.step(slope.sum(axis=0), rate, 0)
        hidden.step(inputs.T @ back, rate, recipe.decay)
        hidden_bias.step(back.sum(axis=0), rate, 0)
    return Layers(hidden.value, hidden_bias.value, out.value, bias.value)


def _schedule(count: int, recipe: Recipe, rng: np.random.Generator) -> Iterator[tuple[Ints, float]]:
    """Yield rows of each step with its rate: up over the first fifth, down along a cosine."""
    steps = recipe.rounds * -(-count // recipe.batch)
    step = 0
    for _ in range(recipe.rounds):
        order = rng.permutation(count)
        for start in range(0, count, recipe.batch):
            done = step / steps
            share = done / 0.2 if done < 0.2 else 0.5 * (1 + np.cos(np.pi * (done - 0.2) / 0.8))
            yield order[start : start + recipe.batch], recipe.rate * float(max(share, 1e-3))
            step += 1


def _keep(rng: np.random.Generator, shape: tuple[int, ...], drop: float) -> Floats:
    """Return a dropout mask that keeps the mean (Srivastava et al. 2014)."""
    return np.asarray((rng.random(shape, dtype=np.float32) >= drop) / np.float32(1 - drop), dtype=np.float32)


def _softmax(logits: Floats) -> Floats:
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)
