"""Held bends and lifts: which postures there are, and which is found."""

from dataclasses import replace

import numpy as np
import pytest

from hamstrung import body as bodies
from hamstrung.mechanics import TASKS, Deficit, descent, posture, potential, tasks, wishes
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT, N_ANGLES, SPINE
from hamstrung.mechanics.solver import Solver
from hamstrung.units import DEG
from mechanics.people import AVERAGE, own_tissue

STARTS = 8


def found(task, who=AVERAGE, starts=STARTS):
    """Lumbar flexion of every posture that random starts lead to, with its cost, cheapest first."""
    s = Solver(Anatomy(bodies.build(who)), task)
    a, w, own = s.anatomy, s.anatomy.scratch, own_tissue(s)
    r = np.random.default_rng(1)
    settled = []
    for _ in range(starts):
        q = tasks.start(task)
        q[0] = -r.uniform(-10, 100) * DEG
        q[SPINE : SPINE + 18 : 3] = -r.uniform(-2, 10, 6) * DEG
        q[[HIP_RIGHT, HIP_LEFT]] += r.normal(0, 0.3)
        w.multiplier[:] = 0.0
        cost, size, _, _ = descent.hold(q, a.body, a.tree, a.spans, own, s.weights, s.contacts, s.wishes, w, 400, False)
        assert np.isfinite(size)
        settled.append((cost, -q[SPINE : SPINE + 18 : 3].sum() / DEG))
    return sorted(settled)


def test_stretch_beyond_what_is_tolerated_costs_by_the_slope_of_its_energy():
    """In a hinge that hangs on the hamstrings, what J says beside effort has the slope that steps of it show."""
    s = Solver(Anatomy(bodies.build(AVERAGE)), tasks.bend_to(80.0))
    a, w, own = s.anatomy, s.anatomy.scratch, own_tissue(s)
    q = np.zeros(N_ANGLES)
    q[[HIP_RIGHT, HIP_LEFT]] = 75.0 * DEG

    def said(at, wanted):
        potential.lay(at, a.body, a.tree, a.spans, s.weights, w)
        potential.slopes(at, a.body, a.tree, own, s.weights, w)
        return wishes.soft(at, a.tree, a.spans, own, s.weights, wanted, w)

    free = s.wishes._replace(strain=0.0)
    strained = said(q, s.wishes) - said(q, free)
    said(q, s.wishes)
    slope = w.soft_gradient.copy()
    steps = 1e-6 * np.eye(N_ANGLES)
    assert strained > 0.1
    assert np.allclose(slope, [(said(q + e, s.wishes) - said(q - e, s.wishes)) / 2e-6 for e in steps], atol=1e-5)


def test_a_held_bend_of_thirty_degrees_is_one_posture():
    """All starts lead to the same spine; there is no second way to bend a little."""
    flexion = [each[1] for each in found(tasks.bend_to(30.0))]
    assert np.ptp(flexion) < 0.5


@pytest.mark.parametrize("trunk_deg", [60.0, 80.0])
def test_a_deep_held_bend_is_found_on_its_cheapest_branch(trunk_deg):
    """Round back or hip hinge: what `solve` gives costs no more than the best of random starts."""
    best = found(tasks.bend_to(trunk_deg))[0]
    solved = posture.solve(tasks.bend_to(trunk_deg), anthropometry=AVERAGE)
    assert solved.lumbar_flexion_deg == pytest.approx(best[1], abs=0.5)


def test_a_lift_with_its_habit_is_one_posture():
    """With the habit that it names, a stoop has one solution, though effort alone has two."""
    lift = TASKS["lifting"]
    assert np.ptp([each[1] for each in found(lift)]) < 1.0
    free = [each[1] for each in found(replace(lift, habit=0.1, habit_flexion_deg=0.0), starts=16)]
    assert np.ptp(free) > 20.0


def test_stoop_loads_the_back_more_than_squat():
    """M294: 3594 against 2700 N; the direction, for one adult."""
    stoop, squat = (
        posture.solve(tasks.lift(load_kg=15.0, style=style), anthropometry=AVERAGE).loads["l4l5"].compression_n
        for style in ("stoop", "squat")
    )
    assert stoop > 1.1 * squat


def test_short_hamstrings_round_a_lifting_back():
    """M272: handling 15 kg, short hamstrings restrict the pelvis and the trunk's part grows."""
    tight = Deficit.degrees(left=30.0, right=30.0)
    normal, short = (posture.solve("lifting", anthropometry=AVERAGE, deficit=d) for d in (None, tight))
    assert short.pelvis_deg < normal.pelvis_deg
    assert short.lumbar_flexion_deg > normal.lumbar_flexion_deg
