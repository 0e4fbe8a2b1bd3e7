"""Preparing a model: once, whole or not at all, and checked when it is opened."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from embeddings import onnx_export
from embeddings.encoder import load_encoder
from embeddings.errors import ModelUnavailable
from embeddings.prepared import MANIFEST, NETWORK, open_prepared, prepare
from tests.tiny_model import DIM

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def prepared_once(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the tiny model as it was prepared."""
    return prepare(str(tiny_model), tmp_path_factory.mktemp("prepared"))


@pytest.fixture
def prepared(prepared_once: Path, tmp_path: Path) -> Path:
    """A copy of that folder, in a models folder of the test's own."""
    return Path(shutil.copytree(prepared_once, tmp_path / "models" / prepared_once.name))


def test_it_works(tiny_model: Path, prepared: Path) -> None:
    encoder = load_encoder(str(tiny_model), prepared.parent)
    assert encoder.model.dim == DIM and encoder.model.query_prefix == "the " and encoder.model.max_tokens == 24
    exact = load_encoder(str(tiny_model), prepared.parent, form="torch")
    texts = ["where is my order ?", "reset the password", "", "unheard words " * 40]
    cosines = np.sum(encoder.encode_queries(texts) * exact.encode_queries(texts), axis=1)
    assert cosines.min() >= 0.97


def test_it_leaves_nothing_else_behind(prepared_once: Path) -> None:
    assert [path.name for path in prepared_once.parent.iterdir()] == [prepared_once.name]
    assert sorted(path.name for path in prepared_once.iterdir()) == ["manifest.json", "model.onnx", "tokenizer.json"]


def test_a_second_time_touches_nothing(tiny_model: Path, prepared: Path) -> None:
    before = [(path.name, path.stat().st_mtime_ns) for path in sorted(prepared.iterdir())]
    assert prepare(str(tiny_model), prepared.parent) == prepared
    assert [(path.name, path.stat().st_mtime_ns) for path in sorted(prepared.iterdir())] == before


def test_what_was_never_prepared_is_refused(tiny_model: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="is not prepared") as refusal:
        load_encoder(str(tiny_model), tmp_path)
    assert refusal.value.mend == f"Run: assist prepare {tiny_model}"


def test_a_damaged_file_is_refused(tiny_model: Path, prepared: Path) -> None:
    content = bytearray((prepared / NETWORK).read_bytes())
    content[len(content) // 2] ^= 1
    (prepared / NETWORK).write_bytes(content)
    with pytest.raises(ModelUnavailable, match=r"damaged \(model.onnx\)"):
        open_prepared(str(tiny_model), prepared.parent)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"recipe": 3, "files": []}'])
def test_an_unreadable_manifest_counts_as_not_prepared(tiny_model: Path, prepared: Path, content: str) -> None:
    (prepared / MANIFEST).write_text(content)
    with pytest.raises(ModelUnavailable, match="is not prepared"):
        open_prepared(str(tiny_model), prepared.parent)


def test_what_another_version_made_is_refused_and_made_anew(tiny_model: Path, prepared: Path) -> None:
    manifest = json.loads((prepared / MANIFEST).read_text())
    (prepared / MANIFEST).write_text(json.dumps(manifest | {"recipe": 0}))
    with pytest.raises(ModelUnavailable, match="another version"):
        open_prepared(str(tiny_model), prepared.parent)
    prepare(str(tiny_model), prepared.parent)
    assert open_prepared(str(tiny_model), prepared.parent).folder == prepared


def test_a_network_that_int8_harms_stays_float32(
    tiny_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(onnx_export, "_LEAST_AGREEMENT", 1.1)  # more than any network reaches
    prepare(str(tiny_model), tmp_path)
    rough = load_encoder(str(tiny_model), tmp_path).encode_passages(["where is my order ?"])
    exact = load_encoder(str(tiny_model), tmp_path, form="torch").encode_passages(["where is my order ?"])
    assert np.abs(rough - exact).max() < 1e-5
    assert "kept as float32" in caplog.text


def test_a_model_of_another_form_is_refused(tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models

    words = StaticEmbedding(Tokenizer(models.WordLevel({"a": 0, "b": 1}, unk_token="a")), embedding_dim=4)
    SentenceTransformer(modules=[words], device="cpu").save(str(tmp_path / "static"))
    with pytest.raises(ModelUnavailable, match="StaticEmbedding"):
        prepare(str(tmp_path / "static"), tmp_path / "models")
    assert not list((tmp_path / "models").iterdir())


def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelUnavailable, match="does not load"):
        prepare(str(tmp_path / "empty"), tmp_path / "models")
