"""What a mood head is fitted on and measured with: labelled messages, and plain questions as weak neutrals."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

MOODS = ("negative", "neutral", "positive")
MAX_TEXT = 400  # characters: reviews longer than that are read by their beginning
RATED_LOW = 2.5  # a turn's mean rating, of 1 to 5, at or below which the customer was dissatisfied
DIALOGUES = 200  # of each satisfaction file
CHINESE_SURE = 0.95  # how far a review's label is trusted: nobody rated it
NEUTRAL_SURE = 0.8

_HANDLES = re.compile(r'^[\s"=.]*(?:@\w+[\s,:]*)+')  # the desk's own name at the start, which an importer takes off


@dataclass(frozen=True, eq=False)
class Rows:
    """Texts with labels (n,) into MOODS, how sure their raters were (n,), and what each counts in training (n,)."""

    name: str
    texts: list[str]
    labels: npt.NDArray[np.int64]
    sureness: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Rated:
    """Customer turns of dialogues, and whether their raters found the customer dissatisfied (n,)."""

    name: str
    texts: list[str]
    low: npt.NDArray[np.bool_]


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file, gzipped or not."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        for line in lines:
            yield json.loads(line)


def labelled(data: Path, *, chinese: bool) -> list[Rows]:
    """Read the labelled messages: English ones, and Chinese reviews for an encoder that knows Chinese."""
    english = list(read_lines(data / "sentiment" / "airlines.train.jsonl.gz"))
    sets = [_rows("airlines", english, [row["label_confidence"] for row in english])]
    if chinese:
        for name in ("waimai", "shopping"):
            reviews = list(read_lines(data / "sentiment" / f"zh.{name}.train.jsonl.gz"))
            sets.append(_rows(name, reviews, [CHINESE_SURE] * len(reviews)))
    return sets


def _rows(name: str, lines: Sequence[dict[str, Any]], sureness: Sequence[float]) -> Rows:
    texts = [(_HANDLES.sub("", line["text"]).strip() or line["text"])[:MAX_TEXT] for line in lines]
    labels = np.array([MOODS.index(line["label"]) for line in lines])
    return Rows(name, texts, labels, np.array(sureness, dtype=np.float32), np.ones(len(texts), dtype=np.float32))


def neutrals(data: Path, *, weight: float) -> Rows:
    """Draw plain questions of other trades: they teach that asking about a failed payment is not anger."""
    drawn = [("category/clinc.train", 1_500), ("category/banking77.train", 1_000), ("category/multidogo.train", 500)]
    return _plain("neutral", data, drawn, weight)


def chinese_neutrals(data: Path) -> Rows:
    """Read plain Chinese questions, at full weight: the reviews know no neutral."""
    return _plain("zh neutral", data, [("zh/afqmc.corpus", 4_000)], 1.0)


def _plain(name: str, data: Path, drawn: Sequence[tuple[str, int]], weight: float) -> Rows:
    draw = random.Random(0)
    texts = [
        line["text"][:MAX_TEXT]
        for file, count in drawn
        for line in draw.sample(list(read_lines(data / f"{file}.jsonl.gz")), count)
    ]
    count = len(texts)
    sureness = np.full(count, NEUTRAL_SURE, dtype=np.float32)
    return Rows(name, texts, np.ones(count, dtype=np.int64), sureness, np.full(count, weight, dtype=np.float32))


def seeds(weight: float, *, foreign: bool) -> Rows:
    """Read the project's own sentences: faults told calmly, sarcasm, politeness over a complaint, signs for words."""
    lines = [
        line for line in read_lines(Path(__file__).with_name("mood_seeds.jsonl")) if foreign or line["language"] == "en"
    ]
    return replace(_rows("seeds", lines, [1.0] * len(lines)), weights=np.full(len(lines), weight, dtype=np.float32))


def rated(data: Path) -> list[Rated]:
    """Read the customer turns whose satisfaction was rated."""
    sets = []
    for name in ("sgd", "mwoz"):
        turns = [
            (turn["text"], float(np.mean(turn["ratings"])) <= RATED_LOW)
            for dialogue in list(read_lines(data / "satisfaction" / f"{name}.jsonl.gz"))[:DIALOGUES]
            for turn in dialogue["turns"]
            if turn["ratings"]
        ]
        sets.append(Rated(name, [text for text, _ in turns], np.array([low for _, low in turns])))
    return sets


def near_duplicates(texts: Sequence[str]) -> npt.NDArray[np.int64]:
    """Number the groups of texts that hold the same words, (n,): a group must not be split between folds."""
    groups: dict[str, int] = {}
    keys = [" ".join(sorted(set(re.findall(r"[^\W\d_]+", text.lower())))) for text in texts]
    return np.array([groups.setdefault(key, len(groups)) for key in keys])
