"""What one process holds open: database, cache, encoder, live index, jobs. Built once, handed down, never global."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from copy import copy
from typing import Self

import numpy as np

from assist_server import store
from assist_server.cache import Cache, open_cache
from assist_server.history import rule_of
from assist_server.jobs import Jobs, open_jobs
from assist_server.live_index import LiveIndex, View
from assist_server.pseudonyms import fingerprint, first_secret, fitting_secret, known_secret
from assist_server.pseudonyms import keyed_hash as keyed_hash  # for those who come here for it
from assist_server.pseudonyms import secret_of as secret_of
from assist_server.settings import Settings
from assist_server.stamps import release
from assist_server.store import Engine
from embeddings.encoder import Encoder, load_encoder
from embeddings.index import FloatArray
from embeddings.memory import give_back_after

VECTOR_TYPE = np.dtype(np.float32)
NORM_ERROR = 1e-2  # of a squared length that should be 1


class Services:
    """The open parts of one process. The encoder and the index open on first use, so that a server whose model or
    index is missing still starts, and says what mends it instead of dying."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.engine: Engine = store.connect(settings.database)
        self.cache: Cache = open_cache(settings.redis_url, settings.cache_seconds)
        self.jobs: Jobs = open_jobs(settings)
        self.rule = rule_of(settings, lambda agent: keyed_hash(known_secret(settings) or self.secret(), agent))
        self.index = LiveIndex(settings, self.engine, self.encoder, self.rule, self.cache.clear)
        self._encoder: Encoder | None = None
        self._lock = threading.Lock()

    def model(self) -> str:
        """Return the name of the encoder in use: of the live generation, or else as set."""
        live = store.live_generation(self.engine)
        return live.model if live else self.settings.model

    def encoder(self, model: str | None = None) -> Encoder:
        """Return the serving encoder, of the model in use unless one is named; the one loaded before is let go.

        Who answers with it holds it through the view. Raises ModelUnavailable when it was never prepared.
        """
        name = model or self.model()
        with self._lock:
            if self._encoder is None or self._encoder.model.name != name:
                self._encoder = load_encoder(name, self.settings.models_folder, threads=self.settings.encoder_threads)
                give_back_after(self._encoder)
            return self._encoder

    def with_model(self, model: str) -> Self:
        """Return the same open parts with another model set: what is built or tuned with them is of that model."""
        other = copy(self)
        other.settings = self.settings.model_copy(update={"model": model})
        return other

    def secret(self, kept: str | None = None) -> bytes:
        """Return the secret that the database's hashes are made with; made at the first need of an empty database.

        `kept` is the fingerprint in the database, for who has read it a moment ago; it is read anew each time, as a
        database may be restored under a running program. Raises SecretRefused where this program has another secret.
        """
        kept = kept or store.secret_fingerprint(self.engine)
        if kept is None:
            kept = store.keep_fingerprint(self.engine, lambda known: fingerprint(first_secret(self.settings, known)))
        return fitting_secret(self.settings, kept)

    def view(self) -> View:
        """Return the present state of the index."""
        return self.index.view()

    def brands(self) -> frozenset[str]:
        """Return the brands that anything is stored under."""
        return frozenset(group.brand for group in store.groups(self.engine) if group.brand is not None)

    def knows_brand(self, brand: str) -> bool:
        """Say whether anything is stored under a brand. Asks the database only about one that the index has not met."""
        return self.index.has_brand(brand) or brand in self.brands()

    def encode(self, texts: Sequence[str], encoder: Encoder | None = None) -> FloatArray:
        """Return the query vectors (n, dim) of the texts; each text is encoded once while the cache remembers it."""
        encoder = encoder or self.encoder()
        made_by = f"vector:{release()}:{encoder.model.name}:{encoder.model.dim}"
        keys = {text: f"{made_by}:{hashlib.sha256(text.encode()).hexdigest()}" for text in texts}
        known = {text: kept for text, key in keys.items() if (kept := _vector(self.cache.get(key), encoder.model.dim))}
        missing = [text for text in keys if text not in known]
        if missing:
            for text, vector in zip(missing, encoder.encode_queries(missing), strict=True):
                known[text] = vector.tobytes()
                self.cache.put(keys[text], known[text])
        packed = b"".join(known[text] for text in texts)
        return np.frombuffer(packed, dtype=VECTOR_TYPE).reshape(len(texts), encoder.model.dim)

    def close(self) -> None:
        """Give the database connections back."""
        self.engine.dispose()


def _vector(kept: bytes | None, dim: int) -> bytes | None:
    """Return a remembered vector if it is one, L2-normed and of this size; anything else is a miss."""
    if kept is None or len(kept) != dim * VECTOR_TYPE.itemsize:
        return None
    vector = np.frombuffer(kept, dtype=VECTOR_TYPE)
    return kept if abs(float(vector @ vector) - 1.0) < NORM_ERROR else None


def build(settings: Settings) -> Services:
    """Open what the settings name. Raises SettingsError for an address that is none."""
    return Services(settings)


def private(path: str, flags: int) -> int:
    """Open a file that only its owner may read: an `opener` for the built-in `open`."""
    return os.open(path, flags, 0o600)
