"""Greetings, thanks, closings, initials and names spoken to: what surrounds an answer and is not the answer."""

from __future__ import annotations

import re

from assist_server.text.placeholders import PLACEHOLDERS
from assist_server.text.signatures import VALEDICTION_WORDS

_WHO = "|".join(re.escape(name) for name in PLACEHOLDERS if name in ("[name]", "[customer]", "[agent]", "[handle]"))
_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’.-]{1,24}"
_SOMEBODY = (
    rf"(?:(?:Mr|Mrs|Ms|Miss|Dr|Herrn?|Frau|Sr|Sra|Srta|Don|Doña|Señora?)\.? )?(?:{_WHO}|{_NAME})(?: (?:{_WHO}"
    rf"|{_NAME})){{0,2}}"
    r"|there|all|team|everyone|folks|sir(?: or |/)madam|(?:valued )?customer|friend|again|back"
    r"|zusammen|Damen und Herren|Kund(?:e|in)|cliente|señor(?:es)?|equipo"
)
_HELLO = (
    r"(?:hi+|hello|hey+|hiya|dear|greetings|good (?:morning|afternoon|evening|day)|welcome(?: back)?|hallo"
    r"|guten (?:tag|morgen|abend)"
    r"|liebe[rs]?|sehr geehrte[rs]?|moin|servus|grüß gott|hola|estimad[oa]s?|querid[oa]|apreciad[oa]|buen(?:os"
    r"|as)? (?:días?|tardes|noches)"
    r"|bonjour|bonsoir|ciao|buongiorno|olá)"
)
_GREETING = re.compile(
    rf"\s*(?:(?i:{_HELLO})(?:,? (?:{_SOMEBODY})(?: (?:und|and|y) (?:{_SOMEBODY}))?)?\s*(?:[,.!:;，！–—-]+(?=\s|$)|\n"
    rf"|$)\s*"
    r"|(?:亲爱的|尊敬的)[^，,：:。\n]{0,16}[，,：:。！!]?\s*(?:您好|你好)?[，,。！!：:]?\s*"
    rf"|(?:(?:{_WHO}|[\u4e00-\u9fff]{{1,4}}(?:先生|女士|小姐))[，, ]?)?(?:您好|你好|早上好|下午好|晚上好)[呀啊]?[，,。！!~：:]?\s*)"
)
_BARE_HELLO = re.compile(rf"\s*(?i:{_HELLO}) (?=(?:{_WHO}) )(?:{_WHO})\s+")
_OPENERS = re.compile(
    r"\s*(?:(?:many )?thank(?:s| you)(?: so much| very much)? for (?:contacting|reaching out|writing|getting in touch"
    r"|your (?:message|e-?mail|patience|reply|response|inquiry|enquiry|call|time)"
    r"|getting back|letting us know|the (?:message|details|information|update))[^.!?\n]{0,80}[.!]\s*"
    r"|(?:vielen |herzlichen |besten )?dank für (?:ihre|deine|die) (?:nachricht|anfrage|e-?mail|geduld|mitteilung"
    r"|rückmeldung|antwort|kontaktaufnahme)[^.!?\n]{0,60}[.!]\s*"
    r"|(?:muchas )?gracias por (?:contactar|ponerse en contacto|escribir|su (?:mensaje|correo|paciencia|consulta"
    r"|respuesta)|tu (?:mensaje|correo|paciencia|consulta|respuesta))[^.!?\n]{0,80}[.!]\s*"
    r"|感谢(?:您|你)?的?(?:来信|联系|咨询|反馈|耐心等待|留言)[^。！!\n]{0,20}[。！!，]\s*"
    r"|i hope (?:you are|you're|this (?:e-?mail|message) finds you)[^.!?\n]{0,40}[.!]\s*)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    rf"(?:^|\n|(?<=[.!?。！？\]]))\s*(?:{'|'.join(VALEDICTION_WORDS)})\s*(?:[,.!，。！–—-]|\n)*\s*"
    rf"(?:(?:{_WHO}|{_NAME})(?:[ \n](?:{_WHO}|{_NAME}|from|vom|von|del|the|team|support|customer|service"
    rf"|kundenservice|equipo|de)){{0,6}}|[^\n]{{0,12}}(?:客服|团队|敬上)[^\n]{{0,10}})?[.!，。]?\s*$",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    rf"\s*(?:(?:[\^*~/]|[–—-](?=[A-Z\[]))\s?(?:[A-Z]{{1,4}}|{_NAME}|{_WHO})(?: [A-Z]\.?)?"
    rf"|\((?:[A-Z]{{2,3}})\))[.!]?\s*$"
)
_TEAM_LINE = re.compile(
    rf"\n\s*(?:{_WHO}|{_NAME})?[ ,]*\n?\s*(?:your |the |ihr |dein |el |tu |su )?(?:\w+ ){{0,3}}(?:support"
    rf"|customer service|customer care|kundenservice|service|helpdesk|equipo|team)(?:[- ]team)?\s*$",
    re.IGNORECASE,
)
_HANDLES = re.compile(r"\s*(?:(?:\[handle\]|@\w{1,40})[,:]?\s+)+")
_SPOKEN_TO = re.compile(r"(?P<before>\w{1,12})?(?P<comma>,)? ?(?:\[customer\]|\[name\])(?=\s?[.!?,，。！？;]|\s*$)")
_NEEDS_NAME = frozenset(
    "to with from by for and or of is was named called contact ask at about an von mit für und bei über a con de por para y".split()
)
_PART_OF = re.compile(r"\s*\(?\b\d/\d\b\)?\s*$")  # "1/2" of a reply sent in pieces
_SPOKEN_FIRST = re.compile(r"(?:^|(?<=[.!?] )|(?<=\n))(?:\[customer\]|\[name\]),\s+(?P<first>\w)")


def strip_courtesies(text: str) -> str:
    """Take the greeting, the thanks for writing, the closing with its signature, initials and handles off a reply."""
    text = _HANDLES.sub("", text, count=1) if text.lstrip()[:1] in ("[", "@") else text
    text = _without_end(_without_start(text.strip()))
    text = _SPOKEN_FIRST.sub(lambda found: found.group("first").upper(), text)
    return _capitalised(_SPOKEN_TO.sub(_unless_needed, text).strip())


def _without_start(text: str) -> str:
    for pattern in (_GREETING, _BARE_HELLO, _OPENERS, _OPENERS):
        text = _cut(pattern, text)
    return text


def _cut(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.match(text)
    return text[found.end() :] if found else text


def _without_end(text: str) -> str:
    for _ in range(3):
        shorter = text
        for pattern in (_PART_OF, _INITIALS, _CLOSING, _TEAM_LINE):
            found = pattern.search(shorter, max(0, len(shorter) - 400))
            shorter = shorter[: found.start()].rstrip() if found else shorter
        if shorter == text:
            return text
        text = shorter
    return text


def _unless_needed(found: re.Match[str]) -> str:
    """Drop a name that is spoken to; keep one that the sentence needs ("I forwarded it to [name].")."""
    before = found.group("before") or ""
    return found.group() if not found.group("comma") and before.lower() in _NEEDS_NAME else before


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
