"""Topics of the page that rest on the body alone: equations as printed, laws of what is computed, random people."""

import numpy as np
import pytest

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.units import DEG
from hamstrung.workflows import passive_moments as moments
from hamstrung.workflows.mechanics_targets import arms, clinical_tests, passive_hamstrings, spine_shape


def test_the_knee_equation_is_the_printed_one():
    """With knee and hip straight, exp(1.8) - exp(-3.971) - 4.82 + exp(2.22) is 10.42 Nm; bent 90 degrees it resists."""
    assert moments.knee_equation(0.0, 0.0) == pytest.approx(10.42, abs=0.01)
    assert -10.0 < moments.knee_equation(0.0, 90.0) < 0.0


@pytest.mark.parametrize("muscle", ["semitendinosus", "gluteus_maximus_middle"])
def test_arms_agree_with_the_slope_of_length(muscle):
    """An arm is the slope of the length that both hips' flexion gives."""
    at = bodies.MUSCLES.index(f"{muscle}_right")
    ends = [moments.legs(moments.average(), angle, 0.0).length[at] for angle in (44.99, 45.01)]
    assert arms.arms_mm(muscle, "hip", (45,))[0] * 1e-3 == pytest.approx((ends[1] - ends[0]) / (0.02 * DEG), rel=1e-5)


def test_moments_are_computed_now_and_most_lie_near_the_measured_ones():
    """Every printed moment stands beside ours, and no more than one in six of them misses."""
    found = [each for each in passive_hamstrings.targets() if each.group in ("passive moments", "two-joint torque")]
    assert [each.published for each in found if each.evidence == "M155"] == [-2.2, -20.7, -51.7]
    assert len(found) == 35
    assert sum(not each.inside for each in found) <= 5


def test_random_people_are_the_same_every_time():
    """The seed settles them; another sex is drawn otherwise."""
    first = clinical_tests.population("male", 4)
    clinical_tests.population.cache_clear()
    again, women = clinical_tests.population("male", 4), clinical_tests.population("female", 4)
    np.testing.assert_array_equal(first.slr_deg, again.slr_deg)
    assert not np.allclose(first.slr_deg, women.slr_deg)


def test_a_shorter_hamstring_is_stiffer_between_20_and_50_degrees():
    """A structural deficit shifts the exponential, so that the same angles meet a steeper part of it."""
    found = [clinical_tests.stiffness(moments.average(), deficit) for deficit in (-10.0, 0.0, 10.0)]
    assert found == sorted(found)
    assert found[2] > 1.2 * found[1]


def test_stiffness_of_the_lumbar_spine_is_the_slope_of_its_moment():
    """Joints in a row give way together: dM/d(flexion) by differences is what the joints' compliances add up to."""
    body = bodies.build(Anthropometry())
    low, high = (sum(spine_shape._angle(body, s, "z", -moment) for s in range(6)) for moment in (9.9, 10.1))
    middle = sum(spine_shape._angle(body, s, "z", -10.0) for s in range(6))
    assert spine_shape._whole_stiffness(body, -middle) == pytest.approx(0.2 / (low - high), rel=1e-3)


def test_shares_of_the_levels_add_up():
    """What L1/2 to L5/S1 share is all of it."""
    shares = [each.ours for each in spine_shape._shares() if each.quantity.startswith("share of axial")]
    assert len(shares) == 5
    assert sum(shares) == pytest.approx(100.0)
