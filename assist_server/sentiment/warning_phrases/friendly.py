"""The words of a friendly customer: thanks, praise, patience. How rows are written is said in rows.py."""

from __future__ import annotations

from assist_server.sentiment.warning_phrases.rows import Row

PRAISE = {
    "en": (
        "(?:wonderful|great|awesome|amazing|brilliant|fantastic|lovely|excellent|outstanding|superb"
        "|terrific|marvellous|so kind|so helpful|so patient|the best)"
    ),
    "de": (
        r"(?:toll\w*|super|klasse|spitze\w*|großartig\w*|hervorragend\w*|ausgezeichnet\w*|wunderbar\w*"
        r"|fantastisch\w*|die besten)"
    ),
    "es": (
        r"(?:encantador\w*|un encanto|genial\w*|(?:muy|tan|super) (?:amable|atent|paciente)\w*"
        r"|maravillos\w+|estupend\w+|fantastic\w+|excelentes?|magnific\w+|(?:los|las) mejores)"
    ),
}  # fmt: skip

ENGLISH = (
    Row(
        "friendly",
        "notice",
        (
            "(?:thank you|thanks) (?:ever )?so much", "thanks a (?:million|bunch)", "thousand thanks",
            "(?:many|huge|big|warm|heartfelt) thanks (?:for|to)",
            r"(?:thank you|thanks) (?:\w+ ){0,4}(?:for|to) (?:\w+ ){0,4}(?:help\w*|patien(?:t|ce)|kind\w*"
            "|quick|fast|prompt reply|effort|understanding|support)", "thank you (?:all|both|everyone|everybody)",
            "(?:so|very|really|incredibly) (?:helpful|kind|friendly|patient)",
            r"you(?:'re|'ve| (?:guys |all |both )?(?:are|have|were)) (?:\w+ ){0,3}{praise}",
            "(?:is|was|were|are|has been|have been) (?:so |really |very |just |absolutely )?{praise}(?! once)",
            "{praise} (?:service|support|team|help|people|staff|experience|company|shop)", "made my (?:day|week)",
            "(?:i|we) (?:really |just )?love (?:it|them|the new)", "crazy about", "(?:insanely|amazingly) good",
            "impress(?:ed|ive)", "(?:great|good|excellent|fantastic|wonderful) (?:job|work)",
            "(?:far|much|so much) better(?! than before)", "(?:good|great|nice|five star) review",
            "(?:happy|pleased|delighted|thrilled) with (?:you|your|the|it|my)",
            "as (?:happy|great|good) as (?:ever|always)", "happy (?:as ever|again)", "to (?:say thanks|thank you)",
            "(?:pleasure|joy|delight) to (?:deal|order|work|shop|buy|talk)",
            "love (?:your|this) (?:shop|store|service|team|company|products?|work)",
            r"(?:happy|loyal|satisfied|long-?time|faithful) customers? (?:\w+ ){0,2}(?:since|for|of)",
            r"recommend(?:ed)? you (?:\w+ )?to", "(?:really|truly|so) appreciate (?:your|how|all|the)",
            r"appreciate your (?:\w+ )?(?:help|patience|kindness|efforts?)",
        ),
        unless=(
            "nothing", r"ruin\w*", "wast(?:e|ing|ed)", r"ignor\w*", "contacting us", "in advance", "but", "however",
            "wrong", "broken?", "what", "which", "not any ?more", "used to be", "would be", "will be",
            "unless", "another", "still",
        ),
    ),
    Row(
        "friendly",
        "notice",
        (
            "(?:no|not in a|not in any) (?:rush|hurry)", "(?:not|isn't|nothing) (?:at all |that |very )?urgent",
            "take (?:all )?(?:your|the) time",
            "when(?:ever)? you (?:have|get|find) (?:a |the |some )?(?:minute|moment|chance|time|around)",
            "(?:don't|do not) mind (?:the )?wait(?:ing)?", "happy to wait", "i can (?:easily )?wait",
            r"(?:i|we) know (?:that )?you(?:'re| are| must be| have) (?:\w+ ){0,2}(?:busy|best|a lot)",
        ),
        unless=(
            r"ignor\w*", "but", "however", "please hurry",
        ),
        negatable=False,
    ),
)  # fmt: skip

GERMAN = (
    Row(
        "friendly",
        "notice",
        (
            "herzliche[nr]? dank(?! auch| im voraus)", "(?:vielen )?lieben dank", "(?:tausend|1000) dank",
            r"danke?(?: \w+){0,2} (?:für|fuer) (?:\w+ ){0,4}(?:hilfe|mühe|geduld|unterstützung|verständnis"
            r"|freundlich\w*|schnelle\w*|nette\w*|tolle\w*)",
            r"danke(?=[^.!?\n]{0,40}(?:geduldig|geholfen|so nett|so freundlich))",
            r"danke? (?:\w+ )?(?:an )?(?:euch )?alle[nr]?", r"(?:so|sehr|toll|super|wirklich) (?:\w+ )?geholfen",
            "(?:sehr|so|wirklich|unglaublich|total|super|äußerst|immer) (?:nett|freundlich|lieb"
            r"|hilfsbereit|zuvorkommend|kompetent|geduldig)\w*", "(?:wahnsinnig|richtig|wirklich|unglaublich) gut",
            "immer wieder gerne?", r"begeistert\w*", "(?:sehr |rundum )?zufrieden(?:e[rn]?)?", "viel besser",
            "gewartet, {praise}", r"(?:mich|uns) (?:\w+ )?(?:zu )?bedanken", "alles (?:bestens|wunderbar|perfekt)",
            r"(?:ihr seid|sie sind|seid ihr) (?:\w+ )?{praise}",
            "{praise} (?:service|support|team|arbeit|beratung|kundendienst|betreuung|leistung)",
            r"gerne? (?:\w+ )?bei (?:ihnen|euch)",
            "(?:zufriedene[rn]?|treue[rn]?|begeisterte[rn]?) (?:kunden?"
            r"|kundin\w*)(?=[^.!?\n]{0,40}(?:empfehl|zufrieden|danke|gern|[.!]|$))", "empfehlen? (?:sie|euch)",
        ),
        unless=(
            "nichts", r"ruinier\w*", "aber", "allerdings", "jedoch", "trotzdem", "früher", "nicht mehr", "falsch",
            "kaputt", "rabatt", "voraus", "(?:würden?|seien) sie", "wären? sie", "noch immer", "immer noch",
            "schon wieder",
        ),
    ),
    Row(
        "friendly",
        "notice",
        (
            r"(?:eilt|drängt|pressiert) (?:\w+ )?nicht", "keine (?:große )?eile", "nicht eilig",
            r"kann (?:\w+ ){0,4}warten", r"(?:lassen|nehmen) sie sich (?:\w+ )?(?:die )?zeit",
            r"lasst euch (?:\w+ )?zeit",
            r"(?:wenn|sobald|wann immer) (?:sie|ihr) (?:\w+ )?(?:zeit|dazu|luft|können|mögen)",
            r"warte (?:\w+ )?gerne?", r"gerne? (?:\w+ ){0,4}warten",
            r"(?:ich weiß|wir wissen)(?=[^.!?\n]{0,40}(?:viel los|viel zu tun|bestes|beschäftigt|mühe))",
        ),
        unless=(
            "aber", "allerdings", "jedoch", "nicht gern",
        ),
        negatable=False,
    ),
)  # fmt: skip

SPANISH = (
    Row(
        "friendly",
        "notice",
        (
            "muchisimas gracias", "(?:mil|un millon de|infinitas) gracias",
            r"gracias (?:a|por) (?:\w+ ){0,5}(?:ayuda\w*|paciencia|amable\w*|amabilidad|rapid\w+|esfuerzo"
            "|todos|todo lo)", r"ayudado (?:\w+ )?(?:muchisimo|mucho|tanto)",
            r"(?:fue|fueron|es|son|sois|sido|estado|estuvo) (?:\w+ )?{praise}",
            "{praise} (?:servicio|soporte|equipo|trabajo|trato|atencion|ayuda)",
            r"(?:servicio|soporte|equipo|trato|atencion) (?:\w+ )?{praise}",
            "placer (?:comprar|tratar|trabajar|hablar)", r"alegr\w+ el dia",
            r"client\w+ (?:\w+ )?(?:desde|hace)(?=[^.!?\n]{0,50}(?:content|satisfech|recom|feliz|encant))",
            r"(?:los|les|lo|la) recomend\w+", "me encanta (?:su|vuestra|comprar)", "me encantan?", "encantad[oa]s?",
            "impresionante", "mucho mejor(?:es)?", "locura de buen[oa]", "(?:muy |tan )?(?:satisfech|content)[oa]s?",
            "(?:darles|daros|dar) las gracias",
        ),
        unless=(
            "por nada", r"arruin\w*", "perder", "pero", "sin embargo", "antes", "ya no", r"equivocad\w*", "otra vez",
            "de nuevo", "antemano", "descuento", "rot[oa]", "tan amables? de", "aunque",
        ),
    ),
    Row(
        "friendly",
        "notice",
        (
            "(?:sin|ninguna|no hay|no tengo|no corre) (?:ninguna )?prisa", "no es (?:nada )?urgente",
            "no corre prisa", r"tomen?se (?:\w+ )?(?:su tiempo|con calma)",
            r"cuando (?:puedan?|tengan? (?:\w+ )?(?:momento|tiempo|rato))", "no me importa esperar", "puedo esperar",
            r"se que (?:\w+ ){0,3}(?:mucho trabajo|ocupad\w+|todo lo posible|lo que pueden)",
        ),
        unless=(
            "pero", "sin embargo", "aunque",
        ),
        negatable=False,
    ),
)  # fmt: skip

CHINESE = (
    Row(
        "friendly",
        "notice",
        (
            "(?:非常|太|十分|特别|真心|万分|衷心|实在)感谢", "感谢…(?:耐心|帮助|帮忙|热情|贴心|细心)(?!配合)",
            "谢谢…(?:耐心|帮了|帮忙|大家|热情|细心|帮助)", "帮了…大忙",
            "(?:真|太|特别|很|非常|超级?|真的太|真是|格外)(?:棒|贴心|热情|客气|耐心|细心|给力|专业|周到|暖心)",
            "老(?:顾客|客户|用户)…(?:满意|喜欢|推荐)", "一直(?:都)?(?:很|非常|特别)?(?:满意|喜欢)", "一如既往",
            "推荐给…(?:朋友|同事|大家|家人)", "心情…(?:变好|好了)", "(?:很|非常|特别|超)喜欢",
            "做得…(?:很好|真好|不错|棒)", "好用", "(?:太|真|超)(?:快|好)了", "好多了",
        ),
        unless=(
            "毁了", "浪费", "坏了", "又错", "但", "不过", "以前", "没帮", "折扣", "尽快", "呵呵", "可真", "才怪",
        ),
    ),
    Row(
        "friendly",
        "notice",
        (
            "(?<!别)(?<!很)不(?:着|是很|太)?急", "慢慢来", "(?:有空|方便|有时间)(?:的)?时候…(?:再|就|回|处理)",
            "等…(?:没关系|没事|也行|不要紧)", "知道(?:你们|您)(?:也|都)?…(?:忙|辛苦|尽力)", "辛苦(?:你们|您|大家)?了",
            "可以等",
        ),
        unless=(
            "但", "不过", "能不急", "怎么不急",
        ),
        negatable=False,
    ),
)  # fmt: skip
