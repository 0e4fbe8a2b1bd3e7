"""Names of people: those the ticket knows, those a text introduces, and given names that stand alone."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assist_server.text.given_names import CHINESE_FAMILY, COMMON_WORDS, GIVEN, NOT_NAMES
from assist_server.text.placeholders import mark


@dataclass(frozen=True)
class People:
    """Who takes part in a ticket: full names and e-mail addresses, as far as they are known."""

    customer: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()


_HAN = re.compile("[\u3400-\u9fff]")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"})
_WORD = r"(?:(?:O|D|L|Mc|Mac)['’]?)?[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?:[-'’][A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]+)*"
_PARTICLE = r"(?:(?:de|del|de la|de los|van|von|zu|der|den|da|dos|di|bin|al|el|le|la) ){0,2}"
_INITIAL = r"(?:[A-Z]\. ?)"
_NAME = rf"(?:{_INITIAL}{{0,2}}{_WORD}(?: (?:{_INITIAL}|{_PARTICLE}{_WORD})){{0,3}}|{_INITIAL}{{1,2}}{_WORD})"
_ANY_WORD = r"[^\W\d_]{2,20}(?:[-'’][^\W\d_]{1,20})?"

# After these words a name follows, whatever its case.
_SAID = re.compile(
    r"(?P<lead>(?<![^\W_])(?:my (?:full |first |last |sur)?name(?:'s| is|’s)|(?:full |first |last |sur|account "
    r"|card)?name\s?[:=]|i am called|the name(?:'s| is)"
    r"|ich hei(?:ß|ss)e|mein(?:e[mn]?)? (?:voller )?name (?:ist|lautet)|(?:vor|nach)?name\s?:"
    r"|kontoinhaber(?:in)?\s?(?:ist|:)"
    r"|me llamo|mi nombre (?:completo )?es|nombre(?: completo)?\s?:|apellidos?\s?:|titular(?: es|:))\s{1,2})"
    rf"(?P<name>{_ANY_WORD}(?: {_ANY_WORD}){{0,3}})",
    re.IGNORECASE,
)
_STOPS_NAME = frozenset(
    "and but i my from with the on in at is it or we you not was have has und aber ich bei von mit der die das habe bin aus y pero con de soy "
    "tengo que el la en mi order number account email phone bestellung kunde pedido here calling writing for since who".split()
)
# After these a capitalised name follows.
_TITLED = re.compile(
    r"(?P<lead>(?<![^\W_])(?:(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Herrn?|Frau|Sra|Sr|Srta|Señora?|Señorita|Don|Doña"
    r"|Dra)\.?|(?:Hr|Fr|D)\.)[ \u00a0](?:Dr\.? )?)"
    rf"(?P<name>{_NAME})"
)
_GREETING_WORDS = (
    r"[Hh]i|[Hh]ello|[Hh]ey|HI|[Dd]ear|[Hh]iya|[Mm]orning|[Aa]fternoon|[Ee]vening|[Gg]reetings",
    r"[Hh]allo|[Ll]iebe[rs]?|[Ss]ehr geehrte[rs]?|[Gg]uten (?:Tag|Morgen|Abend)|[Mm]oin|[Ss]ervus",
    r"[Hh]ola|[Ee]stimad[oa]s?|[Qq]uerid[oa]|[Bb]uen(?:os|as) (?:días|tardes|noches)",
)
_GREETED = re.compile(
    rf"(?P<lead>(?<![^\W_])(?:{'|'.join(_GREETING_WORDS)}),? (?:(?:Herrn?|Frau|Sr\.?|Sra\.?|Mr\.?|Mrs\.?|Ms\.?"
    rf"|Dr\.?) )?)"
    rf"(?P<name>{_NAME})(?=\s?[,.!?:;\n，！。–—-]|\s*$|\s(?:and|und|y)\s)"
)
_REGARDS_WORDS = (
    r"(?:[Bb]est|[Kk]ind|[Ww]arm) ?(?:[Rr]egards|[Ww]ishes)?|[Rr]egards|[Cc]heers|[Ss]incerely|[Yy]ours(?: sincerely"
    r"| truly)?",
    r"[Tt]hanks(?: again)?|[Tt]hank you|(?:[Mm]it )?(?:[Ff]reundlichen?|[Bb]esten?|[Ll]ieben?|[Vv]iele[n]?) Gr(?:ü"
    r"|ue)(?:ß|ss)en?",
    r"Gru(?:ß|ss)|LG|VG|MfG|[Dd]anke|(?:[Uu]n )?[Ss]aludos?(?: cordial(?:es)?)?|[Aa]tentamente|[Gg]racias",
)
_SIGNED = re.compile(
    rf"(?P<lead>(?:^|\n|[.!?,] )(?:{'|'.join(_REGARDS_WORDS)})(?:,\s{{1,3}}|\s{{0,2}}\n\s{{0,2}})(?:from |- ?|– ?)?)"
    rf"(?P<name>{_NAME})(?=\s*$|\s*\n|[.,!])"
)
# After these a capitalised name follows: relatives and people spoken to.
_RELATIVES = (
    "husband|wife|partner|son|daughter|mother|father|mom|mum|dad|brother|sister|friend|colleague|boss|boyfriend"
    "|girlfriend",
    "Mann|Frau|Sohn|Tochter|Mutter|Vater|Bruder|Schwester|Freund(?:in)?|Kolleg(?:e|in|en)|Chef(?:in)?",
    "marido|esposa|mujer|esposo|hij[oa]|madre|padre|herman[oa]|amig[oa]|novi[oa]|colega",
)
_MEETINGS = (
    r"(?:[Ss]poke|[Tt]alked|[Ss]peak|[Cc]hatted|[Dd]ealt) (?:to|with)|[Rr]epresentative|[Ss]upervisor|named|called"
    r"|namens",
    r"[Mm]itarbeiter(?:in)?|[Kk]ollegen?(?:in)?|[Gg]esprochen mit|[Hh]ablé con|[Aa]gente|[Kk]udos to|[Ss]hout ?out to",
    r"[Pp]assenger|[Cc]ardholder|[Tt]raveller|[Rr]eisender?|[Pp]asajer[oa]|attn\.?:?|c/o",
)
_INTRODUCED = re.compile(
    rf"(?P<lead>(?<![^\W_])(?:(?:[Mm]y|[Hh]is|[Hh]er|[Oo]ur|[Mm]eine[rnm]?|[Mm]ein|[Uu]nsere?"
    rf"|[Mm]i) (?:{'|'.join(_RELATIVES)})"
    rf"|{'|'.join(_MEETINGS)}),? )(?P<name>{_NAME})"
)
# After these a name is sure only with a known given name, or with a family name ("I am Xiomara Quispe", not "I am Gold").
_SELF = re.compile(
    r"(?P<lead>(?<![^\W_])(?:[Tt]his is|[Ii]['’]m|I am|[Ss]oy|[Ll]e habla|[Hh]abla|[Hh]ier (?:ist|spricht)),? )"
    rf"(?P<name>{_WORD}(?: {_PARTICLE}{_WORD}){{1,2}})(?=\s?[,.!?;\n]|\s*$|\s(?:and|here|speaking|from|with|y|de|und"
    rf"|vom|von)\s)"
)
_SIGN_OFF = re.compile(
    r"(?P<lead>(?:^|\s)[\^*~/–—-] ?)(?P<name>[A-Z][a-z]{1,15}(?: [A-Z]\.?)?)(?=\s*(?:\(?\d/\d\)?)?\s*$|\n)"
)
_VOCATIVE = re.compile(
    r"(?P<lead>[a-zà-ÿ0-9)'’\ue000-\uf8ff], )(?P<name>[A-ZÀ-Þ][a-zà-ÿ]{1,15})(?=\s?[.!?]|\s*$|\n| :|, [a-z])"
)
_ENGLISH = re.compile(r"(?<![^\W_])(?:you|your|we|our|us)(?![^\W_])", re.IGNORECASE)
_GIVEN_SHAPE = re.compile(
    rf"(?<![\w'’@#.-])(?<!St\. )(?<!San )(?<!Saint )(?<!Santa )(?P<name>{_WORD})(?P<rest>(?: {_INITIAL}?{_PARTICLE}{_WORD}){{0,2}})"
)
_CHINESE = re.compile(
    rf"(?P<lead>我叫|我的名字(?:是|叫)|姓名[:：是]?\s?|名字[:：是叫]\s?|联系人[:：是]?\s?|收件人[:：是]?\s?|收货人[:：是]?\s?|户名[:：是]?\s?"
    rf"|本人)(?P<name>[{CHINESE_FAMILY}][\u4e00-\u9fff·]{{1,3}}?)(?=[，。,.！!；;、\s（(我的在是手电地\ue000-\uf8ff]|$)"
)
_CHINESE_NAMED = re.compile(
    rf"(?P<lead>我叫|我是|我姓|本人)(?P<name>[{CHINESE_FAMILY}][\u4e00-\u9fff]{{1,2}})(?=[，。,.！!；;、\s]|$)"
    rf"|(?P<lead2>我姓)(?P<name2>[{CHINESE_FAMILY}])"
)
_CHINESE_TITLED = re.compile(rf"(?P<lead>)(?P<name>[{CHINESE_FAMILY}][\u4e00-\u9fff]{{0,2}}?)(?=先生|女士|小姐|太太)")


def redact_names(text: str, people: People) -> str:
    """Replace the ticket's people by [customer] and [agent], everybody else who is named by [name]."""
    text = _redact_known(text, people.customer, mark("[customer]"))
    text = _redact_known(text, people.agents, mark("[agent]"))
    if not text.isascii() and _HAN.search(text):
        for pattern in (_CHINESE, _CHINESE_NAMED, _CHINESE_TITLED):
            text = pattern.sub(_replace, text)
    text = _SAID.sub(_replace_said, text)
    for pattern in (_TITLED, _GREETED, _SIGNED, _INTRODUCED, _SELF):
        text = pattern.sub(_replace_capitalised, text)
    text = _SIGN_OFF.sub(lambda found: found.group("lead") + mark("[agent]"), text)
    text = _GIVEN_SHAPE.sub(_replace_given, text)
    return _VOCATIVE.sub(_replace_vocative, text) if _ENGLISH.search(text) else text


def _redact_known(text: str, names: tuple[str, ...], by: str) -> str:
    if not names:
        return text
    folded = text.casefold()
    for form, exact in _forms(names):
        if form.casefold() in folded:
            text = _known_pattern(form, exact).sub(by, text)
    return text


@lru_cache(maxsize=4096)
def _forms(names: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """List what to look for, longest first, and whether its capitals must agree."""
    forms = {form: exact for name in names for form, exact in _forms_of(name)}
    return tuple(sorted(forms.items(), key=lambda pair: (-len(pair[0]), pair[0])))


def _forms_of(name: str) -> Iterator[tuple[str, bool]]:
    name = " ".join(name.split())
    if "@" in name:
        local = name.split("@", 1)[0]
        if len(local) >= 5 and local.casefold() not in NOT_NAMES | COMMON_WORDS:
            yield local, False
        return
    if len(name) >= 2 and (" " in name or _HAN.search(name)):
        yield name, False
    if "," in name:
        yield " ".join(part.strip() for part in reversed(name.split(",", 1))), False
    if _HAN.search(name) and 3 <= len(name) <= 4:
        yield name[1:], False
    for part in re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", name):
        yield from _forms_of_part(part)


def _forms_of_part(part: str) -> Iterator[tuple[str, bool]]:
    if len(part) < 2 or _HAN.search(part) and len(part) < 2:
        return
    folded = part.casefold()
    if (
        len(part) == 2
        and not _HAN.search(part)
        and folded in NOT_NAMES | {"an", "do", "le", "so", "to", "al", "de", "la", "el"}
    ):
        return
    exact = (len(part) == 2 and not _HAN.search(part)) or folded in COMMON_WORDS
    for form in {part, _plain(part), part.replace("ß", "ss"), _umlauts_spelt(part)}:
        yield (form.capitalize() if exact else form), exact


def _plain(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))


def _umlauts_spelt(word: str) -> str:
    return word.translate(_UMLAUTS)


@lru_cache(maxsize=1024)
def _known_pattern(form: str, exact: bool) -> re.Pattern[str]:
    """Match a name that stands by itself; an everyday word only with its capital and within a sentence."""
    if _HAN.search(form):
        return re.compile(re.escape(form))
    words = r"\s+".join(re.escape(word) for word in form.split(" "))
    if exact:
        return re.compile(rf"(?<=[^\W\d_][,;:]? )(?<![^\W_]){words}(?![^\W_])")
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])", re.IGNORECASE)


def _replace(found: re.Match[str]) -> str:
    groups = found.groupdict()
    lead = groups.get("lead") if groups.get("name") else groups.get("lead2")
    return (lead or "") + mark("[name]")


def _replace_said(found: re.Match[str]) -> str:
    """Take the words up to the first that no name holds: "my name is anna berg and I …"."""
    words = found.group("name").split(" ")
    taken = next((n for n, word in enumerate(words) if word.lower() in _STOPS_NAME), len(words))
    if len(words) > 2 and not words[0][:1].isupper():
        taken = min(taken, 2)
    if taken == 0 or words[0].lower() in NOT_NAMES:
        return found.group()
    return found.group("lead") + " ".join([mark("[name]"), *words[taken:]])


def _replace_capitalised(found: re.Match[str]) -> str:
    words = found.group("name").split(" ")
    taken = next((n for n, word in enumerate(words) if word.lower().strip(".") in NOT_NAMES), len(words))
    return found.group("lead") + " ".join([mark("[name]"), *words[taken:]]) if taken else found.group()


def _replace_given(found: re.Match[str]) -> str:
    """Replace a given name and the family name after it."""
    if found.group("name") not in GIVEN:
        return found.group()
    rest = found.group("rest").split(" ")[1:]
    taken = next((n for n, word in enumerate(rest) if word.lower() in NOT_NAMES), len(rest))
    return " ".join([mark("[name]"), *rest[taken:]])


def _replace_vocative(found: re.Match[str]) -> str:
    if found.group("name").lower() in NOT_NAMES:
        return found.group()
    return found.group("lead") + mark("[name]")
