"""Which sentences of a reply carry an answer: not "let me check", not "sorry", not a request for details."""

from __future__ import annotations

import re
from enum import Enum


class Part(Enum):
    """What one sentence of a reply does."""

    ANSWER = "answer"
    HOLDING = "holding"
    REQUEST = "request"
    COURTESY = "courtesy"  # thanks and joy: an answer to praise, none to a question
    EMPTY = "empty"  # apologies and offers of further help


_SENTENCE = re.compile(r"[^.!?。！？\n]+(?:[.!?]+(?=\s|$|[\"')\]])|[。！？\n]|[.!?]|$)")
_HOLDING = re.compile(
    r"\b(?:let me|allow me to|i'?ll|i will|i'?m going to|we'?ll|we will|we are|we'?re|i'?m|i am|currently"
    r"|just)\b[^.!?]{0,40}?\b(?:check(?:ing)?|look(?:ing)? into|look(?:ing)? (?:this|that|it) up|"
    r"find(?:ing)? out|investigat(?:e|ing)|review(?:ing)?|get(?:ting)? back to|be right (?:back|with)"
    r"|follow(?:ing)? up|see what|ask(?:ing)?|forward(?:ing)?|pass(?:ing)?|escalat(?:e|ing)|update you"
    r"|keep you (?:posted|updated)|let you know)\b"
    r"|\b(?:one|a|1|just a|give me a) (?:moment|minute|second|sec)\b|\b(?:bear with|hang on|hold on|stay tuned"
    r"|please (?:wait|hold|stand by))\b|\bwe (?:are|have) (?:received|got) your\b|\bforwarded (?:this|it|your)\b"
    r"|\b(?:someone|an agent|a colleague|our team|the team)\b[^.!?]{0,30}\b(?:will|is going to"
    r"|should)\b[^.!?]{0,20}\b(?:contact|reply|respond|get back|be in touch|reach)\b|\bhere to help\b|\bhow (?:can"
    r"|may) (?:i|we) (?:help|assist)\b"
    r"|\b(?:ich|wir) (?:prüfe|schaue|kläre|sehe|melde|frage|leite|werde|werden|prüfen|schauen|klären|melden|fragen"
    r"|leiten)\w*\b[^.!?]{0,60}?(?:\bnach|\bprüfen|\ban\b|\bmich\b|\buns\b|\bweiter|\bprüfe\b|\bkläre\b|\bklären\b"
    r"|\bfür sie\b|\bdas\b)"
    r"|\b(?:einen|ein) (?:moment|augenblick)\b|\bmoment bitte\b|\bbitte (?:warten|gedulden)\b|\bhaben ihre (?:anfrage"
    r"|nachricht) erhalten\b|\bwird sich\b[^.!?]{0,30}\bmelden\b"
    r"|\b(?:déjeme|déjame|permítame|permíteme|voy a|vamos a|estoy|estamos)\b[^.!?]{0,20}?\b(?:revisar|comprobar"
    r"|verificar|consultar|mirar|revisando|comprobando|verificando|consultando|investigar|ver)\b|\b(?:un|deme un"
    r"|dame un) (?:momento|minuto|segundo)\b"
    r"|\b(?:le|te|os|les) (?:aviso|avisaremos|contactaremos|informaremos|mantendr\w+)\b|\bhemos recibido (?:su|tu)\b"
    r"|\bse pondrá en contacto\b"
    r"|(?:请|您)?(?:稍等|稍候|等一下|等待片刻)|(?:我|我们)(?:先|帮您|为您|马上|这就|正在|会|来)?(?:帮您|为您|去|先)?(?:查一下|查询一下|核实|确认一下|看一下|查看一下|跟进|反馈"
    r"|转交|了解一下)|已(?:收到|经收到)您的|(?:会|将)?(?:尽快|稍后)(?:回复|联系|答复)",
    re.IGNORECASE,
)
_REQUEST = re.compile(
    r"\b(?:please|pls|plz|kindly|can you|could you|would you|may (?:i|we) have|can (?:i|we) (?:have|get)"
    r"|feel free to)\b[^.!?]{0,30}\b(?:dm|send|share|provide|give|tell|confirm|let (?:us|me) know|message|follow"
    r"|reply|specify|describe)\b"
    r"|\b(?:dm|pm) (?:us|me)\b|\b(?:send|shoot|drop) (?:us|me)\b|\bvia dm\b|\bby dm\b|\bin a dm\b|\bwe need (?:your"
    r"|the|some|a few)\b"
    r"|\b(?:bitte )?(?:senden|schicken|teilen|nennen|geben|schreiben) sie uns\b|\b(?:könnten|können"
    r"|würden) sie (?:uns|mir|bitte)\b|\bkannst du (?:uns|mir)\b|\bschick uns\b|\bper dm\b"
    r"|\b(?:por favor,? )?(?:envíenos|envíanos|mándenos|indíquenos|indíqueme|díganos|facilítenos|compártanos"
    r"|escríbanos)\b|\b(?:podría|puede|puedes|podrías) (?:enviar|decir|indicar|facilitar|confirmar|compartir)\w*\b"
    r"|\bpor (?:md|dm|mensaje directo)\b"
    r"|(?:请|麻烦|烦请)(?:您|你)?(?:先)?(?:提供|告知|告诉|发送|发给|确认|私信|描述|补充)|(?:能否|可以|可否)(?:请您|麻烦您)?(?:提供|告知|告诉)|方便(?:提供|告知)",
    re.IGNORECASE,
)
_EMPTY_WORDS = (
    r"(?:(?:we'?re|we are|i'?m|i am|so|very|really|truly|we|i|our|my|sincerely?|deeply|please accept|again)\s){0,5}"
    r"(?:sorry|apologi[sz]e|apologies|understand(?: your| how| the)|hear (?:you|your)|regret|know (?:how|that))\b",
    r"(?:let us know|let me know|feel free to|don'?t hesitate|please (?:let|feel free|don'?t hesitate))",
    r"(?:(?:es|das) tut (?:mir|uns)|(?:wir |ich )?(?:bitten|entschuldig)|entschuldigung|bei (?:weiteren )?(?:rück)?fragen)\b",
    r"(?:lo (?:siento|sentimos|lamento|lamentamos)|lamento|lamentamos|disculpe|disculpa|(?:le |te )?pedimos disculpas)\b",
    r"(?:quedo|quedamos|no dude)\b|(?:非常|很|十分|真的)?(?:抱歉|对不起)|理解您",
)
_EMPTY = re.compile(rf"^\W*(?:{'|'.join(_EMPTY_WORDS)})", re.IGNORECASE)
_COURTESY_WORDS = (
    r"(?:(?:we'?re|we are|i'?m|i am|so|very|really|truly|we|i|always)\s){0,5}"
    r"(?:appreciate|glad|happy to hear|pleased to hear|thrilled|delighted)\b",
    r"(?:many )?thank(?:s| you)\b|(?:you'?re|you are) (?:very |most )?welcome\b(?! to)|(?:have a|enjoy|safe travels|take care)\b",
    r"(?:my pleasure|no problem|any ?time|cheers|great to hear|good to hear|congratulations|see you|looking forward)\b",
    r"(?:vielen dank|danke|gern geschehen|gerne?|schönen|das freut|freut|wir wünschen|ich wünsche|willkommen)\b",
    r"(?:(?:muchas )?gracias|de nada|nos alegra|me alegra|que tenga|bienvenid[oa])\b|感谢|谢谢|不客气|不用谢|很高兴|祝您|欢迎",
)
_COURTESY = re.compile(rf"^\W*(?:{'|'.join(_COURTESY_WORDS)})", re.IGNORECASE)
_ACTION = re.compile(
    r"https?://|\b(?:you can|you'?ll need to|you need to|please (?!dm|send|let|share|provide|follow|feel|accept|wait"
    r"|hold)|click|go to|visit|open|select|choose|restart|reset|reinstall|update|uninstall|call us|try|make sure"
    r"|check (?:your|the|that)"
    r"|we(?:'ve| have) (?:refunded|replaced|credited|sent|issued|cancelled|canceled|updated|changed|fixed)|i(?:'ve"
    r"| have) (?:refunded|replaced|credited|sent|issued|cancelled|canceled|updated|changed|fixed|reset)|refund"
    r"|replacement|is (?:included|allowed|available|possible)|takes? \d)\b"
    r"|\b(?:sie können|du kannst|klicken sie|öffnen sie|gehen sie|wählen sie|starten sie|bitte (?:starten|öffnen"
    r"|klicken|wählen|installieren|setzen|prüfen sie)|erstatte|erstattung|ersatz|wurde[n]? (?:erstattet|storniert"
    r"|geändert|versendet))"
    r"|\b(?:puede|puedes|haga clic|haz clic|abra|abre|vaya|ve a|seleccione|selecciona|reinicie|reinicia"
    r"|hemos (?:reembolsado|enviado|cancelado|cambiado|actualizado)|reembolso|sustitución)\b|您可以|你可以|请(?:点击|打开|选择|进入"
    r"|重启|重新|前往|更新)|退款|补发|已(?:为您|经)?(?:退款|补发|取消|修改|重置|更新)",
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
    if _REQUEST.search(sentence):
        return Part.REQUEST
    if _HOLDING.search(sentence):
        return Part.HOLDING
    if sentence.endswith(("?", "？")):
        return Part.REQUEST
    if _EMPTY.match(sentence):
        return Part.EMPTY
    return Part.COURTESY if _COURTESY.match(sentence) else Part.ANSWER
