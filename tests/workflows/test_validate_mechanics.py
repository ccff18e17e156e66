"""The mechanics beside published numbers: what is computed is what the rows print."""

import numpy as np
import pytest

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT
from hamstrung.workflows import validate_mechanics


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
