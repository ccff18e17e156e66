"""The mechanics beside published numbers: what the table says, and that it says it whatever the outcome."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

from hamstrung import body as bodies
from hamstrung import evidence
from hamstrung.body import Anthropometry
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT
from hamstrung.workflows import mechanics_page, validate_mechanics
from hamstrung.workflows.validate_mechanics import Target

PAGES = Path(__file__).parents[2] / "docs" / "validation"
SWEEP = {
    "deficit_deg": [0.0, 20.0, 40.0],
    "standing_pelvis_deg": [0.0, -1.0, -3.0],
    "toe_touch_pelvis_on_thigh_deg": [72.0, 52.0, 33.0],
    "toe_touch_lumbar_flexion_deg": [50.0, 51.0, 52.0],
    "toe_touch_fingertip_floor_cm": [5.0, 20.0, 33.0],
}

VARIED = [{"case": "as assumed", "change_20_deg": -0.4, "change_40_deg": -3.0}]


@pytest.fixture(scope="module")
def made():
    """Three targets: inside, outside, and outside though the model was set to it."""
    found = [
        Target("bend", "pelvis", "M261", "°", 72.0, 68.0, 76.0, "SD 4 between people", 71.0),
        Target("bend", "spine", "M254", "°", None, 41.6, 64.5, "means of two studies", 70.0),
        Target("torque", "hip", "M155", "Nm", -2.2, -2.64, -1.76, "a fifth either way", -3.0, set_to=True),
    ]
    return validate_mechanics.figures(lambda: found, lambda: SWEEP, lambda: VARIED) | {"command": "here"}


def test_an_edge_counts_as_inside_and_a_hair_beyond_does_not():
    """A target is met on its interval's edge and missed beyond it."""
    edge = Target("g", "q", "M155", "Nm", 1.0, 0.8, 1.2, "x", 1.2)
    assert edge.inside
    assert not Target("g", "q", "M155", "Nm", 1.0, 0.8, 1.2, "x", 1.2000001).inside


def test_what_was_fitted_is_counted_apart(made):
    """The totals count everything, and what nothing was set to on its own."""
    assert (made["inside"], made["count"], made["free_inside"], made["free_count"]) == (1, 3, 1, 2)


def test_misses_stay_on_the_page(made):
    """Every target is a row; each miss is marked, and told with how far off it is."""
    page = mechanics_page.page(made)
    assert "| bend: spine | M254 |  | 41.6 to 64.5° | means of two studies | 70° | **outside** |" in page
    assert "**outside**, set |" in page
    assert "- bend, spine: 5.5° outside." in page
    assert "**1 of 3**" in page
    assert "| as assumed | -0.4° | -3.0° |" in page


def test_the_picture_is_a_drawing_whose_lines_fall_as_the_numbers_do():
    """The picture parses as XML, is described in words, and its lower line ends where the larger loss is."""
    root = ElementTree.fromstring(mechanics_page.picture(SWEEP))
    name = "{http://www.w3.org/2000/svg}"
    assert "loses 39" in root.find(f"{name}desc").text
    ends = [
        float(re.split(r"[ L]", path.get("d"))[-1]) for path in root.iter(f"{name}path") if path.get("fill") == "none"
    ]
    assert len(ends) == 2
    assert ends[0] > ends[1]


def test_an_interval_without_spread_is_a_fifth_also_for_negative_numbers():
    """A fifth either way is in order, low below high, whatever the sign."""
    target = validate_mechanics.near("g", "q", "M155", "Nm", -50.0, -45.0)
    assert (target.low, target.high) == (-60.0, -40.0)
    assert target.inside


def test_arms_agree_with_the_slope_of_length():
    """An arm is the slope of the length that both hips' flexion gives."""
    anatomy = Anatomy(bodies.build(Anthropometry()))
    at = bodies.MUSCLES.index("semitendinosus_right")
    arm = validate_mechanics.arm(anatomy, (HIP_RIGHT, HIP_LEFT), 45.0)[at]
    ends = []
    for angle in (44.99, 45.01):
        q = np.zeros(33)
        q[[HIP_RIGHT, HIP_LEFT]] = np.radians(angle)
        ends.append(anatomy.lengths(q)[at])
    assert arm == pytest.approx((ends[1] - ends[0]) / np.radians(0.02), rel=1e-5)


def test_torques_and_clinical_tests_are_solved_not_remembered():
    """Groups that need no posture are computed now and hold what their rows print."""
    torque = list(validate_mechanics.torques())
    assert [each.published for each in torque] == [-2.2, -20.7, -51.7]
    assert all(each.ours < 0.0 for each in torque)
    assert {each.evidence for each in validate_mechanics.tests()} == {"M166", "M161", "M162"}


def test_the_knee_equation_is_the_printed_one():
    """With knee and hip straight, exp(1.8) - exp(-3.971) - 4.82 + exp(2.22) is 10.4 Nm; bent 90 degrees it resists."""
    assert validate_mechanics.knee_equation(0.0) == pytest.approx(10.42, abs=0.01)
    assert -10.0 < validate_mechanics.knee_equation(90.0) < 0.0


def test_flexion_from_standing_is_the_loss_of_both_regions():
    """23.4 + 15.5 standing less 1.6 - 8.6 slumped leaves 45.9 degrees of flexion."""
    assert validate_mechanics.flexion_from_standing("M206") == pytest.approx(45.9)


def test_the_standing_pelvis_stays_nearly_put_over_all_that_is_assumed():
    """C4: whatever is varied, 20 degrees of deficit tilt the standing pelvis by less than 2 degrees."""
    found = validate_mechanics.assumed()
    assert len(found) >= 10
    assert max(abs(each["change_20_deg"]) for each in found) < 2.0


def test_the_committed_page_rests_on_rows_of_the_evidence():
    """Every id that the page cites is a row of the evidence, and the verdicts are those of the figures beside it."""
    page = (PAGES / "mechanics.md").read_text("utf-8")
    cited = set(re.findall(r"\bM\d{3}\b", page))
    assert cited
    assert all(evidence.row(id).id == id for id in cited)
    assert "**outside**" in page
