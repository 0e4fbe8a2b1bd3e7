"""What a draft is read against: the customer's side of an open ticket, and what the desk knows."""

from __future__ import annotations

from dataclasses import dataclass

from assist_server.drafts.known import Known
from assist_server.drafts.phrases import LANGUAGES, Phrases


@dataclass(frozen=True)
class Case:
    """The customer's words and mood, the languages of both sides, and what bears a draft out.

    `asked` is what the customer wrote since the desk last answered, cleaned and redacted.
    """

    known: Known
    asked: str
    upset: bool
    name: str | None
    channel: str | None
    asked_in: str | None
    written_in: str | None

    @property
    def phrases(self) -> Phrases | None:
        """The phrases of the draft's language, or None where they are not known."""
        return LANGUAGES.get(self.written_in or "")

    @property
    def unspaced(self) -> bool:
        """Whether the draft is written without spaces, so that a character says as much as three."""
        return self.phrases is not None and not self.phrases.spaced
