"""Which column of a table is what: guessed from its header in several languages, else from what it holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

HEADERS: dict[str, str] = {
    "id": "id ticketid ticket ticketnumber number caseid casenumber issue nr nummer ticketnummer vorgang vorgangsnummer"
    " ticketnr numero numeroticket caso folio 编号 工单编号 工单号 工单id",
    "subject": "subject title summary headline betreff titel zusammenfassung asunto titulo oggetto sujet objet"
    " 主题 标题",
    "status": "status state ticketstatus zustand estado stato statut etat 状态",
    "question": "question description problem request inquiry body customermessage ticketdescription frage anfrage"
    " beschreibung problembeschreibung kundennachricht anliegen pregunta descripcion consulta mensajedelcliente"
    " 问题 描述 客户消息",
    "answer": "answer reply response resolution solution agentreply agentresponse antwort loesung losung erwiderung"
    " respuesta solucion resolucion risposta reponse 回复 答复 解决方案",
    "text": "text message comment content messagetext nachricht kommentar inhalt mensaje comentario contenido texto"
    " messaggio 消息 内容 留言",
    "author": "author role sender from direction authortype sendertype autor verfasser absender rolle remitente rol"
    " mittente auteur 作者 发送者 角色",
    "internal": "internal private note isinternal isprivate intern privat interno privado 内部",
    "sent_at": "sentat messagedate commentdate timestamp time gesendet gesendetam zeit uhrzeit enviado fechademensaje"
    " hora 发送时间 时间",
    "created_at": "createdat created date opened openedat createddate creationdate dateofpurchase erstellt erstelltam"
    " datum eroeffnet eroffnet angelegt fecha fechadecreacion creado creadoel 创建时间 日期",
    "solved_at": "solvedat resolvedat closedat solved resolved closed resolutiondate geloest gelost geloestam gelostam"
    " geschlossenam erledigtam resuelto resueltoel cerrado cerradoel fechadecierre 解决时间 关闭时间",
    "customer": "customer customername requester requestername client name kunde kundenname cliente nombre"
    " nombredelcliente 客户 客户姓名 姓名",
    "customer_email": "email customeremail requesteremail mail kundenemail emailadresse mailadresse correo"
    " correoelectronico correodelcliente 邮箱 电子邮件",
    "agent": "agent agentname assignee assignedto owner bearbeiter mitarbeiter zugewiesenan agente asignadoa 客服 坐席"
    " 负责人",
    "team": "team group queue department gruppe warteschlange abteilung grupo cola departamento equipo 队列 部门 组",
    "brand": "brand marke marca product shop 品牌",
    "category": "category type topic tickettype kategorie typ thema categoria tipo tema 分类 类别 类型",
    "channel": "channel ticketchannel source kanal canal 渠道",
    "language": "language lang sprache idioma lingua langue 语言",
    "tags": "tags labels schlagworte etiquetas 标签",
    "csat": "csat rating satisfaction satisfactionrating customersatisfactionrating bewertung zufriedenheit valoracion"
    " satisfaccion 评分 满意度",
    "url": "url link ticketurl 链接",
}
FIELDS = frozenset(HEADERS)
FIELD_OF = {name: field for field, names in HEADERS.items() for name in names.split()}
MAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(?:\.[^@\s.]{1,63}){1,8}")
MOSTLY = 0.8  # share of the filled cells that decides what a column holds
LONG = 30  # characters; a column of shorter cells holds no messages


def guessed(header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the field of each column that one can be told for. No field is given twice."""
    found: dict[str, str] = {}
    for column in header:
        field = FIELD_OF.get(_plain(column))
        if field and field not in found.values():
            found[column] = field
    if "question" in found.values() and "answer" not in found.values():
        found = {column: "answer" if field == "text" else field for column, field in found.items()}
    for field, column in _by_content(header, rows, set(found)):
        if field not in found.values():
            found[column] = field
    return found


def _plain(name: str) -> str:
    """Return a header in small letters without accents, spaces and signs."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(c))
    return "".join(c for c in bare if c.isalnum())


def _by_content(header: Sequence[str], rows: Sequence[Sequence[str]], taken: set[str]) -> list[tuple[str, str]]:
    """Return what the other columns seem to hold: addresses, and the two longest texts as question and answer."""
    cells = {column: _cells(rows, at) for at, column in enumerate(header) if column not in taken}
    mails = [("customer_email", column) for column, filled in cells.items() if filled and _are_mails(filled)]
    lengths = {column: sum(map(len, filled)) / len(filled) for column, filled in cells.items() if filled}
    longest = sorted((column for column in lengths if lengths[column] >= LONG), key=lambda c: -lengths[c])[:2]
    in_order = [column for column in header if column in longest]
    return mails + list(zip(("question", "answer"), in_order, strict=False))


def _cells(rows: Sequence[Sequence[str]], at: int) -> list[str]:
    return [row[at] for row in rows if at < len(row) and row[at].strip()]


def _are_mails(cells: Sequence[str]) -> bool:
    return sum(bool(MAIL.fullmatch(cell.strip())) for cell in cells) >= MOSTLY * len(cells)
