"""Names that a text itself introduces ("my name is …", "Dear …", "Regards, …", 我叫…), and given names alone."""

from __future__ import annotations

import re

from assist_server.text.chinese_names import redact_chinese_names
from assist_server.text.full_names import is_thing, redact_full_names
from assist_server.text.given_names import GIVEN, GIVEN_BEFORE_FAMILY, NOT_NAMES
from assist_server.text.name_words import CLOSING, DEPARTMENT, DOES, JOB, OWNER, RELATIVE, THINGS
from assist_server.text.patterns import any_of, bounded
from assist_server.text.placeholders import mark
from assist_server.text.small_names import redact_small_names

_START = r"(?<![^\W_])"
_UPPER, _LOWER = "[A-ZÀ-ÖØ-Þ\u0100-\u017f]", "[a-zß-öø-ÿ\u0100-\u017f]"  # Latin with the marks of Europe's languages
_WORD = rf"(?:(?:O|D|L|Mc|Mac)['’]?)?{_UPPER}{_LOWER}++(?:[-'’](?>{_UPPER}?{_LOWER}+))*+"
_PARTICLE = "(?:(?:de|del|de la|de los|van|von|zu|der|den|da|dos|di|bin|al|el|le|la) ){0,2}"
_PARTICLES = frozenset("de del von van der den da dos di la el".split())
_INITIAL = r"(?:[A-Z]\. ?)"
_NAMED = "[" + "".join(map(mark, ("[name]", "[customer]", "[agent]"))) + "]"  # a part of the name is known already
_PART = rf"(?:{_WORD}|{_NAMED}(?:-{_NAMED})?)"
_NAME = rf"(?:{_INITIAL}{{0,2}}{_PART}(?: (?:{_INITIAL}|{_PARTICLE}{_PART})){{0,4}}|{_INITIAL}{{1,2}}{_WORD})"
_DEGREE = r"(?:B\.|M\.|MBA|MSc|BSc|Ph\.?D|Dipl|Ing)"
_ANY_WORD = r"[^\W\d_]{1,20}(?:[-'’][^\W\d_]{1,20})?"

# After these words a name follows, whatever its case.
_SAID = re.compile(
    r"(?P<lead>(?<!\w)"
    + any_of(
        "my (?:full |first |last |sur)?name(?:['’]s| is)|(?:full |first |last |sur|account |card)?name\\s?:",
        "i am called|the name(?:'s| is)|ich hei(?:ß|ss)e|mein(?:e[mn]?)? (?:voller )?name (?:ist|lautet)",
        "(?:vor|nach)?name\\s?:|kontoinhaber(?:in)?\\s?(?:ist|:)|me llamo|mi nombre (?:completo )?es",
        "nombre(?: completo)?\\s?:|apellidos?\\s?:|titular(?: es|:)",
    )
    + rf"\s{{1,2}})(?P<name>{_ANY_WORD}(?: {_ANY_WORD}){{0,3}})",
    re.IGNORECASE,
)
_ENDS_NAME = frozenset(
    """
    and but i my from with the on in at is it or we you not was have has here calling writing for since who order number
    account email phone und aber ich bei von mit der die das habe bin aus bestellung kunde y pero con de soy tengo que
    el la en mi pedido
    """.split()
)
_TITLED = bounded(
    rf"(?P<lead>{_START}"
    r"(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Herrn?|Frau|Sra|Sr|Srta|Srita|Lic|[Ss]eñora?|[Ss]eñorita|Don|Doña|Dra)\.?"
    r"|(?:Hr|Fr|D)\.)"
    rf"[ \u00a0](?:Dr\.? )?)(?P<name>{_NAME})"
)
_GREETED = bounded(
    rf"(?P<lead>{_START}"
    + any_of(
        "[Hh]i|[Hh]ello|[Hh]ey|HI|[Dd]ear|[Hh]iya|[Mm]orning|[Aa]fternoon|[Ee]vening|[Gg]reetings",
        "[Hh]allo|[Ll]iebe(?:/?r|s)?|[Ss]ehr geehrte(?:/?r|s)?|[Gg]uten (?:Tag|Morgen|Abend)|[Mm]oin|[Ss]ervus",
        "[Hh]ola|[Ee]stimad[oa](?:/[ao])?s?|[Aa]preciad[oa]|[Dd]istinguid[oa]|[Ww]erte[rs]?"
        "|[Qq]uerid[oa](?:/[ao])?|[Bb]uen(?:os|as) (?:días|tardes|noches)",
    )
    + rf",? )(?P<name>{_NAME})(?=\s?[,.!?:;\n，！。–—]|\s-|\s*$|\s(?:and|und|y)\s)"
)
_SIGNED = bounded(
    r"(?P<lead>(?:^|\n|[.!?,] )"
    + any_of(f"(?i:{CLOSING})")
    + rf"(?:,\s{{1,3}}|\s{{0,2}}\n\s{{0,2}})(?:from |- ?|– ?)?)(?P<name>{_NAME})(?=\s*$|\s*\n|[.,!]|,? {_DEGREE})"
)
_INTRODUCED = bounded(
    rf"(?P<lead>{_START}"
    + any_of(
        rf"(?:[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Yy]our|[Mm]eine?[rnm]?|[Uu]nsere?[rnm]?|[Ii]hre?[rnm]?|[Dd]eine?[rnm]?"
        rf"|[Mm]i|[SsTt]u)"
        rf" (?i:{RELATIVE})(?: (?:was|era))?",
        "(?:badge|name ?tag) (?:was|said|read)|(?:Namens)?[Ss]child(?:chen)? stand|placa (?:ponía|decía)",
        "(?:called|named|told by|genannt|gewisser?|llamad[oa]) ?",
        "unter dem Namen|im Namen von|schreibt Ihnen|[Ll]e escribe|reclama es|[Mm]e atendió|[Pp]regunten? a"
        "|[Kk]und(?:e|in):",
        "(?:have|has|had|I|we) (?:asked|told|informed|contacted|met)|made out to|in the name of|(?:is|be|it) under",
        "(?:lautet|läuft|laufen|ausgestellt|Rechnung(?: bitte)?) auf|auf den Namen|[Gg]efragt|(?:a|en) nombre de",
        "(?:[Ss]poke|[Tt]alk(?:ed)?|[Ss]peak|[Cc]hatted|[Dd]ealt) (?:to|with)|[Rr]epresentative|[Ss]upervisor",
        "[Kk]udos to|[Ss]hout ?out to|[Pp]assenger|[Cc]ardholder|[Tt]raveller|attn\\.?:?|c/o|[Rr]eisender?",
        "[Mm]itarbeiter(?:in)?|[Kk]ollegen?(?:in)?|[Gg]esprochen mit",
        "[Hh]abl\\w{1,4} con|[Pp]regunt\\w{1,4} por|[Aa]gente?|[Pp]asajer[oa]",
    )
    + rf",? )(?P<name>{_NAME})"
)
# One word alone: "The fitter, Dilys, broke it", "I was passed to Roshni", "Sunniva in accounts promised a credit note".
_SET_OFF = bounded(rf"(?P<lead>, )(?P<name>{_WORD})(?=, )")
_ROLE_BEFORE = re.compile(rf"{_START}{OWNER} {any_of(RELATIVE, JOB)}$", re.IGNORECASE)
_LONGEST_ROLE = 40  # characters
_PASSED_TO = bounded(
    rf"(?P<lead>{_START}(?i:(?:passed|put(?: me)?|transferred|connected|handed)(?: on| over| through)? (?:to|with)"
    r"|wurde (?:ich )?(?:an|mit|zu)|me (?:pasaron|derivaron|transfirieron) (?:a|con)) )"
    rf"(?P<name>{_WORD})"
    r"(?=[.,;!]? (?:who|and|but|weitergeleitet|verbunden|durchgestellt|y|que|pero|quien)(?![^\W_])|[.!]?\s*$)"
)
_RANG = bounded(
    rf"(?P<lead>(?:^|\n|[.!?;,] |{_START}(?i:then|and|but|when|later|until) ))(?P<name>{_WORD})"
    r"(?= (?:rang|phoned|hung up|apologi[sz]ed|promised (?:me|us)|texted|shouted)(?![^\W_]))"
)
_RANG_DE = bounded(rf"(?P<lead>{_START}[Rr]ief )(?P<name>{_WORD})(?=(?: (?:mich|uns))?(?: \w+)? an(?![^\W_]))")
_OF_DEPARTMENT = bounded(rf"(?P<lead>(?:^|\n|[.!?] ))(?P<name>{_WORD})(?= (?i:{DEPARTMENT}) (?i:{DOES})(?![^\W_]))")
# Each with words of which one is in every text that it finds something in.
_ALONE = (
    (("passed", "put ", "transferred", "connected", "handed", "wurde", "pasaron", "derivaron", "transf"), _PASSED_TO),
    ((" rang", " phoned", " hung up", " apolog", " promised", " texted", " shouted"), _RANG),
    (("rief ",), _RANG_DE),
    ((" from ", " in ", " at ", " aus ", " von ", " de ", " del "), _OF_DEPARTMENT),
)
_SAYS_NAME = ("name", "apellido", "nombre", "llamo", "titular", "inhaber", "heiß", "heiss", "heis", "i am called")
_CAPITALISED = (_TITLED, _GREETED, _SIGNED)
_INITIALLED = bounded(r"(?P<lead>(?:^|\s)[\^*~/–—-] ?)[A-Z][a-z]{1,15}(?: [A-Z]\.?)?(?=\s*(?:\(?\d/\d\)?)?\s*$|\n)")
_SPOKEN_TO = bounded(r"(?P<lead>[a-zß-ÿ0-9)'’\ue000-\uf8ff], )(?P<name>[A-ZÀ-Þ][a-zß-ÿ]{1,15})(?=\s?[.!?]|\s*$|\n| :)")
_ENGLISH = re.compile(rf"{_START}(?:you|your|we|our|us)(?![^\W_])", re.IGNORECASE)
_GIVEN = bounded(
    rf"(?<![\w'’@#.-])(?<!St\. )(?<!San )(?<!Saint )(?<!Santa )(?P<name>{_WORD})"
    rf"(?P<rest>(?: {_INITIAL}?{_PARTICLE}{_WORD}){{0,4}})"
)

_OF_A_TEAM = bounded(r"[^\W\d_]+-(?:Team|Support|Service)(?![^\W_])")
_PLACE_BEHIND = re.compile(
    r" de (?:Compostela|Chile|Cuba|Cali|Querétaro|la Concepción|los Caballeros)(?![^\W_])| del Estero"
)
_NOUN_ENDINGS = tuple("ung heit keit schaft tion ment ness nummer gerät mail rechnung ción dad".split())

_HAN = re.compile("[\u3400-\u9fff]")


def redact_introduced(text: str) -> str:
    """Replace names by [name], and the name an agent signs a short message with ("^Gill") by [agent]."""
    if not text.isascii() and _HAN.search(text):
        text = redact_chinese_names(text)
    text = redact_small_names(text)
    folded = text.lower()
    if any(map(folded.__contains__, _SAYS_NAME)):
        text = _SAID.sub(_said, text)
        folded = text.lower()
    if text == folded:
        return text
    for pattern in _CAPITALISED:
        text = pattern.sub(_capitalised, text)
    text = _INTRODUCED.sub(_introduced, text)
    text = _SET_OFF.sub(_set_off, text)
    for parts, pattern in _ALONE:
        if any(map(folded.__contains__, parts)):
            text = pattern.sub(_alone, text)
    text = redact_full_names(text)
    text = _INITIALLED.sub(lambda found: found.group("lead") + mark("[agent]"), text)
    text = _GIVEN.sub(_given, text)
    return _SPOKEN_TO.sub(_spoken_to, text) if _ENGLISH.search(text) else text


def _said(found: re.Match[str]) -> str:
    """Take the words up to the first that no name holds: "my name is anna berg and I …"."""
    words = found.group("name").split(" ")
    taken = next((n for n, word in enumerate(words) if _ends_name(word, words[n + 1 :])), len(words))
    if not words[0][:1].isupper():
        taken = 3 if words[1:2] in (["von"], ["van"]) else min(taken, 2)
    if taken == 0 or words[0].lower() in NOT_NAMES:
        return found.group()
    return found.group("lead") + " ".join([mark("[name]"), *words[taken:]])


def _ends_name(word: str, following: list[str]) -> bool:
    """Let "von" and "de" stand within a name when a capitalised word follows."""
    is_particle = word in _PARTICLES and bool(following) and following[0][:1].isupper()
    return word.lower() in _ENDS_NAME and not is_particle


def _capitalised(found: re.Match[str]) -> str:
    if re.fullmatch(_NAMED, found.group("name")):
        return found.group()
    if _OF_A_TEAM.match(found.group("name")):
        return found.group()
    named = _up_to_no_name(found.group("name").split(" "))
    return found.group("lead") + named if named else found.group()


def _set_off(found: re.Match[str]) -> str:
    begin = found.start()
    role = _ROLE_BEFORE.search(found.string, max(0, begin - _LONGEST_ROLE), begin)
    return _alone(found) if role else found.group()


def _alone(found: re.Match[str]) -> str:
    """Take one capitalised word for a name unless it is one of every day: "passed to Billing"."""
    name = found.group("name")
    return (
        found.group()
        if is_thing(name) or name.lower().endswith(_NOUN_ENDINGS)
        else found.group("lead") + mark("[name]")
    )


def _introduced(found: re.Match[str]) -> str:
    """Leave a department or a product alone: "Hablé con Facturación"."""
    return found.group() if found.group("name").lower() in THINGS else _capitalised(found)


def _given(found: re.Match[str]) -> str:
    """Replace a given name and the family name after it."""
    if not _is_given(found.group("name"), found.group("rest")) or _PLACE_BEHIND.match(found.group("rest")):
        return found.group()
    return _up_to_no_name(found.group().split(" "))


def _is_given(name: str, rest: str) -> bool:
    """Know a given name, whole or by the first of two ("Hans-Dieter"); an everyday word only before a family name."""
    first = name.split("-", 1)[0]
    if first in GIVEN:
        return True
    return first in GIVEN_BEFORE_FAMILY and bool(rest) and rest.split()[0].lower() not in NOT_NAMES


def _spoken_to(found: re.Match[str]) -> str:
    known = is_thing(found.group("name"))
    return found.group() if known else found.group("lead") + mark("[name]")


def _is_no_name(words: list[str], at: int) -> bool:
    """Know a word that no name holds, but let "von der Heide" be one."""
    inside = 0 < at < len(words) - 1 and words[at] in _PARTICLES
    return words[at].lower().strip(".") in NOT_NAMES and not inside


def _up_to_no_name(words: list[str]) -> str:
    """Put one [name] for the words before the first that is none; '' when that is the very first."""
    taken = next((n for n in range(len(words)) if _is_no_name(words, n)), len(words))
    return " ".join([mark("[name]"), *words[taken:]]) if taken else ""
