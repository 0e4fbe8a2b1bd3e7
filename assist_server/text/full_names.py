"""Whole names of people nobody has heard of, known by what stands around them: labels, relations, verbs, signatures."""

from __future__ import annotations

import re

from assist_server.text.given_names import COMMON_WORDS, GIVEN, NOT_NAMES
from assist_server.text.name_words import CLOSING, CUE, DOES, JOB, LABEL, OWNER, RELATIVE, THINGS, WEAK_CUE
from assist_server.text.patterns import any_of, bounded
from assist_server.text.placeholders import mark

MOST_JUDGED = 200  # pairs of one text whose surroundings are read; beyond them a text is a list of names

_START = r"(?<![^\W_])"
_UPPER = "[A-ZÀ-ÖØ-Þ\u0100-\u024f\u1e00-\u1eff]"
_LOWER = "[a-zß-öø-ÿ\u0100-\u024f\u1e00-\u1eff]"  # Latin with the marks of Europe, Turkey and Vietnam
_KNOWN = "[" + "".join(map(mark, ("[name]", "[customer]", "[agent]"))) + "]"
_CAPITALISED = rf"(?:(?:O|D|L|Mc|Mac)['’]?)?{_UPPER}{_LOWER}++(?:[-'’](?>{_UPPER}?{_LOWER}+))*+"
_WORD = rf"(?:{_CAPITALISED}|{_KNOWN}(?:-(?:{_KNOWN}|{_UPPER}{_LOWER}+))?)"
_PARTICLE = "(?:(?:de|del|de la|de los|van|von|zu|der|den|da|dos|di|bin|al|el|le|la|i|y|ter|af) ){0,2}"
_PARTICLES = frozenset("de del von van der den da dos di la el i y ter af zu bin al le los".split())
_LEFT, _RIGHT = 56, 40  # characters read before and behind two words that may be a name
_CANDIDATE = bounded(rf"{_START}{_WORD}(?: (?:[A-Z]\. ?)?{_PARTICLE}{_WORD}){{1,4}}(?![^\W_]| ?\d)")
_CLAUSE = r"(?:^|\n|[.!?,;:(–—-] ?|[“\"])"
_PERSON = any_of(RELATIVE, JOB)
_ROLE = bounded(any_of(RELATIVE, JOB, CLOSING), re.IGNORECASE)
_LEADERS = _PARTICLES | frozenset(
    """
    laut según abgeholt unterschrift übergeben zugewiesen recogido asignado entregado signed assigned spoke
    fragen frage frag pregunten pregunte only even nur auch solo sólo
    zuständig gehört belongs according ask call tell contact einen
    herzlichen schöne viele ihre ihr sein seine deine
    zweite erste second lo firmó abrió autorizo pregunten llamen hablé fue era desde somebody someone both könnten
    rufen sprechen beraten soy habla aquí hier yo ich wir i it's this am bin con por para mit bei an für from with
    for to by und and gruß grüße unterschrieben bevollmächtigt mitgenommen ausgehändigt hiermit hello greetings attn
    fao cc
    """.split()
)
# What ends right before a name: a label, a relation, a cue, "On Tuesday", a closing, or nothing on that line.
_LED = bounded(
    _START
    + any_of(
        rf"(?:{OWNER}|ein|eine) (?:[^\W\d_]{{2,12}} ){{0,2}}?{_PERSON}(?:['’]s name is|,? (?:called|named|is called"
        r"|heißt|llamad[oa]|se llama))?,? ",
        rf"{_PERSON}(?: [^\W\d_]{{2,10}}){{0,2}}, ",
        rf"{LABEL}(?:\s?[:：=]\s{{0,2}}|\s[-–—]\s)",
        rf"{CUE} (?:(?:mr|mrs|ms|herrn?|frau|el señor|la señora)\.? )?",
        rf"{CLOSING}[,.!]?(?:\s{{1,3}}|\s?-+\s?|\s*\n\s*)",
    )
    + "$",
    re.IGNORECASE,
)
_LED_WEAKLY = re.compile(rf"{_START}{WEAK_CUE} $", re.IGNORECASE)
_FOLLOWED = bounded(
    rf", (?:atención|customer|kunden|servicio|support|soporte|equipo)|,? (?:{DOES})(?![^\W_])"
    rf"|,? \(?{OWNER} (?:[^\W\d_]{{2,12}} )?{_PERSON}(?![^\W_])",
    re.IGNORECASE,
)
_WROTE = re.compile(r" (?:wrote|schrieb|escribió|<)")
_BEGINS_CLAUSE = re.compile(rf"{_CLAUSE}\s?(?:(?:only|just|even|nur|auch|solo|sólo|también) )?$", re.IGNORECASE)
_QUANTITY = re.compile(  # "a pair of Alder Mid" is a thing
    r"(?<![^\W_])(?:pairs?|sets?|couple|box(?:es)?|packs?|kinds?|types?|versions?|models?|colou?r|size) of $",
    re.IGNORECASE,
)
_BEGINS_LINE = bounded(r"(?:^|\n)[ \t>]*(?:[-–—]{1,3}\s?)?$")
_ENDS_LINE = bounded(r"[ \t]*,?(?:$|\n|, [^\n]{2,30}(?:$|\n))")
_LABEL_LINE = bounded(rf"{_START}{LABEL} $", re.IGNORECASE)
_VOCATIVE = bounded(
    rf"(?P<lead>^[^\n]{{2,60}}[^\W\d_], )(?P<name>{_WORD})(?=[.!:]?\s*\n)|(?P<lead2>^\s*)(?P<name2>{_WORD})"
    r"(?=, (?:thank|many thanks|danke|vielen|gracias|sorry|i|we|wir|ich|lo|le)(?![^\W_]))",
    re.IGNORECASE,
)
_NOUN_ENDINGS = tuple(
    """
    ung heit keit schaft tion tions ment ness nummer gerät karte code service system ware phone book pass ción dad
    taste kabel maschine schein zeit stück preis datum ing
    """.split()
)


def redact_full_names(text: str) -> str:
    """Replace names of two words and more that labels, relations, verbs or their place give away by [name]."""
    begin, judged = _CANDIDATE.subn(_judged, text, count=MOST_JUDGED)
    text = _CANDIDATE.sub(mark("[name]"), begin) if judged == MOST_JUDGED else begin
    return _VOCATIVE.sub(_spoken_to, text)


def _judged(found: re.Match[str]) -> str:
    words = found.group().split(" ")
    led = next((at for at, word in enumerate(words) if not _leads(word)), len(words))
    words, before = words[led:], words[:led]
    taken = _taken(words)
    known = [re.fullmatch(_KNOWN, word) is not None for word in words[:taken]]
    if taken == 0 or all(known) or (taken == 1 and words[0] not in GIVEN):
        return found.group()
    start = found.start() + sum(len(word) + 1 for word in before)
    if any(known) or _is_person(found.string, start, start + len(" ".join(words[:taken])), words[:taken]):
        return " ".join([*before, mark("[name]"), *words[taken:]])
    return found.group()


def _leads(word: str) -> bool:
    """Know a capitalised word that stands before names and is none: "Unser Bote", "Laut", "Ich bin", "Tuesday"."""
    folded = word.lower()
    if word in GIVEN:
        return False
    return folded in _LEADERS or folded in NOT_NAMES or folded in THINGS or _ROLE.fullmatch(word) is not None


def _is_person(text: str, start: int, end: int, words: list[str]) -> bool:
    """Read what stands before and behind two capitalised words."""
    left = text[max(0, start - _LEFT) : start]
    right = text[end : end + _RIGHT]
    if _LED.search(left) or _WROTE.match(right):
        return True
    if _BEGINS_CLAUSE.search(left) and _FOLLOWED.match(right):
        return True
    if _ENDS_LINE.match(right) and (_BEGINS_LINE.search(left) or _LABEL_LINE.search(left)):
        return True
    if _QUANTITY.search(left):
        return False
    return _LED_WEAKLY.search(left) is not None and not any(word.lower().endswith(_NOUN_ENDINGS) for word in words)


def _spoken_to(found: re.Match[str]) -> str:
    lead, name = (found.group("lead"), found.group("name")) if found.group("name") else found.group("lead2", "name2")
    return found.group() if not name[:1].isupper() or is_thing(name) else f"{lead}{mark('[name]')}"


def _taken(words: list[str]) -> int:
    """Count the words that belong to a name; none where a thing is among them."""
    taken = next((at for at in range(len(words)) if _ends(words, at)), len(words))
    while taken and words[taken - 1] in _PARTICLES:
        taken -= 1
    is_thing = any(word.lower() in THINGS for word in words[:taken] if word not in _PARTICLES) and words[0] not in GIVEN
    return 0 if is_thing else taken


def _ends(words: list[str], at: int) -> bool:
    inside = 0 < at < len(words) - 1 and words[at] in _PARTICLES
    return words[at].lower().strip(".") in NOT_NAMES and not inside


def is_thing(word: str) -> bool:
    """Say whether a capitalised word is an everyday one, of a product, a place or a department."""
    return word.lower() in THINGS or word.lower() in NOT_NAMES or word.lower() in COMMON_WORDS
