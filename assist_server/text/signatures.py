"""Signatures, "sent from my phone" and confidentiality notices at the end of a message."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assist_server.text.patterns import bounded

MOST_LINES = 14  # of a signature
LONGEST_LINE = 90  # of a signature's line: prose is longer

_GREETING_DE = r"freundlich|best|lieb|viel|schön|herzlich|sonnig"
VALEDICTION_WORDS = (
    r"(?:(?:with|my|our)\s)?(?:very\s)?(?:(?:best|kind(?:est)?|warm(?:est)?|many)\s)?(?:regards|wishes)",
    r"all the best|best|cheers|take care|sincerely(?: yours)?|respectfully(?: yours)?|thx|br|rgds|kr",
    r"yours(?: sincerely| faithfully| truly)?|have a (?:nice|great|good|lovely) (?:day|evening|weekend)",
    r"(?:many )?thanks(?: (?:so much|a lot|again|and (?:best |kind )?regards|in advance))?",
    r"thank you(?: (?:so much|very much|in advance|again))?",
    rf"(?:mit\s)?(?:{_GREETING_DE})(?:en|e|er|em)?\s(?:gr(?:ü|ue)(?:ß|ss)en?|gru(?:ß|ss))(?:\s(?:aus|von)\s\w+)?",
    r"gr(?:ü|ue)(?:ß|ss)e|gru(?:ß|ss)|mfg|lg|vg|hochachtungsvoll|ihre? \w+-?team",
    r"(?:vielen |besten |herzlichen )?danke?(?: (?:im voraus|und (?:viele|beste|liebe|freundliche) grüße))?",
    r"(?:un |muchos |reciba un )?(?:cordial(?:es)? )?saludos?(?: cordial(?:es)?)?|atentamente|atte\.?|cordialmente",
    r"un abrazo|(?:muchas |muchísimas )?gracias(?: (?:de antemano|por adelantado|y (?:un )?saludos?))?",
    r"cordialement|bien à vous|cordiali saluti|met vriendelijke groet(?:en)?|atenciosamente",
    r"此致|敬礼|此致\s敬礼|祝好|祝[您你]?(?:生活愉快|工作顺利|一切顺利|商祺)|顺祝商祺|谢谢|多谢|非常感谢",
)
VALEDICTION = bounded(
    rf"\A\s*+(?:[-–—*]\s*+)?(?:{'|'.join(VALEDICTION_WORDS)})\s*[,.!，。！:;]*\s*$",
    re.IGNORECASE,
)
_DASHES = bounded(r"\s*(?:--|—|––|__)\s*$")
_SENT_FROM_WORDS = (
    r"(?:sent|get outlook|sent via|sent with)\s(?:from|for|with|via|by)?.{2,60}",
    r"(?:von|mit) .{2,40} gesendet|gesendet (?:von|mit) .{2,60}|hol dir outlook.{0,40}",
    r"enviado (?:desde|con) .{2,60}|(?:obtener|obtén) outlook.{0,40}|envoyé (?:de|depuis) .{2,60}|inviato da .{2,60}",
    r"发自.{1,40}|从我的.{1,30}发送|获取\s?outlook.{0,40}",
)
_SENT_FROM = bounded(rf"\s*(?:{'|'.join(_SENT_FROM_WORDS)})\s*$", re.IGNORECASE)
_DEVICE = re.compile(
    r"iphone|ipad|android|galaxy|huawei|xiaomi|outlook|mail|phone|handy|samsung|móvil|手机|邮|微信|yahoo|proton|gmx|web\.de",
    re.IGNORECASE,
)
_NOTICE_WORDS = (
    r"(?:confidentiality|legal|privacy) (?:notice|disclaimer)|disclaimer\b|confidential\s?[:–-]",
    r"this (?:e-?mail|message|communication)[^.]{0,80}(?:confidential|intended|privileged)",
    r"the information (?:contained )?in this (?:e-?mail|message)|please consider the environment",
    r"diese (?:e-?mail|nachricht)[^.]{0,80}(?:vertraulich|bestimmt)|der inhalt dieser e-?mail",
    r"est[ea] (?:correo|mensaje|e-?mail)[^.]{0,80}(?:confidencial|dirigid)|aviso (?:legal|de confidencialidad)",
    r"la información contenida en este",
    r"本(?:邮件|电子邮件|信件)[^。]{0,40}(?:保密|机密|仅供)|免责声明|保密(?:声明|提示)",
)
_NOTICE = bounded(rf"\s*[*\"(]{{0,4}}(?:{'|'.join(_NOTICE_WORDS)})", re.IGNORECASE)


def without_signature(text: str) -> str:
    """Leave out what stands below the writer's own words. A text that would be left empty is given back unchanged."""
    lines = text.rstrip().split("\n")
    end = _notice_start(lines, len(lines))
    end = _sent_from_start(lines, end)
    end = _signature_start(lines, end)
    kept = "\n".join(lines[:end]).rstrip()
    return kept if kept.strip() else text


def _notice_start(lines: Sequence[str], end: int) -> int:
    """Find the confidentiality notice; only in the last two thirds, since a first line is the writer's."""
    return next((n for n in range(max(1, end // 3), end) if _NOTICE.match(lines[n])), end)


def _sent_from_start(lines: Sequence[str], end: int) -> int:
    for n in range(max(0, end - 5), end):
        if len(lines[n]) <= LONGEST_LINE and _SENT_FROM.match(lines[n]) and _DEVICE.search(lines[n]):
            return n
    return end


def _signature_start(lines: Sequence[str], end: int) -> int:
    """Find "-- " or a closing formula below which only short lines stand."""
    for n in range(max(0, end - MOST_LINES), end):
        if _DASHES.match(lines[n]):
            return n
        if len(lines[n]) <= LONGEST_LINE and VALEDICTION.match(lines[n]) and _all_short(lines[n + 1 : end]):
            return n
    return end


def _all_short(lines: Sequence[str]) -> bool:
    """Say whether these lines can be a signature: short, and none of them asks or goes on telling."""
    return all(len(line) <= LONGEST_LINE and not line.rstrip().endswith(("?", "？", "。", "!")) for line in lines)


_MARKED = re.compile(r"\[(?:name|customer|agent|phone|email|address|link|handle)\]")
_FILLING = bounded(r"(?:[A-Z]\.|(?:Dr|Mr|Mrs|Ms|Tel|Mobil|Phone|Herr|Frau)\b\.?|[\s,.:;|/()–—-])*")
_THANKFUL = re.compile(r"(?:with|mit|con)?\s?(?:[^\W\d_]{2,12}\s){0,2}(?:thanks|dank|gracias)[,.!]?", re.IGNORECASE)


def without_signed_off(text: str) -> str:
    """Leave out the last lines of a redacted message that hold nothing but whose it is: "[customer]", "Tel. [phone]",
    and the formula above them. A text that would be left empty is given back unchanged."""
    lines = text.rstrip().split("\n")
    end = len(lines)
    while end and (not lines[end - 1].strip() or _only_marked(lines[end - 1])):
        end -= 1
    if end < len(lines) and end and (VALEDICTION.match(lines[end - 1]) or _THANKFUL.fullmatch(lines[end - 1].strip())):
        end -= 1
    return "\n".join(lines[:end]).rstrip() or text


def _only_marked(line: str) -> bool:
    """Say whether a line has a placeholder of a person and, beside it, no words."""
    rest, marked = _MARKED.subn("", line)
    return marked > 0 and _FILLING.fullmatch(rest) is not None
