"""The kernels against what they must be: slopes of what they are slopes of."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung.mechanics import contact, dense, effort, paths, potential, recruitment, reduced
from hamstrung.mechanics.layout import N_ANGLES, N_LEG_BLOCK, N_SPINE
from mechanics.people import limber, own_tissue, solver

STEP = 1e-6


def energy(s, own, q):
    """V of a posture, slopes left in the scratch memory."""
    a, w = s.anatomy, s.anatomy.scratch
    potential.lay(q, a.body, a.tree, a.spans, s.weights, w)
    return potential.slopes(q, a.body, a.tree, own, s.weights, w)


def central(function, q):
    """Central differences of a vector-valued function over the angles."""
    columns = []
    for k in range(len(q)):
        e = np.zeros(len(q))
        e[k] = STEP
        columns.append((function(q + e) - function(q - e)) / (2 * STEP))
    return np.stack(columns, axis=-1)


@given(seed=st.integers(0, 10_000))
@settings(deadline=None, max_examples=8)
def test_moment_arms_are_the_slopes_of_length(seed):
    """dl/dq of every muscle is the slope of its length, wrapped or not."""
    s = solver("standing")
    q = limber(seed)
    s.anatomy.lengths(q)
    arms = s.anatomy.scratch.arms.copy()
    assert np.allclose(arms, central(s.anatomy.lengths, q), atol=2e-8)


@given(seed=st.integers(0, 10_000))
@settings(deadline=None, max_examples=6)
def test_the_gradient_is_the_slope_of_the_energy_and_the_stiffness_that_of_the_gradient(seed):
    """Gravity, joints, passive muscles and their curvature are one consistent potential."""
    s = solver("forward_bend")
    own, w, a = own_tissue(s), s.anatomy.scratch, s.anatomy
    q = 0.6 * limber(seed)

    def gradient(at):
        energy(s, own, at)
        return w.gradient.copy()

    g = gradient(q)
    w.pull[:] = w.passive
    potential.add_muscle_stiffness(a.body, a.tree, a.spans, w.pull, w.passive_stiffness, w)
    reduced.mirror(w.hessian)
    stiffness = w.hessian.copy()
    slope = central(lambda at: np.array([energy(s, own, at)]), q)[0]
    assert np.allclose(g, slope, atol=1e-6 * np.abs(g).max())
    assert np.allclose(stiffness, central(gradient, q), atol=1e-6 * np.abs(stiffness).max())


def test_the_cost_of_a_posture_has_the_gradient_that_the_envelope_theorem_gives():
    """-K lambda plus the wishes' slopes is the gradient of J along every free direction, contacts kept."""
    s = solver("standing")
    own, w, a = own_tissue(s), s.anatomy.scratch, s.anatomy
    r = np.random.default_rng(3)
    q = r.normal(0, 0.04, N_ANGLES)
    contact.settle(s.contacts, a.body, a.tree, q, w)
    held = contact.count(s.contacts)
    n = N_LEG_BLOCK - held + N_SPINE

    def cost(at):
        contact.settle(s.contacts, a.body, a.tree, at, w)
        w.multiplier[:] = 0.0
        return effort.cost(
            at, a.body, a.tree, a.spans, own, s.weights, s.contacts, s.wishes, recruitment.SLACK, w, 0.0
        )[0]

    cost(q)
    effort.stiffen(a.body, a.tree, a.spans, s.contacts, w)
    gradient = np.zeros_like(w.total)
    effort.slope_of_cost(s.contacts, w, n, gradient)
    gradient, basis = gradient[:n].copy(), w.basis.copy()
    slope = np.zeros(n)
    for i in range(n):
        e = np.zeros_like(w.total)
        e[i] = 1.0
        ends = []
        for sign in (1.0, -1.0):
            at = q.copy()
            reduced.expand(e, basis, held, sign * 1e-5, at)
            ends.append(cost(at))
        slope[i] = (ends[0] - ends[1]) / 2e-5
    assert np.allclose(gradient, slope, atol=2e-5 * np.abs(slope).max())


@pytest.mark.parametrize("task", ["standing", "sitting_erect", "forward_bend"])
def test_contacts_are_met_and_their_slopes_are_exact(task):
    """Settling meets every row to 1e-10, and rows change as their slopes say."""
    s = solver(task)
    a, w = s.anatomy, s.anatomy.scratch
    q = np.random.default_rng(1).normal(0, 0.1, N_ANGLES)
    if task != "standing":
        q[[21, 27]] = 0.8
    assert contact.settle(s.contacts, a.body, a.tree, q, w) < 1e-10
    m = contact.count(s.contacts)
    slope = w.row_slope[:m].copy()

    def off(at):
        from hamstrung.mechanics.kinematics import place

        place(at, a.body, a.tree, w.rotation, w.origin, w.axis)
        contact.rows(s.contacts, a.tree, at, w.rotation, w.origin, w.axis, w.row_off, w.row_slope)
        return w.row_off[:m].copy()

    block = [0, 1, 2, *range(21, 33)]
    assert np.allclose(slope, central(off, q)[:, block], atol=1e-8)
    assert np.allclose(slope @ w.basis[:, m:], 0.0, atol=1e-12)


def test_a_span_around_a_sphere_has_the_length_of_tangents_and_arc():
    """A right-angled case by hand: two tangents of length sqrt(3) r and the arc that is left."""
    r, slopes = 0.5, np.zeros((9, 3))
    a, b = np.array([1.0, 0.0, 0.0]), np.array([-1.0, 0.01, 0.0])
    angle = np.arccos(a @ b / np.linalg.norm(b))
    t2 = np.sqrt(b @ b - r * r)
    by_hand = np.sqrt(1 - r * r) + t2 + r * (angle - np.arccos(r) - np.arccos(r / np.linalg.norm(b)))
    assert paths.wrapped(a, b, np.zeros(3), r, slopes) == pytest.approx(by_hand, rel=1e-12)
    assert paths.wrapped(a, np.array([0.9, 0.5, 0.0]), np.zeros(3), r, slopes) == -1.0


@given(u=st.floats(-5, 0.9), delta=st.floats(0.002, 0.1))
@settings(deadline=None)
def test_activation_is_the_slope_of_its_conjugate_cost(u, delta):
    """psi' = a and psi'' = a', so that the dual's value and slopes belong together."""
    h = 1e-5
    a, slope, _ = recruitment.response(u, delta)
    up, down = recruitment.response(u + h, delta), recruitment.response(u - h, delta)
    assert a == pytest.approx((up[2] - down[2]) / (2 * h), abs=1e-7)
    assert slope == pytest.approx((up[0] - down[0]) / (2 * h), abs=1e-5)
    assert 0.0 < a <= 1.0


def test_rows_are_factored_into_an_orthogonal_basis_and_a_triangle():
    """rows' = basis triangle, whether rows are dense or hold one angle each; the other columns are their null space."""
    for rows in (np.random.default_rng(4).normal(size=(11, 15)), np.eye(15)[[3, 0, 14, 7]]):
        m = len(rows)
        basis, triangle, reflector = np.zeros((15, 15)), np.zeros((15, 15)), np.zeros((15, 15))
        dense.orthogonalise(rows, m, 15, basis, triangle, reflector)
        assert np.allclose(basis.T @ basis, np.eye(15), atol=1e-14)
        assert np.allclose(basis[:, :m] @ np.triu(triangle[:m, :m]), rows.T, atol=1e-14)
        assert np.allclose(rows @ basis[:, m:], 0.0, atol=1e-14)
