"""Figures as values."""

import re
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung.report import figures, pairs, palette, svg
from hamstrung.report.figures import outline
from report import examples, hand_made


def _drawn(force: float, **changed: float) -> figures.Drawn:
    points = hand_made.polylines(**(hand_made.BENDING | changed))
    return figures.Drawn("as found", points, {"left": force, "right": force}, 1.7)


def _drawing(*drawn: figures.Drawn) -> str:
    return figures.side_by_side(*drawn, name="f", title="t", description="d", taut_n=400.0)


def test_a_tauter_hamstring_is_redder_and_wider():
    """Colour and width both grow with force, so that neither is the only sign."""
    stroke = r'stroke="(#\w{6})" stroke-width="([\d.]+)"'
    marks = [re.findall(stroke, _drawing(_drawn(force)))[-1] for force in (0.0, 200.0, 400.0)]
    reds = [int(colour[1:3], 16) for colour, _ in marks]
    widths = [float(width) for _, width in marks]
    assert reds == sorted(reds)
    assert len(set(reds)) == 3
    assert widths == sorted(widths)
    assert len(set(widths)) == 3


def test_the_tauter_leg_is_in_front():
    """The hamstring that is drawn last, and whole, is that of the side that pulls more."""
    pair = examples.pairs()[2]
    force = {"left": 400.0, "right": 100.0}
    for sides in (force, {"left": 100.0, "right": 400.0}):
        found = SimpleNamespace(**vars(pair.found) | {"hamstring_force_n": sides})
        markup = pairs.drawing(replace(pair, found=found), taut_n=400.0)
        strokes = re.findall(r'stroke="(#\w{6})" stroke-width="([\d.]+)"/></g>', markup.split("matrix")[1])
        assert strokes[-1] == (palette.tension(1.0), "0.0380")


def test_the_force_is_written_too():
    """The figure says the force in figures, one side or both."""
    assert "200 N a side" in _drawing(_drawn(200.0))
    lopsided = figures.Drawn("x", _drawn(1.0).points, {"left": 100.0, "right": 300.0}, 1.7)
    assert "L 100 N, R 300 N" in _drawing(lopsided)


def test_both_people_stand_on_one_ground():
    """Feet of both postures end on the same line whatever height the world gave them."""
    lifted = {name: line + np.array([0.0, 0.4, 0.0]) for name, line in _drawn(1.0).points.items()}
    markup = _drawing(_drawn(1.0), figures.Drawn("x", lifted, {"left": 1.0, "right": 1.0}, 1.7))
    moves = [list(map(float, m.split())) for m in re.findall(r"matrix\(([^)]*)\)", markup)]
    lowest = [min(line[:, 1].min() for line in points.values()) for points in (_drawn(1.0).points, lifted)]
    on_page = [move[3] * low + move[5] for move, low in zip(moves, lowest, strict=True)]
    assert on_page[0] == pytest.approx(on_page[1], abs=0.01)


def test_the_drawing_stays_inside_its_frame():
    """No joint of either person falls outside the view box."""
    markup = _drawing(_drawn(1.0), _drawn(1.0, hip_deg=95.0))
    width, height = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', markup).groups())
    moves = [list(map(float, m.split())) for m in re.findall(r"matrix\(([^)]*)\)", markup)]
    for move, drawn in zip(moves, (_drawn(1.0), _drawn(1.0, hip_deg=95.0)), strict=True):
        for line in drawn.points.values():
            x, y = move[0] * line[:, 0] + move[4], move[3] * line[:, 1] + move[5]
            assert ((x >= 0) & (x <= width) & (y >= 0) & (y <= height)).all()


def test_text_alternative_holds_the_numbers():
    """The description of a posture's figure gives every number of its table."""
    pair = examples.pairs()[2]
    markup = pairs.drawing(pair, taut_n=400.0)
    for row in pairs.rows(pair):
        assert f"{row.label}: {row.found} as found, {row.healthy} with healthy hamstrings" in markup


def test_tautest_is_the_largest_force():
    """The colour scale ends at the largest force drawn, and never below 100 N."""
    assert pairs.tautest(examples.pairs()) == 410.0
    assert pairs.tautest(()) == 100.0


@settings(deadline=None)
@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0.02, 0.4), st.floats(0.02, 0.4))
def test_a_capsule_is_tangent_to_both_its_circles(x, y, first, second):
    """The straight sides of a tapered limb touch its two end circles at right angles to the radius."""
    start, end = np.zeros(2), np.array([x, y])
    data = outline.capsule(start, end, first, second)
    if np.hypot(x, y) <= abs(first - second) + 1e-3:
        return
    found = re.findall(r"(?:M|1 |L)(-?[\d.]+ -?[\d.]+)(?=[ALZ])", data)
    a, b, c, d = (np.array(list(map(float, pair.split()))) for pair in found)
    first_circle, second_circle = (start, first), (end, second)
    for touch, other, (centre, radius) in (
        (a, d, first_circle),
        (b, c, first_circle),
        (c, b, second_circle),
        (d, a, second_circle),
    ):
        assert np.hypot(*(touch - centre)) == pytest.approx(radius, abs=2e-4)
        assert abs((touch - centre) @ (other - touch)) < 2e-3


def test_people_count_as_the_roles_do():
    """A hundred figures, as many in each colour as the role has people."""
    counts = {"cause": 16, "contributor": 41, "consequence": 15, "bystander": 20, "absent": 8}
    markup = figures.people(counts, name="p", description="d")
    for role, count in counts.items():
        assert markup.count(f'fill="{palette.ROLES[role]}"') == count


def test_bars_are_as_long_as_their_numbers():
    """A bar of 0.4 fills two fifths of its track, and a value beyond the end fills it."""
    half = figures.interval_bar(0.4, low=0.3, high=0.5, colour="#000000")
    assert f'width="{svg.number(0.4 * 240)}" height="14" rx="2" fill="#000000"' in half
    full = figures.interval_bar(7.0, low=0.3, high=9.0, colour="#000000")
    assert 'width="240" height="14" rx="2" fill="#000000"' in full


def test_a_smooth_path_through_a_line_is_that_line():
    """The curve through points on a line has all its control points on it."""
    line = np.column_stack([np.arange(5.0), 2.0 * np.arange(5.0)])
    numbers = list(map(float, re.findall(r"-?[\d.]+", svg.smooth_path(line))))
    assert np.allclose(np.array(numbers[1::2]), 2.0 * np.array(numbers[::2]), atol=0.011)


def test_attributes_are_escaped():
    """A quote in a value cannot end its attribute."""
    assert svg.element("a", title='"><script>') == '<a title="&quot;&gt;&lt;script&gt;"/>'
    assert svg.text("<b>") == "<text>&lt;b&gt;</text>"
