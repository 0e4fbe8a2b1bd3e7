"""Names in messages written without capitals ("my husband prakash signed"), known by a cue and a known given name."""

from __future__ import annotations

import re

from assist_server.text.given_names import COMMON_WORDS, GIVEN, GIVEN_BEFORE_FAMILY, NOT_NAMES
from assist_server.text.name_words import CUE, DOES, JOB, LABEL, OWNER, RELATIVE, THINGS
from assist_server.text.patterns import any_of, bounded
from assist_server.text.placeholders import mark

SHORTEST = 3  # letters of a given name that may be taken for one without its capital

_CAPITALISED = re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,}")
_NAMED = frozenset(map(mark, ("[name]", "[customer]", "[agent]")))  # a part of the name is known already
_MARKS = f"[{''.join(sorted(_NAMED))}]"
_WORD = rf"(?:[^\W\d_]++(?:['’-][^\W\d_]++)*+|{_MARKS}(?:-{_MARKS})?)"
_SPOKEN = (
    "(?:spoke|talked) (?:to|with)|made out to|in the name of|(?:called|named|told by|according to|laut|según|gehört"
    "|gewisser?|es de)"
    "|reclama es|me atendió|pregunten a|schreibt ihnen|belongs to|please ask|courier|caretaker|driver|technician"
    "|supervisor|bote|fahrer|hausmeister"
    "|techniker"
    "|vorgesetzte|mensajero|repartidor|conserje|técnico|supervisora?|kund(?:e|in):|gesprochen mit|auf den namen"
    "|habl(?:é|ado) con|a nombre de"
)
_CUE = any_of(
    "this is|i['’]?m|i am|name is|under|asked|told|for|from|to|attn:?|hi|hello",
    "dear|hier (?:ist|spricht)|ich bin|heiße|heisse|mit|auf|an|für|von|bei|hallo|liebe[rs]?|soy|habla",
    "para|por|con|hola",
)
_CUED = tuple(
    bounded(
        rf"(?P<lead>(?<![^\W_]){cue},? )"
        rf"(?P<name>(?!(?:{OWNER}|hier|this|the|der|die|das|el|la) ){_WORD}(?: {_WORD}){{0,3}})"
    )
    for cue in (
        any_of(
            rf"(?:{OWNER}|ein) (?:[^\W\d_]{{2,12}} ){{0,2}}?(?:{RELATIVE}|{JOB})(?: (?:called|named|von ihnen"
            rf"|heißt))?",
            _SPOKEN,
            CUE,
            rf"{LABEL}(?::| [-–—])",
        ),
        _CUE,
    )
)
_GIVEN_AND_FAMILY = bounded(rf"(?<![^\W_])(?P<given>[^\W\d_]{{4,}}(?:-[^\W\d_]+)?) (?P<family>{_WORD})")
_DOING = bounded(
    rf"(?P<lead>(?:^|\n|[,.;:!?>\])] |{_MARKS} ))(?P<name>{_WORD} {_WORD}(?: {_WORD})?)"
    rf"(?= (?:{DOES}|\(?{OWNER} {RELATIVE})(?![^\W_]))"
)
_SPOKEN_WITH = bounded(
    rf"(?P<lead>(?<![^\W_])(?:mit|auf) )(?P<name>{_WORD}(?: {_WORD}){{1,3}}?)"
    r"(?= (?:gesprochen|telefoniert|ausstellen)\b)"
)
_STRANGE = bounded(  # no adverb, no verb
    r"(?!.*(?:ly|[^r]ed|ing|mente|[ai]do|[ae]ndo|aban?|[^n]ten?|st)$)[^\W\d_]{3,}(?:-[^\W\d_]{3,})?"
)
_TITLED = bounded(
    r"(?P<lead>(?<![^\W_])(?:mrs?|ms|miss|dr|prof|herrn?|frau|sra?|srta|señora?|doña)\.? )"
    rf"(?P<name>{_WORD}(?: {_WORD}){{0,3}})"
)
_PARTICLES = frozenset("de del von van der den da dos di la los bin".split())
_NO_FAMILY = NOT_NAMES | frozenset(
    """
    signed said told got took came called wrote ordered bought paid has had have was is here speaking who that and
    but because again ask asked gave sent yesterday today hat ist war und aber weil hier der die das mir uns nicht
    kein angenommen gesprochen abgeben weiß weiss bescheid schicken geschickt ausstellen bestellt hatte wollte lo la
    le me se y pero que es era fue ha por para con sin no ayer hoy recogió firmó dijo pidió compró pagó escribí
    instead please thanks danke gracias my i the a it really wants want needs need does did can could would will
    never always also just only still now then says thinks uses lives works bought loves likes about on in at this
    that all both very much too not won left paid found kept made saw heard kann will muss soll möchte braucht sagt
    meint nie immer auch nur noch jetzt dann sehr viel alle beide schon gerade leider wollen können habe haben wird
    wurde quiere necesita puede dice cree usa vive trabaja siempre nunca también solo todavía ahora luego muy mucho
    todos ambos ya tiene tenía estaba está debe una uno unos otra otro atención servicio soporte customer service
    support someone somebody anyone one two three four five dos tres cuatro cinco zwei drei vier fünf varios varias
    several many mehrere einige algunos algunas otro otros jemand niemand alguien nadie your their them him her us
    ustedes ellos ihm ihr ihnen uns kunden
    """.split()
)
_GIVEN = frozenset(name.casefold() for name in GIVEN | GIVEN_BEFORE_FAMILY if len(name) >= SHORTEST) - (
    COMMON_WORDS | NOT_NAMES
)


def redact_small_names(text: str) -> str:
    """Replace names in a text that has no capitalised word; any other text is given back unchanged."""
    if text.isupper() or _CAPITALISED.search(text):
        return text
    text = _TITLED.sub(_titled, text)
    sure, likely = _CUED
    text = likely.sub(_cued, sure.sub(_surely, _SPOKEN_WITH.sub(_surely, text)))
    return _DOING.sub(_surely, _GIVEN_AND_FAMILY.sub(_whole, text))


def _cued(found: re.Match[str]) -> str:
    words = found.group("name").split(" ")
    return found.group("lead") + _named(words) if _is_known(words) else found.group()


def _is_known(words: list[str]) -> bool:
    """Say whether the first word is a given name, or a placeholder with a family name after it."""
    return words[0].split("-", 1)[0] in _GIVEN or (
        words[0][0] in _NAMED and len(words) > 1 and words[1] not in _NO_FAMILY
    )


def _surely(found: re.Match[str]) -> str:
    """Take two words that nobody knows for a given and a family name: "my husband leocadio trujillo signed"."""
    words = found.group("name").split(" ")
    unknown = (
        len(words) > 1
        and words[0][0] not in _NAMED
        and all(word[0] in _NAMED or _is_strange(word) for word in words[:2])
    )
    if _is_known(words) or unknown:
        return found.group("lead") + _named(words)
    return found.group()


def _is_strange(word: str) -> bool:
    return _STRANGE.fullmatch(word) is not None and word not in _NO_FAMILY and word not in THINGS


def _whole(found: re.Match[str]) -> str:
    """Replace a known given name with a word behind it that may be a family name, whatever stands before them."""
    family = found.group("family")
    is_family = family[0] in _NAMED or (_STRANGE.fullmatch(family) is not None and family not in _NO_FAMILY)
    return mark("[name]") if found.group("given").split("-", 1)[0] in _GIVEN and is_family else found.group()


def _titled(found: re.Match[str]) -> str:
    words = found.group("name").split(" ")
    return found.group() if words[0] in _NO_FAMILY else found.group("lead") + _named(words)


def _named(words: list[str]) -> str:
    """Put one [name] for a given name and the family name after it, particles between them included."""
    taken = 2 if len(words) > 1 and words[1] in _GIVEN else 1
    family = taken
    while family < len(words) - 1 and words[family] in _PARTICLES:
        family += 1
    if family < len(words) and words[family] not in _NO_FAMILY:
        taken = family + 1
    return " ".join([mark("[name]"), *words[taken:]])
