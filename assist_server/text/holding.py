"""Which sentences of a reply carry an answer: not "let me check", not "sorry", not a request for details."""

from __future__ import annotations

import re
from enum import Enum

from assist_server.text.patterns import any_of, bounded, words


class Part(Enum):
    """What one sentence of a reply does."""

    ANSWER = "answer"
    HOLDING = "holding"  # "let me check", "one moment", "we will get back to you"
    REQUEST = "request"  # "please send us your order number"
    COURTESY = "courtesy"  # thanks and joy: an answer to praise, none to a question
    EMPTY = "empty"  # apologies and offers of further help


_SENTENCE = bounded(r"[^.!?。！？\n]{1,2000}+(?:[.!?]+(?=\s|$|[\"')\]])|[。！？\n]|[.!?])?")

_CHECKING_EN = any_of(
    "check(?:ing)?(?: on)?|look(?:ing)? (?:in)?to|look(?:ing)? (?:this|that|it) up|find(?:ing)? out|see what",
    "investigat(?:e|ing)|review(?:ing)?|get(?:ting)? back to|be right (?:back|with)|follow(?:ing)? up|ask(?:ing)?",
    "forward(?:ing)?|pass(?:ing)?|escalat(?:e|ing)|update you|keep you (?:posted|updated)|let you know",
)
_CHECKING_DE = any_of(
    "prüfen|klären|nachsehen|nachschauen|nachfragen|anschauen|ansehen|weiterleiten|weitergeben|recherchieren",
    "(?:bei (?:ihnen|dir) )?melden",
)
_CHECKING_ES = any_of(
    "revis(?:ar|ando)|comprob(?:ar|ando)|verific(?:ar|ando)|consult(?:ar|ando)|mir(?:ar|ando)|investig(?:ar|ando)|ver",
    "averigu(?:ar|ando)",
)
_HOLDING = bounded(
    any_of(
        words(r"let me|allow me to|(?:i|we)(?:'ll| will|'m| am|'re| are)(?: going to)?")
        + r"[^.!?]{0,40}?\b"
        + _CHECKING_EN,
        words(
            "(?:one|a|1|just a|give me a) (?:moment|minute|second|sec)(?! time| try| pair| press| step)"
            "|bear with|hang on|hold on|stay tuned"
        ),
        words("please (?:stand by|wait (?:a|one|while))|forwarded (?:this|it|your)|here to help"),
        r"\bplease hold(?=\s*(?:[.,!?…]|$|on\b|the line\b|while\b|for (?:a|one) (?:moment|minute|second)\b))",
        words("we have (?:received|got) your|how (?:can|may) (?:i|we) (?:help|assist)"),
        words("someone|an agent|a colleague|(?:our|the) team")
        + r"[^.!?]{0,30}\b(?:will|is going to|should)\b[^.!?]{0,20}\b(?:contact|reply|respond|get back|be in touch)",
        words("ich|wir") + " (?:prüfen?|klären?|kläre|schauen?|recherchieren?|melden? (?:mich|uns))",
        words("werden?|muss|müssen") + r"[^.!?]{0,60}?\b" + _CHECKING_DE,
        words("leiten?|frage|fragen|gebe|geben") + r"[^.!?]{0,40}\b(?:weiter|nach)\b",
        words(
            "einen (?:moment|augenblick)|moment bitte|bitte (?:warten sie einen|gedulden)|wird sich[^.!?]{0,30}melden"
        ),
        words("haben (?:ihre|deine) (?:anfrage|nachricht) erhalten"),
        words("déjeme|déjame|permítame|permíteme|voy a|vamos a|estoy|estamos") + rf"[^.!?]{{0,20}}?\b{_CHECKING_ES}\b",
        words("(?:un|deme un|dame un) (?:momento|minuto|segundo)|se pondrá en contacto|hemos recibido (?:su|tu)"),
        words(r"(?:le|te|os|les) (?:aviso|avisaremos|contactaremos|informaremos|mantendr\w+)"),
        "稍等|稍候|等一下|等待片刻|已(?:经)?收到您的|(?:尽快|稍后)(?:回复|联系|答复)",
        "(?:我|我们)(?:先|马上|这就|正在|会|来)?(?:帮您|为您|去)?"
        + any_of("查一下|查询一下|核实|确认一下|看一下|查看一下", "跟进|反馈|转交|了解一下"),
    ),
    re.IGNORECASE,
)

_REQUEST = bounded(
    any_of(
        words("please|pls|plz|kindly|(?:can|could|would) you|(?:may|can) (?:i|we) (?:have|get)|feel free to")
        + r"[^.!?]{0,30}\b"
        + any_of(
            "dm|share|provide|tell (?:us|me)|give (?:us|me)|send (?:us|me|over)|let (?:us|me) know|message (?:us|me)",
            "follow us|reply with|specify|describe",
        ),
        words("(?:dm|pm) (?:us|me)|(?:send|shoot|drop) (?:us|me)|via dm|by dm|in a dm|we need (?:your|some|a few)"),
        words("(?:senden|schicken|teilen|nennen|geben|schreiben) sie (?:uns|mir)|schick (?:uns|mir)|per dm"),
        words("(?:könnten|können|würden) sie (?:uns|mir)|(?:kannst|könntest) du (?:uns|mir)"),
        words("envíe(?:nos|me)|envía(?:nos|me)|mánde(?:nos|me)|indíque(?:nos|me)|díga(?:nos|me)|facilíte(?:nos|me)"),
        words(r"(?:podría|puede|puedes|podrías) (?:enviar|decir|indicar|facilitar|confirmar|compartir)(?:nos|me)\w*"),
        words("por (?:md|dm|mensaje directo)"),
        "(?:请|麻烦|烦请)(?:您|你)?(?:先)?(?:提供|告知|告诉|发送|发给|确认一下|私信|描述|补充)",
        "(?:能否|可以|可否)(?:请您|麻烦您)?(?:提供|告知|告诉)|方便(?:提供|告知)",
    ),
    re.IGNORECASE,
)
_ADVICE = re.compile(
    words("have you tried|did you try|haben sie (?:schon|bereits)|hast du (?:schon|mal)|(?:ha|has) probado") + "|试过",
    re.IGNORECASE,
)

_OFFER = bounded(
    r"\A\W*"
    + any_of(
        "(?:please )?(?:let (?:us|me) know|feel free|don'?t hesitate|reach out)[^.!?]{0,60}"
        r"\b(?:if|any|further|else|anything|questions?)\b",
        "bei (?:weiteren |noch )?(?:rück)?fragen|(?:melden sie sich|meld dich)[^.!?]{0,40}(?:gerne|jederzeit)",
        "(?:quedo|quedamos|estamos) a (?:su|tu) disposición|no (?:dude|dudes) en|si (?:tiene|tienes)[^.!?]{0,30}dudas?",
        "(?:如果|如)?(?:您)?(?:还)?有(?:其他|任何)(?:问题|疑问)",
    ),
    re.IGNORECASE,
)
_EMPTY = bounded(
    r"\A\W*"
    + any_of(
        r"(?:(?:we'?re|we are|i'?m|i am|so|very|really|truly|we|i|our|my|sincerely?|deeply|please accept|again)\s){0,5}"
        r"(?:sorry|apologi[sz]e|apologies|understand(?: your| how| the)|hear (?:you|your)|regret|know (?:how|that))\b",
        r"(?:(?:es|das) tut (?:mir|uns)|(?:wir |ich )?(?:bitten? |entschuldig)|entschuldigung)",
        r"(?:(?:lo )?(?:siento|sentimos|lamento|lamentamos)|disculp[ea]|(?:le |te )?pedimos disculpas)\b",
        "(?:非常|很|十分|真的)?(?:抱歉|对不起)|理解您",
    ),
    re.IGNORECASE,
)
_COURTESY = bounded(
    r"\A\W*"
    + any_of(
        r"(?:(?:we'?re|we are|i'?m|i am|so|very|really|truly|we|i|always)\s){0,5}"
        r"(?:appreciate|glad|happy to hear|pleased to hear|thrilled|delighted)\b",
        r"(?:many )?thank(?:s| you)\b|(?:you'?re|you are) (?:very |most )?welcome\b(?! to)",
        r"(?:have a|enjoy|safe travels|take care|my pleasure|no problem|any ?time|cheers|great to hear|good to hear)\b",
        r"(?:congratulations|see you|looking forward)\b",
        r"(?:vielen dank|danke|gern geschehen|schönen|das freut|freut|wir wünschen|ich wünsche|willkommen)\b",
        r"(?:(?:muchas )?gracias|de nada|nos alegra|me alegra|que tenga|bienvenid[oa])\b",
        "感谢|谢谢|不客气|不用谢|很高兴|祝您|欢迎",
    ),
    re.IGNORECASE,
)

_DONE_EN = "refunded|replaced|credited|sent|issued|cancell?ed|updated|changed|fixed|reset|upgraded|extended"
_ACTION = bounded(
    any_of(
        "https?://",
        words("you can|you(?:'ll)? need to|click|go to|visit|open|select|choose|restart|reset|reinstall|uninstall"),
        words("call us|try|make sure|check (?:your|the|that)|refund|replacement|included|allowed|takes? \\d+"),
        words(rf"(?:we|i)(?:'ve| have) (?:{_DONE_EN})|(?:has|have) been (?:{_DONE_EN})"),
        words(
            "(?:sie können|du kannst)|(?:klicken|öffnen|gehen|wählen|starten|prüfen|setzen) sie|erstatt(?:et|en|ung)"
        ),
        words("(?:wurden?|haben) [^.!?]{0,40}(?:erstattet|storniert|geändert|versendet|verschickt|ersetzt)|ersatz"),
        words("puedes?|haga clic|haz clic|abr[ae]|vaya|ve a|selecciona|seleccione|reinici[ae]|reembolso|sustitución"),
        words("hemos (?:reembolsado|enviado|cancelado|cambiado|actualizado)"),
        "[您你]可以|请(?:点击|打开|选择|进入|重启|重新|前往|更新)|退款|补发|已(?:为您|经)?(?:取消|修改|重置|更新)",
    ),
    re.IGNORECASE,
)


def parts(text: str) -> list[tuple[Part, str]]:
    """Split a reply into sentences and say of each what it does."""
    sentences = (found.group().strip() for found in _SENTENCE.finditer(text))
    return [(_part(sentence), sentence) for sentence in sentences if any(map(str.isalnum, sentence))]


def has_action(text: str) -> bool:
    """Say whether the reply tells what to do or what was done."""
    return _ACTION.search(text) is not None


def _part(sentence: str) -> Part:
    if _OFFER.match(sentence) or _EMPTY.match(sentence):
        return Part.EMPTY if not _REQUEST.search(sentence) or _OFFER.match(sentence) else Part.REQUEST
    if _REQUEST.search(sentence):
        return Part.REQUEST
    if _HOLDING.search(sentence):
        return Part.HOLDING
    if sentence.endswith(("?", "？")) and not _ADVICE.search(sentence):
        return Part.REQUEST
    return Part.COURTESY if _COURTESY.match(sentence) else Part.ANSWER
