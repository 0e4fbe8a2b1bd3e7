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
from assist_server.store import Engine
from embeddings.encoder import Encoder, load_encoder
from embeddings.index import FloatArray
from embeddings.memory import give_back_after


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

    def secret(self) -> bytes:
        """Return the secret that the database's hashes are made with; made at the first need of an empty database.

        Asked anew each time: a database may be restored under a running program. Raises SecretRefused where this
        program has another one.
        """
        kept = store.secret_fingerprint(self.engine)
        if kept is None:
            kept = store.keep_fingerprint(self.engine, lambda known: fingerprint(first_secret(self.settings, known)))
        return fitting_secret(self.settings, kept)

    def view(self) -> View:
        """Return the present state of the index."""
        return self.index.view()

    def encode(self, texts: Sequence[str], encoder: Encoder | None = None) -> FloatArray:
        """Return the query vectors (n, dim) of the texts; each text is encoded once while the cache remembers it."""
        encoder = encoder or self.encoder()
        keys = {text: f"vector:{encoder.model.name}:{hashlib.sha256(text.encode()).hexdigest()}" for text in texts}
        known = {text: kept for text, key in keys.items() if (kept := self.cache.get(key)) is not None}
        missing = [text for text in keys if text not in known]
        if missing:
            for text, vector in zip(missing, encoder.encode_queries(missing), strict=True):
                known[text] = vector.tobytes()
                self.cache.put(keys[text], known[text])
        packed = b"".join(known[text] for text in texts)
        return np.frombuffer(packed, dtype=np.float32).reshape(len(texts), encoder.model.dim)

    def close(self) -> None:
        """Give the database connections back."""
        self.engine.dispose()


def build(settings: Settings) -> Services:
    """Open what the settings name. Raises SettingsError for an address that is none."""
    return Services(settings)


def private(path: str, flags: int) -> int:
    """Open a file that only its owner may read: an `opener` for the built-in `open`."""
    return os.open(path, flags, 0o600)
