"""Card numbers and IBANs: what the checksum proves, and what the words around them say."""

from __future__ import annotations

import re

from stdnum import iban, luhn

from assist_server.text.placeholders import mark

_CARD = re.compile(r"(?<![0-9A-Za-z_.,+-])[2-6]\d{3}(?:[ \u00a0.-]?\d){8,15}(?![0-9A-Za-z_]|[.,]\d)")
_FOUR_GROUPS = re.compile(r"\d{4}([ \u00a0.-])\d{4}\1\d{4}\1\d{3,4}(?:\1\d{1,3})?$")
_CARD_END = re.compile(
    r"(?P<word>(?:ending|ends|last (?:4|four)(?: digits)?|finishing|endet|endend|endziffern|letzten (?:4"
    r"|vier)(?: ziffern)?|termina(?:da|do)?"
    r"|acaba(?:da)?|últim[oa]s (?:4|cuatro)(?: dígitos| cifras| números)?|尾号|后四位|末四位)(?:\s?(?:in|with|on|mit|auf|en"
    r"|con|of my card|是|为|are|is|sind|son|lautet|:|：|\.{2,3}|\*{2,4}|x{2,4})){0,3}\s?)(?P<end>\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_MASKED = re.compile(r"(?<![\w*])(?:[*xX•·]{4}[ -]?){1,4}\d{2,4}(?!\d)|(?<![\w])\d{4,6}[*xX•·]{2,12}\d{3,4}(?!\d)")
_CVV = re.compile(
    r"(?P<word>\b(?:cvv2?|cvc2?|security code|prüfziffer|kartenprüfnummer|código de seguridad|安全码)\W{0,3}(?:is|ist"
    r"|lautet|es|number|是|为)?\W{0,3})(?P<end>\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_IBAN = re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?:[ \u00a0-]?[0-9A-Z]){11,34}", re.IGNORECASE)
_GROUPS_WITH_DIGITS = re.compile(r"[A-Z]{2}\d{2}(?:[ \u00a0-]?[0-9A-Z]{0,4}\d[0-9A-Z]{0,30})*", re.IGNORECASE)
_IBAN_WORD = re.compile(r"iban\W{0,3}(?:number|nummer|is|ist|lautet|es|número|是|为)?\W{0,3}$", re.IGNORECASE)
_GERMAN_ACCOUNT = re.compile(
    r"(?P<word>(?:BLZ|Bankleitzahl|Kontonummer|Konto-?Nr\.?|sort code|account number|routing number|SWIFT"
    r"|BIC)\W{0,3}(?:ist|lautet|is|es)?\W{0,3})(?P<end>(?:\d[\d -]{4,16}\d)"
    r"|[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?(?![A-Za-z0-9]))"
)
SHORTEST_IBAN = 15


def redact_payment(text: str) -> str:
    """Replace IBANs and card numbers, whole or in part ("ending in 4242"). `text` must hold a digit to matter."""
    text = _IBAN.sub(_iban, text)
    text = _CARD.sub(_card, text)
    text = _MASKED.sub(mark("[card]"), text)
    text = _CARD_END.sub(lambda found: found.group("word") + mark("[card]"), text)
    text = _CVV.sub(lambda found: found.group("word") + mark("[secret]"), text)
    return _GERMAN_ACCOUNT.sub(lambda found: found.group("word") + mark("[account]"), text)


def _card(found: re.Match[str]) -> str:
    """Judge a run of 12 to 19 digits: a valid checksum, or the four groups that are printed on cards."""
    whole = found.group()
    digits = "".join(character for character in whole if character.isdigit())
    is_card = 12 <= len(digits) <= 19 and (luhn.is_valid(digits) and len(digits) >= 13 or _FOUR_GROUPS.match(whole))
    return mark("[card]") if is_card else whole


def _iban(found: re.Match[str]) -> str:
    """Take the longest beginning that is a valid IBAN; any, when the word IBAN stands before it."""
    whole = found.group()
    ends = [at + 1 for at, character in enumerate(whole) if character.isalnum()]
    for count in range(min(len(ends), 34), SHORTEST_IBAN - 1, -1):
        if iban.is_valid(whole[: ends[count - 1]]):
            return mark("[iban]") + whole[ends[count - 1] :]
    if _IBAN_WORD.search(found.string, max(0, found.start() - 25), found.start()):
        return _GROUPS_WITH_DIGITS.sub(mark("[iban]"), whole, count=1)
    return whole
