"""The pelvis cut in three: its parts balance, small rotations follow their moments, sides are names."""

import numpy as np
import pytest

from hamstrung.mechanics import sacroiliac, tasks
from hamstrung.mechanics.hamstrings import Anatomy, Deficit
from hamstrung.mechanics.layout import N_ANGLES
from hamstrung.mechanics.solver import Solver
from mechanics.people import AVERAGE, own_tissue, solver


def solved(task, deficit=None):
    """A solved posture with its muscles' forces."""
    s = solver(task)
    q, w = tasks.start(tasks.TASKS[task]), s.anatomy.scratch
    s.run(q, own_tissue(s, deficit))
    return s, q, w.passive + w.activation * w.strength


@pytest.mark.parametrize("task", ["standing", "sitting_slouched", "driving_seat", "forward_bend", "lifting"])
@pytest.mark.parametrize("left", [0.0, 30.0])
def test_the_parts_of_the_pelvis_are_in_balance(task, left):
    """Cut free, the three parts' forces and sagittal moments add up to nothing, though found one by one."""
    s, q, pull = solved(task, Deficit.degrees(left=left))
    force, moment = sacroiliac.loads(s, q, pull)
    weight = s.weights.total * 9.81
    assert np.abs(force.sum(axis=0)).max() < 1e-6 * weight
    assert abs(moment.sum()) < 1e-3
    assert np.abs(moment).max() > 1.0


def test_no_load_turns_nothing_and_leaves_the_preload():
    """Without weight, muscles, pressure and capsules nothing turns or slides, and the ligament keeps its preload."""
    body = solver("standing").anatomy.body
    s = Solver(Anatomy(body._replace(hip_a=np.zeros_like(body.hip_a))), tasks.TASKS["standing"])
    s.weights = s.weights._replace(mass=np.r_[np.full(14, 1e-12), 0.0, 0.0, 1e-12], total=0.0, thrust=0.0)
    s.anatomy.lengths(np.zeros(N_ANGLES))
    s.anatomy.scratch.mass_point[14:16, 2] = 0.1, -0.1
    found = sacroiliac.of_solved(s, np.zeros(N_ANGLES), np.zeros(len(body.mus_f0)))
    for joint in (found.left, found.right):
        assert joint.nutation_deg == pytest.approx(0.0, abs=1e-6)
        assert joint.slide_mm == pytest.approx(0.0, abs=1e-6)
        assert joint.sacrotuberous_n == pytest.approx(sacroiliac.PRELOAD)


def test_a_symmetric_posture_has_no_torsion_and_a_mirrored_deficit_the_mirrored_one():
    """Sides are equal without a deficit, and change places with it."""
    even = sacroiliac.of("forward_bend", anthropometry=AVERAGE)
    assert even.torsion_deg == pytest.approx(0.0, abs=1e-6)
    left, right = (
        sacroiliac.of("forward_bend", anthropometry=AVERAGE, deficit=Deficit.degrees(**{side: 30.0}))
        for side in ("left", "right")
    )
    assert left.torsion_deg == pytest.approx(-right.torsion_deg, abs=1e-3)
    assert left.left.sacrotuberous_n == pytest.approx(right.right.sacrotuberous_n, rel=1e-3)


def test_the_short_side_of_a_bend_pulls_its_hip_bone_back():
    """A one-sided deficit nutates the sacrum more against that hip bone and loads that ligament more."""
    bend = sacroiliac.of("forward_bend", anthropometry=AVERAGE, deficit=Deficit.degrees(left=30.0))
    assert bend.left.nutation_deg > bend.right.nutation_deg
    assert bend.left.sacrotuberous_n > bend.right.sacrotuberous_n > 0.0


def test_stiffer_ligaments_turn_less_and_the_long_head_turns_back(monkeypatch):
    """Nutation falls with stiffness and with the share of biceps femoris that goes to the sacrum."""
    s, q, pull = solved("forward_bend")
    plain = sacroiliac.of_solved(s, q, pull).right
    monkeypatch.setattr(sacroiliac, "SHARE", 0.7)
    shared = sacroiliac.of_solved(s, q, pull).right
    assert shared.nutation_deg < plain.nutation_deg
    assert shared.from_biceps_n > plain.from_biceps_n
    monkeypatch.setattr(sacroiliac, "TURN", 2.0 * sacroiliac.TURN)
    assert 0.0 < sacroiliac.of_solved(s, q, pull).right.nutation_deg < shared.nutation_deg
