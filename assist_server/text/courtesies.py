"""Greetings, thanks, closings, initials and names spoken to: what surrounds an answer and is not the answer."""

from __future__ import annotations

import re

from assist_server.text.patterns import any_of, bounded
from assist_server.text.signatures import VALEDICTION_WORDS

_MARKED = r"\[(?:name|customer|agent|handle)\]"
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{1,24}"
_TITLE = r"(?:(?:Mr|Mrs|Ms|Miss|Dr|Herrn?|Frau|Sr|Sra|Srta|Don|Doña|Señora?)\.? )?"
_SOMEBODY = any_of(
    rf"{_TITLE}(?:{_MARKED}|{_NAME})(?: (?:{_MARKED}|{_NAME})){{0,2}}",
    "there|all|team|everyone|folks|sir(?: or |/)madam|(?:valued )?customer|friend|again|back",
    "zusammen|Damen und Herren|Kund(?:e|in)|cliente|señor(?:es)?|equipo",
)
_HELLO = any_of(
    "hi+|hello|hey+|hiya|dear|greetings|good (?:morning|afternoon|evening|day)|welcome(?: back)?",
    "hallo|guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|moin|servus|grüß gott",
    "hola|estimad[oa]s?|querid[oa]|apreciad[oa]|buen(?:os|as)? (?:días?|tardes|noches)",
    "bonjour|bonsoir|ciao|buongiorno|olá",
)
_GREETING = bounded(
    rf"\s*(?i:{_HELLO})(?:,? {_SOMEBODY}(?: (?:und|and|y) {_SOMEBODY})?)?\s*(?:[,.!:;，！–—-]+(?=\s|$)|\n|$)\s*"
)
_GREETING_ZH = bounded(
    r"\s*"
    + any_of(
        r"(?:亲爱的|尊敬的)[^，,：:。\n]{0,16}[，,：:。！!]?\s*(?:[您你]好)?[，,。！!：:]?\s*",
        rf"(?:(?:{_MARKED}|[\u4e00-\u9fff]{{1,4}})(?:先生|女士|小姐)?[，, ]?)?"
        r"(?:[您你]好|早上好|下午好|晚上好)[呀啊]?[，,。！!~：:]?\s*",
        rf"{_MARKED}(?:先生|女士|小姐)?[，：！]\s*",
    )
)
_BARE_HELLO = bounded(rf"\s*(?i:{_HELLO}) {_MARKED}\s+")
_OPENER = bounded(
    r"\s*"
    + any_of(
        r"(?:many )?thank(?:s| you)(?: so much| very much)? for "
        + any_of(
            "contacting|reaching out|writing|getting in touch|getting back|letting us know",
            "your (?:message|e-?mail|patience|reply|response|inquiry|enquiry|call|time)",
            "the (?:message|details|information|update)",
        )
        + r"[^.!?\n]{0,80}[.!]",
        r"i hope (?:you are|you're|this (?:e-?mail|message) finds you)[^.!?\n]{0,40}[.!]",
        r"(?:vielen |herzlichen |besten )?dank für (?:ihre|deine|die) "
        r"(?:nachricht|anfrage|e-?mail|geduld|mitteilung|rückmeldung|antwort|kontaktaufnahme)[^.!?\n]{0,60}[.!]",
        r"(?:muchas )?gracias por (?:contactar|ponerse en contacto|escribir|[st]u "
        r"(?:mensaje|correo|paciencia|consulta|respuesta))[^.!?\n]{0,80}[.!]",
        r"感谢[您你]?的?(?:来信|联系|咨询|反馈|耐心等待|留言)[^。！!\n]{0,20}[。！!，]",
    )
    + r"\s*",
    re.IGNORECASE,
)

_FIRM = "from|vom|von|del|de|the|(?i:team|support|customer|service|kundenservice|equipo)"
_CLOSING = bounded(
    rf"(?:^|\n|(?<=[.!?。！？\]]))\s*+(?i:{any_of(*VALEDICTION_WORDS)})[ \t]*+(?:[,.!，。！–—-]|\n){{0,4}}+\s*+"
    rf"(?:(?:{_MARKED}|{_NAME})(?:[ \n](?:{_MARKED}|{_NAME}|{_FIRM})){{0,6}}"
    r"|[^\n]{0,12}(?:客服|团队|敬上)[^\n]{0,10})?[.!，。]?\s*$"
)
_INITIALS = bounded(
    rf"\s*(?:(?:[\^*~/]|[–—-](?=[A-Z\[]))\s?(?:[A-Z]{{1,4}}|{_NAME}|{_MARKED})(?: [A-Z]\.?)?|\([A-Z]{{2,3}}\))[.!]?\s*$"
)
# "Happy trails,\n[agent]\nfernway": whatever stands before the name when it ends in a comma, and the firm's line below.
_SIGNED = bounded(
    r"(?:(?:^|\n)[^\n.!?。！？]{2,40}[,，])?\s*\n\s*(?:\[(?:agent|name)\]|[\u4e00-\u9fff]{2,4}(?=\n[^\n]{0,20}(?:客服|团队)))"
    r"(?:\n[^\n.!?。！？]{1,40}){0,2}\s*$|(?<=[.!?。！？])\s?\[agent\]\s*$"
)
_TEAM_LINE = bounded(
    rf"\n\s?(?:{_MARKED}|{_NAME})?[ ,]{{0,3}}+\n{{0,2}}+[ ]{{0,3}}+"
    r"(?i:(?:your|the|ihr|dein|el|tu|su) )?(?:\w{1,20} ){0,3}"
    r"(?i:support|customer (?:service|care)|kundenservice|service|helpdesk|equipo|team)(?i:[- ]team)?\s*$"
)
_PART_OF = bounded(r"\s*\(?\b\d/\d\b\)?\s*$")  # "1/2" of a reply sent in pieces
_HANDLES = bounded(r"\s*(?:(?:\[handle\]|@\w{1,40})[,:]?\s+)+")

_SPOKEN_TO = bounded(r"(?P<before>\w{1,12})?(?P<comma>,)? ?\[(?:customer|name)\](?=\s?[.!?,，。！？;]|\s*$)")
_SPOKEN_FIRST = bounded(r"(?:^|(?<=[.!?] )|(?<=\n))\[(?:customer|name)\],\s+(?P<first>\w)")
_NEEDS_NAME = frozenset(
    """
    to with from by for and or of is was named called contact ask at about an von mit für
    und bei über a con de por para y
    """.split()
)
LONGEST_END = 400  # characters from the end in which a closing is looked for


# "[agent] here.", "This is [agent] from the shop, good morning.", "我是[agent]。"
_INTRODUCTION = bounded(
    r"(?:(?:this is|it's|hier ist|hier spricht|soy|aquí|我是|这里是)\s*)?\[agent\]"
    r"(?:\s+(?:(?:from|of|at|with|von|vom|de|del)\s+(?:the\s+)?[\w&'-]+(?:\s[\w&'-]+)?"
    r"|here|speaking|hier|am apparat|aquí))*"
    r"(?:,\s*good (?:morning|afternoon|evening|day))?\s*(?:[.!:]\s|[。！：])\s*",
    re.IGNORECASE,
)


def strip_courtesies(text: str) -> str:
    """Take the greeting, the thanks for writing, the closing with its signature, initials and handles off a reply.

    The customer's name is dropped where it is only spoken to ("Sorry, [customer].") and kept where a sentence needs it.
    """
    text = _cut(_HANDLES, text)
    text = _without_end(_without_start(text.strip()))
    text = _SPOKEN_FIRST.sub(lambda found: found.group("first").upper(), text)
    text = _SPOKEN_TO.sub(_unless_needed, text).strip()
    return text[:1].upper() + text[1:]


def _without_start(text: str) -> str:
    for pattern in (_GREETING, _GREETING_ZH, _GREETING_ZH, _BARE_HELLO, _INTRODUCTION, _OPENER, _OPENER):
        text = _cut(pattern, text)
    return text


def _cut(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return text[found.end() :] if found else text


def _without_end(text: str) -> str:
    """Cut closings off until none is left: initials may stand below a signature and the other way round."""
    for _ in range(3):
        shorter = text
        for pattern in (_PART_OF, _INITIALS, _CLOSING, _SIGNED, _TEAM_LINE):
            found = pattern.search(shorter, max(0, len(shorter) - LONGEST_END))
            shorter = shorter[: found.start()].rstrip() if found else shorter
        if shorter == text:
            break
        text = shorter
    return text


def _unless_needed(found: re.Match[str]) -> str:
    """Drop a name that is spoken to; keep one that the sentence needs ("I forwarded it to [name].")."""
    before = found.group("before") or ""
    return found.group() if not found.group("comma") and before.lower() in _NEEDS_NAME else before
