"""Quoted mail in a plain-text message: where it begins, in the words of the mail programs of a dozen languages."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assist_server.text.patterns import bounded

LONGEST_LINE = 400  # no introduction of a quotation is longer
MOST_WRAPPED = 3  # lines over which a mail program breaks "On … wrote:"

# "On Mon, 4 Mar 2024 at 10:12, Anna <anna@…> wrote:" as Gmail, Apple Mail, Thunderbird and Chinese web mailers put it.
_BEGINS = bounded(
    r"[>\s*_]{0,9}(?:On|Am|El|Le|Il|Op|Em|Den|W dniu|Dnia|在|于|\d{4}\s?[-年/]|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
    r"|.{0,80}<[^<>\s]+@)",
    re.IGNORECASE,
)
_WROTE = bounded(
    r"(?:\bwrote|\bschrieb\b.{0,150}|\bescribió|\ba écrit|\bha scritto|\bschreef\b.{0,150}|\bescreveu|\bskrev\b.{0,150}"
    r"|\bnapisał(?:\(a\)|a)?|写道|寫道)\s*[:：]\s*$",
    re.IGNORECASE,
)
_DIGIT_OR_ADDRESS = re.compile(r"\d|@")
_DIVIDER_WORDS = (
    "original message|original|forwarded message|ursprüngliche nachricht|originalnachricht|weitergeleitete nachricht",
    "mensaje original|mensaje reenviado|message d'origine|message transféré|messaggio originale|mensagem original",
    "oorspronkelijk bericht|原始邮件|转发的邮件|转发邮件|回复的原邮件|原邮件",
)
_FORWARD_WORDS = (
    "begin forwarded message|anfang der weitergeleiteten nachricht|inicio del mensaje reenviado|开始转发邮件"
)
_DIVIDER = bounded(
    rf"[>\s]{{0,9}}[-_=*]{{2,60}}+\s{{0,9}}+(?:{'|'.join(_DIVIDER_WORDS)})\s{{0,9}}[-_=*]{{0,60}}\s*$"
    rf"|\s*(?:{_FORWARD_WORDS})\s*[:：]\s*$",
    re.IGNORECASE,
)
_ABOVE_THIS_LINE = re.compile(
    r".{0,12}(?:(?:please )?(?:type|write) your reply above this line|reply above this line"
    r"|bitte (?:antworten|schreiben) sie (?:über|oberhalb) diese[rn]? (?:zeile|linie)"
    r"|(?:escriba|escribe) su respuesta (?:por )?encima de esta línea|请在此行(?:上方|以上)(?:回复|输入))",
    re.IGNORECASE,
)
_FROM = bounded(r"[>\s*]{0,9}(?:From|Von|De|发件人|寄件者|Da|Van|Od|Från|Fra)\s?\*?\s?[:：]\*?\s*\S", re.IGNORECASE)
_MORE_HEAD = re.compile(
    r"[>\s*]{0,9}(?:Sent|Date|To|Cc|Subject|Reply-To|Gesendet|Datum|An|Betreff|Enviado(?: el)?|Fecha|Para|Asunto|CC"
    r"|发送时间|发送日期|日期|时间|收件人|抄送|主题|Envoyé|À|Objet|Inviato|A|Oggetto|Verzonden|Aan|Onderwerp)\s?\*?\s?[:：]",
    re.IGNORECASE,
)
_RULE = bounded(r"\s*[_-]{10,}\s*$")
_QUOTED_LINE = bounded(r"\s*[>|＞]{1,20}(?:\s|$|[^\d\s=<>|])")


def without_quotes(text: str) -> str:
    """Leave out quoted mail and its introduction; answers written between or below quoted lines stay.

    A message that is nothing but a quotation (somebody forwarded it) stays as it is, without its quote marks.
    """
    lines = text.split("\n")
    kept = _unquoted(lines)
    if any(line.strip() for line in kept):
        return "\n".join(kept)
    return "\n".join(line.lstrip("> ") for line in lines)


def _unquoted(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        end = _introduction_end(lines, at)
        if end:
            if not _quoted_follows(lines, end):
                break  # everything below is the older mail
            at = end
        elif _is_quoted(lines, at):
            at += 1
        else:
            kept.append(lines[at])
            at += 1
    return kept


def _introduction_end(lines: Sequence[str], at: int) -> int:
    """Say behind which line the introduction of a quotation ends that begins at `at`; 0 where none begins."""
    line = lines[at]
    if not line.strip() or len(line) > LONGEST_LINE:
        return 0
    if _DIVIDER.match(line) or _ABOVE_THIS_LINE.match(line):
        return at + 1
    if _FROM.match(line) or _RULE.match(line):
        return _head_end(lines, at)
    return _wrote_end(lines, at) if _BEGINS.match(line) else 0


def _wrote_end(lines: Sequence[str], at: int) -> int:
    if not any(line.rstrip().endswith((":", "：")) for line in lines[at : at + MOST_WRAPPED]):
        return 0
    joined = ""
    for count, line in enumerate(lines[at : at + MOST_WRAPPED], start=1):
        joined = f"{joined} {line.strip()}"
        if len(joined) > LONGEST_LINE:
            return 0
        if _WROTE.search(joined):
            return at + count if _DIGIT_OR_ADDRESS.search(joined) else 0
    return 0


def _head_end(lines: Sequence[str], at: int) -> int:
    """Recognise Outlook's block "From: / Sent: / To: / Subject:", with or without a rule above it."""
    start = at
    if _RULE.match(lines[at]):
        start = next((n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()), at)
    if not _FROM.match(lines[start]):
        return 0
    below = [line for line in lines[start + 1 : start + 8] if line.strip()][:4]
    return start + 1 if sum(1 for line in below if _MORE_HEAD.match(line)) >= 2 else 0


def _is_quoted(lines: Sequence[str], at: int) -> bool:
    """Take a line for quoted when it is marked so and is not one lonely "> 5 kg" in somebody's own prose."""
    if not _QUOTED_LINE.match(lines[at]):
        return False
    return (
        lines[at].lstrip().startswith(("> ", ">>", ">"))
        or _QUOTED_LINE.match("".join(lines[at + 1 : at + 2])) is not None
    )


def _quoted_follows(lines: Sequence[str], at: int) -> bool:
    following = next((line for line in lines[at : at + 3] if line.strip()), "")
    return _QUOTED_LINE.match(following) is not None
