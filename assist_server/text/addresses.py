"""Postal addresses as they are written in English, German, Spanish and Chinese speaking countries."""

from __future__ import annotations

import re

from assist_server.text.patterns import any_of, bounded
from assist_server.text.placeholders import mark

_END = "(?![0-9A-Za-z])"
_CAP = r"[A-ZÀ-ÖØ-Þ](?:[^\W\d_]|['’.-]){1,24}"

# English: "221 Baker Street, Flat 4, London NW1 6XE", "12 N. Willow Creek Dr, Austin, TX 78704"
_STREET_EN = any_of(
    "Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Way|Place|Pl|Square|Sq|Terrace|Ter|Close",
    "Crescent|Cres|Gardens|Gdns|Grove|Parkway|Pkwy|Highway|Hwy|Row|Mews|Hill|Walk|Circle|Cir|Trail|Loop|Green|Rise",
    "View|Park|Broadway|Parade|Pde|Quay|Esplanade|Heights|Wharf|Vale|Alley|Ridge|Circuit|Bend|Cove|Path|Side",
    "Embankment|Hollow|Wynd|Croft|Chase|Meadows?|Orchard|Copse|Fold|Spinney|Causeway|Yard|Glade|Paddock|Mount|Drove",
)
_STATE_US = any_of(
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
_STATE_NAME = any_of(
    "Alabama|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Idaho|Illinois|Indiana|Iowa"
    "|Kansas",
    "Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska"
    "|Nevada|Ohio",
    "(?:New|North|South|West) [A-Z][a-z]+|Oklahoma|Oregon|Pennsylvania|Tennessee|Texas|Utah|Vermont|Virginia"
    "|Washington",
    "Wisconsin|Wyoming",
)
_CODE_US = r"\d{5}(?:-\d{4})?"
_CODE_UK = r"(?:[A-Z]{1,2}\d[A-Z\d]?|GIR) ?\d(?!GB|TB|PB)[ABD-HJLNP-UW-Z]{2}"  # "S23 8GB" is a phone's memory
_CODE_CA = r"[A-Z]\d[A-Z] ?\d[A-Z]\d"
_TOWN_EN = rf"{_CAP}(?: {_CAP}){{0,2}}"
_UNIT_EN = r"(?:Apt|Apartment|Unit|Suite|Ste|Flat|Floor|Fl|Room|#)\.? ?#?[A-Z0-9-]{1,6}"
_NUMBER_EN = rf"(?<![\w.,€$£-])(?:{_UNIT_EN},? )?\d{{1,5}}[A-Za-z]?(?:-\d{{1,5}})?,? "
_ENGLISH = bounded(
    rf"{_NUMBER_EN}(?:[NSEW]{{1,2}}\.? )?(?:\d{{1,3}}(?:st|nd|rd|th) |(?:{_CAP} ){{1,4}}){_STREET_EN}\b\.?"
    rf"(?:,? ?{_UNIT_EN})?(?:,? ?{_TOWN_EN})?"
    rf"(?:,? (?:(?:{_STATE_US}|{_STATE_NAME}) )?{_CODE_US}|,? {_CODE_UK}|,? {_STATE_US},? {_CODE_CA}"
    rf"|,? {_STATE_US}\b)?{_END}"
)
_NAMED_HOUSE = re.compile(  # "Rose Cottage, Mill Lane, Oxford OX1 3HP"
    rf"(?<!\w)(?:The )?{_CAP}(?: {_CAP}){{1,2}}, (?:\d{{1,4}} )?{_CAP}(?:"
    rf" {_CAP})? {_STREET_EN},? {_TOWN_EN},? {_CODE_UK}{_END}"
)
_ENGLISH_BY_CODE = re.compile(
    rf"{_NUMBER_EN}{_CAP}(?: {_CAP}){{0,3}}(?:,? {_UNIT_EN})?, {_TOWN_EN},? "
    rf"(?:[A-Z]{{2,3}},? (?:{_CODE_US}|\d{{4}}|{_CODE_CA})|{_CODE_UK}){_END}"
)
_UNIT_AND_HOUSE = re.compile(  # "Flat 12, The Granary, Tanyard Lane"
    rf"(?<!\w){_UNIT_EN}(?:, (?:The )?{_CAP}(?: {_CAP}){{0,2}}){{2,3}}(?:,? {_CODE_UK})?(?![\w-])"
)
_THE_STREET = re.compile(  # "31 The Shambles", where the words before say that it is a place
    rf"(?P<word>(?<![^\W_])(?:at|to|in|from|live on) )\d{{1,4}}[a-z]? The {_CAP}(?: {_CAP})?(?![\w-])"
)
_TOWN_US = re.compile(rf"(?<!\w){_TOWN_EN},? {_STATE_US},? {_CODE_US}(?!\d)")
_TOWN_UK = re.compile(rf"(?<![\w-])(?:{_TOWN_EN},? )?[A-Z]{{1,2}}\d[A-Z\d]? \d(?!GB|TB|PB)[ABD-HJLNP-UW-Z]{{2}}{_END}")
_PO_BOX = re.compile(
    r"(?:P\.? ?O\.? ?Box|Postfach|Apartado(?: de correos)?"
    r"|邮政信箱)\s?\d{1,8}(?:,? \d{5})?(?:, [^\W\d_]{3,20}(?: [^\W\d_]{3,20})?,? [A-Z]{2},? \d{5})?",
    re.IGNORECASE,
)

# German: "Goethestr. 7a, 50674 Köln", "Am Alten Graben 3, 70173 Stuttgart"
_CAP_DE = r"[A-ZÄÖÜ][\wäöüß-]{2,24}"
_KIND_DE = any_of("straße|strasse|str\\.|platz|allee|gasse|damm|ufer|chaussee|(?<![Rr]ück)(?<![Uu]m)weg")
_KIND_DE_WITH_TOWN = any_of(_KIND_DE, "steig|stieg|pfad|promenade|markt|ring|hof")  # "Monitoring 24" is no street
_STREET_DE = rf"[A-ZÄÖÜ][\wäöüß.-]{{1,30}}?{_KIND_DE_WITH_TOWN}"
_KIND_DE_SPACED = "(?:Straße|Strasse|Str\\.|Weg|Platz|Allee|Gasse|Damm|Ufer|Chaussee|Ring)"
_STREET_DE_SPACED = rf"{_CAP_DE}[ -]{_KIND_DE_SPACED}"
_STREET_DE_AT = (
    rf"(?:Am|An de[rn]|Im|In de[rn]|Auf de[mr]|Unter(?:m| de[nr])|Zum|Zur|Beim"
    rf"|(?:Hinter|Vor|Neben|Über) de[nmr]|Hinterm|Überm|Vorm) {_CAP_DE}(?: {_CAP_DE})?"
)
_TOWN_DE = (
    r"(?:D-|A-|CH-)?\d{4,5} (?:(?:St\.|Sankt|Bad) ){0,2}[A-ZÄÖÜ][\wäöüß]{2,24}"
    r"(?:[ -](?:am|an der|im|in|ob der|bei|auf|unter|vor der)[ -][A-ZÄÖÜ][\wäöüß]{2,20}|-[A-ZÄÖÜ][\wäöüß]{2,20})?"
)
_GERMAN_WITH_TOWN = re.compile(
    rf"(?<!\w)(?:(?:Alte|Neue|Kleine|Große|Obere|Untere|Hintere|Lange) )?(?:{_STREET_DE}|{_STREET_DE_SPACED}"
    rf"|{_STREET_DE_AT}) "
    r"\d{1,4} ?[a-zA-Z]?(?:[-–/]\d{1,4} ?[a-z]?)?(?!\w)"
    r"(?:, (?:\d{1,2}\. (?:Stock|OG|Etage)|EG|Hinterhaus)(?: (?:links|rechts|mitte))?)?"
    rf"(?:,| in|\n)?\s{{1,2}}{_TOWN_DE}"
)
_GERMAN = re.compile(
    rf"(?<!\w)(?:[A-ZÄÖÜ][\wäöüß.-]{{1,30}}?{_KIND_DE}|{_STREET_DE_SPACED}) "
    r"\d{1,4} ?[a-z]?(?:[-–/]\d{1,4})?(?![\w%€]|[.,]\d)"
)

_LIVES_DE = re.compile(  # "Ich wohne Zum Kai 16a", "Er hat es in der Fleischbank 31 abgegeben"
    r"(?P<word>(?i:wohn(?:e|en|haft)|gezogen|umgezogen|adresse|anschrift|(?:laden|büro|praxis) ist)"
    r"[^.!?\n\d]{0,16}?[ :])"
    rf"(?:{_STREET_DE_AT}|{_CAP_DE}) \d{{1,4}} ?[a-z]?(?![\w%€]|[.,]\d)"
)
_LEFT_DE = re.compile(
    rf"(?P<word>(?<!\w)(?:in der|im|am|an der|vor der) ){_CAP_DE} \d{{1,3}} ?[a-z]?"
    r"(?= (?:abgegeben|abgelegt|zugestellt|geliefert|hinterlegt|und nicht (?:bei|zu)))"
)

# Spanish: "Calle de Serrano 12, 2º B, 28001 Madrid", "Carrera 48 # 4-4 Sur"
_CAP_ES = r"[A-ZÀ-Þ][\wáéíóúñü'-]{1,24}"
_OF_ES = "(?:(?:de|del|la|las|los|el|y|San|Santa) ){0,3}"
_KIND_ES = any_of(
    "C/|C\\.|[Cc]alle|[Aa]vda\\.?|[Aa]v\\.|[Aa]venida|[Pp]laza|[Pp]za\\.?|[Pp]aseo|P\\.º|Pº|[Cc]arretera|[Cc]tra\\.?",
    "[Cc]amino|[Rr]onda|[Tt]ravesía|[Uu]rb\\.?|[Uu]rbanización|[Cc]arrera|Prolongación|Callejón|Calzada|Boulevard",
    "Costanilla|Corral|Corredera|Ribera|Dársena|Muelle|Malecón|Plazuela|Plazoleta|Sendero|Vereda|Bajada|Subida",
    "Jirón|Jr\\.|Pje\\.|Circuito|Privada|Diagonal|Cuesta|Glorieta|Pasaje|Pasadizo|Vía|Rambla|Alameda|Cañada"
    "|Peatonal|Andador|Cerrada|[Pp]olígono(?: [Ii]ndustrial)?|Pol\\. ?Ind\\.|Blvd\\.?|Bulevar|Sector|Manzana"
    "|Cra\\.?|Cl\\.|Kra\\.?|Gran Vía",
)
_DOOR_ES = any_of(
    r"(?:- )?\d{1,2}[ºª°]|bajo|ático|entresuelo|s/n|km \d{1,3}|esc\.? ?\w|Sur|Norte|Este|Oeste|\d{1,4}(?=,)",
    r"escalera [A-Z]|(?:[Pp]iso|[Pp]ortal|[Pp]uerta|[Ee]dif(?:icio)?|[Dd]e?pto|[Aa]pto|[Ii]nt(?:erior)?|[Cc]asa"
    r"|[Tt]orre|[Bb]odega"
    r"|[Ee]tapa|[Oo]f(?:icina)?|[Nn]ave|[Ll]ocal|[Bb]loque|[Ll]ote|[Mm]z)\.? ?\d{1,4}[A-Z]?|\d{1,2}[ªº] planta"
    r"|[Bb]arrio [A-Z][^\W\d_]+|entre [A-Z][^\W\d_]+ y [A-Z][^\W\d_]+",
)
_SPANISH = bounded(
    rf"(?<!\w){_KIND_ES} ?(?:{_OF_ES}{_CAP_ES}(?: {_OF_ES}{_CAP_ES}){{0,3}},? ?|\d{{1,3}} ?)"
    r"(?:[nN]\.?[ºo°]|[Nn]o\.|núm\.?|número|#)? ?(?:\d{1,4}[A-Z]?(?:-\d{1,3})?(?: ?bis)?(?![\d€])|s/n)"
    rf"(?: ?,? ?(?:- ?)?{_DOOR_ES}(?: ?[A-Z](?![a-z])| ?(?:izq|dcha|derecha|izquierda)\.?)?){{0,3}}(?: -)?"
    rf"(?:,? ?(?:C\.?P\.? ?)?\d{{5,6}}(?:,? {_CAP_ES}(?: {_OF_ES}{_CAP_ES}){{0,2}})?"
    rf"|, (?:Col(?:\.|onia) )?{_CAP_ES}(?: {_OF_ES}{_CAP_ES}){{0,3}},? (?:C\.?P\.? "
    rf"|[A-Z]{{2,4}} )?\d{{5,6}}(?: CDMX)?"
    rf"(?: {_CAP_ES}(?: {_OF_ES}{_CAP_ES}){{0,2}})?"
    rf"|(?:, {_CAP_ES}(?: {_OF_ES}{_CAP_ES}){{0,2}}){{1,2}}(?: \d{{1,5}})?(?=[.,;\n]|\s(?:por|el|y)\s|$))?"
)
# Colombia counts its streets: "Carrera 48 # 5H-4 Este, Torre 6"; Mexico ends with "Puebla, PUE 49383".
_GRID_ES = bounded(
    r"(?<!\w)(?:[Cc]alle|[Cc]arrera|[Dd]iagonal|[Tt]ransversal|Dg|Tv|Cra|Cl"
    r"|Kr|Kra|Av)\.? \d{1,3} ?[A-Z]?(?: [Bb]is)?(?: (?:Sur|Este))?"
    rf" ?(?:#|No\.?|N[º°o]\.?) ?\d{{1,3}} ?[A-Z]? ?- ?\d{{1,3}}(?: ?,? ?{_DOOR_ES}){{0,3}}(?:, \d{{6}})?"
    rf"(?:, (?:{_CAP_ES}|(?i:bogotá|bogota|medellín|cali|barranquilla)))?"
)
_TOWN_MX = re.compile(rf"(?<!\w){_CAP_ES}(?: [^\W\d_]{{2,20}}){{0,3}}, [A-Z]{{2,4}} \d{{5}}(?:-\d{{4}})?(?!\d)")

_LIVES_ES = re.compile(  # "Mándenlo a Ribazo de los Helechos 8": the verb says that it is a place
    rf"(?P<word>(?<!\w)(?i:viv(?:o|e|imos)|mud(?:amos|ado|é)|domicilio|dirección|env[ií]\w{{2,8}}|m[aá]nd\w{{2,8}}"
    r"|rec[oó]j\w{2,8}|dejó|d[eé]j\w{2,6}|tienda|casa|piso|oficina|entreg\w{2,6})"
    r"[^.!?\n\d]{0,20}? (?:en|a|es|está en)(?: (?:la|el))? )"
    rf"(?:{_CAP_ES}(?: {_OF_ES}{_CAP_ES}){{1,3}},? \d{{1,4}}(?: ?[A-Z](?![a-z]))?(?: bis)?(?![\w%€]|[.,]\d)"
    rf"|{_CAP_ES},? \d{{1,4}}, \d{{1,2}}\.?[ºª°](?: ?[A-Z](?![a-z]))?)"
)

# French, Italian, Portuguese: "8 Rue des Tilleuls, 67000 Strasbourg", "Via Roma 12, 00184 Roma"
_TOWN_FR = rf"(?:,? \d{{4,5}}(?:-\d{{3}})? {_CAP}(?:[ -](?:(?:sur|sous|en|de|la|le|les)[ -])?{_CAP}){{0,3}})?"
_FRENCH = re.compile(
    r"(?<![\w.,€$£-])\d{1,4}(?: ?(?:bis|ter))?,? "
    r"(?:[Rr]ue|[Bb]oulevard|[Bb]d|[Aa]venue|[Pp]lace|[Cc]hemin|[Aa]llée|[Ii]mpasse|[Qq]uai)"
    rf" (?:(?:de|du|des|de la|la|le|les) |d['’]|de l['’])?{_CAP}(?:[ -]{_CAP}){{0,2}}{_TOWN_FR}"
)
_ITALIAN = re.compile(
    r"(?<!\w)(?:Via|Viale|Corso|Piazza|Rua|Travessa|Praça|Largo) "
    rf"(?:(?:de|del|della|dei|da|do|dos) )?{_CAP}(?: {_CAP}){{0,3}},? "
    rf"(?:n\.? ?)?\d{{1,4}}[A-Za-z]?(?![\w%€]){_TOWN_FR}"
)

# A code with its town, where the town is known or the words before say so.
_CITY = any_of(
    "Berlin|Hamburg|München|Köln|Frankfurt|Stuttgart|Düsseldorf|Leipzig|Dortmund|Essen|Bremen|Dresden|Hannover"
    "|Nürnberg",
    "Duisburg|Bochum|Wuppertal|Bielefeld|Bonn|Münster|Karlsruhe|Mannheim|Augsburg|Wiesbaden|Kiel|Aachen|Freiburg|Mainz",
    "Rostock|Kassel|Potsdam|Erfurt|Jena|Ulm|Regensburg|Würzburg|Heidelberg|Lübeck|Magdeburg|Halle|Chemnitz|Wien|Graz",
    "Linz|Salzburg|Innsbruck|Zürich|Bern|Basel|Genf|Madrid|Barcelona|Valencia|Sevilla|Zaragoza|Málaga|Murcia|Palma",
    "Bilbao|Alicante|Córdoba|Valladolid|Vigo|Gijón|Granada|Oviedo|Pamplona|Almería|Santander|Burgos|Salamanca|Albacete",
    "Logroño|Badajoz|Huelva|Lleida|Tarragona|León|Cádiz|Jaén|Girona|Toledo|México|Bogotá|Lima",
)
_CODE_AND_CITY = re.compile(rf"(?<![\w.,-])(?:D-|A-|CH-|E-)?\d{{4,5}},? {_CITY}(?!\w)")
_SAYS_ADDRESS = any_of(
    "zip(?: code)?|postcode|postal code|PLZ|Postleitzahl|wohne[n]? (?:in|unter)|wohnhaft in|Adresse|Anschrift",
    "código postal|C\\.?P\\.?|邮编|邮政编码",
)
_CODE_SAID = re.compile(
    rf"(?P<word>{_SAYS_ADDRESS}(?:[\s:：]|ist|lautet|is|es|是|为|jetzt|nun|der|die|meine|neue){{0,8}})"
    r"(?:(?:D-|A-|CH-)?\d{4,6}(?: [A-ZÀ-ÖØ-Þ][\wäöüßáéíóúñ.-]{2,24})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})(?!\w)"
)

# Chinese: 北京市朝阳区建国路88号2栋301室, 文三路Y座 310000
_HAN = "[\u4e00-\u9fff]"
_ROOM_ZH = (
    r"(?:\s?[A-Za-z0-9]{1,4}\s?(?:号楼|栋|幢|座|单元|楼|层|室|号|门)){0,4}"
    r"(?:\s?[A-Z]?\d{3,4}室?(?!\d))?(?:\s?\d{6}(?!\d))?"
)
_CHINESE = re.compile(
    rf"{_HAN}{{1,28}}(?<=[路街道巷弄同村里环段])\s?(?:[\d一二三四五六七八九十]{{1,2}}段\s?)?(?:\d{{1,5}}\s?(?:号|弄|巷)|[A-Za-z]座)(?:院|楼)?"
    rf"(?:{_HAN}{{1,8}}?(?:小区|花园|大厦|公寓|广场|苑|城|园))?{_ROOM_ZH}"
    rf"|{_HAN}{{1,24}}(?:小区|花园|大厦|公寓|苑)\s?[A-Za-z0-9]{{1,4}}\s?(?:号楼|栋|幢|座|单元|楼|层|号){_ROOM_ZH}"
)
_LEAD_ZH = re.compile("^.{0,20}?(?:地址(?:是|为|改为|改成)?|住在|寄到|寄往|送到|送至|发到|搬到|改到|在|是|到)")

# What belongs to an address that was found: the town behind it, the flat or the house before it.
_MARK = mark("[address]")
_REST = any_of(
    rf"(?:- )?{_DOOR_ES}",
    r"\d{1,2}\. (?:Stock|OG|Etage|og|etage|stock)(?: links| rechts| mitte)?|EG|Hinterhaus",
    rf"(?:(?:D|A|CH|E)-|C\.?P\.? ?)?\d{{4,6}} (?:(?:A|La|Las|Los|El|San|Santa|Bad) )?{_CAP}(?:(?: am| an der"
    rf"| de| del)? {_CAP}){{0,2}}",
    rf"(?:(?:A|La|Las|Los|El|San|Santa"
    rf"|St\.) )?{_CAP}(?:(?: de(?: la)?)? {_CAP}){{0,2}}(?: (?:[A-Z]{{2,3}} )?(?:\d{{1,5}}|{_CODE_UK}))?",
    "CDMX",
)
_AFTER = bounded(
    rf"{_MARK}(?: (?:East|West|North|South|A) ?{_CAP}?)?(?:(?:, ?| - | in ){_REST}(?=\s?[,.;:!?\n)-]"
    rf"|\s[a-zäöüáéíóú(]|\s*$)){{1,4}}"
    rf"|{_MARK} A {_CAP}"
)
_BEFORE = re.compile(
    rf"(?<![\w,.-])(?:{_CAP}(?: {_CAP}){{0,2}}, |(?:Apt|Flat|Unit|Suite|Room|Haus|Wohnung|Top|Bloque"
    rf"|Edificio)\.? [\w-]{{1,12}},? "
    rf"|\d{{1,4}}[A-Za-z]?[/-]|(?:Apt|Flat|Unit)\.? (?:\d{{1,4}}, {_CAP} House, )?){_MARK}"
)
_ESTATE_ES = re.compile(
    rf"(?<!\w)[Pp]olígono (?:[Ii]ndustrial )?{_OF_ES}{_CAP_ES}(?: {_CAP_ES})?, (?:nave|parcela) \w{{1,4}}"
)
_TOWN_BEHIND_NUMBER = bounded(  # "Numancia 24, 4º C, 20004 San Sebastián": no word for street, but a code and a town
    rf"(?<!\w){_CAP}(?: {_OF_ES}{_CAP}){{0,3}},? \d{{1,4}}[a-zA-Z]?,? "
    rf"(?:{_DOOR_ES}(?: ?[A-Z](?![a-z]))?,? ){{0,2}}\d{{5}} {_CAP}(?: {_CAP})?"
)

_STREETS = (
    _NAMED_HOUSE,
    _ENGLISH_BY_CODE,
    _ENGLISH,
    _GRID_ES,
    _SPANISH,
    _GERMAN_WITH_TOWN,
    _GERMAN,
    _FRENCH,
    _ITALIAN,
)
_TOWNS = (_UNIT_AND_HOUSE, _ESTATE_ES, _TOWN_BEHIND_NUMBER, _TOWN_US, _TOWN_UK, _TOWN_MX, _PO_BOX, _CODE_AND_CITY)


def redact_postal(text: str) -> str:
    """Replace streets with house numbers, with the town and code that follow, and codes with their town."""
    for pattern in (*_STREETS, *_TOWNS):
        text = pattern.sub(mark("[address]"), text)
    for pattern in (_THE_STREET, _LIVES_DE, _LEFT_DE, _LIVES_ES):
        text = pattern.sub(lambda found: found.group("word") + _MARK, text)
    if _MARK in text:
        text = _BEFORE.sub(_MARK, _AFTER.sub(_MARK, text))
    return _CODE_SAID.sub(lambda found: found.group("word") + mark("[address]"), text)


def redact_chinese_postal(text: str) -> str:
    """Replace Chinese addresses, from the province or street down to the room."""
    return _CHINESE.sub(_after_lead, text)


def _after_lead(found: re.Match[str]) -> str:
    """Keep the words before the address that the pattern takes in, as Chinese has no blanks: 请寄到, 我住在."""
    lead = _LEAD_ZH.match(found.group())
    return (lead.group() if lead else "") + mark("[address]")
