"""Postal addresses in messages without capitals: "221 baker street, london nw1 6xe", "goethestr. 7a, 50674 köln"."""

from __future__ import annotations

import re

from assist_server.text.patterns import any_of
from assist_server.text.placeholders import mark

_CAPITALISED = re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2,}")
_WORD = r"[^\W\d_]{2,20}(?:['-][^\W\d_]{1,20})?"
_CODE_UK = r"[a-z]{1,2}\d[a-z\d]? ?\d(?!gb|tb|pb)[abd-hjlnp-uw-z]{2}"
_STATE = any_of(
    "a[klrz]|c[aot]|d[ce]|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|pa|ri|s[cd]|t[nx]|ut|v[at]|w[aivy]"
)
_FLAT = r"(?:apt|apartment|unit|suite|ste|flat|floor)\.? ?#?[a-z0-9-]{1,5}"
_STREET = any_of(
    "street|avenue|ave|road|rd|lane|boulevard|blvd|crescent|cres|terrace|gardens|grove|parkway|pkwy|mews|st|dr"
    "|drive|close|parade|quay|walk|trail|esplanade|heights|alley|row",
    "court|way|place|square|hill",
)
_SURE_STREET = "(?:street|avenue|road|lane|boulevard|blvd|crescent|terrace|mews|parkway|parade|gardens|quay)"
_NUMBER = rf"(?<![\w.,€$£-])(?:{_FLAT},? )?\d{{1,5}}[a-z]?,? (?:[nsew]\.? )?"
_CODE_CA = r"[a-z]{2},? [a-z]\d[a-z] ?\d[a-z]\d"
_TOWN = rf"(?:,? {_WORD}(?: {_WORD})?)?(?:,? (?:{_STATE} )?\d{{5}}(?:-\d{{4}})?|,? {_CODE_UK}|,? {_CODE_CA})"
_PLAIN = tuple(
    re.compile(pattern + r"(?![^\W_])", re.IGNORECASE)
    for pattern in (
        rf"{_NUMBER}(?:{_WORD} ){{1,3}}{_STREET}\.?(?:,? {_FLAT})?{_TOWN}",
        rf"{_NUMBER}(?!(?:way|one|of|to|the|times|per|on|in|at)\b)(?:{_WORD} ){{1,2}}{_SURE_STREET}(?:,? {_FLAT})?",
        r"[^\W\d_]{3,30}(?:straße|strasse|str\.|allee|gasse)\s?\d{1,4} ?[a-z]?(?:[-–/]\d{1,4})?"
        rf"(?:,? \d{{4,5}} {_WORD})?",
        rf"(?:{_WORD}[ -](?:straße|strasse|str\.|allee|platz|weg|ring)|[^\W\d_]{{3,30}}(?:weg|platz|ring|damm"
        rf"|ufer|hof)"
        rf"|(?:am|an de[rn]|in de[rn]|im|auf de[rm]|unter den|zum|zur) {_WORD}(?: {_WORD})?)"
        rf"\s?\d{{1,4}} ?[a-z]?(?:[-–/]\d{{1,4}})?,? (?:in )?\d{{4,5}} {_WORD}",
        rf"(?:calle|cl\.|cra\.?|avenida|avda\.?|av\.|c/|blvd\.?|polígono|camino|paseo|ronda|jirón|jr\.|pasaje"
        rf"|pje\.|plaza de|carretera) ?(?:(?:de|del"
        rf"|la|las|los|el) ){{0,3}}"
        rf"(?:{_WORD} ?){{1,3}},? ?(?:n\.?[ºo°] ?)?(?:\d{{1,4}}[a-z]?|s/n)(?:,? ?\d{{1,2}}[ºª°] ?(?:[a-z]\b|izq\.?"
        rf"|dcha\.?)?){{0,2}}"
        rf"(?:, (?:piso|portal|escalera|puerta) \w{{1,3}})?(?:,? (?:col\. {_WORD}(?: {_WORD})?, )?\d{{5}}"
        rf" {_WORD}(?: (?:de )?{_WORD})?"
        r"|, (?:buenos aires|lima|santiago|bogotá|quito|montevideo|caracas|[^\W\d_]{{3,12}}, (?:lima|santiago)))?",
        r"(?:calle|carrera|cra|cl|kra?|dg|tv|av)\.? \d{1,3}[a-z]? ?(?:#|no\.?|n[º°o]\.?) ?\d{1,3}[a-z]? ?- ?\d{1,3}",
        rf"polígono (?:{_WORD} ){{0,2}}{_WORD}, (?:nave|parcela) \w{{1,4}}",
        rf"plaza (?:{_WORD} ){{1,2}}\d{{1,4}},? \d{{5}} {_WORD}",
    )
)
_MARK = mark("[address]")
_REST = any_of(
    r"(?:- )?\d{1,2}[ºª°] ?(?:[a-z]\b|izq\.?|dcha\.?)?|\d{1,2}\. (?:og|stock|etage)(?: links| rechts| mitte)?"
    r"|bajo|entresuelo|s/n|km \d{1,3}",
    r"(?:piso|portal|puerta|edif(?:icio)?|de?pto|apto|int(?:erior)?|of(?:icina)?|nave|local|bloque"
    r"|torre)\.? ?\d{1,4}[a-z]?",
    rf"(?:(?:d|a|ch|e)-|c\.?p\.? ?)?\d{{4,6}} (?:(?:a|la|las|los|el|san|santa|bad) )?{_WORD}(?: am {_WORD})?",
    rf"col\. {_WORD}(?: {_WORD})?|barrio {_WORD}|{_WORD}(?: {_WORD})? (?:[a-z]{{2,3}} )?(?:\d{{1,5}}"
    rf"|{_CODE_UK})|entre {_WORD} y {_WORD}",
    "miraflores|lima|santiago(?: de chile)?|bogotá|medellín|cali|quito|buenos aires|providencia|salta"
    "|cochabamba|cdmx|dublin \\d",
)
_AFTER = re.compile(
    rf"{_MARK}(?: (?:east|west|north|south)| entre {_WORD} y {_WORD})?(?:/\d{{1,4}}){{0,2}}(?:(?:, ?| - "
    rf"| in ){_REST}(?![^\W_]|[-/]\d)){{0,4}}|{_MARK} a coruña"
)
_BEFORE = re.compile(
    rf"(?<![\w,.-])(?:(?:alte|neue|obere|untere|kleine|große|lange|hintere) |(?:apt|flat|unit|suite|room|haus"
    rf"|wohnung|top)\.? [\w-]{{1,12}},? (?:{_WORD} house, )?|\d{{1,4}}[a-z]?[/-]){_MARK}"
)


def redact_small_postal(text: str) -> str:
    """Replace addresses in a text that has no capitalised word; any other text is given back unchanged."""
    if _CAPITALISED.search(text):
        return text
    for pattern in _PLAIN:
        text = pattern.sub(_MARK, text)
    return _BEFORE.sub(_MARK, _AFTER.sub(_MARK, text)) if _MARK in text else text
