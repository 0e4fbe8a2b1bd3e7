"""Turns a sentence-transformers folder into an int8 ONNX file: the only serving-side file that imports torch, and only then."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from embeddings.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_OPSET = 17  # the newest that the fusions of ONNX Runtime 1.2x know in full
_FIRST_MODULE = "Transformer"
_OTHER_MODULES = frozenset({"Pooling", "Dense", "Normalize", "LayerNorm", "Dropout"})
_FUSED_FAMILIES = frozenset({"bert", "roberta", "xlm-roberta", "distilbert", "camembert", "electra"})
_FLOAT = 1  # onnx.TensorProto.FLOAT


def load_torch(source: Path) -> SentenceTransformer:
    """Load a sentence-transformers folder on the CPU, without network, progress bar or talk.

    Raises ModelUnavailable if the folder does not hold a model of the form Transformer, Pooling, then any of Dense,
    LayerNorm, Normalize.
    """
    from sentence_transformers import SentenceTransformer

    try:
        with _quiet_transformers():
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
            mend=f"Only {_FIRST_MODULE} followed by {', '.join(sorted(_OTHER_MODULES))} can be prepared.",
        )
    return model.eval()


def export_int8(model: SentenceTransformer, target: Path) -> None:
    """Write `model` as one int8 ONNX file: token ids (n, tokens) in, vectors (n, dim) out, L2-normed float32.

    The graph has no mask: the texts of one run must have the same number of tokens.
    """
    exported, fused = target.with_suffix(".exported"), target.with_suffix(".fused")
    try:
        _trace(model, exported)
        _fuse(model, exported, fused)
        _quantise(fused, target)
    finally:
        exported.unlink(missing_ok=True)
        fused.unlink(missing_ok=True)


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

    config: Any = model[0].auto_model.config
    if config.model_type not in _FUSED_FAMILIES:
        source.rename(target)
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


@contextmanager
def _quiet_transformers() -> Iterator[None]:
    """Hold back the progress bar and the report on weights that this use does not need."""
    from transformers.utils import logging as transformers_logging

    level, bar = transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(level)
        if bar:
            transformers_logging.enable_progress_bar()


@contextmanager
def _quiet_tracing() -> Iterator[None]:
    """Hold back what tracing says of itself; the canonical-vector tests check what it warns of."""
    import torch

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=torch.jit.TracerWarning)
        warnings.filterwarnings(
            "ignore", message=".*legacy TorchScript-based ONNX export.*", category=DeprecationWarning
        )
        warnings.filterwarnings("ignore", message="Exporting aten::index operator of advanced indexing")
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
