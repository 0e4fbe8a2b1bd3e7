"""Texts to vectors: the int8 form that serves, and the torch form that it is held against."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from embeddings.models import Model, find_model
from embeddings.prepared import NETWORK, TOKENIZER, Prepared, as_folder, open_prepared, prepare
from embeddings.weights import find_weights

__all__ = ["Encoder", "FloatArray", "Progress", "load_encoder", "prepare"]

FloatArray = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]  # texts done, texts in all

_BATCH = 64  # texts between two reports of progress
_LETTERS_PER_TOKEN = 64  # a text is cut at this many characters for each token the model takes, before it is tokenised


class Encoder(Protocol):
    """What turns texts into unit vectors. Safe to call from several threads."""

    model: Model

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        """Give the vectors of questions, (n, dim) float32, C-contiguous, L2-normed; n may be 0."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        """Give the vectors of passages, (n, dim) as above, in the order of `texts`, however many there are."""


def load_encoder(name: str, models_dir: Path, *, form: Literal["int8", "torch"] = "int8", threads: int = 1) -> Encoder:
    """Load a model that `prepare` has put into `models_dir`; the int8 form never imports torch.

    `threads` is how many texts a call encodes side by side. Form 'torch' is sentence-transformers on the original
    weights, for tests and comparisons; it needs no preparation.
    Raises ModelUnavailable if the model is not prepared, or its files are not the ones its manifest names.
    """
    if form == "torch":
        return _TorchEncoder(find_model(name), threads)
    return _OnnxEncoder(open_prepared(name, models_dir), threads)


class _OnnxEncoder:
    """Runs the prepared network on ONNX Runtime, one text a run.

    Texts are not stacked: int8 scales are taken over a whole run, so a text's vector would depend on its neighbours and
    on padding (measured: cosine down to 0.976 between a text alone and in a batch), for no gain in speed on a CPU.
    """

    def __init__(self, prepared: Prepared, threads: int) -> None:
        from tokenizers import Tokenizer

        self.model = prepared.model
        self._threads = max(1, threads)
        self._session = _open_session(prepared.folder / NETWORK)
        self._tokenizer = Tokenizer.from_file(str(prepared.folder / TOKENIZER))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.model.max_tokens)

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        return self._encode(texts, self.model.query_prefix, None)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        return self._encode(texts, self.model.passage_prefix, progress)

    def _encode(self, texts: Sequence[str], prefix: str, progress: Progress | None) -> FloatArray:
        vectors = np.empty((len(texts), self.model.dim), dtype=np.float32)

        def fill(place: int) -> None:
            vectors[place] = self._vector(prefix + texts[place])

        done = 0
        for batch in _spread(fill, _by_length(texts), self._threads):
            done += batch
            if progress:
                progress(done, len(texts))
        return vectors

    def _vector(self, text: str) -> FloatArray:
        """Give one unit vector (dim,)."""
        ids = self._tokenizer.encode(_bounded(text, self.model.max_tokens)).ids
        vector: FloatArray = self._session.run(None, {"input_ids": np.array([ids], dtype=np.int64)})[0][0]
        return vector


class _TorchEncoder:
    """Runs sentence-transformers on the original weights."""

    def __init__(self, model: Model, threads: int) -> None:
        import torch

        from embeddings.onnx_export import load_torch

        torch.set_num_threads(max(1, threads))
        with tempfile.TemporaryDirectory() as scratch:
            self._network = load_torch(as_folder(find_weights(model), Path(scratch) / "source"))
        self._network.max_seq_length = model.max_tokens or self._network.max_seq_length
        self.model = model

    def encode_queries(self, texts: Sequence[str]) -> FloatArray:
        return self._encode(texts, self.model.query_prefix)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> FloatArray:
        vectors = self._encode(texts, self.model.passage_prefix)
        if progress and texts:
            progress(len(texts), len(texts))
        return vectors

    def _encode(self, texts: Sequence[str], prefix: str) -> FloatArray:
        dim = self._network.get_embedding_dimension() or 0
        if not texts:
            return np.empty((0, dim), dtype=np.float32)
        prefixed = [_bounded(prefix + text, self._network.max_seq_length or 0) for text in texts]
        vectors = self._network.encode(prefixed, normalize_embeddings=True, show_progress_bar=False)
        return np.ascontiguousarray(vectors, dtype=np.float32)


def _open_session(network: Path) -> Any:
    """Open an ONNX Runtime session that uses the calling thread only, and memory as the present text needs it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # plans memory for a fixed shape; here every text has another
    options.log_severity_level = 3  # errors
    return onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])


def _by_length(texts: Sequence[str]) -> list[int]:
    """Give the places of the texts, longest first, so that the threads end together and memory peaks at once."""
    return sorted(range(len(texts)), key=lambda place: -len(texts[place]))


def _spread(work: Callable[[int], None], places: list[int], threads: int) -> Iterator[int]:
    """Do the work for every place, on several threads if more than one is allowed, and yield the size of each batch."""
    batches = [places[start : start + _BATCH] for start in range(0, len(places), _BATCH)]

    def run(batch: list[int]) -> int:
        for place in batch:
            work(place)
        return len(batch)

    if threads == 1 or len(batches) < 2:
        yield from map(run, batches)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="encoder") as pool:
        yield from pool.map(run, batches)


def _bounded(text: str, max_tokens: int) -> str:
    """Cut a text well beyond what the model reads, and drop lone surrogates, which no tokeniser takes."""
    return text[: max_tokens * _LETTERS_PER_TOKEN].encode("utf-8", "ignore").decode("utf-8")
