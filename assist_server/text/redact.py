"""Personal data out, typed placeholders in, so that one customer's facts never reach another."""

from __future__ import annotations

import re

from assist_server.text.addresses import redact_chinese_postal, redact_postal
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
from assist_server.text.references import redact_long_numbers, redact_references, redact_stated

__all__ = ["PLACEHOLDERS", "PLACEHOLDER_PATTERN", "People", "placeholders_in", "redact", "redact_query"]

NOBODY = People()
MOST_PASSES = 6  # a replacement can uncover another one; two passes are the rule

_DIGIT = re.compile(r"\d")
_HAN = re.compile("[\u4e00-\u9fff]")
_LINK = re.compile(r"(?P<keep>(?:https?://|www\.)[^\s\ue000-\uf8ff\U000f0000-\U0010ffff]+)", re.IGNORECASE)
# Facts that hold for everybody and look like somebody's number: error codes, models, versions, prices, dates.
_FACTS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![^\W_])(?:(?:error|err|fehler|stop)[ -]?(?:code|number|message|nr\.?|nummer|meldung)?"
        r"|c[óo]digo de error|error|错误(?:代?码|提示)?|故障码"
        r"|exception|http|status(?: code)?|hresult)[\s:：#(\"'是为]{0,3}(?:is|ist"
        r"|es)?\s?(?P<keep>[0-9A-Z][0-9A-Z_.-]{1,24})(?![0-9A-Z])",
        r"(?<![^\W_])(?:isbn|ean|upc|gtin|asin|sku|mpn|model(?:l|o)?(?: number| no\.?| nr\.?)?|part (?:number|no\.?)"
        r"|article (?:number|no\.?)|artikel(?:nummer|-?nr\.?)"
        r"|referencia del producto|typ|version|versión|firmware|build|release|driver|treiber|kb|cve|rfc|iso|din|iec"
        r"|ora|型号|版本号?|货号|固件)"
        r"[\s:：#(/-]{0,3}(?:is|ist|es|number|v)?\s?(?P<keep>[0-9A-Z][0-9A-Z_.+/-]{0,30})(?![0-9A-Z])",
        r"(?P<keep>(?<![0-9A-Z])0x[0-9a-f]{2,16}(?![0-9A-Z]))",
        r"(?P<keep>[€$£¥]\s?\d[\d.,]{0,15}\d?|(?<![\w.,-])\d[\d.,]{0,15}\s?(?:€|£|¥|\$|eur(?:os?)?|usd|gbp|chf|cny"
        r"|rmb|元|块|dollars?|pounds?)(?![^\W_]))",
        r"(?P<keep>(?<![\d./-])(?:(?:19|20)\d{2}[-./](?:0?[1-9]|1[0-2])[-./](?:0?[1-9]|[12]\d|3[01])|(?:0?[1-9]"
        r"|[12]\d|3[01])[-./](?:0?[1-9]|[12]\d|3[01])[-./](?:19|20)?\d{2})(?![\d/-]))",
    )
)


def redact(text: str, people: People = NOBODY) -> str:
    """Replace every personal fact of `text` by its typed placeholder; what is nobody's own stays.

    `people` are the names and e-mail addresses known from the ticket. Idempotent; never raises.
    """
    text = to_marks(text)
    for _ in range(MOST_PASSES):
        once = _pass(text, people)
        if once == text:
            break
        text = once
    return from_marks(text)


def redact_query(text: str, people: People = NOBODY) -> str:
    """Redact an incoming message by the same rules, so that it is compared with what was stored by them."""
    return redact(text, people)


def _pass(text: str, people: People) -> str:
    kept: list[str] = []
    if "/" in text or "www." in text:
        text = redact_links(text)
        text = shield(text, _LINK, kept)
    text = redact_addresses(text)
    text = redact_stated(text)
    if _DIGIT.search(text):
        text = _redact_numbers(text, kept)
    return unshield(redact_names(text, people), kept)


def _redact_numbers(text: str, kept: list[str]) -> str:
    for pattern in _FACTS:
        text = shield(text, pattern, kept)
    text = redact_payment(redact_machines(text))
    text = redact_postal(text)
    if _HAN.search(text):
        text = redact_chinese_postal(text)
    return redact_long_numbers(redact_phones(redact_references(text)))
