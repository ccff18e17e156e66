"""Muscle forces within hard bounds: their conditions, another solver, and proofs where none exist."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize

from hamstrung.mechanics import TASKS, bounded, contact, passive, posture, potential, recruitment, reduced, tasks
from hamstrung.mechanics.layout import N_LEG_BLOCK, N_SPINE, angle_names
from hamstrung.mechanics.solver import MOST_STEPS
from mechanics.people import AVERAGE, limber, own_tissue, solver

seeds = st.integers(0, 10_000)


def laid(seed):
    """A solver's scratch memory in a random posture, and its arms times strengths, (muscle, reduced)."""
    s = solver("standing")
    a, w, q = s.anatomy, s.anatomy.scratch, 0.5 * limber(seed)
    contact.settle(s.contacts, a.body, a.tree, q, w)
    potential.lay(q, a.body, a.tree, a.spans, s.weights, w)
    held = contact.count(s.contacts)
    for m in range(len(w.length)):
        w.strength[m], _ = passive.strength(
            w.length[m], a.body.mus_f0[m], a.body.mus_lopt[m], a.body.mus_lslack[m], a.body.mus_penn[m]
        )
    n = N_LEG_BLOCK - held + N_SPINE
    reduced.levers(w.arms, w.strength, a.spans, w.basis, held, w.lever)
    return s, n, recruitment.levers(w, n, a.spans)


def shared(s, n, moments, power):
    """Activations that carry moments, from no guess; (activations, conditions' residual, lacking moment)."""
    w = s.anatomy.scratch
    w.bound[:] = 0.0
    g = np.zeros_like(w.g)
    g[:n] = -moments
    residual, lacking, _ = bounded.share(g, n, power, s.anatomy.spans, w)
    return w.bounded.copy(), residual, lacking


@given(seed=seeds, power=st.sampled_from([2, 3]), top=st.floats(0.05, 1.0))
@settings(deadline=None, max_examples=25)
def test_conditions_hold_for_moments_that_can_be_carried(seed, power, top):
    """Bounds hold exactly, moments balance to 1e-8, and every activation is stationary or pressed on its bound."""
    s, n, arms = laid(seed)
    given_to = np.random.default_rng(seed).uniform(0.0, top, len(arms))
    moments = arms.T @ given_to
    a, residual, lacking = shared(s, n, moments, power)
    assert lacking == 0.0
    assert residual < 1e-8
    assert a.min() >= 0.0
    assert a.max() <= 1.0
    assert np.abs(arms.T @ a - moments).max() < 1e-8 * np.abs(arms).sum(axis=0).max()
    worth = arms @ s.anatomy.scratch.bound[:n]
    pressed = a ** (power - 1) - worth
    inside = (a > 1e-6) & (a < 1.0)
    assert np.abs(pressed[inside]).max() < 1e-8
    assert pressed[a <= 1e-6].min() > -1e-8
    assert (a**power).sum() <= (given_to**power).sum() * (1.0 + 1e-9)


@pytest.mark.parametrize("power", [2, 3])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_another_solver_finds_the_same_forces(seed, power):
    """Sequential quadratic programming on the primal problem ends at the same activations."""
    s, n, arms = laid(seed)
    moments = arms.T @ np.random.default_rng(seed).uniform(0.0, 0.3, len(arms))
    ours, _, _ = shared(s, n, moments, power)
    scale = np.abs(arms).sum(axis=0)
    rows, wanted = arms.T / scale[:, None], moments / scale
    other = minimize(
        lambda a: (a**power).sum() / power,
        np.full(len(arms), 0.15),
        jac=lambda a: a ** (power - 1),
        bounds=[(0.0, 1.0)] * len(arms),
        constraints={"type": "eq", "fun": lambda a: rows @ a - wanted, "jac": lambda a: rows},
        method="SLSQP",
        options={"maxiter": 300, "ftol": 1e-14},
    )  # fmt: skip
    assert other.success
    assert (ours**power).sum() / power <= other.fun * (1.0 + 1e-6)
    assert np.abs(ours - other.x).max() < (1e-4 if power == 2 else 1e-2)


@given(seed=seeds, power=st.sampled_from([2, 3]), beyond=st.floats(1.05, 20.0))
@settings(deadline=None, max_examples=15)
def test_what_no_muscle_can_carry_is_proven_and_another_solver_agrees(seed, power, beyond):
    """Beyond the most that can be carried along a direction the lacking moment is at least what is missing there."""
    s, n, arms = laid(seed)
    along = np.random.default_rng(seed).normal(size=n)
    along /= np.linalg.norm(along)
    worth = arms @ along
    most = np.maximum(worth, 0.0).sum()
    moments = arms.T @ (worth > 0.0).astype(float) + (beyond - 1.0) * 0.1 * most * along
    a, _, lacking = shared(s, n, moments, power)
    missing = np.linalg.norm(arms.T @ a - moments)
    assert 0.0 < lacking <= missing * (1.0 + 1e-9)
    assert a.min() >= 0.0
    assert a.max() <= 1.0
    scale = np.abs(arms).sum(axis=0)
    programme = linprog(
        np.zeros(len(arms)), A_eq=arms.T / scale[:, None], b_eq=moments / scale, bounds=(0.0, 1.0), method="highs"
    )
    assert programme.status == 2


@pytest.mark.parametrize("task", sorted(TASKS))
def test_every_task_reports_bounded_forces(task):
    """Each task's forces fulfil their conditions for both exponents, with activations between 0 and 1."""
    for exponent in (2, 3):
        solved = posture.solve(task, anthropometry=AVERAGE, exponent=exponent)
        activations = [activation for _, activation in solved.muscles.values()]
        assert solved.converged
        assert solved.feasible
        assert solved.limited_by is None
        assert solved.kkt_residual < 1e-8
        assert min(activations) >= 0.0
        assert max(activations) <= 1.0


def test_a_load_that_nobody_holds_is_told_with_the_joint_that_gives_in():
    """A bend to 60 degrees with 1500 kg in the hands cannot be held; the posture says where and by how much."""
    solved = posture.solve(tasks.lift(load_kg=1500.0, style="stoop", trunk_deg=60.0), anthropometry=AVERAGE)
    assert not solved.feasible
    assert solved.limited_by in angle_names()
    assert solved.lacking_nm > 1.0
    assert max(activation for _, activation in solved.muscles.values()) <= 1.0


@pytest.mark.parametrize("task", ["standing", "long_sitting", "forward_bend"])
@pytest.mark.parametrize("start", [np.nan, np.inf, 40.0])
def test_an_absurd_start_ends_and_says_that_it_failed_or_settled(task, start):
    """Steps are bounded whatever the start; a posture out of nonsense is never called converged."""
    solved = posture.solve(task, anthropometry=AVERAGE, start=np.full(33, start))
    assert solved.iterations <= 5 * MOST_STEPS
    if not np.isfinite(start):
        assert not solved.converged


@pytest.mark.parametrize("task", ["standing", "long_sitting", "forward_bend"])
def test_kernels_allocate_nothing(task):
    """However many steps are taken, Numba counts only the arrays that Python hands over at a call."""
    from numba.core.runtime import _nrt_python, rtsys

    s = solver(task)
    own, q = own_tissue(s), tasks.start(s.task)
    counts, steps = [], []
    _nrt_python.memsys_enable_stats()
    for near in (False, True):
        before = rtsys.get_allocation_stats().alloc
        steps.append(s.run(q, own, near=near)[2])
        s.share()
        counts.append(rtsys.get_allocation_stats().alloc - before)
    _nrt_python.memsys_disable_stats()
    assert steps[0] > steps[1]
    assert counts[0] == counts[1]
