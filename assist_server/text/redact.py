"""Personal data out, typed placeholders in, so that one customer's facts never reach another."""

from __future__ import annotations

import re

from assist_server.text.addresses import redact_chinese_postal, redact_postal
from assist_server.text.facts import shield_facts
from assist_server.text.links import redact_addresses, redact_links, redact_machines
from assist_server.text.payment import redact_payment
from assist_server.text.people import People, redact_names
from assist_server.text.phones import redact_phones
from assist_server.text.placeholders import (
    PLACEHOLDER_PATTERN,
    PLACEHOLDERS,
    from_marks,
    placeholders_in,
    shield,
    to_marks,
    unshield,
)
from assist_server.text.references import redact_long_numbers, redact_references
from assist_server.text.small_addresses import redact_small_postal
from assist_server.text.stated import redact_stated

__all__ = ["PLACEHOLDERS", "PLACEHOLDER_PATTERN", "People", "placeholders_in", "redact", "redact_query"]

NOBODY = People()
MOST_PASSES = 6  # a replacement can uncover another one; two passes are the rule

_DIGIT = re.compile(r"\d")
_HAN = re.compile("[\u4e00-\u9fff]")
_LINK = re.compile(r"(?P<keep>(?:https?://|www\.)[^\s\ue000-\uf8ff\U000f0000-\U0010ffff]+)", re.IGNORECASE)


def redact(text: str, people: People = NOBODY, *, desk: bool = False) -> str:
    """Replace every personal fact of `text` by its typed placeholder; what is nobody's own stays.

    `people` are the names and e-mail addresses known from the ticket; `desk` says that the desk speaks, whose own
    mailboxes (support@…) are part of the answer. Idempotent; never raises.
    """
    text = to_marks(text)
    for _ in range(MOST_PASSES):
        once = _pass(text, people, desk)
        if once == text:
            break
        text = once
    return from_marks(text)


def redact_query(text: str, people: People = NOBODY) -> str:
    """Redact an incoming message by the same rules, so that it is compared with what was stored by them."""
    return redact(text, people)


def _pass(text: str, people: People, desk: bool) -> str:
    kept: list[str] = []
    if "/" in text or "www." in text:
        text = redact_links(text)
        text = shield(text, _LINK, kept)
    text = redact_addresses(text, _hosts(people) if desk else None)
    text = redact_stated(text)
    if _DIGIT.search(text):
        text = _redact_numbers(text, kept)
    return unshield(redact_names(text, people), kept)


def _hosts(people: People) -> list[str]:
    return [known.partition("@")[2].lower() for known in people.customer if "@" in known]


def _redact_numbers(text: str, kept: list[str]) -> str:
    text = shield_facts(redact_payment(text), kept)
    text = redact_small_postal(redact_postal(redact_machines(text)))
    if _HAN.search(text):
        text = redact_chinese_postal(text)
    return redact_long_numbers(redact_phones(redact_references(text)))
