"""The errors of this room: each says what is wrong and what mends it."""

from __future__ import annotations


class EmbeddingError(Exception):
    """Base: `detail` says what is wrong in one sentence, `mend` the command or step that puts it right ('' if none)."""

    def __init__(self, detail: str, *, mend: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.detail} {self.mend}".strip()


class ModelUnavailable(EmbeddingError):
    """The encoder's weights cannot be had, are not the ones expected, or were never prepared for serving."""


class IndexUnusable(EmbeddingError):
    """An index is missing, damaged, half-written, or was made by another model."""
