"""Charts as SVG within the page, drawn by pygal: without a script or a style of their own; console.css colours them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from unicodedata import east_asian_width
from xml.etree import ElementTree

import pygal
from markupsafe import Markup

from assist_server.console.scales import Scale

LETTER = 12  # pixels of the type that console.css sets
MARK = "▲"
MOST_SPANS = 40  # rows of one chart; its table has all


class Point(NamedTuple):
    """A value, how it is written, and where known the interval that it lies in."""

    value: float
    told: str
    low: float | None = None
    high: float | None = None


class Drawing(NamedTuple):
    """A chart at two widths, of which the page shows the one that fits."""

    wide: Markup
    narrow: Markup


class _Size(NamedTuple):
    """Pixels of the whole, of a row of spans and of the height of curves; how many marks, and letters of a label."""

    width: int
    row: int
    height: int
    marks: int
    labels: int
    letters: int


SIZES = (_Size(1000, 26, 250, 10, 8, 34), _Size(340, 28, 200, 4, 3, 16))


def spans(rows: Sequence[tuple[str, Point | None]], scale: Scale) -> Drawing | None:
    """Draw labelled intervals below each other on one scale; a row of which nothing is known is left to the table."""
    rows = [row for row in rows if row[1]][:MOST_SPANS]
    if not rows:
        return None
    return Drawing(*(_as_markup(_spans(rows, scale, size)) for size in SIZES))


def curves(labels: Sequence[str], lines: Sequence[Sequence[Point | None]], scale: Scale) -> Drawing | None:
    """Draw lines over the same labels; where nothing is known a line is broken."""
    if not any(point for line in lines for point in line):
        return None
    return Drawing(*(_as_markup(_curves(labels, lines, scale, size)) for size in SIZES))


def stacks(labels: Sequence[str], parts: Sequence[Sequence[Point]], scale: Scale, marked: int) -> Drawing:
    """Draw parts upon each other over their labels, of which the first, the last and a marked one are written."""
    return Drawing(*(_as_markup(_stacks(labels, parts, scale, size, marked)) for size in SIZES))


def _spans(rows: Sequence[tuple[str, Point | None]], scale: Scale, size: _Size) -> Any:
    points = [point for _, point in rows]
    labels = [_cut(label, size.letters) for label, _ in rows]
    chart = pygal.HorizontalLine(
        width=size.width,
        height=size.row * len(rows) + 50,
        stroke=False,
        dots_size=4,
        margin_left=6 + max(map(_surplus, labels)),
        **_common(points, scale, size),
    )
    chart.x_labels = labels
    chart.add("", [_value(point, scale) for point in points])
    return chart


def _curves(labels: Sequence[str], lines: Sequence[Sequence[Point | None]], scale: Scale, size: _Size) -> Any:
    chart = pygal.Line(
        width=size.width,
        height=size.height,
        allow_interruptions=True,
        show_minor_x_labels=False,
        x_labels_major_count=min(size.labels, len(labels)),
        dots_size=2,
        margin_left=6,
        **_common([point for line in lines for point in line], scale, size),
    )
    chart.x_labels = list(labels)
    for line in lines:
        chart.add("", [_value(point, scale) for point in line])
    return chart


def _stacks(labels: Sequence[str], parts: Sequence[Sequence[Point]], scale: Scale, size: _Size, marked: int) -> Any:
    tops = [Point(sum(point.value for point in stack), "") for stack in zip(*parts, strict=True)]
    written = [f"{MARK} {label}" if place == marked else label for place, label in enumerate(labels)]
    chart = pygal.StackedBar(
        width=size.width,
        height=size.height,
        show_minor_x_labels=False,
        x_labels_major=[written[0], written[marked], written[-1]],
        margin_left=6,
        **_common(tops, scale, size),
    )
    chart.x_labels = written
    for part in parts:
        chart.add("", [_value(point, scale) for point in part])
    return chart


def _common(points: Sequence[Point | None], scale: Scale, size: _Size) -> dict[str, Any]:
    known = list(_ends(points))
    marks = scale.marks(min(known), max(known), size.marks)
    places = [scale.place(value) for value in (*known, *marks)]
    return {
        "range": (min(places), max(places)),
        "y_labels": [{"value": scale.place(mark), "label": scale.written(mark)} for mark in marks],
        "margin_right": 40,
        "margin_top": 10,
        "margin_bottom": 4,
        "show_legend": False,
        "truncate_label": -1,
        "no_prefix": True,
        "js": [],
    }


def _ends(points: Sequence[Point | None]) -> Iterator[float]:
    for point in points:
        if point:
            yield from (end for end in (point.value, point.low, point.high) if end is not None)


def _value(point: Point | None, scale: Scale) -> dict[str, Any] | None:
    if point is None:
        return None
    told: dict[str, Any] = {"value": scale.place(point.value), "tooltip": point.told}
    if point.low is not None and point.high is not None:
        told["ci"] = {"low": scale.place(point.low), "high": scale.place(point.high)}
    return told


def _cut(label: str, letters: int) -> str:
    """Shorten a label to a width of so many Latin letters."""
    kept, width = "", 0
    for letter in label:
        width += _width(letter)
        if width > letters:
            return f"{kept.rstrip()}…"
        kept += letter
    return kept


def _width(letter: str) -> int:
    return 2 if east_asian_width(letter) in "WF" else 1


def _surplus(label: str) -> int:
    """Return the pixels that wide letters take beyond what the library allows for."""
    return sum(_width(letter) - 1 for letter in label) * LETTER // 2


def _as_markup(chart: Any) -> Markup:
    """Return a chart without what the library adds for a file that stands alone."""
    root = chart.render_tree()
    root.attrib.pop("id", None)
    for element in list(root.iter()):
        element.attrib.pop("style", None)
        for child in list(element):
            if not isinstance(child.tag, str) or child.tag in ("defs", "desc") or _is_bare_title(element, child):
                element.remove(child)
    return Markup(ElementTree.tostring(root, encoding="unicode"))


def _is_bare_title(parent: ElementTree.Element, child: ElementTree.Element) -> bool:
    """Tell a title that says a number of the plane from one that we gave to a point."""
    return child.tag == "title" and parent.get("class") != "dots"
