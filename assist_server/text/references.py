"""Numbers that name one person's order, account, booking or papers, by the words around them and by their shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from stdnum.cn import ric
from stdnum.es import dni, nie

from assist_server.text.phones import MOST_JUDGED, is_public
from assist_server.text.placeholders import mark
from assist_server.text.reference_words import (
    BIRTH,
    BOOKING,
    LINK_WORD,
    LOGIN,
    MESSENGER,
    NUMBER_WORD,
    PLATE,
    ROWS,
    SECRET,
    SENT_CODE,
    UNIT,
)

LEFT = 64  # characters read before a number
MOST_TOKENS = 300  # numbers of one text whose surroundings are read
LONG_AMONG_MANY = 5  # digits of what is replaced beyond them
LONG = 9  # digits: no price, year, quantity or error code has as many

_IS = "(?:is|was|ist|war|lautet|es|era|是|为)"
_ALONE = "(?<![A-Za-z])"
_CONTEXT = re.compile(
    "|".join(f"(?P<k{at}>{_ALONE}{words}(?![A-Za-zÀ-ÿ]))" for at, (_, words) in enumerate(ROWS)), re.IGNORECASE
)
_BETWEEN = re.compile(
    rf"(?:[\s:=#.,;(\"'*：，（-]|(?<![a-z])(?:{NUMBER_WORD}|{LINK_WORD})(?![a-z])){{0,14}}$", re.IGNORECASE
)
_SAYS_NUMBER = re.compile(rf"(?:{NUMBER_WORD})(?![a-z])|(?<![a-z]){_IS}(?![a-z])|[#:：=]", re.IGNORECASE)
_UNIT = re.compile(rf"\s?{UNIT}(?![a-z])", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?<![0-9A-Za-z_.,€$£¥+-])#?(?:[A-Z]{1,4} (?=\d))?(?=[A-Za-z/_-]{0,24}\d)"
    r"[0-9A-Za-z]+(?:[-/_.·•][0-9A-Za-z]+){0,6}(?: \d{3,6}(?![\d/-])){0,4}(?![0-9A-Za-z_%€$£¥])"
)
_VERB_BEFORE = re.compile(r"\b(?:to|can|could|like to|please|want to|I|we|you|don't|do not)\s+$", re.IGNORECASE)
_OWNED_BEFORE = re.compile(
    r"\b(?:my|our|the|this|meine[rmn]?|unsere[rmn]?|die|der|mi|la|el|nuestr[oa])\s+$", re.IGNORECASE
)
_LETTERS_THEN_DIGITS = re.compile(r"[A-Z]{1,4}-\d{3,}")  # "AB-1234", where a model has letters at both ends

_OWN_NUMBER = re.compile(r"#?[A-Z]{2,4}-\d{5,8}")  # models and error codes have fewer digits
_OF_A_THING = re.compile(
    r"(?:(?<![a-z])(?:models?|part|articles?|item|sku|error|code|version|firmware|batch|bug|issue|advisory|standard"
    r"|modell|artikel|fehler|teil|charge|modelo|artículo|pieza|código|lote)|型号|货号|错误|代码|批号)"
    r"[\s:：#.-]{0,3}(?:numbers?|no\.?|nr\.?|nummer|n[úu]mero)?[\s:：#]{0,3}$",
    re.IGNORECASE,
)

_PLATE = re.compile(
    rf"(?P<word>{_ALONE}(?i:{PLATE})(?![A-Za-z])(?i:[\s:：#(]|{_IS}|{NUMBER_WORD}|{LINK_WORD}|car|vehicle|coche|auto"
    rf"|wagen){{0,12}})"
    r"(?P<end>(?=[A-Z0-9ÄÖÜ -]{0,9}\d)[A-Z0-9ÄÖÜ]{1,4}[ -]?[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4})?)(?![A-Za-z0-9])"
)
_PLATE_SMALL = re.compile(
    rf"(?P<word>{_ALONE}{PLATE}(?![a-z])(?:[\s:：#(]|{_IS}|reads|{NUMBER_WORD}){{1,12}}"
    rf"|{_ALONE}(?:car|van|vehicle|auto|wagen|coche|furgoneta)\s?[(,]\s?)"
    r"(?P<end>[a-z]{1,3}[ -]?[a-z]{0,2}[ -]?\d{2,6}[a-z]?|\d{4}[ -]?[a-z]{3}|[a-z]{2}\d{2} ?[a-z]{3}|\d[a-z]{3}\d{3})"
    r"(?![a-z0-9])",
    re.IGNORECASE,
)
_PLATE_ZH = re.compile(
    "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Za-z][·•\\s-]?[A-Za-z0-9]{5,6}(?![A-Za-z0-9])"
)
_BOOKING_CODE = re.compile(
    rf"(?P<word>{_ALONE}(?i:{BOOKING}\s?-?{NUMBER_WORD}?\.?(?:\s?(?:{_IS}|[:：#(])){{0,2}}\s{{0,2}}))"
    r"(?P<end>[A-Z0-9]{5,8})(?![A-Za-z0-9])"
)
_BOOKING_PARTS = "book reserv confirm locator pnr itinerary ticket buchung localizador 预 订座 确认"
_BOOKING_SMALL = re.compile(
    rf"(?P<word>{_ALONE}(?:{BOOKING}[\s-]?(?:code|nummer|number|nr\.?|no\.?|ref(?:erence)?)"
    r"|(?:code|código|número) de reserva"
    r"|buchungs(?:code|nummer|nr)|localizador|record locator|pnr|预[订定]号?|订座号?|确认号)"
    rf"(?:\s?(?:{_IS}|[:：#])){{0,2}}\s?)(?P<end>[a-z0-9]{{6}}|(?=[a-z]*\d)[a-z0-9]{{5,8}})(?![a-z0-9])",
    re.IGNORECASE,
)
_BOOKING_BARE = re.compile(
    rf"(?P<word>{_ALONE}{BOOKING}\s(?:says\s)?)(?P<end>(?=[a-z]*\d)(?=\d*[a-z]{{2}}"
    rf"|[a-z]\d+[a-z])[a-z0-9]{{5,8}})(?![a-z0-9])",
    re.IGNORECASE,
)
# A repair may also be of an error code or a model, so only a long number is one of its own.
_REPAIR = re.compile(
    rf"(?P<word>(?:{_ALONE}(?i:repair|reparatur|reparación)|维修单)(?:\s?(?i:{NUMBER_WORD}))?[\s:：#]{{0,3}})"
    r"(?P<end>[A-Z]{1,4}-?\d{4,9})(?![A-Za-z0-9])"
)
_SECRET = re.compile(
    rf"(?P<word>{_ALONE}{SECRET}\s?(?:{_IS}\s{{1,2}}(?=[^\s\d]{{0,40}}\d|\S{{0,40}}[!@#$%^&*_+])|[:：=]\s?(?:{_IS}\s)?"
    rf"|{_IS}?\s?(?=[\"'“„])|[是为]\s?(?=[0-9A-Za-z])))"
    r"[\"'“„]?(?P<end>[^\s,;，。\"'”\ue000-\uf8ff\U000f0000-\U0010ffff]{4,64})",
    re.IGNORECASE,
)
_BARE_SECRET = re.compile(  # "password hunter22 does not work"
    rf"(?P<word>{_ALONE}{SECRET}\s)(?P<end>(?=[a-z!@#$%&*_-]{{0,24}}\d)[^\s,;，。\"'\ue000-\uf8ff]{{6,40}}(?<![.?!]))",
    re.IGNORECASE,
)
_SENT_CODE = re.compile(
    rf"(?P<word>{_ALONE}{SENT_CODE}(?:\s(?:was|is|war|ist|lautet|es|era|fue))?\s?[:：]?\s?)"
    r"(?P<end>\d{4,10}(?![\w%])|(?=[^\s,;]{0,24}\d)(?=[^\s,;]{0,24}[a-z!@#$%&*_])[^\s,;\"'\ue000-\uf8ff-]{7,40}(?<![.?!]))",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    rf"(?P<word>{_ALONE}{LOGIN}\s?(?:[:：=]\s?|{_IS}\s{{0,2}}|(?=[a-z_.-]{{2,30}}\d)))"
    r"(?P<end>(?=[^\s\d_]{0,30}[\d_])[0-9A-Za-z_][0-9A-Za-z_.-]{2,30}(?<!\.))",
    re.IGNORECASE,
)
_MESSENGER = re.compile(
    rf"(?P<word>{_ALONE}{MESSENGER}\s?(?:[:：]|{_IS})?\s{{0,2}})(?P<end>[0-9A-Za-z_][0-9A-Za-z_-]{{4,30}})",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    rf"(?P<word>{BIRTH}(?:[\s:：]|{_IS}|el|on|am|the|der|día){{0,6}})"
    r"(?P<end>\d{1,4}(?:[./年-]|\.? (?:de )?)(?:\d{1,2}|[A-Za-zäñ]{3,10})(?:[./月-]|\.?,? (?:del? )?)\d{1,4}日?"
    r"|\d{1,2}(?:st|nd|rd|th)(?: of)? [A-Z][a-z]{2,8},? \d{4}|(?:19|20)\d{6}(?!\d)"
    r"|[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?,? \d{4})",
    re.IGNORECASE,
)
# What is announced by words, and parts of those words: looking for a part costs a hundredth of the pattern.
_MY_LAST = re.compile(  # "see 072512, my last ticket"
    r"(?P<word>)(?<![\w.-])(?P<end>(?=[a-z-]{0,6}\d)[a-z0-9-]{5,14})"
    r"(?=(?: an)?, (?:my|mein) (?:last|previous|old|other|letztes|altes|anderes) (?:ticket|case|request))",
    re.IGNORECASE,
)
_BORN = re.compile(  # "ich wurde am 16. Dezember 1982 geboren", "我是1990年1月2日出生"
    r"(?P<word>(?:wurde|bin|我是)\s?(?:am )?)(?P<end>(?:19|20)\d{6}|\d{1,4}[./年-] ?(?:\d{1,2}"
    r"|[A-Za-zä]{3,10})[./月 -]? ?\d{1,4}日?)(?=\s?(?:geboren|出生))",
    re.IGNORECASE,
)
_STATED: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (name, tuple(parts.split()), pattern)
    for name, parts, pattern in (
        ("[secret]", "pass pwd pin puk otp tan code kennwort contraseña clave código 密码 验证码", _SECRET),
        ("[secret]", "pass pwd pin puk otp tan code kennwort contraseña clave código 密码 验证码", _BARE_SECRET),
        ("[secret]", "code código pin pass", _SENT_CODE),
        ("[account]", "log user sign nutzername anmeldename angemeldet usuario 用户名 登录名", _LOGIN),
        ("[handle]", "微信 qq wechat skype telegram insta line kakao", _MESSENGER),
        ("[booking]", _BOOKING_PARTS, _BOOKING_CODE),
        ("[booking]", _BOOKING_PARTS, _BOOKING_SMALL),
        ("[booking]", _BOOKING_PARTS, _BOOKING_BARE),
        ("[ticket]", "my mein", _MY_LAST),
        ("[ticket]", "repair repar 维修", _REPAIR),
        ("[birthdate]", "geboren 出生", _BORN),
        ("[birthdate]", "born birth dob d.o geb nac cumple 出生 生日", _BIRTH),
    )
)
_PLATE_PARTS = (
    *("plate", "regist", "reg", "kennzeichen", "nummernschild", "matr", "placa", "车牌"),
    *("car", "van", "vehicle", "auto", "wagen", "coche", "furgoneta"),
)
_EDGE_BEFORE, _EDGE_AFTER = "(?<![0-9A-Za-z-])", "(?![0-9A-Za-z-])"
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(f"{_EDGE_BEFORE}(?:{shape}){_EDGE_AFTER}"))
    for name, shape in (
        ("[order]", r"\d{3}-\d{7}-\d{7}"),  # Amazon
        ("[tracking]", r"1Z[0-9A-Z]{16}"),  # UPS
        ("[tracking]", r"[A-Z]{2}\d{9}[A-Z]{2}"),  # the postal union's S10
        ("[tracking]", r"(?:SF|JD|YT|ZTO|JJD|LP)\d{10,20}"),  # Chinese and German couriers
        ("[id]", r"(?=[A-Z]{0,16}\d)(?=\d{0,16}[A-Z])[A-HJ-NPR-Z0-9]{11}\d{6}"),  # vehicle identification, ISO 3779
        ("[id]", r"\d{3}-\d{2}-\d{4}|\d{3} \d{2} \d{4}"),  # United States social security
        ("[id]", r"[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-Z]"),  # British national insurance
    )
)
_CHECKED: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(_EDGE_BEFORE + r"\d{17}[\dXx]" + _EDGE_AFTER), ric.is_valid),
    (re.compile(_EDGE_BEFORE + r"\d{8}-?[A-Z]" + _EDGE_AFTER), dni.is_valid),
    (re.compile(_EDGE_BEFORE + r"[XYZ]-?\d{7}-?[A-Z]" + _EDGE_AFTER), nie.is_valid),
)
_LONG_NUMBER = re.compile(
    r"(?<![0-9A-Za-z_.,+/-])(?:\d[ -]?){32,}+"  # a run without end is one number, whatever follows
    "|"
    rf"(?<![0-9A-Za-z_.,+/-])#?[A-Z]{{0,4}}-?(?:\d[ -]?){{{LONG - 1},30}}\d(?![0-9A-Za-z_]|[.,]\d)"
    r"|#(?![A-F]\d{5}(?![0-9A-Za-z]))(?:[A-Z]{1,5}-?)?\d{5,30}[A-Z]?(?![0-9A-Za-z])"  # "#C10515" is a colour
)


def redact_stated(text: str) -> str:
    """Replace secrets, dates of birth and booking codes that the words before them announce."""
    folded = text.lower()
    for name, parts, pattern in _STATED:
        if any(part in folded for part in parts):
            text = pattern.sub(partial(_after_word, name), text)
    return text


def redact_references(text: str) -> str:
    """Replace numbers of orders, accounts, bookings, tickets, parcels and papers."""
    folded = text.lower()
    if any(part in folded for part in _PLATE_PARTS):
        for pattern in (_PLATE_SMALL, _PLATE):
            text = pattern.sub(partial(_after_word, "[plate]"), text)
    text = _PLATE_ZH.sub(mark("[plate]"), text)
    for name, pattern in _SHAPES:
        text = pattern.sub(mark(name), text)
    for pattern, is_valid in _CHECKED:
        text = pattern.sub(partial(_if_valid, is_valid), text)
    begin, judged = _TOKEN.subn(_token, text, count=MOST_TOKENS)
    return _TOKEN.sub(_one_of_many, begin) if judged == MOST_TOKENS else begin


def redact_long_numbers(text: str) -> str:
    """Replace what is left of nine digits and more: whatever it is, it names something of somebody's."""
    judged = 0

    def judge(found: re.Match[str]) -> str:
        nonlocal judged
        judged += 1
        return found.group() if judged <= MOST_JUDGED and is_public(found.group()) else mark("[number]")

    return _LONG_NUMBER.sub(judge, text)


def _after_word(name: str, found: re.Match[str]) -> str:
    whole = found.group("end")
    if name == "[booking]" and not (any(map(str.isdigit, whole)) or len(whole) == 6):
        return found.group()  # "confirmation EMAIL" is no code; those of airlines have six letters
    return found.group("word") + mark(name)


def _if_valid(is_valid: Callable[[str], bool], found: re.Match[str]) -> str:
    return mark("[id]") if is_valid(found.group()) else found.group()


def _token(found: re.Match[str]) -> str:
    whole = found.group()
    digits = sum(map(str.isdigit, whole))
    if digits < 3 or (digits < LONG - 1 and _UNIT.match(found.string, found.end())):
        return whole
    name = _by_context(found.string, found.start(), whole, digits) or _by_shape(found.string, found.start(), whole)
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
    return _OWNED_BEFORE.search(before) is not None or _LETTERS_THEN_DIGITS.fullmatch(whole) is not None
