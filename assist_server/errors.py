"""The errors that a person can act on: each says what is wrong and what mends it."""

from __future__ import annotations


class AssistError(Exception):
    """Base of every error that is answered with a sentence instead of a traceback.

    `status` is the HTTP status that the API answers with, `code` the stable name a program can test for, and `mend`
    the command or step that puts things right ('' where there is none).
    """

    status = 400
    code = "bad-request"
    title = "Bad request"

    def __init__(self, detail: str, *, mend: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.detail} {self.mend}".strip()


class SettingsError(AssistError):
    """A setting is missing or unusable."""

    status, code, title = 500, "bad-settings", "Unusable settings"


class InvalidInput(AssistError):
    """What came from outside does not have the documented shape."""

    status, code, title = 422, "invalid-input", "Invalid input"


class UnknownSuggestion(InvalidInput):
    """A suggestion is named that was never given."""

    code, title = "unknown-suggestion", "Unknown suggestion"


class TooLarge(AssistError):
    """What came from outside is larger than a documented limit."""

    status, code, title = 413, "too-large", "Request too large"


class Unauthorized(AssistError):
    """No key was given, or one that is unknown or revoked."""

    status, code, title = 401, "unauthorized", "Key missing or refused"


class Forbidden(AssistError):
    """The key's role does not allow this, or the request comes from a foreign origin or host."""

    status, code, title = 403, "forbidden", "Not allowed"


class NotFound(AssistError):
    """There is nothing of that id."""

    status, code, title = 404, "not-found", "Not found"


class Conflict(AssistError):
    """Something else is under way that excludes this."""

    status, code, title = 409, "conflict", "Conflict"


class NotReady(AssistError):
    """The service cannot answer until somebody mends something (index, database, model)."""

    status, code, title = 503, "not-ready", "Not ready"


class SecretRefused(NotReady):
    """The secret given here is not the one that the database's hashes are made with, or there is none."""

    code, title = "secret-refused", "Another secret"


class Busy(NotReady):
    """There is no room at the moment; `retry_after` is in seconds."""

    code, title = "busy", "Busy"
    retry_after = 5


class TooManyRequests(AssistError):
    """A key asks more often than it may; `retry_after` is in seconds."""

    status, code, title = 429, "too-many-requests", "Too many requests"

    def __init__(self, detail: str, *, mend: str = "", retry_after: int = 1) -> None:
        super().__init__(detail, mend=mend)
        self.retry_after = retry_after


class StoreUnusable(NotReady):
    """The database is missing, out of date, or out of reach."""

    code, title = "store-unusable", "Database not usable"


class StoreAway(StoreUnusable):
    """The database server is not there at the moment: what only reads may try again until it is back."""


class SourceUnusable(AssistError):
    """A source of tickets answers with errors, with garbage, or not at all."""

    status, code, title = 502, "source-unusable", "Source unusable"


class SourceRefused(SourceUnusable):
    """A source does not let us in."""

    code, title = "source-refused", "Source refuses the credentials"


class SourceGone(SourceUnusable):
    """A source has nothing at that address (any more)."""

    code, title = "source-gone", "Not there"


class SourceTooLarge(SourceUnusable):
    """A source answers with more than we take at once."""

    code, title = "source-too-large", "Answer too large"
