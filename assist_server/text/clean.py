"""What a person wrote, as plain text: no markup, no quoted mail, no signature, no hidden characters."""

from __future__ import annotations

import html as entities
import re

from assist_server.text.decoding import repair
from assist_server.text.markup import html_to_text, looks_like_html, markdown_to_text
from assist_server.text.quotes import without_quotes
from assist_server.text.signatures import without_signature

# Controls, soft hyphens, zero-width characters, direction overrides, tags, private use and lone surrogates: they are
# never read, but they hide words from matching and can smuggle text past a reader (Unicode TR 36, section 3).
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ud800-\udfff\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"  # a joiner stays where it builds an emoji
)
LEFT_OUT = "…"  # stands for the middle of a text that is too long to be read
REACH = 400  # characters in which a place to cut is looked for
_SEAMS = (re.compile(r"\n"), re.compile(r"[.!?](?=\s)|[。！？]"), re.compile(r"\s"))  # the better one first
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#\d{2,5}|#x[0-9a-fA-F]{2,5});")


def clean_message(text: str | None, html: str | None, *, email: bool = True) -> str:
    """Give the words of one message, paragraphs kept; '' where there are none.

    The HTML part is preferred, since it marks quotations; `email` says that quoted mail and signatures may be there.
    Never raises, and takes time linear in the length.
    """
    if html and html.strip():
        cleaned = _clean(html, is_html=True, email=email)
        if cleaned or not text:
            return cleaned
    text = text or ""
    return _clean(text, is_html=looks_like_html(text), email=email)


def shorten(text: str, most: int) -> str:
    """Leave out the middle of a text of more than `most` characters: two thirds are its beginning, one its end.

    It is cut where a line or a sentence ends or at a blank, so that no number or name is left in halves unless a
    stretch of REACH characters has none of these.
    """
    if len(text) <= most:
        return text
    begin, end = text[: most * 2 // 3], text[-(most // 3) :]
    return f"{begin[: _last_seam(begin)].rstrip()}\n\n{LEFT_OUT}\n\n{end[_first_seam(end) :].lstrip()}"


def _last_seam(text: str) -> int:
    start = max(0, len(text) - REACH)
    return next((found for seam in _SEAMS if (found := _last(seam, text, start)) is not None), len(text))


def _first_seam(text: str) -> int:
    hits = (seam.search(text, 0, REACH) for seam in _SEAMS)
    return next((found.end() for found in hits if found), 0)


def _last(seam: re.Pattern[str], text: str, start: int) -> int | None:
    return max((found.end() for found in seam.finditer(text, start)), default=None)


def clean_body(text: str) -> str:
    """Give the words of an article written in Markdown, HTML or plain text, paragraphs kept."""
    if looks_like_html(text):
        return _clean(text, is_html=True, email=False)
    return _tidy(markdown_to_text(_seen(text)))


def _clean(source: str, *, is_html: bool, email: bool) -> str:
    text = _unmarked(source, email) if is_html else _seen(source)
    if not is_html and "&" in text and _ENTITY.search(text):
        text = entities.unescape(text)
    if not email:
        return _tidy(text)
    return _tidy(without_signature(_tidy(without_quotes(text))))


def _unmarked(html: str, email: bool) -> str:
    """Render HTML; when it is nothing but a quotation, the quotation is the message."""
    html = html.encode("utf-8", "ignore").decode("utf-8")
    text = _seen(html_to_text(html, without_quotes=email))
    return text if text.strip() or not email else _seen(html_to_text(html))


def _seen(text: str) -> str:
    """Mend the decoding (first: a wrongly decoded byte may look like a line end), then drop what is never read."""
    if not text.isascii():
        text = repair(text)
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def _tidy(text: str) -> str:
    """Make every run of blanks one space and every run of empty lines one empty line."""
    lines: list[str] = []
    for line in text.split("\n"):
        words = " ".join(line.split())
        if words or (lines and lines[-1]):
            lines.append(words)
    return "\n".join(lines).strip()
