"""Stiffness of a posture against its own energy, and a bare column against what a pendulum carries."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung.mechanics import bare_spine, contact, potential, stability, tasks
from hamstrung.mechanics.hamstrings import Deficit
from mechanics.people import own_tissue, solver


def solved(task, deficit=None):
    """A solved posture: solver, angles, hamstrings."""
    s = solver(task)
    own, q = own_tissue(s, deficit), tasks.start(tasks.TASKS[task])
    s.run(q, own)
    return s, q, own


@pytest.mark.parametrize("task", ["standing", "sitting_erect"])
def test_stiffness_without_muscles_is_the_curvature_of_energy_and_frozen_pull(task):
    """Along every free direction, contacts kept, z'Kz is the second difference of V + sum of f l."""
    s, q, own = solved(task)
    a, w = s.anatomy, s.anatomy.scratch
    parts = stability.stiffness(s, q, own)
    active = parts.active

    def energy(at):
        at = at.copy()
        contact.settle(s.contacts, a.body, a.tree, at, w)
        potential.lay(at, a.body, a.tree, a.spans, s.weights, w)
        return potential.slopes(at, a.body, a.tree, own, s.weights, w) + active @ w.length

    step, here = 1e-3, energy(q)
    for i in range(0, parts.directions.shape[1], 3):
        z = parts.directions[:, i]
        second = (energy(q + step * z) - 2.0 * here + energy(q - step * z)) / step**2
        assert parts.posture[i, i] == pytest.approx(second, rel=2e-3, abs=0.3)


def test_more_muscle_stiffness_never_makes_a_posture_less_stable():
    """The smallest eigenvalue rises with the ratio; at the critical one it is zero."""
    s, q, own = solved("standing")
    parts = stability.stiffness(s, q, own)
    least = [stability.smallest(parts.at(ratio)) for ratio in (0.0, 5.0, 10.0, 20.0, 40.0, 80.0)]
    assert least == sorted(least)
    found = stability.of_solved(s, q, own)
    if 0.0 < found.critical_ratio < np.inf:
        assert stability.smallest(parts.at(found.critical_ratio)) == pytest.approx(0.0, abs=1e-3)
    assert least[0] == pytest.approx(found.without_muscles_nm_rad)


def test_a_mirrored_deficit_is_as_stable():
    """Eigenvalues do not know left from right."""
    one = stability.of_solved(*solved("standing", Deficit.degrees(left=30.0)))
    other = stability.of_solved(*solved("standing", Deficit.degrees(right=30.0)))
    assert one.smallest_nm_rad == pytest.approx(other.smallest_nm_rad, rel=1e-4)
    assert one.spine_critical_ratio == pytest.approx(other.spine_critical_ratio, rel=1e-4)


@given(one=st.just(0.0) | st.floats(1e-6, 1e6), other=st.just(0.0) | st.floats(1e-6, 1e6))
@settings(deadline=None)
def test_springs_in_series_are_softer_than_either(one, other):
    """No more than the softer, at least half of it, and none where one is none."""
    both = float(stability.in_series(np.array([one]), np.array([other]))[0])
    assert 0.5 * min(one, other) * (1 - 1e-12) <= both <= min(one, other) * (1 + 1e-12)


def column(**spine):
    """The spine of a body with other joints."""
    a = solver("standing").anatomy
    changed = type(a)(a.body._replace(**spine))
    return changed, bare_spine.Column(changed)


@given(seed=st.integers(0, 1000))
@settings(deadline=None, max_examples=5)
def test_slopes_of_both_loads_are_those_of_their_lengths(seed):
    """Height under a vertical load and length under a follower load have exact first and second derivatives."""
    bare = bare_spine.Column(solver("standing").anatomy)
    z, step = np.random.default_rng(seed).normal(0.0, 0.1, 15), 1e-6
    for follower in (False, True):
        _, slope, bend = bare.load(z, follower=follower)
        for k in range(15):
            e = np.zeros(15)
            e[k] = step
            up, down = bare.load(z + e, follower=follower), bare.load(z - e, follower=follower)
            assert slope[k] == pytest.approx((up[0] - down[0]) / (2 * step), abs=1e-8)
            assert np.allclose(bend[k], (up[1] - down[1]) / (2 * step), atol=1e-7)


def test_a_spine_with_one_joint_that_gives_is_a_pendulum():
    """All joints but the lowest stiff, no stops: it buckles under k / h, h the height over the joint."""
    body = solver("standing").anatomy.body
    k1 = np.full_like(body.spine_k1, 1e9)
    k1[0, 1] = 80.0
    anatomy, bare = column(spine_k1=k1, spine_a=np.zeros_like(body.spine_a))
    height = bare.load(np.zeros(15))[0] - float(body.seg_offset[1, 1])
    found = bare_spine.buckling(anatomy, factors=bare_spine.LOADED)
    assert found.frontal_n == pytest.approx(80.0 / height, rel=1e-4)


def test_a_stiffer_bare_spine_carries_more_and_a_follower_load_most():
    """The load at which it buckles rises with stiffness; a load along the curve is borne beyond 1200 N (M236)."""
    anatomy = solver("standing").anatomy
    soft, firm = (bare_spine.buckling(anatomy, factors=(factor,) * 3) for factor in (0.5, 1.0))
    assert soft.frontal_n < firm.frontal_n < firm.collapse_n
    assert soft.follower_n > 1200.0
    bare, zero = bare_spine.Column(anatomy), np.zeros(15)
    assert not bare.load(zero)[1].reshape(5, 3)[:, 1:].any()
    for load, z in list(bare.path(200.0))[::5]:
        assert np.abs((bare.elastic(z)[1] + load * bare.load(z)[1])[::3]).max() < 1e-8
