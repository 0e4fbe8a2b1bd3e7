"""What held for one customer only, in a reply that is offered to another: dates and sums become placeholders, and what
was done for that one customer is marked to be checked."""

from __future__ import annotations

import re

from assist_server.text.particular_words import (
    ACTS_DE,
    ACTS_EN,
    ACTS_ES,
    ACTS_ZH,
    AMOUNT_WORD,
    CONDITION,
    MONTH_DE,
    MONTH_EN,
    MONTH_ES,
    PAST,
    POINTS,
    WEEKDAY,
)
from assist_server.text.patterns import any_of, bounded

CHECK, DATE, AMOUNT = "[check]", "[date]", "[amount]"

_ACTS = {
    language: bounded(acts, re.IGNORECASE)
    for language, acts in (("en", ACTS_EN), ("de", ACTS_DE), ("es", ACTS_ES), ("zh", ACTS_ZH))
}
_ANY_ACT = bounded(any_of(ACTS_EN, ACTS_DE, ACTS_ES, ACTS_ZH), re.IGNORECASE)
_PAST = bounded(PAST, re.IGNORECASE)
_OF_ONE = re.compile(r"\[(?:date|email|address|phone|tracking|account|ticket|order|booking|name|customer)\]")
_TWICE = bounded(r"\[date\](?:,? \[date\])+")
_CONDITION = re.compile(CONDITION, re.IGNORECASE)
_SENTENCE = bounded(
    rf"\S(?:[^.!?。！？\n]|(?<=\d)\.(?=\s?(?:{MONTH_DE}|[a-zäöü]))|\.(?=\S)|[.!?](?=[\"'”)\]])){{0,2000}}(?:[.!?]+|[。！？])?"
)
_BULLET = re.compile(r"(?:\d{1,2}[.)]|[-•*–])\s+")

# A day of the calendar. A range ("from 1 November to 24 December") and a holiday of the opening hours are rules.
_WEEKDAY_BEFORE = rf"(?:(?:{WEEKDAY}),? (?:the |den |dem )?)?"
_DAY_MONTH = _WEEKDAY_BEFORE + any_of(
    rf"(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH_EN}\b(?:,? (?:19|20)\d\d)?",
    rf"{MONTH_EN} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? (?:19|20)\d\d)?",
    rf"\d{{1,2}}\. ?{MONTH_DE}\b(?: (?:19|20)\d\d)?",
    rf"\d{{1,2}} de {MONTH_ES}\b(?: de (?:19|20)\d\d)?",
    r"(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}[日号]",
    r"(?<![\d.,/-])(?:\d{1,2}[./]\d{1,2}[./](?:19|20)?\d\d|(?:19|20)\d\d-\d\d-\d\d)(?![\d/-])",
    r"(?<=\bthe )\d{1,2}(?:st|nd|rd|th)\b(?! (?:time|day|floor|step|digit|order|item|century|generation|of))",
)
_CALENDAR = re.compile(_DAY_MONTH)
_RULE = re.compile(
    rf"(?:from|between|vom|zwischen|von|del?|entre|从)\s?(?:{_DAY_MONTH})\s?"
    r"(?:to|and|bis(?: zum)?|und|al?|y|hasta|至|到)"
    r"|\b(?:open|closed|geöffnet|geschlossen|abierto|cerrado|every|jede[nrms]?|cada)\b|营业|每(?:年|周|天)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"(?<!day )(?<!tag )(?<!och )(?<!nes )(?<!tes )(?<!les )(?<!ves )(?<!ado )"  # not the end of a range
    r"(?P<lead>\b(?:on|of|by|until|till|before|since|from|last|next|this|am|bis(?: zum)?|seit|vor|ab|nächsten|letzten"
    r"|diesen|kommenden|el|del|al|hasta el|desde el|antes del|este|próximo) )"
    rf"(?:{WEEKDAY})\b(?! ?(?:to|bis|through|thru|a|y|und|and|[-–/&]) ?(?:{WEEKDAY}))(?! ?[-–])"
    r"(?: (?:morning|afternoon|evening|night|früh|vormittag|nachmittag|abend|of next week|next week"
    r"|por la (?:mañana|tarde|noche)))?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?<=\bbetween )(?:{WEEKDAY}) and (?:{WEEKDAY})(?: of)? (?:next|this) week"
    rf"|(?<=\bzwischen )(?:{WEEKDAY}) und (?:{WEEKDAY})"
    rf"(?: nächster| dieser) Woche|(?<=\bentre el )(?:{WEEKDAY}) y el (?:{WEEKDAY}) (?:que viene|próximo)",
    re.IGNORECASE,
)
_WEEKDAY_ZH = re.compile(
    "(?<![至到-])(?:下|本|上|这)?(?:周|星期|礼拜)[一二三四五六日天](?:[上下]午|晚上|早上)?(?![至到、\\d-]|[上下]午?\\d)"
)
_PAST_DAY = re.compile(
    any_of(
        r"\b(?:yesterday|this) (?:morning|afternoon|evening|noon)\b|\byesterday\b|\blast night\b|\bearlier today\b",
        r"\b(?:a few|ten|five|two|three|\d{1,2}) (?:minutes?|hours?|days?) ago\b|\blast week\b",
        r"\b(?:gestern|vorgestern|heute)(?: (?:früh|morgen|vormittag|mittag|nachmittag|abend))?\b",
        r"\bvor \d{1,2} (?:Minuten|Stunden|Tagen)\b|\bhace \d{1,2} (?:minutos|horas|días)\b",
        r"\b(?:ayer|anteayer|anoche)\b(?: por la (?:mañana|tarde|noche))?|\besta (?:mañana|tarde|noche)\b",
        "昨天|前天|今天(?:早上|上午|中午|下午)|刚才",
    ),
    re.IGNORECASE,
)
_SUM = any_of(
    rf"[€$£¥] ?\d[\d.,]*\d|[€$£¥] ?\d|(?<![\d.,A-Za-z])\d[\d.,]*(?: ?[€£$¥]| ?{AMOUNT_WORD}(?![A-Za-zÀ-ÿ]))",
    rf"(?<![\d.,A-Za-z])\d[\d.,]* {POINTS}\b|\d[\d.,]*积分",
    r"(?<=\brefunded )(?:its |the |you )?\d{1,5}\b(?![.,%]\d)",
    r"(?<![\d.,])\d{1,5}[.,]\d\d(?![\d.,]*\d| ?(?:%|cm|mm|kg|km|Uhr|h\b))",
)
_AMOUNT = bounded(_SUM, re.IGNORECASE)
_WHOLE_SUM = bounded(
    r"(?P<lead>\b(?:(?:the|your) full|full refund of|den vollen Betrag von|volle Erstattung von|importe íntegro de"
    r"|全额(?:退款)?) ?)"
    rf"(?:{_SUM}|\d{{1,5}}\b(?! ?%))",
    re.IGNORECASE,
)


def without_particulars(reply: str, language: str | None) -> str:
    """Make an agent's reply fit for another customer: [date], [amount], and [check] before what was done for one.

    A sentence that reports what was done, found or arranged begins with [check]: the agent does it as well, or leaves
    the sentence out. Prices, periods and opening hours that are stated as a rule stay.
    """
    return _SENTENCE.sub(lambda found: _sentence(found.group(), language), reply)


def _sentence(sentence: str, language: str | None) -> str:
    text = _WHOLE_SUM.sub(lambda found: found.group("lead") + AMOUNT, _undated(sentence))
    dated = _PAST_DAY.sub(DATE, text)
    if not _is_report(text, dated, language):
        return text
    text = _AMOUNT.sub(AMOUNT, dated)
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else 0
    return text if text.startswith(CHECK, start) else f"{text[:start]}{CHECK} {text[start:]}"


def _undated(sentence: str) -> str:
    sentence = _BETWEEN.sub(DATE, sentence)
    if not _RULE.search(sentence):
        sentence = _CALENDAR.sub(DATE, sentence)
    sentence = _WEEKDAY.sub(lambda found: found.group("lead") + DATE, sentence)
    return _TWICE.sub(DATE, _WEEKDAY_ZH.sub(DATE, sentence))


def _is_report(text: str, dated: str, language: str | None) -> bool:
    """Say whether something is told as done or come about, and not only supposed ("once it has been refunded …")."""
    told = _ACTS.get(language or "", _ANY_ACT).search(text)
    if told is None and _OF_ONE.search(dated):
        told = _PAST.search(text)
    return told is not None and not _is_supposed(text[: told.start()])


def _is_supposed(before: str) -> bool:
    """Look for "if" and "once" in the clause before a report; one in an earlier clause doesn't make it a condition."""
    clause = max(before.rfind(sign) for sign in (";", ":", "；", "："))
    return _CONDITION.search(before, clause + 1) is not None
