"""Numbers that name one person's order, account, booking or papers, by the words around them and by their shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from stdnum.cn import ric
from stdnum.es import dni, nie

from assist_server.text.patterns import bounded
from assist_server.text.phones import MOST_JUDGED, is_public
from assist_server.text.placeholders import mark
from assist_server.text.reference_words import LINK_WORD, NUMBER_WORD, ROWS, UNIT
from assist_server.text.stated import ALONE, IS, redact_plates

LEFT = 48  # characters read before a number
MOST_TOKENS = 300  # numbers of one text whose surroundings are read
LONG_AMONG_MANY = 5  # digits of what is replaced beyond them
MIXED = 8  # letters and digits of a code that few digits are enough for
LONG = 9  # digits: no price, year, quantity or error code has as many

_CONTEXT = re.compile(
    "|".join(f"(?P<k{at}>{ALONE}{words}(?![A-Za-zÀ-ÿ]))" for at, (_, words) in enumerate(ROWS)), re.IGNORECASE
)
_BETWEEN = re.compile(
    rf"\A(?:[\s:=#.,;(\"'*：，（<>\[/–—-]|(?<![a-z])(?:{NUMBER_WORD}|{LINK_WORD})(?![a-z])){{0,14}}+$", re.IGNORECASE
)
_SAYS_NUMBER = re.compile(rf"(?:{NUMBER_WORD})(?![a-z])|(?<![a-z]){IS}(?![a-z])|[#:：=]", re.IGNORECASE)
_UNIT = re.compile(rf"[ \u00a0]?{UNIT}(?![^\W\d_])", re.IGNORECASE)
_TOKEN = bounded(
    r"(?<![0-9A-Za-z_.,€$£¥+-])#?(?:[A-Z]{1,4} (?=\d))?(?=[A-Za-z/_-]{0,24}\d)"
    r"[0-9A-Za-z]+(?:[-/_.·•][0-9A-Za-z]+){0,6}(?: \d{3,6}(?![\d/-])){0,4}(?![0-9A-Za-z_%€$£¥])"
)
_VERB_BEFORE = bounded(r"\b(?:to|can|could|like to|please|want to|I|we|you|don't|do not)\s+$", re.IGNORECASE)
_OWNED_BEFORE = bounded(
    r"\b(?:my|our|the|this|meine[rmn]?|unsere[rmn]?|die|der|mi|la|el|nuestr[oa])\s+$", re.IGNORECASE
)
_LETTERS_THEN_DIGITS = re.compile(
    r"[A-Z]{1,4}-\d{3,}", re.IGNORECASE
)  # "AB-1234", where a model has letters at both ends

# Models and error codes have fewer digits in a row, or letters at the end.
_OWN_NUMBER = re.compile(
    r"\[?#?[A-Z]{1,4}-?\d{5,12}(?:-\d{1,4})?|[A-Z]{1,4}-\d{3,6}-(?=[A-Z]{0,6}\d)[A-Z0-9]{2,8}"
    r"|[a-z]{2,4}-\d{5,10}|[a-z]{1,4}\d{6,14}|[a-z]{2,4}-\d{3,6}-(?=[a-z]{0,6}\d)[a-z0-9]{2,8}"
)
_OF_A_THING = re.compile(
    r"(?:(?<![a-z])(?:models?|part|articles?|item|sku|error|code|version|firmware|batch|bug|issue|advisory|standard"
    r"|modell|artikel|fehler|teil|charge|modelo|artículo|pieza|código|lote)|型号|货号|错误|代码|批号)"
    r"[\s:：#.-]{0,3}(?:numbers?|no\.?|nr\.?|nummer|n[úu]mero)?[\s:：#]{0,3}$",
    re.IGNORECASE,
)

_EDGE_BEFORE, _EDGE_AFTER = "(?<![0-9A-Za-z-])", "(?![0-9A-Za-z-])"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(f"{_EDGE_BEFORE}(?:{shape}){_EDGE_AFTER}", re.IGNORECASE if name == "[tracking]" else 0))
    for name, shape in (
        ("[order]", r"\d{3}-\d{7}-\d{7}"),  # Amazon
        ("[tracking]", r"1Z[0-9A-Z]{16}"),  # UPS
        ("[tracking]", r"(?:EMS)?[A-Z]{2}\d{9}[A-Z]{2}|EMS\d{9}[A-Z]{2}"),  # the postal union's S10
        ("[tracking]", r"(?:SF|JD|YT|ZTO|JJD|LP)\d{10,20}"),  # Chinese and German couriers
        ("[id]", r"(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])[A-HJ-NPR-Z0-9]{11}\d{6}"),  # vehicle identification, ISO 3779
        ("[id]", r"[A-Z]{4}\d{6}[HM][A-Z]{5}[A-Z0-9]\d"),  # Mexican
        ("[id]", r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}"),  # United States social security
        ("[id]", r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Z]"),  # British national insurance
    )
)
_CHECKED: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(_EDGE_BEFORE + r"\d{17}[\dXx]" + _EDGE_AFTER), ric.is_valid),
    (re.compile(_EDGE_BEFORE + r"\d{8}-?[A-Za-z]" + _EDGE_AFTER), dni.is_valid),
    (re.compile(_EDGE_BEFORE + r"[XYZxyz]-?\d{7}-?[A-Za-z]" + _EDGE_AFTER), nie.is_valid),
)
_LONG_NUMBER = re.compile(
    r"(?<![0-9A-Za-z_.,+/-])(?:\d[ -]?){32,}+"  # a run without end is one number, whatever follows
    "|"
    rf"(?<![0-9A-Za-z_.,+/-])#?[A-Z]{{0,4}}-?(?:\d[ -]?){{{LONG - 1},30}}\d(?![0-9A-Za-z_]|[.,]\d)"
    r"|#(?![A-F]\d{5}(?![0-9A-Za-z]))(?:[A-Z]{1,5}-?)?\d{5,30}[A-Z]?(?![0-9A-Za-z])"  # "#C10515" is a colour
)
_BARE_NUMBER = bounded(  # "Bezug: 421267." but not "100000 liters", nor a price, a size or a part of a longer number
    r"(?<![0-9A-Za-z_.,€$£¥+/-])(?<![€$£¥] )\[?#?\d{6,8}(?=\s*(?:[.,;:!?)\]\n。，；）(（]|$)|[\u4e00-\u9fff])"
    r"(?![.,:]\d|\s?[个件元块张米升克台次小天年月日点分])"
    r"|(?<=[Nn][ro]\. )\d{5,8}(?![\w.,-])"
)


def redact_references(text: str) -> str:
    """Replace numbers of orders, accounts, bookings, tickets, parcels and papers."""
    text = redact_plates(text)
    for name, pattern in _SHAPES:
        text = pattern.sub(mark(name), text)
    for pattern, is_valid in _CHECKED:
        text = pattern.sub(partial(_if_valid, is_valid), text)
    begin, judged = _TOKEN.subn(_token, text, count=MOST_TOKENS)
    return _TOKEN.sub(_one_of_many, begin) if judged == MOST_TOKENS else begin


def redact_long_numbers(text: str) -> str:
    """Replace what is left of nine digits and more, and of six where a clause ends: it names somebody's own."""
    text = _BARE_NUMBER.sub(_unless_of_a_thing, text)
    judged = 0

    def judge(found: re.Match[str]) -> str:
        nonlocal judged
        judged += 1
        return found.group() if judged <= MOST_JUDGED and is_public(found.group()) else mark("[number]")

    return _LONG_NUMBER.sub(judge, text)


def _unless_of_a_thing(found: re.Match[str]) -> str:
    of_a_thing = _OF_A_THING.search(found.string, max(0, found.start() - LEFT), found.start())
    return found.group() if of_a_thing else mark("[number]")


def _if_valid(is_valid: Callable[[str], bool], found: re.Match[str]) -> str:
    return mark("[id]") if is_valid(found.group()) else found.group()


def _token(found: re.Match[str]) -> str:
    whole = found.group()
    digits = sum(map(str.isdigit, whole))
    if (digits < 3 and not (digits and len(whole) >= MIXED)) or (
        digits < LONG - 1 and _UNIT.match(found.string, found.end())
    ):
        return whole
    inside = found.start() + whole.find(" ") + 1  # "NIF 55.986.620": the letters before it may be its label
    name = _by_context(found.string, found.start(), whole, digits) or _by_shape(found.string, found.start(), whole)
    if not name and inside > found.start():
        name = _by_context(found.string, inside, found.string[inside : found.end()], digits)
    return mark(name) if name else whole


def _one_of_many(found: re.Match[str]) -> str:
    """Judge by length alone where a text is nothing but numbers, so that a huge one costs no more than its length."""
    return mark("[number]") if sum(map(str.isdigit, found.group())) >= LONG_AMONG_MANY else found.group()


def _by_shape(text: str, start: int, whole: str) -> str | None:
    """Take "FN-203012" for an order even where no word says so, unless the words before it name a thing by it."""
    if not _OWN_NUMBER.fullmatch(whole) or _OF_A_THING.search(text, max(0, start - LEFT), start):
        return None
    return "[order]"


def _by_context(text: str, start: int, whole: str, digits: int) -> str | None:
    """Look for the nearest naming word before the number with nothing but linking words between."""
    left = text[max(0, start - LEFT) : start]
    naming = list(_CONTEXT.finditer(left))
    if not naming:
        return None
    last = naming[-1]
    between = _BETWEEN.match(left[last.end() :])
    if between is None:
        return None
    name = ROWS[int((last.lastgroup or "k0")[1:])][0]
    said = any(map(_SAYS_NUMBER.search, (between.group(), last.group()))) or "#" in whole
    return name if said or _is_no_quantity(left[: last.start()], whole, digits) else None


def _is_no_quantity(before: str, whole: str, digits: int) -> bool:
    """Tell "order 48213" from "to order 1200" and "order RTX4090": a verb before it asks for a long number."""
    if _VERB_BEFORE.search(before):
        return digits >= 6
    if digits >= 5:
        return True
    if whole.isdigit():
        return False
    if len(whole) >= MIXED and whole.isalnum() and whole.isupper():
        return True
    return _OWNED_BEFORE.search(before) is not None or _LETTERS_THEN_DIGITS.fullmatch(whole) is not None
