"""Turns a sentence-transformers folder into an int8 ONNX file; torch is imported here, once somebody really exports."""

from __future__ import annotations

import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.errors import ModelUnavailable
from embeddings.smoothing import CALIBRATION_TEXTS, smooth

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_OPSET = 17  # the newest that the fusions of ONNX Runtime know in full
_FLOAT = 1  # onnx.TensorProto.FLOAT
_FIRST_MODULE = "Transformer"
_OTHER_MODULES = frozenset({"Pooling", "Dense", "Normalize", "LayerNorm", "Dropout"})
_FUSED_FAMILIES = frozenset({"bert", "roberta", "xlm-roberta", "distilbert", "camembert", "electra"})
_CALIBRATION_TOKENS = 64
_LEAST_AGREEMENT = 0.97  # cosine; both models of models.py stay above it with room to spare
_TRACING_TALK = (
    "You are using the legacy TorchScript-based ONNX export",
    "The feature will be removed. Please remove usage of this function",
    "Exporting aten::index operator of advanced indexing",
)

_log = logging.getLogger(__name__)


def load_torch(source: Path) -> SentenceTransformer:
    """Load a sentence-transformers folder on the CPU, without network, progress bar or talk.

    Raises ModelUnavailable if the folder does not hold a model of the form Transformer, Pooling, then any of Dense,
    LayerNorm, Normalize, with a fast tokeniser.
    """
    from sentence_transformers import SentenceTransformer

    try:
        with quiet_transformers():
            # 'eager' attention is the plain formula: the only form whose graph ONNX Runtime's fusions recognise.
            model = SentenceTransformer(
                str(source), device="cpu", local_files_only=True, model_kwargs={"attn_implementation": "eager"}
            )
    except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
        raise ModelUnavailable(
            f"{source} does not load as a sentence-transformers model ({type(error).__name__}).",
            mend="Give the folder that holds its modules.json, config.json and model.safetensors.",
        ) from error
    kinds = [type(module).__name__ for module in model]
    if kinds[0] != _FIRST_MODULE or not _OTHER_MODULES.issuperset(kinds[1:]):
        raise ModelUnavailable(
            f"The model in {source} is made of {', '.join(kinds)}.",
            mend=f"Only {_FIRST_MODULE} followed by any of {', '.join(sorted(_OTHER_MODULES))} can be used.",
        )
    if not hasattr(model.tokenizer, "backend_tokenizer"):
        raise ModelUnavailable(f"The model in {source} has no fast tokeniser (tokenizer.json).")
    return model.eval()


def export_int8(model: SentenceTransformer, target: Path) -> None:
    """Write `model` as one int8 ONNX file: token ids (n, tokens) in, vectors (n, dim) out, L2-normed float32.

    The graph has no mask: the texts of one run must have the same number of tokens. A network that int8 harms stays
    float32, and the log says so.
    """
    longest = min(_CALIBRATION_TOKENS, model.max_seq_length or _CALIBRATION_TOKENS)
    tokens = model.tokenizer(list(CALIBRATION_TEXTS), truncation=True, max_length=longest)["input_ids"]
    with tempfile.TemporaryDirectory() as scratch:
        exported, fused, even = (Path(scratch) / name for name in ("exported.onnx", "fused.onnx", "even.onnx"))
        _trace(model, exported)
        _fuse(model, exported, fused)
        smooth(fused, even, tokens)
        _quantise(even, target)
        if _agreement(exported, target, tokens) < _LEAST_AGREEMENT:
            _log.warning("This model loses too much as int8; it is kept as float32, larger and slower.")
            shutil.copyfile(exported, target)


def _trace(model: SentenceTransformer, target: Path) -> None:
    """Write the whole pipeline, pooling included, as a float32 ONNX file."""
    import torch

    class Pipeline(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": torch.ones_like(input_ids)}
            if "token_type_ids" in model.tokenizer.model_input_names:
                features["token_type_ids"] = torch.zeros_like(input_ids)
            return torch.nn.functional.normalize(model(features)["sentence_embedding"], p=2, dim=1)

    example = torch.full((2, 8), 5, dtype=torch.long)
    with torch.no_grad(), _quiet_tracing():
        torch.onnx.export(
            Pipeline().eval(),
            (example,),
            str(target),
            input_names=["input_ids"],
            output_names=["vectors"],
            dynamic_axes={"input_ids": {0: "texts", 1: "tokens"}, "vectors": {0: "texts"}},
            opset_version=_OPSET,
            dynamo=False,
        )


def _fuse(model: SentenceTransformer, source: Path, target: Path) -> None:
    """Join attention, layer norm and GELU into one operator each: half the time of the plain graph once it is int8."""
    from onnxruntime.transformers.optimizer import optimize_model

    first: Any = model[0]
    config = first.auto_model.config
    if config.model_type not in _FUSED_FAMILIES:
        shutil.copyfile(source, target)
        return
    fused = optimize_model(
        str(source),
        model_type="bert",
        num_heads=config.num_attention_heads,
        hidden_size=config.hidden_size,
        opt_level=0,
    )
    fused.save_model_to_file(str(target))


def _quantise(source: Path, target: Path) -> None:
    """Make the weights int8, a scale for each output channel, activations scaled anew in every run.

    `reduce_range` keeps weights to 7 bits: the 8-bit multiply of CPUs before VNNI adds pairs in 16 bits and would
    saturate (https://onnxruntime.ai/docs/performance/model-optimizations/quantization.html).
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with _without_advice():
        quantize_dynamic(
            source,
            target,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            extra_options={"DefaultTensorType": _FLOAT},
        )


def _agreement(exact: Path, rough: Path, tokens: Sequence[Sequence[int]]) -> float:
    """Give the smallest cosine between the vectors of two networks over some texts."""
    import onnxruntime

    sessions = [onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"]) for path in (exact, rough)]
    inputs = [{"input_ids": np.array([ids], dtype=np.int64)} for ids in tokens]
    pairs = [[session.run(None, feed)[0][0] for session in sessions] for feed in inputs]
    return min(float(one @ other) for one, other in pairs)


@contextmanager
def quiet_transformers() -> Iterator[None]:
    """Hold back the progress bar and the report on weights that this use does not need."""
    from transformers.utils import logging as transformers_logging

    talk: Any = transformers_logging
    level, bar = talk.get_verbosity(), talk.is_progress_bar_enabled()
    talk.set_verbosity_error()
    talk.disable_progress_bar()
    try:
        yield
    finally:
        talk.set_verbosity(level)
        if bar:
            talk.enable_progress_bar()


@contextmanager
def _quiet_tracing() -> Iterator[None]:
    """Hold back what tracing says of itself; `_agreement` and the canonical-vector tests check what it warns of."""
    from torch.jit import TracerWarning  # type: ignore[attr-defined]

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=TracerWarning)
        for message in _TRACING_TALK:
            warnings.filterwarnings("ignore", message=message)
        yield


@contextmanager
def _without_advice() -> Iterator[None]:
    """Hold back the advice to pre-process a graph, which the quantiser gives on the root logger; fusing has done it."""

    def keep(entry: logging.LogRecord) -> bool:
        return "pre-processing" not in str(entry.msg)

    root = logging.getLogger()
    root.addFilter(keep)
    try:
        yield
    finally:
        root.removeFilter(keep)
