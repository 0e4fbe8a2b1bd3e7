"""Whole names of people nobody has heard of, known by what stands around them: labels, relations, verbs, signatures."""

from __future__ import annotations

import re

from assist_server.text.given_names import COMMON_WORDS, GIVEN, NOT_NAMES
from assist_server.text.name_words import CLOSING, CUE, DOES, JOB, LABEL, OWNER, RELATIVE, THINGS, WEAK_CUE
from assist_server.text.placeholders import mark

_START = r"(?<![^\W_])"
_UPPER = "[A-ZÀ-ÖØ-Þ\u0100-\u024f\u1e00-\u1eff]"
_LOWER = "[a-zß-öø-ÿ\u0100-\u024f\u1e00-\u1eff]"  # Latin with the marks of Europe, Turkey and Vietnam
_KNOWN = "[" + "".join(map(mark, ("[name]", "[customer]", "[agent]"))) + "]"
_WORD = rf"(?:(?:(?:O|D|L|Mc|Mac)['’]?)?{_UPPER}{_LOWER}+(?:[-'’]{_UPPER}?{_LOWER}+)*|{_KNOWN}(?:-{_KNOWN})?)"
_PARTICLE = "(?:(?:de|del|de la|de los|van|von|zu|der|den|da|dos|di|bin|al|el|le|la|i|y|ter|af) ){0,2}"
_PARTICLES = frozenset("de del von van der den da dos di la el i y ter af zu bin al le los".split())
_FULL = rf"(?P<name>{_WORD}(?: (?:[A-Z]\. ?)?{_PARTICLE}{_WORD}){{1,4}})(?![^\W_]| ?\d)"
_ANY = rf"(?P<name>{_WORD}(?: (?:[A-Z]\. ?)?{_PARTICLE}{_WORD}){{0,4}})"
_CLAUSE = r"(?:^|\n|[.!?,;:(–—] ?|[“\"])"
_END = r"(?=\s?[,.!?:;()\n]|\s*$|\s[-–—]|\s\()"
_LABELLED = re.compile(rf"(?P<lead>{_START}(?i:{LABEL})(?:\s?[:：=]\s{{0,2}}|\s[-–—]\s|\s(?=\S+ \S+\s*(?:$|\n))))" + _ANY)
_RELATED = re.compile(
    rf"(?P<lead>{_START}(?i:{OWNER}|ein|eine) (?:[^\W\d_]{{2,12}} ){{0,2}}?(?i:{RELATIVE}|{JOB})"
    rf"(?:['’]s name is|,? (?:called|named|is called|heißt|llamad[oa]|se llama))?,? ){_ANY}"
)
_APPOSED = re.compile(rf"(?P<lead>{_START}(?i:{RELATIVE}|{JOB})(?: [^\W\d_]{{2,10}}){{0,2}},? ){_FULL}(?=[,.\n])")
_BEFORE_RELATIVE = re.compile(
    rf"(?P<lead>){_START}{_FULL}(?=,? \(?(?i:{OWNER}) (?:[^\W\d_]{{2,12}} )?(?i:{RELATIVE}|{JOB})(?![^\W_]))"
)
_CUED = re.compile(rf"(?P<lead>{_START}(?i:{CUE}) (?:(?:Mr|Mrs|Ms|Herrn?|Frau|el señor|la señora)\.? )?){_FULL}")
_CUED_WEAKLY = re.compile(rf"(?P<lead>{_START}(?i:{WEAK_CUE}) ){_FULL}")
_DOING = re.compile(rf"(?P<lead>{_CLAUSE}){_FULL}(?=,? (?i:{DOES})(?![^\W_]))")
_WROTE = re.compile(rf"(?P<lead>{_START}(?:On|Am|El) [^\n:]{{2,40}}? ){_FULL}(?= (?:wrote|schrieb|escribió|<))")
_ALONE = re.compile(rf"(?P<lead>^[ \t>]*(?:[-–—]{{1,3}}\s?)?){_FULL}(?=[ \t]*,?(?:$|, [^\n]{{2,30}}$))", re.MULTILINE)
_CLOSED = re.compile(
    rf"(?P<lead>(?:^|\n|[.!?,] ){{1}}(?i:{CLOSING})[,.!]?(?:\s{{1,3}}|\s?-+\s?|\s*\n\s*)){_ANY}"
    r"(?=\s*$|\s*\n|[.,!]|\s(?:and|vom|und|del|y|from)\s)"
)
_VOCATIVE = re.compile(
    rf"(?P<lead>^[^\n]{{2,60}}[^\W\d_], )(?P<name>{_WORD})(?=[.!:]?\s*\n)|(?P<lead2>^\s*)(?P<name2>{_WORD})"
    r"(?=, (?:thank|many thanks|danke|vielen|gracias|sorry|i|we|wir|ich|lo|le)(?![^\W_]))",
    re.IGNORECASE,
)
_SURE = (_WROTE, _LABELLED, _RELATED, _BEFORE_RELATIVE, _APPOSED, _CUED, _DOING, _CLOSED, _ALONE)
_NOUN = re.compile(
    r".*(?:ung|heit|keit|schaft|tion|tions|ment|ness|nummer|gerät|karte|code|service|system|ware|phone|book|pass|ción|dad"
    r"|taste|kabel|maschine|schein|zeit|stück|preis|datum|ing)",
    re.IGNORECASE,
)


def redact_full_names(text: str) -> str:
    """Replace names of two words and more that labels, relations, verbs or their place give away by [name]."""
    for pattern in _SURE:
        text = pattern.sub(_named, text)
    text = _CUED_WEAKLY.sub(_named_if_likely, text)
    return _VOCATIVE.sub(_spoken_to, text)


def _spoken_to(found: re.Match[str]) -> str:
    lead, name = (found.group("lead"), found.group("name")) if found.group("name") else found.group("lead2", "name2")
    return found.group() if not name[:1].isupper() or _is_thing(name) else f"{lead}{mark('[name]')}"


def _named(found: re.Match[str]) -> str:
    words = found.group("name").split(" ")
    taken = _taken(words)
    if taken == 0 or all(re.fullmatch(_KNOWN, word) for word in words[:taken]):
        return found.group()
    if taken == 1 and len(words) > 1 and words[0] not in GIVEN and not re.fullmatch(_KNOWN, words[0]):
        return found.group()
    return found.group("lead") + " ".join([mark("[name]"), *words[taken:]])


def _named_if_likely(found: re.Match[str]) -> str:
    words = found.group("name").split(" ")
    return _named(found) if _taken(words) > 1 and not any(map(_NOUN.fullmatch, words)) else found.group()


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


def _is_thing(word: str) -> bool:
    return word.lower() in THINGS or word.lower() in NOT_NAMES or word.lower() in COMMON_WORDS
