"""The German words that warn. How rows are written is said in rows.py."""

from __future__ import annotations

from assist_server.sentiment.warning_phrases import friendly
from assist_server.sentiment.warning_phrases.rows import Language, Row

_PARTS = {
    "praise": friendly.PRAISE["de"],
    "num": (
        r"(?:\d+|ein|eine[mnr]?|zwei|drei|vier|fuenf|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|mehreren?|einigen?"
        "|anderthalb|eineinhalb|paar)"
    ),
    "ago": (
        "(?:{num}(?: ganzen?| vollen?| halben?)? (?:stunden?|tag(?:en?)?|wochen?|monat(?:en?)?|jahr(?:en?)?)"
        r"|\d\d+ minuten|(?:tagen|wochen|monaten|stunden)|ewigkeiten|stundenlang|wochenlang|tagelang|monatelang)"
    ),
    "nth": r"(?:zweite[nrs]?|dritte[nrs]?|vierte[nrs]?|fünfte[nrs]?|sechste[nrs]?|x-te[nrs]?|\d\.)",
    "often": (
        r"(?:zweimal|dreimal|viermal|fünfmal|mehrfach|mehrmals|wiederholt|\d+ ?mal|(?:zwei|drei|vier|mehrere) mal)"
    ),
    "ask": (
        r"(?:schreib\w*|schrieb\w*|geschrieben|angerufen|anruf\w*|kontaktier\w*|meld\w*|gemeldet|geschickt"
        r"|gesendet|gemailt|erklär\w*|nachgefragt|gefragt|gebeten|wende\w*|mitgeteilt|gesagt)"
    ),
    "law": r"(?:(?:rechts)?anw[aä]lt\w*)",
    "rival": r"(?:anbieter\w*|konkurrenz|konkurrent\w*|mitbewerber\w*|bank|firma|händler\w*|shop|versorger)",
    "net": (
        "(?:facebook|twitter|reddit|tiktok|instagram|linkedin|youtube|(?:allen )?sozialen (?:netzwerken|medien)"
        "|social media|im netz|im internet|trustpilot|online)"
    ),
    "how": (
        "(?:wie (?:kann|kündige|könnte|storniere|schreibe|lange)|wo (?:kann|finde)|kann (?:ich|man)|können (?:wir"
        "|sie)|was passiert|muss (?:ich|man))"
    ),
    "was": "(?:alte[rn]?|frühere[rn]?|vorige[rn]?|ehemalige[rn]?) {rival}",
}

GERMAN = Language(
    parts=_PARTS,
    breaks=r"[.!?;,:\n]|(?<!\w)(?:wenn|falls|weil|dass|aber|sonst|und|ob)(?!\w)",
    before=r"(?<!sie\x20)(?<!ihr\x20)(?<!\w)(?:nicht(?! nur)|kein\w*|nie|niemals|ohne|weder)(?!\w)",
    after=r"(?: \w+){0,3} (?:nicht|kein\w*|nie|niemals)(?!\w)",
    common=frozenset("ich sie nicht und der die das ist mein meine wir ihr ein eine zu den auf bei so".split()),
    rows=(
        Row(
            "anger",
            "warning",
            (
                "frechheit", r"unverschämt\w*", r"unfassbar\w*", r"skandal\w*", "sauerei", "schweinerei", "zumutung",
                "katastrophe", "(?:stink|richtig |so |sehr |echt )sauer", "wütend", "stinkwütend", "empört",
                "empörend", "entsetzt",
                "(?:extrem|sehr|äußerst|total|richtig|maßlos) (?:verärgert|genervt|wütend|frustriert)",
                r"inkompeten\w+", r"unfähig\w*", "saftladen", "drecksladen", r"sch?eiß\w*", r"schei(?:ss|ß)\w*",
                r"verarsch\w*", "verarsche", r"betrüger\w*", r"abzocke\w*", r"lügner\w*", "idioten?", "schnauze voll",
                r"verlier\w* (?:\w+ ){0,3}geduld", r"geduld (?:\w+ )?(?:verlier|verlor)\w*",
                "nase voll", "jetzt reicht'?s?", "es reicht", "reicht's", "(?:schlechter|ein) witz(?! des)",
                r"lächerlich\w*", "inakzeptabel", "unmöglich(?:es)? (?:verhalten|service)",
                r"(?:schlechteste\w*|mieseste\w*|grottenschlecht\w*|unterirdisch\w*)", "schämen sie sich",
                "schämt euch", "was fällt ihnen ein", r"dreist\w*", "zum kotzen", "(?:das|es) kotzt",
            ),
            unless=(
                "{was}", "wahnsinnig gut",
            ),
        ),
        Row(
            "anger",
            "notice",
            (
                "ärgerlich", "verärgert", "genervt", r"frustrier\w+",
            ),
            unless=(
                "{was}",
            ),
        ),
        Row(
            "leaving",
            "warning",
            (
                r"(?:wechsl?e|wechseln|gehe|wandere) (?:\w+ ){0,3}(?:zur|zu|zum) (?:\w+ ){0,2}{rival}",
                r"(?:den|meinen|unseren) anbieter (?:\w+ )?wechseln",
                r"(?:such|find)\w* (?:\w+ ){0,5}ander\w+ {rival}",
                r"(?:als kunden?|als kundin|kunden?|kundin) (?:\w+ )?(?:verloren|los)",
                r"(?:bestelle?|kaufe?|buche?|komme?) (?:\w+ ){0,3}(?:nie|nicht|nie mehr) (?:wieder|mehr)",
                r"(?:nie|niemals|nie mehr) (?:wieder|mehr) (?:\w+ ){0,3}(?:bestell|kauf|buch|bei)\w*",
                "letzte (?:mal|bestellung)(?=[^.!?]{0,40}bei)",
                r"(?:lösch|schließ|kündig)\w* (?:\w+ ){0,3}(?:konto|account"
                r"|vertrag)(?=[^.!?\n]{0,60}(?:nichts mehr|reicht|nie wieder|sofort|vertrau|schnauze))",
                "kündige (?:ich )?(?:sofort|fristlos|umgehend)", "(?:dann|sonst|jetzt) kündige ich",
                "reicht'?s?, ich kündige", "ich kündige(?=!|$)",
            ),
            unless=(
                "{how}", "{was}", "handy", "tarif",
            ),
            negatable=False,
        ),
        Row(
            "leaving",
            "notice",
            (
                "(?:hiermit )?kündige ich", r"ich kündige (?:\w+ )?(?:meinen|mein|meine|unseren|den|das)",
                r"ich (?:möchte|will|werde) (?:\w+ ){0,3}(?:vertrag|abo|abonnement"
                r"|mitgliedschaft) (?:\w+ )?kündigen",
            ),
            unless=(
                "{how}", "wie kündige", r"probe\w*",
            ),
        ),
        Row(
            "legal",
            "critical",
            (
                r"{law} (?:\w+ ){0,3}(?:einschalt|beauftrag|kontaktier|übergeb|informier|hinzu|nehm|wend|schreib"
                r"|meld)\w*",
                r"(?:gehe?|muss|werde) (?:\w+ ){0,3}zu[mr]? (?:\w+ )?{law}",
                "(?:schalte|beauftrage|nehme|informiere|kontaktiere|spreche|rede|höre[nt]?|übergebe"
                r"|wende mich) (?:\w+ ){0,4}{law}",
                "(?:mein|unser)(?:e|em|en)? {law} (?:wird|werden|sagt|meint|hat sich|ist)", "(?:vor|zum|ans) gericht",
                r"gerichtlich\w*", r"verklag\w*", r"(?:reiche|erhebe) (?:\w+ ){0,2}klage", "klage (?:ein|er)?reichen",
                "rechtliche schritte", "juristische schritte", "rechtsweg",
                r"(?:erstatte|stelle|strafe?) (?:\w+ ){0,2}(?:straf)?anzeige",
                "anzeige (?:erstatten|bei der polizei|wegen)", "strafanzeige",
                r"(?:gehe|melde) (?:\w+ ){0,3}(?:zur|der) polizei",
            ),
            unless=(
                "empfohlen", "kanzlei", "{how}", "bin {law}", "restaurant",
            ),
        ),
        Row(
            "legal",
            "warning",
            (
                r"verbraucherzentrale\w*", r"verbraucherschutz\w*", r"schlichtungsstelle\w*", "bundesnetzagentur",
                "bafin", r"datenschutzbehörde\w*", "ombudsmann",
            ),
            unless=(
                "{how}",
            ),
        ),
        Row(
            "public_complaint",
            "warning",
            (
                r"(?:schlechte|negative|vernichtende|miese|ehrliche|entsprechende) (?:\w+ )?(?:bewertung"
                r"|rezension|kritik)\w*",
                r"(?:ein|1)[ -]sterne?[ -]?\w*", "(?:ein(?:en)?|1|null|0) sterne?(?: bei| auf)?",
                r"(?:bewertung|rezension)\w* (?:\w+ ){0,6}(?:vernichtend|entsprechend|schlecht|negativ)\w*",
                r"(?:poste|teile|veröffentliche|stelle|verbreite) (?:\w+ ){0,6}{net}",
                "(?:kommt|landet|steht) … {net}",
                r"(?:auf|bei|in) {net} (?:\w+ ){0,4}(?:posten|teilen|veröffentlichen|warnen|verbreiten)",
                r"öffentlich (?:\w+ ){0,4}machen",
                r"(?:allen|jedem|alle|jeder) (?:\w+ ){0,6}(?:erzählen|erfahren|warnen|wissen)", "pranger",
                r"follower\w* (?:\w+ ){0,4}erfahren",
            ),
            unless=(
                "{how}", "bricht", "fehler", "fünf sterne", "gute[nr]?",
            ),
        ),
        Row(
            "public_complaint",
            "critical",
            (
                "(?:an|in) die (?:presse|öffentlichkeit|medien|zeitung)",
                r"(?:informiere|kontaktiere|rufe|schreibe) (?:\w+ ){0,4}(?:presse|zeitung|medien|journalist\w*"
                "|fernsehen|redaktion)",
                r"(?:presse|zeitung|medien|journalist\w*|fernsehen) (?:\w+ ){0,4}(?:informier|einschalt|erfahr"
                r"|interessier|meld)\w*",
            ),
            unless=(
                "{how}",
            ),
        ),
        Row(
            "repeated_contact",
            "warning",
            (
                r"{ask} (?:\w+ ){0,4}(?:zum|das) {nth} mal", "(?:zum|das) {nth} mal(?=[^.!?]{0,40}{ask})",
                r"(?:meine?|die) (?:\w+ )?{nth} (?:e-?mail|mail|anfrage|nachricht|erinnerung|anruf|reklamation"
                "|beschwerde)",
                r"(?:ich|wir|haben?) (?:\w+ ){0,6}{often} {ask}", "wie oft (?:muss|soll|noch)",
                "(?:keine|ohne|noch keine|immer noch keine|bis heute keine) (?:antwort|rückmeldung"
                "|reaktion)(?: erhalten| bekommen| von ihnen| auf)?",
                r"(?:niemand|keiner) (?:\w+ ){0,4}(?:antwort|meldet|reagier|zurück|geantwortet|gemeldet|ruft)\w*",
                r"meldet sich (?:\w+ )?(?:niemand|keiner)",
                r"(?:e-?mails?|mails?|nachrichten) (?:\w+ ){0,3}(?:keine antwort|unbeantwortet|ignoriert)",
                "ignorier(?:t|en) (?:mich|meine|uns)",
                r"(?:antwort|rückmeldung|reaktion) auf meine (?:\w+ )?(?:zwei|drei|vier|beiden|letzten|vielen"
                r"|\d+) (?:\w+ )?(?:e-?mails?|mails?|nachrichten|anfragen)",
            ),
            unless=(
                "server", "gerät", "gelöst", "geholfen", "begeistert", r"danke\w*", r"bestell\w*", r"kauf\w*",
            ),
            negatable=False,
        ),
        Row(
            "repeated_contact",
            "notice",
            (
                r"wie (?:ich )?(?:bereits|schon|oben|mehrfach)(?: \w+)? (?:geschrieben|gesagt|erwähnt|erklärt"
                "|mitgeteilt|beschrieben)",
                "wie gesagt",
                r"(?:habe|haben) (?:\w+ ){0,4}(?:bereits|schon) (?:\w+ )?(?:geschickt|gesendet|geschrieben"
                "|erklärt|mitgeteilt|angegeben)",
            ),
            unless=(
                r"toll\w*", r"danke\w*", "super", r"großartig\w*", "gelöst",
            ),
        ),
        Row(
            "long_wait",
            "warning",
            (
                r"wart\w* (?:\w+ ){0,6}{ago}", r"{ago} (?:\w+ ){0,2}(?:warte|gewartet|warten)", "warteschleife",
                r"{ago}(?=[^.!?\n]{0,80}(?<!\w)(?:immer noch|noch immer|bis heute|nichts|nicht|niemand|keine?n?"
                r"|kein)(?!\w))",
                r"(?:immer noch|noch immer|bis heute|niemand|keine antwort)[^.!?\n]{0,40}(?:seit|nach) {ago}",
                r"wie lange (?:soll|muss|noch|denn)(?: \w+){0,4} warten",
            ),
            unless=(
                "nur", r"gern\w*", "eilt nicht", r"kann (?:\w+ ){0,2}(?:\w+ ){0,2}warten", "absturz", r"zufrieden\w*",
                "begeistert", "bestens", "benutze", "endet",
            ),
            negatable=False,
        ),
        *friendly.GERMAN,
    ),
)  # fmt: skip
