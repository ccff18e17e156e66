"""Charts as values: what is drawn stands where its number says."""

import itertools
import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung.report import charts, palette
from hamstrung.report.charts import Interval, Line, Panel

SVG = "{http://www.w3.org/2000/svg}"
finite = st.floats(-1e5, 1e5).map(lambda value: round(value, 3))


def _drawn(*series, **ranges):
    return charts.lines(series, x="deficit, degrees", y="tilt, degrees", title="t", description="d", **ranges)


def _ticks(markup):
    """Places of the numbers on the upright axis, (value, y)."""
    root = ElementTree.fromstring(markup)
    left = [text for text in root.iter(f"{SVG}text") if text.get("text-anchor") == "end" and float(text.get("x")) < 50]
    return [(float(text.text.replace("−", "-")), float(text.get("y")) - 4.0) for text in left]


def _points(markup):
    path = re.search(r'd="M([^"]*)" fill="none"', markup).group(1)
    return [tuple(map(float, pair.split())) for pair in path.split("L")]


@settings(deadline=None, derandomize=True, max_examples=60)
@given(st.lists(finite, min_size=2, max_size=8))
def test_a_point_stands_where_the_ticks_say(values):
    """Reading a line off the axis by its ticks gives its values back, whatever their size and sign."""
    markup = _drawn(Line("a", x=list(range(len(values))), y=values))
    ticks = _ticks(markup)
    assert 2 <= len(ticks) <= 8
    (low, y_low), (high, y_high) = ticks[0], ticks[-1]
    for value, (_, y) in zip(values, _points(markup), strict=True):
        read = low + (high - low) * (y - y_low) / (y_high - y_low)
        assert read == pytest.approx(value, abs=1e-3 * (high - low))


def test_a_value_that_is_missing_breaks_the_line():
    """A posture that did not converge leaves a gap, no straight line over it, and no word that is no number."""
    markup = _drawn(Line("a", x=[0, 1, 2, 3, 4], y=[0.0, 1.0, math.nan, 3.0, 4.0], points=True))
    assert markup.count('class="line"') == 2
    assert markup.count("<circle") == 4
    assert "nan" not in markup


def test_labels_at_the_ends_never_cover_each_other():
    """Lines that end at one place have their labels at least a line's height apart, inside the drawing."""
    markup = _drawn(*(Line(f"line {k}", x=[0, 1], y=[0.0, 5.0 + 0.01 * k]) for k in range(5)))
    heights = sorted(
        float(text.get("y")) for text in ElementTree.fromstring(markup).iter(f"{SVG}text") if "line" in text.text
    )
    assert len(heights) == 5
    assert min(b - a for a, b in itertools.pairwise(heights)) >= charts.SIZE
    assert 0.0 < heights[0] < heights[-1] < charts.TALL


def test_text_of_the_caller_cannot_end_an_element():
    """Labels, axes and descriptions are escaped."""
    markup = _drawn(Line("<b>&", x=[0, 1], y=[0, 1]))
    assert "&lt;b&gt;&amp;" in markup
    ElementTree.fromstring(markup)


def test_a_chart_says_what_it_is_to_those_who_do_not_see_it():
    """Title and description belong to the drawing by their ids."""
    root = ElementTree.fromstring(_drawn(Line("a", x=[0, 1], y=[0, 1])))
    ids = {element.get("id") for element in (root.find(f"{SVG}title"), root.find(f"{SVG}desc"))}
    assert root.get("role") == "img"
    assert set(root.get("aria-labelledby").split()) == ids


def test_a_band_lies_around_its_line():
    """The band's edges are the low and high values on the same axis as the line."""
    markup = _drawn(Line("a", x=[0, 1], y=[5, 5], low=[0, 0], high=[10, 10]))
    band = re.search(r'd="M([^"]*)Z" fill="#\w+" opacity', markup).group(1)
    heights = sorted({float(pair.split()[1]) for pair in band.split("L")})
    assert sum(heights) / 2 == pytest.approx(_points(markup)[0][1], abs=0.02)


def test_panels_share_one_size_and_keep_apart():
    """Panels stand in rows and columns without overlap, within the view box."""
    one = Panel("p", [Line("a", x=[0, 1], y=[0, 1])], x="x", y="y")
    markup = charts.panels([one] * 5, title="t", description="d", columns=2)
    moves = [tuple(map(float, move)) for move in re.findall(r"translate\(([\d.]+) ([\d.]+)\)", markup)]
    assert len(set(moves)) == 5
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', markup).groups())
    assert max(x for x, _ in moves) < width
    assert max(y for _, y in moves) < height


def test_our_value_is_drawn_inside_exactly_where_it_is_inside():
    """On a scale of its own a row's interval takes the middle third; ours lies in it or not, and has the colour."""
    rows = [Interval("in", low=10, high=20, ours=15), Interval("out", low=10, high=20, ours=21)]
    root = ElementTree.fromstring(charts.intervals(rows, title="t", description="d"))
    bars = [rect for rect in root.iter(f"{SVG}rect") if rect.get("rx") == "2"]
    dots = list(root.iter(f"{SVG}circle"))
    for row, bar, dot in zip(rows, bars, dots, strict=True):
        start, x = float(bar.get("x")), float(dot.get("cx"))
        assert (start <= x <= start + float(bar.get("width"))) == row.inside
        assert dot.get("fill") == (palette.ACCENT if row.inside else palette.FOUND)


def test_a_value_far_outside_is_an_arrow_at_the_edge_with_its_number():
    """What would leave the picture is drawn at its edge and still written."""
    markup = charts.intervals([Interval("far", low=0, high=1, ours=126.0, unit=" Nm")], title="t", description="d")
    assert "<circle" not in markup
    assert "126 Nm" in markup


def test_an_interval_on_a_shared_axis_stands_by_its_ticks():
    """With an axis named all rows are on one scale, where half of the range is half of the way."""
    rows = [Interval("a", low=0, high=100, ours=50), Interval("b", low=40, high=60, ours=0)]
    root = ElementTree.fromstring(charts.intervals(rows, title="t", description="d", x="force, N"))
    half, zero = (float(dot.get("cx")) for dot in root.iter(f"{SVG}circle"))
    ends = [float(line.get("x1")) for line in root.iter(f"{SVG}line")]
    assert min(ends) == pytest.approx(zero)
    assert half - zero == pytest.approx(130.0)


def test_what_the_model_was_set_to_is_hollow():
    """A dot that proves nothing is not filled."""
    markup = charts.intervals([Interval("a", low=0, high=1, ours=0.5, hollow=True)], title="t", description="d")
    assert f'fill="{palette.PAPER}" stroke="{palette.ACCENT}"' in markup
