"""Facts a text states that can be true or false: amounts, days, weekdays, spans of time. Four languages at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from assist_server.drafts.reading import Span
from assist_server.text.patterns import bounded

Value = tuple[str, float | str, float]

MONTHS = (
    "jan(?:uary|uar)?|jänner|enero", "feb(?:ruary|ruar|rero)?", "mar(?:ch|zo)?|märz", "apr(?:il)?|abril",
    "may|mai|mayo", "june?|juni|junio", "july?|juli|julio", "aug(?:ust)?|agosto",
    "sept?(?:ember|iembre)?|septiembre|setiembre", "oct(?:ober|ubre)?|okt(?:ober)?",
    "nov(?:ember|iembre)?", "dec(?:ember)?|dez(?:ember)?|dic(?:iembre)?",
)  # fmt: skip
WEEKDAYS = (
    "monday|montag|lunes", "tuesday|dienstag|martes", "wednesday|mittwoch|miercoles", "thursday|donnerstag|jueves",
    "friday|freitag|viernes", "saturday|samstag|sonnabend|sabado", "sunday|sonntag|domingo",
)  # fmt: skip
WORDS: Mapping[str, int] = {
    word: number
    for number, words in enumerate(
        ("", "", "two zwei dos 两 二", "three drei tres 三", "four vier cuatro 四", "five fünf cinco 五",
         "six sechs seis 六",
         "seven sieben siete 七", "eight acht ocho 八",
         "nine neun nueve 九", "ten zehn diez 十", "eleven elf once 十一",
         "twelve zwölf doce 十二")
    )
    for word in words.split()
}  # fmt: skip
UNITS = {
    "hour": r"hours?|hrs?|stunden?|horas?|小时",
    "day": r"(?:working |business |week ?)?days?|(?:werk|arbeits)tage?n?|tage?n?"
    "|dias?(?: habiles| laborables)?|个?工作日|天",
    "week": r"weeks?|wochen?|semanas?|周|个?星期",
    "month": r"months?|monate?n?|mes(?:es)?|个月",
}
_CURRENCY = "€|eur(?:o|os)?|[$£¥]|usd|gbp|chf|dollars?|pounds?|pesos|元|块钱?|人民币"
_NUMBER = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = bounded(
    rf"(?P<sign>[€$£¥]|(?<!\w)(?:eur|usd|gbp|chf) )\s?(?P<first>{_NUMBER})"
    rf"|(?<![a-z\d-])(?<!\d[.,])(?P<second>{_NUMBER})\s?(?:(?:{_CURRENCY})(?![a-zäöü])|(?P<share>%|percent|prozent"
    rf"|por ciento))"
)
_MONTH = "|".join(f"(?P<m{at}>{names})" for at, names in enumerate(MONTHS))
_MONTH_AFTER = re.compile(rf"(?<![a-z\d.])(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?(?: of| de)? ?(?:{_MONTH})(?!\w)")
_MONTH_BEFORE = re.compile(rf"(?<!\w)(?:{_MONTH}) (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:.]\d|\w)")
_NUMERIC = re.compile(
    r"(?<![a-z\d./-])(?:(?P<a>\d{1,2})(?:\.(?P<b>\d{1,2})\.(?:\d{4}|\d\d)?|/(?P<c>\d{1,2})/(?:\d{4}|\d\d))"
    r"|\d{4}-(?P<d>\d\d)-(?P<e>\d\d)|(?:\d{4}年)?(?P<f>\d{1,2})月(?P<g>\d{1,2})[日号])(?![\d/-])"
)
_WEEKDAY = re.compile(
    "(?<!\\w)(?:"
    + "|".join(f"(?P<w{at}>{names})" for at, names in enumerate(WEEKDAYS))
    + r")s?(?!\w)|(?:周|星期|礼拜)(?P<zh>[一二三四五六日天])"
)
_RANGE = re.compile(r"^ ?(?:to|bis|a|-|–|至|到|through) ?$")
_COUNT = (
    r"(?<![a-z\d])(?<!\d[.,])\d{1,3}|(?<!\w)(?:"
    + "|".join(word for word in WORDS if word.isascii() or word[0] in "fz")
    + r")(?!\w)|[两二三四五六七八九十]{1,2}"
)
_SPAN = re.compile(
    rf"(?P<low>{_COUNT})(?:\s?(?:to|bis|a|o|or|oder|-|–|~|至|到)\s?(?P<high>{_COUNT}))?[ -]?"
    r"(?:full |volle[nr]? |ganze[nr]? )?(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in UNITS.items())
    + r")(?![a-zäöüß])"
)
_NO_DEADLINE = re.compile(
    r"(?:\bfor|since|seit|durante|desde hace|hace|after|nach|vor|tras|cada|every|alle|last|letzten|ultimos"
    r"|up to|at most|bis(?: zu)?|maximal|hasta|como mucho)\s(?:the )?(?:last )?$|(?:最长|最多|长达)$"
)
_PAST = re.compile(r"^\s?(?:ago|later|earlier|lang\b|old\b|alt\b|前(?!送|到|发|寄)|以来|antes\b|de garantia)")
_TOMORROW = re.compile(
    r"(?<!\w)(?:tomorrow|übermorgen|bis morgen|morgen früh|pasado manana|manana mismo)(?!\w)|明天|后天"
)


class Fact(NamedTuple):
    """A fact and where it stands; equal values mean the same in any language."""

    span: Span
    values: frozenset[Value]


def number_of(written: str) -> float:
    """Read a number as people write it: 1,234.50 and 1.234,50 are the same. A single sign before three digits parts
    thousands."""
    digits = re.sub(r"[' ]", "", written)
    last = max(digits.rfind("."), digits.rfind(","))
    if last >= 0 and len(digits) - last - 1 in (1, 2):
        return float(re.sub(r"[.,]", "", digits[:last]) + "." + digits[last + 1 :])
    return float(re.sub(r"[.,]", "", digits))


def amounts(folded: str) -> Iterator[Fact]:
    """Find sums of money, and shares in percent other than all of it."""
    for found in _AMOUNT.finditer(folded):
        value = number_of(found.group("first") or found.group("second"))
        if not (found.group("share") and value == 100):
            yield Fact(Span(*found.span()), frozenset({("number", value, 0)}))


def numbers(folded: str) -> set[Value]:
    """Return every number of a text, as what bears an amount out."""
    return {("number", number_of(found), 0) for found in re.findall(rf"(?<![\d.,])(?:{_NUMBER})", folded)}


def times(folded: str, *, every: bool = False) -> Iterator[Fact]:
    """Find days of the calendar, weekdays, and spans of time that set an end; `every` one also where it sets none."""
    yield from days(folded)
    for found in _WEEKDAY.finditer(folded):
        if every or not _in_a_range(folded, found):
            yield Fact(Span(*found.span()), frozenset({("weekday", _weekday(found), 0)}))
    for found in _SPAN.finditer(folded):
        if every or _sets_an_end(folded, found):
            yield Fact(Span(*found.span()), _span_values(found))
    for found in _TOMORROW.finditer(folded):
        yield Fact(Span(*found.span()), frozenset({("word", found.group(), 0)}))


def days(folded: str) -> Iterator[Fact]:
    """Find days of the calendar; day and month count in either order, as nobody says which was meant."""
    for pattern in (_MONTH_AFTER, _MONTH_BEFORE):
        for found in pattern.finditer(folded):
            month = next(at for at in range(len(MONTHS)) if found.group(f"m{at}")) + 1
            yield Fact(Span(*found.span()), _day(int(found.group("day")), month))
    for found in _NUMERIC.finditer(folded):
        one, other = [int(part) for part in found.groups() if part][:2]
        if 1 <= min(one, other) <= 12 and max(one, other) <= 31:
            yield Fact(Span(*found.span()), _day(one, other))


def day_value(day: int, month: int) -> Value:
    """Return a day of the calendar as a value."""
    return ("day", min(day, month), max(day, month))


def _day(day: int, month: int) -> frozenset[Value]:
    return frozenset({day_value(day, month)})


def _weekday(found: re.Match[str]) -> int:
    if found.group("zh"):
        return min("一二三四五六日天".index(found.group("zh")), 6)
    return next(at for at in range(len(WEEKDAYS)) if found.group(f"w{at}"))


def _in_a_range(folded: str, found: re.Match[str]) -> bool:
    """Tell whether a weekday is an end of a range of opening hours ("Monday to Friday")."""
    return any(
        _RANGE.match(folded[min(found.end(), other.end()) : max(found.start(), other.start())])
        for other in _WEEKDAY.finditer(folded, max(0, found.start() - 24), found.end() + 24)
        if other.start() != found.start()
    )


def _sets_an_end(folded: str, found: re.Match[str]) -> bool:
    before, behind = folded[max(0, found.start() - 24) : found.start()], folded[found.end() : found.end() + 12]
    return not _NO_DEADLINE.search(before) and not _PAST.match(behind)


def _span_values(found: re.Match[str]) -> frozenset[Value]:
    unit = next(name for name in UNITS if found.group(name))
    counts = [count for count in (found.group("low"), found.group("high")) if count]
    return frozenset(
        ("span", unit, float(WORDS.get(count) or (int(count) if count.isdigit() else 10))) for count in counts
    )
