"""The German phrases. How they are written is said in rows.py."""

from __future__ import annotations

import re

from assist_server.drafts.phrases.rows import Phrase, Phrases, Promise, any_phrase

_WE = "(?:wir|ich)"

GERMAN = Phrases(
    acknowledges=any_phrase(
        r"leid",
        r"entschuldig\w*",
        r"verzeih\w*",
        r"bedauer\w*",
        r"(?:ich|wir)(?: kann| konnen| können)?(?: \w+){0,6}? (?:verstehe|verstehen|nachvollziehen)",
        "verstehe(?:n)? (?:ich|wir)",
        "verständlich",
        "(?:zu|völlig|mit) recht",
        "haben (?:völlig |vollkommen )?recht",
        "(?:wie |sehr |wirklich |das ist )?ärgerlich",
        "ärger(?=[ ,.!])(?= verst| nachv| ist)",
        "enttäuschend\\w*",
        "unser (?:fehler|versäumnis)",
        "frustrierend",
        "unangenehm",
        "darf nicht (?:sein|passieren)",
        "hätte nicht (?:passieren|geschehen)",
    ),
    blames=(
        Phrase(
            any_phrase(
                "wie (?:ich|wir)(?: ihnen| dir| euch)?(?: \\w+){0,2}(?: bereits| schon"
                "| mehrfach)+(?: \\w+)? (?:gesagt|mitgeteilt|geschrieben|erklärt|erwähnt)(?: habe| haben| hatte)?,?",
                "wie (?:bereits|schon) (?:mehrfach |oft |mehrmals )?(?:gesagt|erwähnt|erklärt|mitgeteilt"
                "|geschrieben),?",
                "wie (?:sie|du) wissen (?:müssten|sollten),?",
                "offensichtlich",
                "offenkundig",
                "selbstverständlich nicht",
                "bekanntlich",
            ),
            cut=True,
        ),
        Phrase(
            any_phrase(
                "(?:sie|du|ihr) ha(?:ben|st|bt) (?:es )?(?:leider )?(?:versäumt|vergessen|unterlassen|nicht beachtet"
                "|nicht gelesen)",
                "hätten (?:sie|du)(?: \\w+){1,4}",
                "(?:sie|du) hätte(?:n|st)(?: \\w+){0,7} (?:müssen|sollen|können)",
                "ihr (?:eigener )?(?:fehler|problem|verschulden)(?=[ ,.!])",
                "(?:selbst|selber) schuld",
                "ihre (?:eigene )?schuld",
                "nicht unsere? (?:schuld|fehler|problem)",
                "wenn (?:sie|du)(?: \\w+){1,6} (?:gelesen|beachtet|geprüft|geschaut) (?:hätten|hättest)",
                "da(?:nn)? haben sie (?:etwas )?falsch",
                "(?:sie|du) ha(?:ben|st)(?: \\w+){0,3} (?:falsch|nicht richtig)(?: \\w+)? (?:gemacht|bedient"
                "|eingegeben|verstanden|gelesen)",
                "lesen sie (?:bitte )?(?:die|das)(?: \\w+){1,3} (?:genau|richtig|erst|noch einmal)",
            )
        ),
    ),
    familiar=any_phrase(
        "süße[rs]?",
        "schatz(?:i|ilein)?",
        "kumpel",
        "mein lieber",
        "meine liebe(?=[,.!])",
        "alter(?=[,!])",
        "digga",
        "bro",
        "hase(?=[,.!])",
        "mäuschen",
        "küsschen",
        "bussi",
        "herzchen",
        "hübsche[r]?(?=[,.!])",
        "knuddel\\w*",
        "hdl",
        "lol",
    ),
    waits=any_phrase(
        "(?:melden|melde)(?: ich| wir)?(?: uns| mich)(?: \\w+){0,4}",
        "(?:kommen|komme)(?: ich| wir)?(?: \\w+)? auf (?:sie|dich|euch) zu(?:ruck|rück)?",
        "kommen wieder auf (?:sie|dich|euch) zu",
        "(?:geben|gebe|sage|sagen)(?: ich| wir)? (?:ihnen|dir|euch)(?: \\w+){0,2} bescheid",
        "halten (?:wir )?(?:sie|dich|euch)(?: \\w+){0,3} (?:auf dem laufenden|informiert)",
        "(?:hören|hörst|hört)(?: sie| du)?(?: \\w+){0,3} von (?:uns|mir)",
        "werden (?:wir )?(?:sie|dich)(?: \\w+){0,3} (?:informieren|kontaktieren|benachrichtigen)",
        "informieren (?:wir )?(?:sie|dich)",
        "(?:bitte )?(?:um|noch) (?:etwas )?geduld",
    ),
    hears=any_phrase(
        "(?:hören|hörst|hört)(?: \\w+){0,6} von (?:uns|mir)",
        "melde[nt]?",
        "antwort\\w*",
        "bescheid",
        "(?:schreibe|schicke|sende|rufe|sage|gebe|erkläre)(?: \\w+){0,3}",
        "(?:schreiben|rufen|antworten)(?: wir)?",
        "auf (?:sie|dich) zu",
        "bekommen sie(?: \\w+){0,4} von mir",
        "rückmeldung",
    ),
    timed=any_phrase(
        "sobald",
        "wenn",
        "nachdem",
        "bevor",
        "falls",
        "bis (?!bald|dann)\\w+",
        "heute",
        "morgen(?: \\w+)?",
        "übermorgen",
        "gleich",
        "sofort",
        "umgehend",
        "(?:diese|nächste|kommende)[rsn]? (?:woche|tage?n?|stunde)",
        "(?:einer|eine) stunde",
        "(?:einem|ein) tag",
        "einer woche",
        "wenigen (?:minuten|stunden|tagen)",
        "\\d{1,2}(?::\\d\\d)? uhr",
        "\\d{1,2}:\\d\\d",
        "ende der woche",
        "im laufe (?:des|der)",
        "täglich",
        "\\d+ minuten",
        "mittag",
        "vormittag",
        "nachmittag",
        "abend",
    ),
    promises=(
        Promise(
            any_phrase(
                _WE + " (?:werden?|erstatte[nt]?)(?: \\w+){0,7}(?: (?:erstatten|zurückzahlen|zurückerstatten"
                "|zurücküberweisen))",
                _WE + " erstatte[nt]?",
                "(?:erstatten|erstatte) (?:wir|ich)",
                "(?:sie|du) (?:bekommen|erhalten|bekommst|erhältst)(?: \\w+){0,4} (?:geld|betrag"
                "|preis)(?: \\w+)? (?:zurück|erstattet)",
                _WE + " zahlen(?: \\w+){0,4} zurück",
            ),
            any_phrase("erstatt\\w*", "rückerstatt\\w*", "zurück\\w*", "gutschrift", "angewiesen"),
        ),
        Promise(
            any_phrase(
                _WE + " (?:geben|gewähren|schenken|bieten|spendieren|gebe|schenke|gewähre)(?: \\w+){0,4} (?:rabatt"
                "|gutschein|geschenk|nachlass|gutschrift|etwas|bonus)",
                _WE + " werden(?: \\w+){0,6} (?:entschädigen|schenken|gutschreiben|erlassen)",
                "(?:sie|du) (?:bekommen|erhalten|bekommst|erhältst)(?: \\w+){0,3} (?:rabatt|gutschein|geschenk"
                "|nachlass|gutschrift)(?: von uns)?",
            ),
            any_phrase(
                "rabatt\\w*",
                "gutschein\\w*",
                "geschenk\\w*",
                "nachlass",
                "gutschrift\\w*",
                "kulanz\\w*",
                "entschädig\\w*",
            ),
        ),
        Promise(
            any_phrase(
                _WE + " (?:schicken|senden|schicke|sende)(?: \\w+){0,3} (?:kostenlos |gratis |gern )?(?:einen?|ein"
                "|eine) (?:neue[nsr]?|andere[nsr]?|ersatz\\w*)",
                _WE + " ersetzen",
                _WE + " werden(?: \\w+){0,6} (?:ersetzen|austauschen|umtauschen)",
            ),
            any_phrase("ersetz\\w*", "ersatz\\w*", "(?:um|aus)tausch\\w*", "neue[nsr]?"),
        ),
        Promise(
            any_phrase(
                _WE + " (?:garantiere|verspreche|versichere|garantieren|versprechen)n?(?! nicht)",
                "(?:garantiere|verspreche|garantieren|versprechen) (?:ich|wir)",
                "(?:mein|unser) wort",
                "garantiert(?! nicht)(?= \\w+)",
                "(?:das|so etwas|dies) (?:wird|kommt)(?: \\w+){0,2} (?:nie|nicht) (?:wieder|mehr)(?: \\w+)?",
                "auf jeden fall (?:klappen|funktionieren|bekommen)",
            ),
            any_phrase("garanti\\w+", "versprech\\w+", "zugesagt"),
        ),
    ),
    asks=any_phrase(
        "(?:ich|wir) (?:möchte|möchten|würde|würden|will|wollen|wüsste|wüssten)(?: \\w+){0,3} (?:wissen|gern)(?=,)",
        "ich frage mich",
        "(?:bitte )?(?:sagen|sag|teilen|erklären) sie? (?:mir|uns)(?: bitte| mit)?,? (?:wie|wann|wo|ob|welche\\w*|was"
        "|wer)",
    ),
    rhetorical=any_phrase(
        "und so (?:gehen|behandeln)",
        "so geh(?:en|t)",
        "(?:ist das|soll das) (?:ihr|ein|euer)(?: \\w+)? (?:ernst|witz|scherz)",
        "was soll das",
        "wie können sie",
        "warum",
        "wieso",
        "oder\\?",
        "wie geht es",
        "glauben sie",
        "denken sie",
        "sind sie noch",
    ),
    when=any_phrase("wann", "wie (?:lange|bald|schnell|viele tage)", "bis wann", "um wie viel uhr"),
    cost=any_phrase(
        "wie ?viel", "was kostet", "bezahlen", "zahlen", "kosten", "gebühr\\w*", "beitrag\\w*", "preis\\w*", "bezahlt"
    ),
    free=any_phrase(
        "kostenlos",
        "gratis",
        "umsonst",
        "kostenfrei",
        "kostet",
        "nichts zu (?:be)?zahlen",
        "\\w*zahl\\w*",
        "abgebucht",
        "gebühr\\w*",
        "beitrag\\w*",
    ),
    how=any_phrase(
        "wie (?!lange|bald|viel|schnell|oft|geht es)\\w+",
        "was (?:kann|soll|muss|können|sollen|müssen) (?:ich|wir)",
        "wo (?:kann|muss|soll|melde|finde) ich",
    ),
    steps=any_phrase(
        "bitte",
        "(?:öffnen|klicken|tippen|wählen|gehen|drücken|nehmen|schicken|melden|stellen|stecken|geben|legen|aktivieren"
        "|schalten|rufen|laden|drucken|kleben) sie",
        "unter",
        "können sie",
        "kannst du",
        "(?:öffnest|schick|leg|nimm|kleb|klick|tipp|geh) \\w+",
        "du",
    ),
    common=frozenset(
        "der die das und ist ich sie ihr wie was wer von mit auf aus bei für zum zur den dem des ein man mir uns wir "
        "bin hat bis nur mal gar prüfen helfen schauen tun machen aber alle allem allen aller alles also andere auch "
        "bitte dann dass dein deine deinen denn deren dich diese diesem diesen dieser dieses dort eben"
        " eine einem einen einer eines etwas euch euer gern gerne gibt habe haben hallo hatte hier ihnen ihre ihrem "
        "ihren ihrer immer jetzt kann kein keine keinen"
        " können könnte könnten leider machen mehr mein meine meinem meinen meiner mich muss müssen nach nicht noch "
        "nur oder ohne schon sehr sein seine seit"
        " sich sind soll tage über unser unsere unter viel vielen vom wann warum was wegen weil wenn werde werden "
        "wieder wird wollen wurde würde"
        " zwischen zum zur guten tag danke ".split()
    ),
    hello="Guten Tag,\n\n",
    sorry="Es tut mir leid, dass Sie diese Umstände haben.",
    formal=re.compile(r"(?<!\w)(?:Ihnen|Ihre[nmrs]?)(?!\w)|(?<=\w )Sie(?!\w)|^Sie(?!\w)"),
    informal=any_phrase("du", "dich", "dir", "dein(?:e[nmrs]?)?"),
)
