"""Topics of sitting, bends and pressures: what the pages say about branches, families and intervals."""

from dataclasses import replace

import numpy as np

from hamstrung.mechanics import TASKS, posture
from hamstrung.mechanics.tasks import bend_to
from hamstrung.workflows.mechanics_targets import bending, pressures, sitting
from hamstrung.workflows.mechanics_targets.target import MAN


def test_effort_does_not_tell_erect_from_slumped_but_stiffness_does():
    """Over 40 degrees of flexion effort hardly changes; the spine is buckled straight and stands flexed."""
    found = sitting.family(0.0)
    flexion = np.array(found["lumbar_flexion_deg"])
    middle = (flexion > -10.0) & (flexion < 30.0)
    assert np.ptp(np.array(found["effort"])[middle]) < 0.01
    stiffness = np.array(found["stiffness_nm_rad"])
    assert stiffness[np.abs(flexion).argmin()] < 0.0 < stiffness[-1]


def test_a_held_bend_is_one_posture_small_or_deep():
    """Random starts find one posture at 30 degrees and at 80, where neither ligaments nor hamstrings are hung on."""
    for trunk_deg in (30.0, 80.0):
        found = bending.branches(bend_to(trunk_deg), MAN, starts=8)
        assert max(each.starts for each in found) >= 7


def test_a_hinge_that_hangs_on_the_hamstrings_is_dearer_the_more_strain_costs():
    """With strain nearly free a deep bend has two branches, a round back and a hip hinge."""
    careless = bending.branches(replace(bend_to(80.0), strain=2e-4), MAN, starts=16)
    apart = [each.lumbar_deg for each in careless if each.starts > 1]
    assert max(apart) > min(apart) + 15.0


def test_a_levels_interval_holds_its_own_value():
    """The load with the assumed constants lies within the range over them, at every level of a bend."""
    for level in ("l1l2", "l5s1"):
        low, middle, high = pressures._range(TASKS["forward_bend"], level)
        assert low < middle < high


def test_the_lever_alone_moves_what_ligaments_add():
    """With the lever that is assumed, the recomputed compression is the solved one."""
    found = posture.solve("forward_bend", anthropometry=MAN)
    again = pressures._with_lever(found, replace(MAN), "l4l5", 0.04)
    assert np.isclose(again, found.loads["l4l5"].compression_n, rtol=1e-12)
