"""Vectors to labels: a small network fitted on a desk's own labelled texts, read with numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.hits import FloatArray
from embeddings.sealed import map_array

HIDDEN = 256
ROUNDS, BATCH, RATE, DECAY, DROPOUT = 20, 256, 1e-2, 1e-3, 0.3
SMOOTHING = 0.1  # of the labels (Szegedy et al. 2016, section 7): without it the network is sure of everything
SCALE = 20.0  # unit vectors have components near 1/sqrt(dim); the network learns quicker from ones near 1
_NAMES = "labels.npy"


@dataclass(frozen=True)
class Classifier:
    """A linear layer and one hidden layer beside it. Labels (n,); weights read by `logits`."""

    labels: tuple[str, ...]
    straight: FloatArray  # (dim, n)
    inner: FloatArray  # (dim, hidden)
    inner_bias: FloatArray  # (hidden,)
    outer: FloatArray  # (hidden, n)
    bias: FloatArray  # (n,)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each label is."""
        return {label: place for place, label in enumerate(self.labels)}

    def logits(self, vector: FloatArray) -> FloatArray:
        """Return the logits (n,) of the labels for one unit vector (dim,), or (m, n) for several (m, dim)."""
        scaled = vector * np.float32(SCALE)
        hidden = np.maximum(scaled @ self.inner + self.inner_bias, np.float32(0.0))
        return np.asarray(scaled @ self.straight + hidden @ self.outer + self.bias, np.float32)

    def save(self, folder: Path) -> None:
        """Write the arrays into an existing folder."""
        np.save(folder / _NAMES, np.array(self.labels))
        for name in _weights():
            np.save(folder / f"{name}.npy", getattr(self, name))


def open_classifier(folder: Path) -> Classifier:
    """Map what `save` wrote; IndexUnusable if a file is damaged."""
    labels = tuple(str(label) for label in map_array(folder / _NAMES))
    return Classifier(labels, **{name: map_array(folder / f"{name}.npy") for name in _weights()})


def softmax(logits: FloatArray) -> FloatArray:
    """Return the shares (…, n) of logits (…, n)."""
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True), np.float32)


def fit_classifier(vectors: FloatArray, labels: Sequence[str], *, threads: int = 1) -> Classifier:
    """Fit a network to unit vectors (m, dim) and their labels (m,), the same way every time. Imports torch.

    AdamW with a one-cycle rate (Smith and Topin 2019); some 10 s for 15,000 vectors and 150 labels on one core.
    ValueError if there are fewer than two labels.
    """
    import torch
    from torch.nn import Dropout, Linear, Module, ReLU, Sequential
    from torch.nn.functional import cross_entropy

    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise ValueError(f"a classifier needs two labels or more; these are {names}")

    class Network(Module):
        def __init__(self, dim: int) -> None:
            super().__init__()
            self.straight = Linear(dim, len(names))
            self.beside = Sequential(Linear(dim, HIDDEN), ReLU(), Dropout(DROPOUT), Linear(HIDDEN, len(names)))

        def forward(self, inputs: torch.Tensor) -> Any:
            return self.straight(inputs) + self.beside(inputs)

    torch.set_num_threads(threads)
    places = {name: place for place, name in enumerate(names)}
    targets = torch.tensor([places[label] for label in labels])
    inputs = torch.from_numpy(np.array(vectors, np.float32)) * SCALE
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        network = Network(vectors.shape[1])
        optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
        steps = ROUNDS * -(-len(labels) // BATCH)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
        for _ in range(ROUNDS):
            for picked in torch.split(torch.randperm(len(labels)), BATCH):
                optimiser.zero_grad()
                loss = cross_entropy(network(inputs[picked]), targets[picked], label_smoothing=SMOOTHING)
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
                schedule.step()
    return _read_off(names, network)


def _read_off(names: tuple[str, ...], network: Any) -> Classifier:
    """Take the weights out of torch, transposed as numpy multiplies them."""
    inner, outer = network.beside[0], network.beside[3]

    def array(weights: Any) -> FloatArray:
        return np.ascontiguousarray(weights.detach().numpy().T, np.float32)

    bias = array(network.straight.bias) + array(outer.bias)
    return Classifier(
        names, array(network.straight.weight), array(inner.weight), array(inner.bias), array(outer.weight), bias
    )


def _weights() -> list[str]:
    return [field.name for field in fields(Classifier) if field.name != "labels"]
