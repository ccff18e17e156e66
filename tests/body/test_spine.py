"""Neutral shape of the spine and the passive bend of its joints."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from body import forward_kinematics as fk
from body.people import people
from hamstrung import body as bodies
from hamstrung.body import skeleton
from hamstrung.units import DEG, GRAVITY


@settings(deadline=None, max_examples=40)
@given(people)
def test_incidence_is_tilt_plus_slope(person: bodies.Anthropometry) -> None:
    """Pelvic incidence is exactly pelvic tilt plus sacral slope, and the points show the same angles."""
    body = bodies.build(person)
    assert body.pelvic_incidence == pytest.approx(body.neutral_pelvic_tilt + body.neutral_sacral_slope)
    x, y, _ = body.s1_centre
    assert np.arctan2(-x, y) == pytest.approx(body.neutral_pelvic_tilt)
    assert np.arctan2(*body.disc_normal[0][:2]) == pytest.approx(body.neutral_sacral_slope)


@settings(deadline=None, max_examples=40)
@given(people)
def test_endplates_add_up_to_the_lordosis(person: bodies.Anthropometry) -> None:
    """The endplates of S1 and L1 enclose the neutral lordosis, those of S1 and L4 the lower lordosis."""
    body = bodies.build(person)
    tilt = np.arctan2(body.disc_normal[:, 0], body.disc_normal[:, 1])
    assert tilt[0] - tilt[5] == pytest.approx(body.neutral_lordosis)
    assert tilt[0] - tilt[2] == pytest.approx(body.neutral_lower_lordosis)
    assert body.wedge.sum() == pytest.approx(body.neutral_lordosis)


def test_an_incidence_of_50_has_the_published_shape() -> None:
    """An incidence of 50 degrees stands with the slope and lordosis of M189 and M191, two thirds of it below L4."""
    body = bodies.build(bodies.Anthropometry(pelvic_incidence_rad=50 * DEG))
    assert body.neutral_sacral_slope / DEG == pytest.approx(38.9, abs=0.05)
    assert body.neutral_lordosis / DEG == pytest.approx(54.6, abs=0.05)
    assert 0.64 < body.neutral_lower_lordosis / body.neutral_lordosis < 0.72


@settings(deadline=None, max_examples=40)
@given(people)
def test_neutral_stance_is_balanced(person: bodies.Anthropometry) -> None:
    """Unloaded, the body's weight falls 2 to 7 cm before the ankles and T1 stands within 2 cm of the hips."""
    body = bodies.build(person)
    origin = skeleton.world(body.seg_offset)
    forward = body.seg_mass @ (origin[:, 0] + body.seg_com[:, 0])
    forward += body.arms_load_mass * (origin[6, 0] + body.shoulder[0])
    mass = body.seg_mass.sum() + body.arms_load_mass
    assert mass == pytest.approx(person.mass_kg)
    assert 0.02 < forward / mass - origin[9, 0] < 0.07
    assert abs(origin[6, 0] + body.t1[0]) < 0.02


def energy(body: bodies.Body, bend: np.ndarray, pelvis: float) -> float:
    """Passive and gravitational energy of the trunk on a fixed pelvis [J]."""
    spine = np.zeros((6, 3))
    spine[:, 0] = bend
    fibre = body.mus_lopt * np.cos(body.mus_penn)
    normal = (fk.lengths(body, spine=spine) - body.mus_lslack) / fibre
    force = body.mus_f0 * np.exp(body.mus_pas_k * ((normal - 1.0) / body.mus_pas_e0 - 1.0))
    total = (force * fibre * body.mus_pas_e0 / body.mus_pas_k).sum()
    a, b, lim = body.spine_a[:, 0], body.spine_b[:, 0], body.spine_lim[:, 0]
    total += (0.5 * body.spine_k1[:, 0] * bend**2).sum()
    total += (a / b * np.exp(b * (np.stack([bend, -bend], axis=1) - lim))).sum()
    matrix, origin = fk.segments(body, fk.joint_rotations(spine=spine))
    lean = fk.rotation("z", -pelvis)
    for segment in range(1, 7):
        height = (lean @ (origin[segment] + matrix[segment] @ body.seg_com[segment]))[1]
        total += GRAVITY * body.seg_mass[segment] * height
    return total + GRAVITY * body.arms_load_mass * (lean @ (origin[6] + matrix[6] @ body.shoulder))[1]


def test_relaxed_bend_ends_where_people_end() -> None:
    """Hanging from a pelvis turned 65 degrees, the lumbar spine gives 45 to 60 degrees, every joint some."""
    body = bodies.build(bodies.Anthropometry())
    start = -np.radians([8.0, 9.0, 9.0, 9.0, 9.0, 4.0])
    bend = minimize(lambda z: energy(body, z, 65 * DEG), start, method="BFGS", options={"gtol": 1e-2}).x / DEG
    assert 45.0 < -bend.sum() < 60.0
    assert (-bend > 3.0).all()
    assert (-bend < 13.0).all()


def test_lumbar_stiffness_multiplies_moments_only() -> None:
    """Doubling the lumbar stiffness doubles the spine's moments and leaves its limits and the hips alone."""
    soft, stiff = (bodies.build(bodies.Anthropometry(lumbar_stiffness=factor)) for factor in (1.0, 2.0))
    np.testing.assert_allclose(stiff.spine_k1, 2.0 * soft.spine_k1)
    np.testing.assert_allclose(stiff.spine_a, 2.0 * soft.spine_a)
    np.testing.assert_array_equal(stiff.spine_lim, soft.spine_lim)
    np.testing.assert_array_equal(stiff.hip_a, soft.hip_a)


def test_joint_moments_are_negligible_at_neutral_and_stiff_at_the_stop() -> None:
    """At neutral a spine joint holds less than 2 Nm by itself; at its stops it is many times stiffer than neutral."""
    body = bodies.build(bodies.Anthropometry())
    stop = body.spine_a * np.exp(-body.spine_b * body.spine_lim)
    assert np.abs(stop[..., 0] - stop[..., 1]).max() < 2.0
    assert (body.spine_a[:, 0] * body.spine_b[:, 0] > 4.0 * body.spine_k1[:, 0, None]).all()


@given(st.floats(0.0, 60.0))
@settings(deadline=None, max_examples=20)
def test_lost_hip_range_moves_only_the_flexion_stop(lost: float) -> None:
    """A stiff hip stops flexion earlier by just the lost range."""
    normal, stiff = (bodies.build(bodies.Anthropometry(hip_range_lost_rad=x * DEG)) for x in (0.0, lost))
    moved = normal.hip_lim - stiff.hip_lim
    assert moved[0, 0] == pytest.approx(lost * DEG)
    moved[0, 0] = 0.0
    assert np.abs(moved).max() == 0.0
