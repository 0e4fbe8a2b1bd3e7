"""How four languages say what was done for one customer, when, and for how much: one row a language or a thought."""

from __future__ import annotations

from assist_server.text.patterns import any_of, words

_DONE_EN = any_of(
    "(?:re)?opened|refunded|(?:re-?)?sent|issued|cancell?ed|changed|credited|added|put|blocked|attached|e?-?mailed"
    "|matched",
    "moved|extended|passed|forwarded|created|made|updated|(?:re)?booked|reset|removed|unlocked|(?:re)?activated"
    "|corrected",
    "filed|reported|raised|registered|transferred|checked|looked|found|seen|saw|asked|spoken|spoke|called|rung|rang",
    "arranged|ordered|started|placed|replaced|repaired|returned|paid|merged|deleted|closed|noted|switched|upgraded",
    "released|scheduled|triggered|requested|swapped|fixed|prepared|reserved|set|turned|told|informed|escalated"
    "|confirmed",
    "applied|waived|deducted|charged|shipped|posted|dispatched|scanned|delivered|received|collected|reimbursed|renewed",
    "processed|approved|taken|took|given|gave|let|got|gotten|written|wrote|notified|restored|linked|settled"
    "|verified|logged|done|ended|finished|stopped|freed|cleared|dropped|pulled",
)
_SOON_EN = "today|tomorrow|tonight|right now|this (?:morning|afternoon|evening|week)"
_THEIRS_EN = (
    "your|yours|it|they|both|all|the (?:parcel|package|order|refund|money|amount|payment|charge|item|part"
    "|replacement|label|card)"
)
_ADVERB_EN = "(?:just|already|now|also|therefore|then|both|all|gladly|fully)"
ACTS_EN = any_of(
    rf"\b(?:I|we)(?:['’]ve| have|['’]d| had)?(?: {_ADVERB_EN}){{0,2}} {_DONE_EN}\b",
    rf"\b(?:I|we)\b[^.!?;]{{0,60}} and have {_DONE_EN}\b",
    rf"(?<!nothing )\b(?:has|have) (?:{_ADVERB_EN} )?been (?:{_ADVERB_EN} )?{_DONE_EN}\b",
    rf"\b(?:{_THEIRS_EN})\b[^.!?:]{{0,40}}\b(?:was|were) (?:(?:last|just|already|never|not|only) )?{_DONE_EN}\b",
    r"\b(?:ended|done|changed|cancelled|added|sent|refunded|switched off) just now\b|\bWhat I['’]ve done\b",
    r"^\W*(?:changed|done|sent|cancelled|refunded|added|fixed|removed|booked)[.!]",
    r"\byour (?:last )?(?:order|parcel|refund|payment|charge|purchase) (?:is|was) (?:from|on)\b",
    r"\b(?:yours?|it|they|parcel) left\b",
    r"\b(?:is|are)(?: now| already)? (?:on (?:its|the|their) way|attached|in (?:the|your) mail)\b",
    r"\b(?:is|are) (?:now|already|back|again)(?: \w+)? (?:active|open|unlocked|blocked|closed|cancelled|available)\b",
    r"\b(?:leaves|goes|ships|is going|are going|(?<=[a-z] )leave|(?<=[a-z] )go out)\b"
    rf"[^.!?]{{0,60}}\b(?:{_SOON_EN})\b",
    r"\bleft (?:our|the|your)\b|\b(?:arrived|came in) (?:with us|here|at our)\b",
    r"\bhas(?: not|n['’]t)? (?:left|arrived|moved)\b",
    r"\b(?:will|['’]ll) (?:be with you|reach you|arrive|come by|come|get there|be there|be delivered) "
    r"(?:on|by|tomorrow|today|this|next)\b|\b(?:due|expected) (?:on|by|today|tomorrow)\b|\bon the van\b",
    r"\bI(?:['’]m| am) (?:just |now )?(?:sending|refunding|opening|adding|cancelling|crediting|attaching|posting)\b",
)
_PARTICIPLE = any_of(
    r"\w{0,12}ge(?!h|l[td]|rn|rade|gen|nau|nug|wiss|räte|burt|schäft|fallen\b)\w{2,12}(?:t|en)",
    r"(?:ver|er|be|ent|zer|über|unter)(?!reits|i\b|st\b|triebs|gleich|sonder|stell(?:en|t)\b)\w{2,14}(?:t|en)"
    r"|\w{2,14}iert",
)
ACTS_DE = any_of(
    rf"\b(?:(?:ich|wir) (?:habe|haben)|(?:habe|haben) (?:ich|wir))\b[^.!?]{{1,120}}?\b(?-i:{_PARTICIPLE})\b",
    rf"\b(?:Ihre?|Deine?)\b[^.!?,]{{0,60}}\b(?:ist|sind)\b[^.!?,]{{0,60}}?"
    rf"\b(?-i:{_PARTICIPLE}|unterwegs|auf dem Weg)\b(?! werden)",
    rf"\b(?:wurden?|worden)\b[^.!?]{{0,60}}?\b(?-i:{_PARTICIPLE})\b|\b(?:ist|sind) seit\b",
    r"^\W*(?:erledigt|geändert|storniert|gesendet|gebucht|korrigiert)[.!]",
    r"\b(?:geht|gehen|verlässt|kommt|kommen)\b[^.!?]{0,40}\b(?:heute|morgen|noch heute|am \[date\])",
    r"\b(?:hängt|hängen)\b[^.!?]{0,20}\ban\b|\b(?:liegt|liegen)\b[^.!?]{0,20}\bbei\b|\bim anhang\b|\bangehängt\b",
    r"\bist (?:unterwegs|raus)\b",
)
_DONE_ES = r"\w{2,14}(?:ado|ido)|hecho|puesto|abierto|visto|escrito|dicho|vuelto|devuelto|resuelto"
ACTS_ES = any_of(
    rf"\b(?:he|hemos)\b(?: (?:ya|también|además))? (?:{_DONE_ES})\b|\b(?:acabo|acabamos) de\b",
    r"\b(?:su|tu|el (?:paquete|pedido|importe|reembolso|dinero)|la (?:etiqueta|pieza))\b[^.!?]{0,40}"
    rf"\b(?:ha|han) (?:sido )?(?:{_DONE_ES})\b",
    r"\b(?:enviamos|mandamos|devolvemos)\b[^.!?]{0,30}\bhoy\b|^\W*(?:hecho|listo|enviado|cancelado|cambiado)[.!]",
    r"\b(?:le|te|les|os) (?:adjunto|adjuntamos|envío hoy|acaba de)\b|\b(?:va|van) adjunt[oa]s?\b",
    r"\b(?:está|están) en camino\b|\b(?:sale|salen|irá|llega|llegará|vendrá)\b[^.!?]{0,40}\b"
    r"(?:hoy\b|mañana\b|el \[date\])",
    r"\b(?:salió|llegó|se envió|se entregó|se quedó|último movimiento)\b",
    r"\b(?:envié|reembolsé|abrí|cambié|cancelé|pedí|añadí|anulé|hablé|miré|revisé)\b",
    r"\b(?:su|tu|la|el) \w+(?: \w+)? ya (?:está|ha|han)\b|\bya (?:está|están) (?:\w{2,14}(?:ad|id)[oa]s?|listo)\b",
)
ACTS_ZH = any_of(
    "(?:我们?|系统|仓库)(?:已|刚)|已经?(?:为您|帮您|给您)?"
    + any_of(
        "退款|退回|发出|寄出|取消|修改|改|作废|重置|补发|补偿|安排|登记|更新|提交|转|联系|添加|解锁|开通|入库|撤销|处理"
    )
    + "|刚刚|刚才|查到了|核对无误|在附件里|已附上|在路上了?|已在途中",
    r"(?:今天|明天|\[date\])[^。！？\n]{0,12}(?:发出|寄出|发货|到货|到达|送达|上门)|(?:离开|到达)(?:了)?(?:我们的?)?(?:仓库|\w{2,6})",
    "为您(?:退款|补发|取消|修改|更换)了",
)
CONDITION = any_of(
    words("if|once|when|whenever|as soon as|unless|until|before|after(?! all)|in case|should you|would you|shall i"),
    words("wenn|falls|sobald|nachdem|bevor|sofern|bis|solange|soll ich|würde"),
    words("si|cuando|una vez|en cuanto|después de que|hasta que|antes de que|siempre que"),
    "如果|若|一旦|当[^。，]{1,20}时|以后|之后|收到后|的话",
)

MONTH_EN = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    "|Nov(?:ember)?|Dec(?:ember)?)"
)
MONTH_DE = "(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
MONTH_ES = "(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|setiembre|octubre|noviembre|diciembre)"
WEEKDAY = any_of(
    "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Diens|Donners|Frei|Sams|Sonn)tag|Mittwoch|Sonnabend",
    "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
)
AMOUNT_WORD = "(?:EUR|USD|GBP|CHF|CNY|RMB|euros?|dollars?|pounds?|pesos|yuan|欧元|元|块|美元|英镑)"
POINTS = r"(?:Fern |bonus |reward )?(?:points?|Punkten?|puntos|积分|miles|Meilen|millas)"

# What is told in the past tense beside a date or a number of the customer's is a report as well.
PAST = any_of(
    r"\b(?:was|were|had|went|came|sat|ran|got|missed|stuck|took|left|bounced|has been|have been|arrived|\w{3,}ed)\b",
    r"\b(?:war|waren|wurden?|hatten?|ging|kam|lag|blieb|\w{3,}(?:elte|erte|igte|chte|ckte|lte|mte))\b",
    r"\b(?:fue|era|había|estaba|llegó|salió|\w{3,}ó)\b",
    "了|已",
)
