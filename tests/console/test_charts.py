"""Charts say what is put in, at both widths, and bring nothing that the page does not allow."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from assist_server.console.charts import MOST_SPANS, Drawing, Point, curves, spans
from assist_server.console.scales import numbers, ratios, times
from assist_server.console.words import LANGUAGES, Words

SAY = Words("en")
ROWS = [("All", Point(20.0, "20 (-5 – 45)", -5.0, 45.0)), ("chat", None), ("mail", Point(-10.0, "-10", -30.0, 10.0))]


def parts(drawing: Drawing | None) -> list[ElementTree.Element]:
    """Return both widths of a chart as elements, without the names' space."""
    assert drawing is not None
    return [ElementTree.fromstring(one.replace(' xmlns="http://www.w3.org/2000/svg"', "")) for one in drawing]


def dots(part: ElementTree.Element, along: str) -> list[float]:
    """Return where the points lie, along x or y."""
    return [float(dot.get(f"c{along}", "nan")) for dot in part.iter("circle")]


def reaches(part: ElementTree.Element) -> list[tuple[float, float]]:
    """Return the two ends of each interval that lies flat."""
    paths = [path.get("d", "") for group in part.iter("g") if group.get("class") == "ci" for path in group]
    places = [[float(x) for x in re.findall(r"[ML](-?[\d.]+) ", path)] for path in paths]
    return [(min(those), max(those)) for those in places]


def test_it_works() -> None:
    for part in parts(spans(ROWS, numbers(SAY))):
        (low, high), (other_low, other_high) = reaches(part)
        point, other = dots(part, "x")
        assert low < point < high and other_low < other < other_high and other < point
        assert [title.text for title in part.iter("title")] == ["20 (-5 – 45)", "-10"]


def test_a_point_lies_where_its_marks_say() -> None:
    for part in parts(spans([("one", Point(20.0, "", 0.0, 40.0))], numbers(SAY))):
        marks = {text.text: float(text.get("x", "nan")) for text in part.iter("text")}
        assert dots(part, "x") == [pytest.approx(marks["20"], abs=0.1)]
        assert reaches(part)[0] == pytest.approx((marks["0"], marks["40"]), abs=0.1)


def test_a_week_of_which_nothing_is_known_breaks_the_line() -> None:
    line = [Point(seconds, "") if seconds else None for seconds in (60.0, 120.0, None, 90.0, 30.0)]
    for part in parts(curves(["a", "b", "c", "d", "e"], [line], times(SAY))):
        drawn = [path.get("d", "") for path in part.iter("path") if "reactive" in path.get("class", "")]
        assert [len(path.replace("L", "").split()) // 2 for path in drawn] == [2, 2]
        assert len(dots(part, "y")) == 4


def test_times_lie_by_their_logarithm() -> None:
    line = [Point(seconds, "") for seconds in (10.0, 100.0, 1000.0)]
    for part in parts(curves(["a", "b", "c"], [line], times(SAY))):
        first, second, third = dots(part, "y")
        assert first - second == pytest.approx(second - third) and first > third


def test_of_nothing_there_is_no_chart() -> None:
    assert spans([], numbers(SAY)) is None and spans([("All", None)], numbers(SAY)) is None
    assert curves([], [], times(SAY)) is None and curves(["a"], [[None]], times(SAY)) is None


def test_many_rows_are_left_to_the_table() -> None:
    many = [(str(number), Point(1.0, "")) for number in range(500)]
    assert [len(dots(part, "x")) for part in parts(spans(many, numbers(SAY)))] == [MOST_SPANS] * 2


def test_what_the_policy_forbids_is_not_there_and_labels_are_only_text() -> None:
    drawing = spans([("<script>alert(1)</script>", Point(1.0, '"><img src=x>', 0.0, 2.0))], numbers(SAY))
    for part in parts(drawing):
        tags = {element.tag for element in part.iter()}
        assert tags <= {"svg", "g", "rect", "path", "text", "title", "circle"}
        assert not [name for element in part.iter() for name in element.attrib if name in ("style", "id", "href")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_are_written_as_the_language_does(language: str) -> None:
    say = Words(language)
    (wide, _) = parts(spans([("One", Point(4000.0, "", 0.0, 9000.0))], numbers(say)))
    assert say.number(4000) in {text.text for text in wide.iter("text")}


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.0), (3.0, 3.0), (-12.5, 110.0), (0.1, 0.4), (900.0, 1000.0)])
@pytest.mark.parametrize("most", [4, 10])
def test_marks_hold_all_values_and_zero_and_are_not_many(low: float, high: float, most: int) -> None:
    marks = numbers(SAY).marks(low, high, most)
    assert marks[0] <= min(low, 0) and marks[-1] >= max(high, 0) and 0 in marks and 2 <= len(marks) <= most + 2


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (0.4, 0.9), (0.7, 1.6), (2.0, 60.0), (0.01, 90.0)])
def test_marks_of_ratios_hold_all_values_and_one(low: float, high: float) -> None:
    for most in (4, 10):
        marks = ratios(SAY).marks(low, high, most)
        assert marks[0] <= low and marks[-1] >= high and 1 in marks and len(marks) <= most + 3
    assert [ratios(SAY).written(ratio) for ratio in (0.25, 0.5, 1, 4)] == ["0.25", "0.5", "1", "4"]
    assert ratios(SAY).place(2) == -ratios(SAY).place(0.5)


@pytest.mark.parametrize(("low", "high"), [(0.0, 0.0), (5.0, 5.0), (30.0, 90_000.0), (1.0, 1e9), (1e8, 1e9)])
def test_marks_of_times_are_not_many(low: float, high: float) -> None:
    assert all(1 <= len(times(SAY).marks(low, high, most)) <= most + 1 for most in (4, 10))
