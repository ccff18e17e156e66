"""The push of the abdominal pressure: conservative, as MuJoCo sees it, and a relief of the discs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung.mechanics import abdomen, kinematics, posture, tasks
from hamstrung.mechanics.hamstrings import Deficit
from hamstrung.mechanics.layout import N_SPINE, SPINE
from mechanics.people import AVERAGE, limber, own_tissue, solver

mujoco = pytest.importorskip("mujoco", reason="the oracle is MuJoCo")


def pushed(s, q, weights):
    """The strut alone in a posture: energy, gradient, stiffness (upper)."""
    a, w = s.anatomy, s.anatomy.scratch
    kinematics.place(q, a.body, a.tree, w.rotation, w.origin, w.axis)
    w.gradient[:] = 0.0
    w.hessian[:] = 0.0
    return abdomen.push(weights, a.tree, w), w.gradient.copy(), w.hessian.copy()


@given(seed=st.integers(0, 10_000))
@settings(deadline=None, max_examples=8)
def test_the_push_is_the_slope_of_its_energy_and_its_stiffness_that_of_the_push(seed):
    """dV/dq and d2V/dq2 of the strut are the slopes of -p A l."""
    s = solver("lifting")
    q = limber(seed)
    _, gradient, hessian = pushed(s, q, s.weights)
    hessian = hessian + np.triu(hessian, 1).T
    step = 1e-5
    for k in range(SPINE, SPINE + N_SPINE):
        e = np.zeros(len(q))
        e[k] = step
        up, down = pushed(s, q + e, s.weights), pushed(s, q - e, s.weights)
        assert gradient[k] == pytest.approx((up[0] - down[0]) / (2 * step), abs=1e-7)
        assert np.allclose(hessian[k], (up[1] - down[1]) / (2 * step), atol=1e-7)
    assert not gradient[:SPINE].any()
    assert not gradient[SPINE + N_SPINE :].any()


@given(seed=st.integers(0, 10_000))
@settings(deadline=None, max_examples=5)
def test_mujoco_gives_the_same_length_and_the_same_arms(seed):
    """A straight tendon over MuJoCo's own hinges has the strut's length and moments to 1e-9."""
    s = solver("standing")
    q, weights = limber(seed), s.weights._replace(thrust=1.0)
    q[:SPINE] = 0.0
    energy, gradient, _ = pushed(s, q, weights)
    axes = ("0 0 1", "1 0 0", "0 1 0")
    place = [" ".join(repr(float(x)) for x in point) for point in (*s.anatomy.body.seg_offset[1:7], weights.inlet)]
    inner = f'<site name="dome" pos="{" ".join(repr(float(x)) for x in weights.dome)}"/>'
    for at in reversed(place[:6]):
        hinges = "".join(f'<joint axis="{axis}"/>' for axis in axes)
        inner = f'<body pos="{at}">{hinges}<geom size="0.01" mass="1"/>{inner}</body>'
    spine = f'<worldbody><site name="inlet" pos="{place[6]}"/>{inner}</worldbody>'
    strut = '<tendon><spatial><site site="inlet"/><site site="dome"/></spatial></tendon>'
    model = mujoco.MjModel.from_xml_string(f"<mujoco>{spine}{strut}</mujoco>")
    data = mujoco.MjData(model)
    data.qpos[:] = q[SPINE : SPINE + N_SPINE]
    mujoco.mj_forward(model, data)
    assert -energy == pytest.approx(float(data.ten_length[0]), abs=1e-9)
    assert np.allclose(-gradient[SPINE : SPINE + N_SPINE], np.asarray(data.ten_J).reshape(-1), atol=1e-9)


def test_without_pressure_nothing_changes_by_a_bit():
    """A task with no abdominal pressure is solved to the same bits as one whose weights know of none."""
    none = replace(tasks.TASKS["standing"], abdominal_kpa=0.0)
    s = solver("standing")
    s.task, s.weights = none, tasks.weights(none, s.anatomy.body)
    q = tasks.start(none)
    s.run(q, own_tissue(s))
    assert np.array_equal(q, posture.solve(none, anthropometry=AVERAGE, deficit=Deficit()).q)


def test_more_pressure_relieves_the_discs_of_a_lift_more():
    """In a lift at a given trunk angle every kilopascal takes load off L4/5, a little: the push and its lever."""
    lift = tasks.lift(load_kg=15.0, style="stoop", trunk_deg=60.0)
    loads = []
    for kpa in (0.0, 4.0, 8.0):
        found = posture.solve(replace(lift, abdominal_kpa=kpa), anthropometry=AVERAGE)
        assert found.converged
        loads.append(found.loads["l4l5"].compression_n)
    assert loads[0] > loads[1] > loads[2]
    assert 0.02 < 1.0 - loads[1] / loads[0] < 0.25


def test_the_push_lies_in_the_middle_and_in_front_of_the_spine():
    """In the neutral posture it extends every joint, with a lever of 30 to 70 mm, and turns none sideways."""
    s = solver("standing")
    _, gradient, _ = pushed(s, np.zeros(33), s.weights._replace(thrust=1.0))
    assert (-gradient[SPINE : SPINE + N_SPINE : 3] > 0.030).all()
    assert (-gradient[SPINE : SPINE + N_SPINE : 3] < 0.070).all()
    assert not gradient[SPINE + 1 : SPINE + N_SPINE : 3].any()


def test_pressure_rises_with_the_bend_and_with_the_load():
    """Upright least, then with trunk angle to the level, then by the kilogram; a named pressure is taken as it is."""
    bends = [abdomen.pressure_kpa(tasks.bend_to(angle)) for angle in (0.0, 30.0, 60.0, 90.0, 110.0)]
    assert bends == sorted(bends)
    assert (bends[0], bends[-1]) == (abdomen.UPRIGHT, abdomen.BENT)
    light, heavy = (abdomen.pressure_kpa(tasks.lift(load_kg=kg, style="stoop")) for kg in (5.0, 25.0))
    assert heavy - light == pytest.approx(20.0 * abdomen.PER_KG)
    assert abdomen.pressure_kpa(replace(tasks.TASKS["standing"], abdominal_kpa=3.0)) == 3.0
