"""HTML and Markdown to plain text, with paragraphs kept and quoted mail left out."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from assist_server.text.patterns import bounded

# Where mail programs put quoted mail and signatures: Gmail, Apple Mail, Thunderbird, Yahoo, Proton, Outlook, Zoho.
QUOTED = (
    "blockquote[type=cite], .gmail_quote, .gmail_attr, .moz-cite-prefix, .yahoo_quoted, .protonmail_quote, "
    ".zmail_extra, .gmail_signature, [data-smartmail=gmail_signature], .moz-signature, .protonmail_signature_block, "
    "#Signature, #ms-outlook-mobile-signature, #appendonsend, #OLK_SRC_BODY_SECTION, .OutlookMessageHeader"
)
MOST_DEPTH = 300  # open tags inside one another; an HTML5 parser takes quadratic time beyond, people's mail has 20
LONGEST_LINK = 120

_SKIPPED = frozenset(
    {"head", "style", "script", "title", "template", "noscript", "svg", "object", "select", "textarea"}
)
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "hr", "dl"})
_LINES = frozenset(
    {"div", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "address", "figure", "center"}
)
_HIDDEN = bounded(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})\b")
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_CLOSES_ITSELF = frozenset(
    "area base br col embed hr img input link meta source track wbr p li td th tr option dt dd".split()
)
_SPACES = re.compile(r"\s+")
_BLOCK = bounded(
    r"</(?:p|div|td|tr|table|ul|ol|li|h[1-6]|body|html|blockquote|strong|span)\s*>|<br\s*/?>|<!doctype html|<html[\s>]",
    re.IGNORECASE,
)
_STARTS_AS_HTML = bounded(
    r"\s*<(?:!doctype html|html|body|head|div|p|table|span|meta|style|h[1-6]|ul|ol)\b", re.IGNORECASE
)


def looks_like_html(text: str) -> bool:
    """Say whether `text` is HTML rather than prose that mentions a tag: it starts with one, or closes two."""
    if "<" not in text:
        return False
    closings = sum(1 for _, _ in zip(_BLOCK.finditer(text), range(2), strict=False))
    return closings >= 2 or (closings == 1 and _STARTS_AS_HTML.match(text) is not None)


def html_to_text(html: str, *, without_quotes: bool = False) -> str:
    """Render HTML as text: one line a block, a blank line between paragraphs, "- " before a list's points.

    Links keep their address in parentheses unless it is long. Linear in the length of `html`.
    """
    if _too_deep(html):
        return _ANY_TAG.sub(" ", html)
    tree = LexborHTMLParser(html)
    if without_quotes:
        for node in tree.css(QUOTED):
            node.decompose()
    body = tree.body
    return "" if body is None else "".join(_pieces(body))


def _too_deep(html: str) -> bool:
    depth = 0
    for closing, name in _TAG.findall(html):
        if name.lower() in _CLOSES_ITSELF:
            continue
        depth += -1 if closing else 1
        if depth > MOST_DEPTH:
            return True
    return False


def _pieces(root: LexborNode) -> list[str]:
    """Walk the tree without recursion and collect its text, with line ends where blocks begin and end."""
    pieces: list[str] = []
    node: LexborNode | None = root
    while node is not None:
        inner = node.first_child if _enter(node, pieces) else None
        if inner is not None:
            node = inner
            continue
        while node is not None and node.mem_id != root.mem_id and node.next is None:
            node = node.parent
            if node is not None:
                _leave(node, pieces)
        if node is None or node.mem_id == root.mem_id:
            break
        node = node.next
    return pieces


def _enter(node: LexborNode, pieces: list[str]) -> bool:
    """Write what stands before a node's children; False where the children are not to be read."""
    tag = node.tag or ""
    if tag == "-text":
        pieces.append(_own_text(node))
        return False
    if tag in _SKIPPED or tag.startswith("-") or _HIDDEN.search(node.attributes.get("style") or ""):
        return False
    if tag == "br":
        pieces.append("\n")
    elif tag in ("td", "th"):
        pieces.append(" ")
    else:
        _break(tag, pieces)
    if tag == "li":
        pieces.append("- ")
    return True


def _leave(node: LexborNode, pieces: list[str]) -> None:
    tag = node.tag or ""
    if tag == "a":
        pieces.append(_address(node))
    else:
        _break(tag, pieces)


def _break(tag: str, pieces: list[str]) -> None:
    """End the line before and after a block, and leave an empty one around a paragraph."""
    if tag in _PARAGRAPHS:
        pieces.append("\n\n")
    elif tag in _LINES and pieces and not pieces[-1].endswith("\n"):
        pieces.append("\n")


def _own_text(node: LexborNode) -> str:
    text = node.text_content or ""
    above = node.parent
    return text if above is not None and above.tag == "pre" else _SPACES.sub(" ", text)


def _address(node: LexborNode) -> str:
    """Give a link's address unless its words already say it, or it is too long to be meant for reading."""
    address = (node.attributes.get("href") or "").strip()
    if not address.startswith(("http://", "https://")) or len(address) > LONGEST_LINK:
        return ""
    shown = node.text(deep=True).strip()
    bare = address.split("://", 1)[1].rstrip("/")
    return "" if not shown or bare in shown or "://" in shown else f" ({address})"


_FENCE = bounded(r"^[ \t]*(?:```|~~~).*", re.MULTILINE)
_HEADING = bounded(r"^ {0,3}#{1,6}[ \t]+([^\n]{0,2000})", re.MULTILINE)
_UNDERLINE = bounded(r"^ {0,3}(?:={3,200}|-{3,200}|\*{3,200}|_{3,200})[ \t]*$", re.MULTILINE)
_IMAGE = bounded(r"!\[([^\[\]\n]{0,300})\]\([^()\s]{0,2000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)")
_LINK = bounded(r"(?<!!)\[([^\[\]\n]{1,300})\]\(([^()\s]{1,2000})(?:[ \t]+\"[^\"\n]{0,200}\")?\)")
_STRONG = re.compile(r"(\*\*)(?=\S)([^*\n]{1,500})(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,500})(?<=[^\s*_])\1(?![\w*])")
_CODE = re.compile(r"`([^`\n]{1,500})`")
_QUOTE = re.compile(r"^ {0,3}>[ \t]?", re.MULTILINE)
_POINT = bounded(r"^([ \t]*)[*+][ \t]+", re.MULTILINE)
_TABLE_RULE = re.compile(r"^(?=[^\n]{0,400}--)(?=[^\n]{0,400}\|)[ \t|:-]{3,400}$", re.MULTILINE)
_TABLE_ROW = bounded(r"^[ \t]*\|(.{0,2000})\|[ \t]*$", re.MULTILINE)


def markdown_to_text(text: str) -> str:
    """Take Markdown's marks away and keep its words, code, paragraphs and lists; plain text passes unchanged."""
    for pattern in (_FENCE, _UNDERLINE, _TABLE_RULE):
        text = pattern.sub("", text)
    text = _HEADING.sub(lambda found: f"\n{found.group(1).rstrip(' #')}\n", text)
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(_link_words, text)
    for pattern in (_STRONG, _EMPHASIS):
        text = pattern.sub(r"\2", text)
    text = _CODE.sub(r"\1", text)
    text = _QUOTE.sub("", text)
    text = _POINT.sub(r"\1- ", text)
    return _TABLE_ROW.sub(lambda row: " ".join(cell.strip() for cell in row.group(1).split("|")), text)


def _link_words(found: re.Match[str]) -> str:
    words, address = found.groups()
    if not address.startswith(("http://", "https://")) or address in words or len(address) > LONGEST_LINK:
        return words
    return f"{words} ({address})"
