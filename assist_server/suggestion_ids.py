"""A suggestion's id says that it was given: it is signed, so nothing has to be stored when a suggestion is shown.

An id is the answer's id, a tag, a dot, and the key of the entry the suggestion came from. The tag is a keyed hash of
the two, so any process that has the secret can tell an id that was given from one that was made up.
"""

from __future__ import annotations

import hmac
import re

from assist_server.errors import UnknownSuggestion
from assist_server.services import keyed_hash

TAG = 12  # hexadecimal digits: one made-up id in 2^48 passes
_ID = re.compile(r"([0-9a-f]{12})([0-9a-f]{12})\.([0-9]{1,18})")


def sign(secret: bytes, answer_id: str, entry_pk: int) -> str:
    """Return the id of the suggestion that this answer makes of this entry."""
    return f"{answer_id}{_tag(secret, answer_id, entry_pk)}.{entry_pk}"


def entry_of(secret: bytes, suggestion_id: str) -> int:
    """Return the key of the entry that a suggestion came from. Raises UnknownSuggestion for one never given."""
    found = _ID.fullmatch(suggestion_id)
    if found is None or not hmac.compare_digest(_tag(secret, found[1], int(found[3])), found[2]):
        raise UnknownSuggestion(
            "No suggestion of this id was given.",
            mend="Send the id of a suggestion as it was answered; ids given before an upgrade to signed ones are over.",
        )
    return int(found[3])


def _tag(secret: bytes, answer_id: str, entry_pk: int) -> str:
    return keyed_hash(secret, f"suggestion {answer_id} {entry_pk}")[:TAG]
