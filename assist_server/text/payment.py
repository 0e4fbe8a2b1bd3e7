"""Card numbers, IBANs and bank accounts: what the checksum proves, and what the words around them say."""

from __future__ import annotations

import re

from stdnum import iban, luhn

from assist_server.text.patterns import any_of, bounded, words
from assist_server.text.placeholders import mark

SHORTEST_IBAN = 15  # Norway's; ISO 13616 allows 34
LONGEST_IBAN = 34
MOST_JUDGED = 100  # candidates of one text that are verified; the rest by length alone
SHORTEST_CARD = 14  # Diners Club's; ISO/IEC 7812 allows 19, and 13 digits are mostly a product's EAN

_IS = r"\W{0,3}(?:is|ist|lautet|es|son|number|nummer|número|是|为)?\W{0,3}"
_CARD = re.compile(r"(?<![0-9A-Za-z_.,+-])(?<!\d{4} )[2-6]\d{3}(?:[ \u00a0.-]?\d){8,15}(?![0-9A-Za-z_]|[.,]\d)")
_FOUR_GROUPS = re.compile(r"\d{4}([ \u00a0.-])\d{4}\1\d{4}\1\d{3,4}(?:\1\d{1,3})?$")
_MASKED = re.compile(r"(?<![\w*])(?:[*xX•·]{4}[ -]?){1,4}\d{2,4}(?!\d)|(?<!\w)\d{4,6}[*xX•·]{2,12}\d{3,4}(?!\d)")
_LAST_DIGITS = any_of(
    "ending|ends|finishing|last (?:4|four)(?: digits)?",
    "endet|endend|endziffern|letzten (?:4|vier)(?: ziffern)?",
    "termina(?:d[ao])?|acaba(?:da)?|últim[oa]s (?:4|cuatro)(?: dígitos| cifras| números)?",
    "尾号|后四位|末四位",
)
_LEADING_TO = any_of(r"in|with|on|are|is|mit|auf|sind|en|con|son|of my card|是|为|:|：|\.{2,3}|\*{2,4}|x{2,4}")
_CARD_END = re.compile(rf"(?P<word>{_LAST_DIGITS}(?:\s?{_LEADING_TO}){{0,3}}\s?)\d{{3,4}}(?!\d)", re.IGNORECASE)
_CVV = re.compile(
    rf"(?P<word>(?:{words('cvv2?|cvc2?|security code|prüfziffer|kartenprüfnummer|código de seguridad')}|安全码){_IS})"
    r"\d{3,4}(?!\d)",
    re.IGNORECASE,
)
_IBAN = re.compile(  # after the bank's letters (GB29 NWBK …) no letters but those with digits beside them
    r"(?<![0-9A-Za-z])[A-Z]{2}\d{2}(?:[ \u00a0-]?[A-Z]{4}(?![A-Z]))?(?:[ \u00a0-]?(?=[A-Z]{0,4}\d)[0-9A-Z]){7,34}",
    re.IGNORECASE,
)
_IBAN_WORD = re.compile(rf"iban{_IS}$", re.IGNORECASE)
_GROUPS_WITH_DIGITS = bounded(r"[A-Z]{2}\d{2}(?:[ \u00a0-]?[0-9A-Z]{0,4}\d[0-9A-Z]{0,30})*", re.IGNORECASE)
_BANK = words("BLZ|Bankleitzahl|Kontonummer|Konto-?Nr", "[Ss]ort code|(?:[Aa]ccount|[Rr]outing) number")
_ACCOUNT = re.compile(
    rf"(?P<word>{_BANK}{_IS})\d[\d -]{{4,16}}\d"
    rf"|(?P<bic>{words('SWIFT|BIC')}{_IS})[A-Z]{{6}}[A-Z0-9]{{2}}(?:[A-Z0-9]{{3}})?(?![A-Za-z0-9])"
)


def redact_payment(text: str) -> str:
    """Replace IBANs, card numbers (whole, masked, or "ending in 4242") and bank accounts."""
    begin, judged = _IBAN.subn(_iban, text, count=MOST_JUDGED)
    text = _IBAN.sub(_long, begin) if judged == MOST_JUDGED else begin
    text = _CARD.sub(_card, text)
    text = _MASKED.sub(mark("[card]"), text)
    text = _CARD_END.sub(lambda found: found.group("word") + mark("[card]"), text)
    text = _CVV.sub(lambda found: found.group("word") + mark("[secret]"), text)
    return _ACCOUNT.sub(lambda found: (found.group("word") or found.group("bic")) + mark("[account]"), text)


def _long(found: re.Match[str]) -> str:
    return mark("[iban]") if sum(map(str.isdigit, found.group())) >= SHORTEST_CARD else found.group()


def _card(found: re.Match[str]) -> str:
    """Judge a run of digits: a valid checksum, or the four groups that are printed on cards."""
    whole = found.group()
    digits = "".join(character for character in whole if character.isdigit())
    is_card = _FOUR_GROUPS.match(whole) or (len(digits) >= SHORTEST_CARD and luhn.is_valid(digits))
    return mark("[card]") if is_card else whole


def _iban(found: re.Match[str]) -> str:
    """Take the longest beginning that is a valid IBAN; an invalid one only behind the word IBAN."""
    whole = found.group()
    ends = [at + 1 for at, character in enumerate(whole) if character.isalnum()]
    for count in range(min(len(ends), LONGEST_IBAN), SHORTEST_IBAN - 1, -1):
        if iban.is_valid(whole[: ends[count - 1]]):
            return mark("[iban]") + whole[ends[count - 1] :]
    if _IBAN_WORD.search(found.string, max(0, found.start() - 25), found.start()):
        return _GROUPS_WITH_DIGITS.sub(mark("[iban]"), whole, count=1)
    return whole
