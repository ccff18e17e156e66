"""One short leg and what lies under it: geometry, mirror and remedy."""

from dataclasses import replace
from math import atan, degrees

import pytest

from hamstrung import body as bodies
from hamstrung.mechanics import TASKS, posture
from hamstrung.mechanics.layout import THIGH_LEFT, THIGH_RIGHT
from mechanics.people import AVERAGE

LEG_M = 0.891
"""Hip to floor of the average man: thigh, shank and ankle height of the reference body."""


def stand(*, left_mm=0.0, right_mm=0.0, lift_left_mm=0.0):
    """The average man standing with shorter legs and a lift under the left foot."""
    who = replace(AVERAGE, leg_length_left_m=LEG_M - left_mm / 1e3, leg_length_right_m=LEG_M - right_mm / 1e3)
    return posture.solve(replace(TASKS["standing"], lift_left_mm=lift_left_mm), anthropometry=who)


def test_a_short_leg_tilts_the_pelvis_by_geometry():
    """Rigid legs: the obliquity is atan(difference / distance of the hips), with the short side down."""
    body = bodies.build(AVERAGE)
    hips = 1e3 * float(body.seg_offset[THIGH_RIGHT, 2] - body.seg_offset[THIGH_LEFT, 2])
    for shorter in (5.0, 20.0):
        standing = stand(left_mm=shorter)
        assert standing.converged
        assert standing.pelvic_obliquity_deg == pytest.approx(degrees(atan(shorter / hips)), rel=0.03)


def test_the_spine_bends_back_to_the_long_side():
    """The curve holds the trunk upright: it leans to the long side by about the obliquity; Cobb's angle has no sign."""
    standing = stand(left_mm=15.0)
    assert standing.lateral_curve_deg == pytest.approx(standing.pelvic_obliquity_deg, rel=0.1)
    assert standing.cobb_deg >= abs(standing.lateral_curve_deg) - 1e-9


def test_the_other_leg_gives_the_mirrored_posture():
    """A right leg shorter by as much: the same numbers with the other sign, the same Cobb angle."""
    left, right = stand(left_mm=15.0), stand(right_mm=15.0)
    assert right.pelvic_obliquity_deg == pytest.approx(-left.pelvic_obliquity_deg, abs=2e-4)
    assert right.lateral_curve_deg == pytest.approx(-left.lateral_curve_deg, abs=2e-4)
    assert right.cobb_deg == pytest.approx(left.cobb_deg, abs=2e-4)


def test_a_lift_takes_the_tilt_away():
    """The same leg with as much under its foot stands straight within a twentieth of a degree."""
    level = stand(left_mm=20.0, lift_left_mm=20.0)
    assert level.converged
    assert abs(level.pelvic_obliquity_deg) < 0.05
    assert level.cobb_deg < 0.05


def test_a_lift_alone_is_a_short_leg_on_the_other_side():
    """15 mm under the left foot tilt equal legs as a right leg 15 mm shorter does."""
    assert stand(lift_left_mm=15.0).pelvic_obliquity_deg == pytest.approx(
        stand(right_mm=15.0).pelvic_obliquity_deg, rel=0.02
    )
