"""Phone numbers, by Google's numbering plans and by the words around them."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from assist_server.text.patterns import bounded
from assist_server.text.placeholders import mark

REGIONS = (
    "US",
    "GB",
    "DE",
    "ES",
    "CN",
    "FR",
    "AT",
    "CH",
    "IT",
    "MX",
    "IN",
    "NL",
    "AU",
    "BR",
    "AR",
    "CO",
    "TW",
    "HK",
    "IE",
    "PL",
)
MOST_DIGITS = 15  # ITU-T E.164
FEWEST_UNANNOUNCED = 9  # digits of a number that nothing announces
MOST_JUDGED = (
    50  # numbers of one text that are looked up in the numbering plans (0.5 ms each); the rest by length alone
)
# Numbers that belong to a firm: they are part of an answer, not of a person.
_PUBLIC = frozenset(
    {PhoneNumberType.TOLL_FREE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}
)
_CANDIDATE = re.compile(
    r"(?<![0-9A-Za-z+#_/€$£¥])(?<![0-9][.,-])(?:\+|00)?\(?\d(?:[ \u00a0.\-–/()]{0,3}\d){5,19}"
    r"(?: ?(?:x|ext\.?|DW|Durchwahl) ?\d{1,6})?(?![0-9A-Za-z%€$£¥]|[.,:-]\d)"
)
_CHINESE_MOBILE = re.compile(r"1[3-9]\d[ -]?\d{4}[ -]?\d{4}")
# National service numbers by the regulators' numbering plans: North America, the United Kingdom, Germany, Spain, China.
_PUBLIC_NATIONAL = re.compile(
    r"(?:01|1)?8(?:00|33|44|55|66|77|88)[2-9]\d{6}|080[08]\d{6,7}|0(?:84|87|90)\d{8}|0(?:800|180|900)\d{6,8}"
    r"|90[012]\d{6}|80[3-7]\d{6}|400\d{7}"
)
_WORD = re.compile(
    r"(?:phone|tel\b\.?|telephone|mobile|cell|call|text me|ring|reach|contact (?:no|number)|whats ?app|fax|dial|sms"
    r"|number is"
    r"|telefon|handy|mobil|rückruf|anruf|ruf|erreich|rufnummer|nummer ist|nummer lautet"
    r"|teléfono|telefono|tfno\.?|móvil|movil|celular|llám|llam|número es"
    r"|电话|手机|手机号|联系方式|联系电话|号码|致电|拨打|座机|微信)[^.!?\n。！？]{0,30}$",
    re.IGNORECASE,
)
_DATE = bounded(
    r"(?:\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}|(?:19"
    r"|20)\d{2}\s?[-–/]\s?(?:19|20)\d{2}|\d{1,3}(?:[ .]000)+)"
    r"(?:[ T]+\d{1,2}(?:[.]\d{2})*)?$"
)
_UNIT_AFTER = re.compile(
    r"\s?(?:€|\$|£|¥|eur|usd|gbp|euro|euros|dollar|pesos|元|块|kg|km|cm|mm|gb|mb|tb|kwh|punkte|points|puntos|积分|stück"
    r"|units|pcs)(?![a-z])",
    re.IGNORECASE,
)


def redact_phones(text: str) -> str:
    """Replace phone numbers written with a country code, as some country writes them, or announced as such."""
    begin, judged = _CANDIDATE.subn(_phone, text, count=MOST_JUDGED)
    return _CANDIDATE.sub(_long, begin) if judged == MOST_JUDGED else begin


def _long(found: re.Match[str]) -> str:
    whole = found.group()
    return mark("[phone]") if sum(map(str.isdigit, whole)) >= FEWEST_UNANNOUNCED and not _DATE.match(whole) else whole


def is_public(text: str) -> bool:
    """Say whether `text` is a number that belongs to a firm: toll-free, premium rate and the like."""
    if text.startswith(("+", "00")):
        number = _parsed(text, None)
        return number is not None and phonenumbers.number_type(number) in _PUBLIC
    if _CHINESE_MOBILE.fullmatch(text):  # 188 8637 4373 is no American 1-888-637-4373
        return False
    return _PUBLIC_NATIONAL.fullmatch("".join(filter(str.isdigit, text))) is not None and not text.startswith("#")


def _phone(found: re.Match[str]) -> str:
    whole = found.group()
    digits = sum(map(str.isdigit, whole))
    if digits > MOST_DIGITS + 2 or _DATE.match(whole) or _UNIT_AFTER.match(found.string, found.end()):
        return whole
    announced = _WORD.search(found.string, max(0, found.start() - 60), found.start()) is not None
    return mark("[phone]") if _is_personal(whole, digits, announced) else whole


def _is_personal(whole: str, digits: int, announced: bool) -> bool:
    if is_public(whole):
        return False
    if announced or (whole.startswith(("+", "00")) and _parsed(whole, None) is not None):
        return True
    return digits >= FEWEST_UNANNOUNCED and _written_as_phone(whole, digits) and _is_national(whole)


@lru_cache(maxsize=4096)
def _is_national(whole: str) -> bool:
    numbers = (_parsed(whole, region) for region in REGIONS)
    return any(phonenumbers.is_valid_number(number) for number in numbers if number is not None)


def _parsed(whole: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    text = f"+{whole[2:]}" if region is None and whole.startswith("00") else whole
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _written_as_phone(whole: str, digits: int) -> bool:
    """Ask for a trunk zero, grouping, or the eleven digits of a Chinese mobile: a bare run may be any number."""
    grouped = any(not character.isdigit() for character in whole)
    return grouped or whole.startswith(("0", "+")) or digits in (10, 11)
