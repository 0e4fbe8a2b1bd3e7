"""Numbers that name one person's order, account, booking or document, by the words around them and by their shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from stdnum.cn import ric
from stdnum.es import dni, nie

from assist_server.text.phones import is_public
from assist_server.text.placeholders import mark

# What a number is, by the word before it (English, German, Spanish, Chinese; the first row that fits counts).
# `strong` words need no "number": no one writes "passport 4711" of anything else.
_ROWS: tuple[tuple[str, str], ...] = (
    (
        "[plate]",
        r"(?:licen[cs]e|number|registration|reg)[ -]?plates?|plate(?: number)?|(?:car |vehicle )?registration"
        r"|kfz-?kennzeichen"
        r"|kennzeichen|nummernschild|matr[ií]cula|placas?|车牌号?码?|车牌",
    ),
    (
        "[id]",
        r"passport|reisepass(?:nummer)?|ausweis(?:nummer)?|personalausweis(?:nummer)?|pasaporte|护照号?码?|dni|nie|nif"
        r"|c[eé]dula"
        r"|curp|rfc|documento de identidad|身份证号?码?|identity card|id card|national id|driving licen[cs]e"
        r"|driver'?s licen[cs]e"
        r"|führerschein(?:nummer)?|permiso de conducir|carnet de conducir|驾驶证号?|ssn|social security"
        r"|sozialversicherungsnummer"
        r"|seguridad social|steuer-?(?:id|nummer|identifikationsnummer)|tax id|nino|national insurance|imei|serial"
        r"|s/n|seriennummer"
        r"|número de serie|n[ºo°]\.? de serie|序列号|medical record|patient(?:en)?(?:nummer)?|policy|versicherungsnummer"
        r"|póliza|保单号?",
    ),
    (
        "[tracking]",
        r"tracking|parcel|package|consignment|waybill|sendungs?(?:verfolgungs)?(?:nummer|-?nr\.?|code)?"
        r"|paket(?:nummer|-?nr\.?)"
        r"|seguimiento|rastreo|localizador de env[ií]o|env[ií]o|gu[ií]a|快递单号|运单号?|物流单号|快递号|单号",
    ),
    (
        "[booking]",
        r"booking|reservation|confirmation|record locator|locator|pnr|itinerary|buchungs?(?:nummer|-?nr\.?|code)?"
        r"|reservierungs?(?:nummer)?"
        r"|buchung|reservierung|vorgangs?(?:nummer)?|reserva|localizador|confirmación|预订号?|预定号?|订座号?|确认号|e-?ticket"
        r"|eticket",
    ),
    (
        "[ticket]",
        r"ticket|case|complaint|incident|claim|ref(?:erence)?|fall(?:nummer)?|vorgang|aktenzeichen"
        r"|schadens?(?:nummer)?|beschwerde(?:nummer)?"
        r"|referenz(?:nummer)?|incidencia|caso|expediente|reclamación|referencia|工单号?|案件号?|投诉单?号|参考号|file"
        r"|anfrage(?:nummer)?",
    ),
    (
        "[account]",
        r"account|acct|a/c|customer|client|member(?:ship)?|subscriber|contract|loyalty|frequent flyer|skymiles"
        r"|rewards?|meter|user ?id|user"
        r"|konto(?:nummer|-?nr\.?)?|kunden?(?:nummer|-?nr\.?|konto)|mitglieds?(?:nummer|-?nr\.?)|vertrags?(?:nummer"
        r"|-?nr\.?)?|zähler(?:nummer)?"
        r"|benutzer(?:nummer|id)|cuenta|cliente|socio|contrato|abonado|usuario|账号|帐号|账户|客户号?|会员号?|会员卡号?|合同号?|用户(?:名"
        r"|id|编号)?|卡号",
    ),
    (
        "[order]",
        r"order|orders|invoice|purchase|receipt|transaction|payment|return|rma|shipment|delivery|po|bestell(?:ung"
        r"|nummer|-?nr\.?)"
        r"|auftrags?(?:nummer|-?nr\.?)?|rechnungs?(?:nummer|-?nr\.?)?|rechnung|lieferschein(?:nummer)?"
        r"|retouren?(?:nummer)?|transaktions(?:nummer|-?id)"
        r"|pedido|factura|compra|recibo|transacción|devolución|orden|albarán|订单号?码?|订单编号|发票号?码?|交易号|流水号|退货单?号",
    ),
)
_NUMBER_WORD = r"numbers?|num|no|nr|nummer|n[úu]mero|n[úu]m|n[ºo°]|id|code|ref(?:erence)?|details?|#|编号|号码|号|码"
_JOIN = (
    r"is|was|are|were|ist|war|lautet|sind|es|era|son|with|under|mit|der|die|con|de|el|la|number|the|my|our|of|und|and|y"
    r"|是|为|的"
)
_CONTEXT = re.compile(
    "|".join(f"(?P<k{at}>(?<![A-Za-z])(?:{words}))" for at, (_, words) in enumerate(_ROWS)),
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?:[\s:=#.,;(\"'*：，（-]|(?<![a-z])(?:{_NUMBER_WORD}|{_JOIN})(?![a-z])){{0,14}}$",
    re.IGNORECASE,
)
_SAYS_NUMBER = re.compile(rf"(?:{_NUMBER_WORD}|[#:：=]|ist|is|lautet|es|是|为)", re.IGNORECASE)
_TOKEN = re.compile(
    r"(?<![0-9A-Za-z_.,€$£¥+-])#?(?:[A-Z]{1,4} (?=\d))?(?=[A-Za-z/_-]{0,24}\d)"
    r"[0-9A-Za-z]+(?:[-/_.·•][0-9A-Za-z]+){0,6}(?: \d{3,6}){0,4}(?![0-9A-Za-z_%€$£¥])"
)
_PLATE_TOKEN = r"[A-Z0-9ÄÖÜ]{1,4}[ -]?[A-Z0-9]{1,4}(?:[ -]?[A-Z0-9]{1,4})?"
_PLATE = re.compile(
    rf"(?P<word>(?<![A-Za-z])(?:{_ROWS[0][1]})(?![A-Za-z])(?:[\s:：#(]|number|is|ist|lautet|es|nummer|número|是|为|号|码"
    rf"|my|car|vehicle|coche|auto|mit dem|de mi|wagen){{0,12}})"
    rf"(?P<end>(?=[A-Z0-9ÄÖÜ -]{{0,9}}\d){_PLATE_TOKEN})(?![A-Za-z0-9])"
)
_CHINESE_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•\s]?[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_LETTER_CODE = re.compile(
    r"(?P<word>(?<![A-Za-z])(?i:(?:booking|reservation|confirmation|record locator|locator|pnr|buchungs?"
    r"|reservierungs?|reserva|localizador|confirmación|预订|预定|确认)"
    r"\s?-?(?:code|number|no\.?|reference|ref\.?|nummer|número|nr\.?|locator|号码?|编号|码)?(?:\s?(?:is|was|ist|lautet|es"
    r"|是|为|:|：|#|\()){0,2}\s{0,2}))(?P<end>[A-Z0-9]{5,8})(?![A-Za-z0-9])"
)
_SECRET = re.compile(
    r"(?P<word>(?<![A-Za-z])(?:password|passwort|kennwort|contraseña|密码|pin(?:[- ]?code)?|puk|otp|one[- ]time (?:code"
    r"|password)|verification code|bestätigungscode|código de verificación|验证码|tan)"
    r"\s?(?:is|was|ist|lautet|war|es|era|是|为|:|："
    r"|=)+\s{0,2}[\"'“„]?)(?P<end>[^\s,;，。\"'”\ue000-\uf8ff\U000f0000-\U0010ffff]{4,64})",
    re.IGNORECASE,
)
_BIRTH = re.compile(
    r"(?P<word>(?:born(?: on)?|birth ?da(?:te|y)|date of birth|d\.?o\.?b\.?|geboren(?: am)?|geburtsdatum|geb\."
    r"|naci(?:do|da|miento)|nací(?: el)?|fecha de nacimiento|出生(?:日期|于|年月)?|生日)"
    r"(?:[\s:：]|is|was|ist|war|es|el|on|am|on the|是|为){0,6})(?P<end>\d{1,4}(?:[./年-]|\.? (?:de )?)(?:\d{1,2}"
    r"|[A-Za-zäñ]{3,10})(?:[./月-]|\.?,? (?:de )?)\d{1,4}日?|[A-Z][a-z]{2,8} \d{1,2}(?:st|nd|rd|th)?,? \d{4})",
    re.IGNORECASE,
)
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("[order]", re.compile(r"(?<![\w-])\d{3}-\d{7}-\d{7}(?![\w-])")),  # Amazon
    ("[tracking]", re.compile(r"(?<![0-9A-Za-z])1Z[0-9A-Z]{16}(?![0-9A-Za-z])")),  # UPS
    ("[tracking]", re.compile(r"(?<![0-9A-Za-z])[A-Z]{2}\d{9}[A-Z]{2}(?![0-9A-Za-z])")),  # UPU S10
    ("[tracking]", re.compile(r"(?<![0-9A-Za-z])(?:SF|JD|YT|ZTO|JJD|LP)\d{10,20}(?![0-9A-Za-z])")),  # couriers
    ("[id]", re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])")),  # US social security
    (
        "[id]",
        re.compile(r"(?<![0-9A-Za-z])[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![0-9A-Za-z])"),
    ),  # UK NINO
)
_CHECKED: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (re.compile(r"(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])"), ric.is_valid),
    (re.compile(r"(?<![0-9A-Za-z])\d{8}-?[A-Z](?![0-9A-Za-z])"), dni.is_valid),
    (re.compile(r"(?<![0-9A-Za-z])[XYZ]-?\d{7}-?[A-Z](?![0-9A-Za-z])"), nie.is_valid),
)
_VERB_BEFORE = re.compile(
    r"(?:\bto|\bcan|\bcould|\bwould like to|\bplease|\bwant to|\bI|\bwe|\byou|\bdon't|\bdo not)\s+$", re.IGNORECASE
)
_OWNED_BEFORE = re.compile(
    r"\b(?:my|our|the|this|meine[rmn]?|unsere[rmn]?|die|der|mi|la|el|nuestr[oa])\s+$", re.IGNORECASE
)
_LETTERS_THEN_DIGITS = re.compile(r"[A-Z]{1,4}-\d{3,}")  # "AB-1234", where a model has letters at both ends
_LEFT = 64  # characters read before a number
_LONG = 9  # digits: no price, year, quantity or common product code has as many
_UNITS = re.compile(
    r"\s?(?:%|€|\$|£|¥|eur|usd|gbp|euros?|dollars?|pounds?|pesos|yuan|元|块|x|×|times|items?|pieces?|pcs|stück|unidades"
    r"|件|个|hours?|days?|weeks?|months?|minutes?|stunden|tage|wochen|días|semanas|horas|天|小时|kg|g|km|m|cm|mm|gb|mb|tb"
    r"|w|v|mah|ml|l|points?|miles|punkte|meilen|puntos|millas|积分)(?![a-z])",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(
    rf"(?<![0-9A-Za-z_.,+/-])#?[A-Z]{{0,4}}-?(?:\d[ -]?){{{_LONG - 1},30}}\d(?![0-9A-Za-z_]|[.,]\d)"
    rf"|#\d{{5,30}}(?![0-9A-Za-z])"
)


def redact_stated(text: str) -> str:
    """Replace secrets, dates of birth and booking codes that the words before them announce."""
    for name, pattern in (("[secret]", _SECRET), ("[birthdate]", _BIRTH), ("[booking]", _LETTER_CODE)):
        text = pattern.sub(partial(_after_word, name), text)
    return text


def redact_references(text: str) -> str:
    """Replace numbers of orders, accounts, bookings, tickets, parcels and papers. `text` must hold a digit to matter."""
    text = _CHINESE_PLATE.sub(mark("[plate]"), _PLATE.sub(partial(_after_word, "[plate]"), text))
    for name, pattern in _SHAPES:
        text = pattern.sub(mark(name), text)
    for pattern, is_valid in _CHECKED:
        text = pattern.sub(partial(_if_valid, is_valid), text)
    return _TOKEN.sub(_token, text)


def redact_long_numbers(text: str) -> str:
    """Replace what is left of nine digits and more: whatever it is, it names something of somebody's."""
    return _LONG_NUMBER.sub(lambda found: found.group() if is_public(found.group()) else mark("[number]"), text)


def _after_word(name: str, found: re.Match[str]) -> str:
    whole = found.group("end")
    if name == "[booking]" and not (any(map(str.isdigit, whole)) or len(whole) == 6):
        return found.group()
    return found.group("word") + mark(name)


def _if_valid(is_valid: Callable[[str], bool], found: re.Match[str]) -> str:
    return mark("[id]") if is_valid(found.group()) else found.group()


def _token(found: re.Match[str]) -> str:
    whole = found.group()
    digits = sum(map(str.isdigit, whole))
    if digits < 3 or (digits < 8 and _UNITS.match(found.string, found.end())):
        return whole
    name = _by_context(found.string, found.start(), whole, digits)
    return mark(name) if name else whole


def _by_context(text: str, start: int, whole: str, digits: int) -> str | None:
    """Look for the nearest naming word before the number with nothing but linking words between."""
    left = text[max(0, start - _LEFT) : start]
    last = None
    for last in _CONTEXT.finditer(left):
        pass
    if last is None:
        return None
    between = _BETWEEN.match(left[last.end() :])
    if between is None:
        return None
    name = _ROWS[int((last.lastgroup or "k0")[1:])][0]
    said = bool(_SAYS_NUMBER.search(between.group())) or "#" in whole or not last.group().isascii()
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
