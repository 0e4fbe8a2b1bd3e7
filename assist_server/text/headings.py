"""Headings at the end of a passage that was cut there: what they announce stands in the next one."""

from __future__ import annotations

from assist_server.text.patterns import bounded

LONGEST = 80  # characters of a heading

_SAID = bounded(r"[.!?:;…。！？：；]['\"”’)\]]*$|^(?:[-•*]|\d{1,2}[.)])\s|https?://|→")


def without_last_headings(text: str) -> str:
    """Leave out the paragraphs at the end that are headings: one short line that is no sentence, no point of a list.

    What comes first stays, so that a text is never left empty.
    """
    paragraphs = text.rstrip().split("\n\n")
    while len(paragraphs) > 1 and _is_heading(paragraphs[-1].strip()):
        paragraphs.pop()
    return "\n\n".join(paragraphs)


def _is_heading(paragraph: str) -> bool:
    return "\n" not in paragraph and len(paragraph) <= LONGEST and _SAID.search(paragraph) is None
