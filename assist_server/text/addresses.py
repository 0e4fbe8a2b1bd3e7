"""Postal addresses in English, German, Spanish and Chinese."""

from __future__ import annotations

import re
from functools import partial

from assist_server.text.placeholders import mark

_CAP = r"[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['’.-]){1,24}"
_STATES = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
_UK_POSTCODE = r"(?:[A-Z]{1,2}\d[A-Z\d]?|GIR) ?\d[ABD-HJLNP-UW-Z]{2}"
_UNIT = r"(?:,? ?(?:Apt|Apartment|Unit|Suite|Ste|Flat|Floor|Fl|Room|#)\.? ?#?[A-Z0-9-]{1,6})?"
_CITY = rf"(?:,? ?{_CAP}(?: {_CAP}){{0,2}})?"
_KINDS_EN = (
    "Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Close"
    "|Crescent|Cres"
    "|Gardens|Gdns|Grove|Parkway|Pkwy|Highway|Hwy|Row|Mews|Hill|Walk|Circle|Cir|Trail|Loop|Green|Rise|View|Park"
    "|Broadway"
)
_ENGLISH = re.compile(
    rf"(?<![\w.,€$£-])(?:(?:Flat|Apt"
    rf"|Unit) ?[0-9A-Z]{{1,5}},? )?\d{{1,5}}[A-Za-z]?(?:-\d{{1,5}})?,? (?:[NSEW]{{1,2}}\.? )?(?:\d{{1,3}}(?:st|nd|rd"
    rf"|th) |(?:{_CAP} ){{1,4}})(?:{_KINDS_EN})\b\.?"
    rf"{_UNIT}{_CITY}(?:,? (?:(?:{_STATES}) )?\d{{5}}(?:-\d{{4}})?|,? {_UK_POSTCODE}"
    rf"|,? (?:{_STATES})\b)?(?![A-Za-z0-9])"
)
_US_TOWN = re.compile(rf"(?<![\w]){_CAP}(?: {_CAP}){{0,2}},? (?:{_STATES}),? \d{{5}}(?:-\d{{4}})?(?!\d)")
_UK_ALONE = re.compile(
    rf"(?<![\w-])(?:{_CAP}(?: {_CAP}){{0,2}},? )?[A-Z]{{1,2}}\d[A-Z\d]? \d(?!GB|TB"
    rf"|PB)[ABD-HJLNP-UW-Z]{{2}}(?![A-Za-z0-9])"
)
_PO_BOX = re.compile(
    r"(?:P\.? ?O\.? ?Box|Postfach|Apartado(?: de correos)?|邮政信箱)\s?\d{1,8}(?:,? \d{5})?", re.IGNORECASE
)
_STREET_DE = (
    r"[A-ZÄÖÜ][\wäöüß.-]{1,30}?(?:straße|strasse|str\.|weg|platz|allee|gasse|damm|ufer|chaussee|steig|stieg|pfad"
    r"|promenade|markt|ring|hof)"
    r"|[A-ZÄÖÜ][\wäöüß-]{2,24}(?:er|-)? ?(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Damm|Ufer|Chaussee|Ring|Hof"
    r"|Markt)"
    r"|(?:Am|An der|An den|Im|In der|In den|Auf dem|Auf der|Unter den|Zum|Zur"
    r"|Beim) [A-ZÄÖÜ][\wäöüß-]{2,24}(?: [A-ZÄÖÜ][\wäöüß-]{2,24})?"
)
_HOUSE_DE = r"\d{1,4} ?[a-zA-Z]?(?:[-–/]\d{1,4} ?[a-z]?)?"
_TOWN_DE = (
    r"(?:D-|A-|CH-)?\d{4,5} [A-ZÄÖÜ][\wäöüß]{2,24}"
    r"(?:[ -](?:am|an der|im|in|ob der|bei|auf|unter|vor der)[ -][A-ZÄÖÜ][\wäöüß]{2,20}|-[A-ZÄÖÜ][\wäöüß]{2,20})?"
)
_GERMAN = re.compile(
    rf"(?<!\w)(?:{_STREET_DE}) {_HOUSE_DE}(?!\w)(?:(?:,| in|\n)?\s{{1,2}}{_TOWN_DE})"
    r"|(?<!\w)[A-ZÄÖÜ][\wäöüß.-]{1,30}?(?:straße|strasse|str\.|gasse|allee|chaussee|platz|(?<![Rr]ück)(?<![Um]m)weg"
    r"|damm|ufer) \d{1,4} ?[a-z]?(?![\w%€]|[.,]\d)"
    r"|(?<!\w)[A-ZÄÖÜ][\wäöüß-]{2,24} (?:Straße|Strasse|Str\.|Allee|Gasse|Chaussee|Weg|Platz|Damm|Ufer"
    r"|Ring) \d{1,4} ?[a-z]?(?![\w%€]|[.,]\d)"
)
_GERMAN_TOWN = re.compile(
    r"(?P<word>(?:PLZ|Postleitzahl|wohne(?:n)? (?:in|unter)|wohnhaft in|Adresse|Anschrift|zip(?: code)?|postcode"
    r"|postal code|código postal|C\.?P\.?|邮编|邮政编码)"
    r"(?:[\s:：]|ist|lautet|is|es|是|为|jetzt|nun|der|die|meine|neue){0,8})(?P<end>(?:D-|A-"
    r"|CH-)?\d{4,6}(?: [A-ZÀ-ÖØ-Þ][\wäöüßáéíóúñ.-]{2,24})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)"
)
_CITIES = (
    "Berlin|Hamburg|München|Köln|Frankfurt|Stuttgart|Düsseldorf|Leipzig|Dortmund|Essen|Bremen|Dresden|Hannover"
    "|Nürnberg|Duisburg|Bochum"
    "|Wuppertal|Bielefeld|Bonn|Münster|Karlsruhe|Mannheim|Augsburg|Wiesbaden|Kiel|Aachen|Freiburg|Mainz|Rostock"
    "|Kassel|Potsdam|Erfurt"
    "|Jena|Ulm|Regensburg|Würzburg|Heidelberg|Lübeck|Magdeburg|Halle|Chemnitz|Wien|Graz|Linz|Salzburg|Innsbruck"
    "|Zürich|Bern|Basel|Genf"
    "|Madrid|Barcelona|Valencia|Sevilla|Zaragoza|Málaga|Murcia|Palma|Bilbao|Alicante|Córdoba|Valladolid|Vigo|Gijón"
    "|Granada|Oviedo|Pamplona"
    "|Almería|Santander|Burgos|Salamanca|Albacete|Logroño|Badajoz|Huelva|Lleida|Tarragona|León|Cádiz|Jaén|Girona"
    "|Toledo|México|Bogotá|Lima"
)
_CODE_AND_CITY = re.compile(rf"(?<![\w.,-])(?:D-|A-|CH-|E-)?\d{{4,5}},? (?:{_CITIES})(?!\w)")
_SPANISH = re.compile(
    r"(?<!\w)(?:C/|C\.|[Cc]alle|[Aa]vda\.?|[Aa]v\.|[Aa]venida|[Pp]laza|[Pp]za\.?|[Pp]aseo|P\.º|Pº|[Cc]arretera"
    r"|[Cc]tra\.?|[Cc]amino|[Rr]onda|[Tt]ravesía|[Uu]rb\.?|[Uu]rbanización|[Cc]arrera)"
    r" ?(?:(?:de|del|la|las|los|el|San|Santa) ){0,3}[A-ZÀ-Þ][\wáéíóúñü'.-]{1,24}(?: (?:(?:de|del|la|las|los|el"
    r"|y) ){0,2}[A-ZÀ-Þ][\wáéíóúñü'.-]{1,24}){0,3},? ?(?:n\.?[ºo°]|núm\.?|número|#)? ?\d{1,4}(?: ?bis)?(?![\d€])"
    r"(?:,? ?(?:\d{1,2}[ºª°]|piso \d{1,2}|bajo|ático|esc\.? ?\w|portal \d{1,2})(?: ?[A-Z](?![a-z])| ?(?:izq|dcha"
    r"|derecha|izquierda)\.?)?){0,2}"
    r"(?:,? ?(?:CP ?)?\d{5}(?:,? [A-ZÀ-Þ][\wáéíóúñü]{2,20}(?: (?:de |del |la )?[A-ZÀ-Þ][\wáéíóúñü]{2,20}){0,2})?)?"
)
_HAN = "[\u4e00-\u9fff]"
_ROOM_ZH = r"(?:\s?[A-Za-z0-9]{1,4}\s?(?:号楼|栋|幢|座|单元|楼|层|室|号|门)){0,4}(?:\s?\d{3,4}室?)?"
_CHINESE = re.compile(
    rf"{_HAN}{{1,28}}(?<=[路街道巷弄同村里环段])\s?\d{{1,5}}\s?(?:号|弄|巷)(?:院|楼)?"
    rf"(?:{_HAN}{{1,8}}?(?:小区|花园|大厦|公寓|广场|苑|城|园))?{_ROOM_ZH}"
    rf"|{_HAN}{{1,24}}(?:小区|花园|大厦|公寓|苑)\s?[A-Za-z0-9]{{1,4}}\s?(?:号楼|栋|幢|座|单元){_ROOM_ZH}"
)
_LEAD_ZH = re.compile(r"^.{0,20}?(?:地址(?:是|为|改为|改成)?|住在|寄到|寄往|送到|送至|发到|搬到|改到|在|是|到)")


def redact_postal(text: str) -> str:
    """Replace streets with house numbers, with the town and code that follow, and codes with their town."""
    for pattern in (_ENGLISH, _SPANISH, _GERMAN, _US_TOWN, _UK_ALONE, _PO_BOX, _CODE_AND_CITY):
        text = pattern.sub(mark("[address]"), text)
    return _GERMAN_TOWN.sub(lambda found: found.group("word") + mark("[address]"), text)


def redact_chinese_postal(text: str) -> str:
    """Replace Chinese addresses, from the province or street down to the room."""
    return _CHINESE.sub(partial(_keep_lead), text)


def _keep_lead(found: re.Match[str]) -> str:
    lead = _LEAD_ZH.match(found.group())
    return (lead.group() if lead else "") + mark("[address]")
