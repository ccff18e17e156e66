"""The sciatic nerve: a strand in equilibrium that slides toward the joint that moves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import body as bodies
from hamstrung.errors import InputError
from hamstrung.mechanics import nerve, nerve_path
from hamstrung.mechanics.layout import HIP_RIGHT, KNEE_RIGHT, N_ANGLES
from mechanics.people import AVERAGE, limber, solver

BODY = bodies.build(AVERAGE)


def run(test="slr", **angles):
    """A test of the average man's right leg."""
    return nerve.strain(test, anthropometry=AVERAGE, **angles)


def test_a_bed_is_mirrored_and_straight_lying_is_its_rest():
    """Right and left beds are equally long, and the neutral posture strains neither."""
    bed = nerve_path.bed(BODY)
    right, left = bed.lengths(np.zeros(N_ANGLES))
    assert np.allclose(right, left, atol=1e-12)
    assert np.allclose(right, bed.rest, atol=1e-12)
    still = run(hip_deg=0.0)
    assert max(abs(value) for value in still.right.strain_pct.values()) < 0.5
    assert max(abs(value) for value in still.right.excursion_mm.values()) < 1.0


def test_behind_the_flexed_hip_the_bed_keeps_its_distance():
    """From 40 to 90 degrees hip flexion lengthens the bed by an arm of the 41 mm it keeps, or up to 10 mm more."""
    bed, ends = nerve_path.bed(BODY), []
    for hip in (40.0, 90.0):
        q = np.zeros(N_ANGLES)
        q[HIP_RIGHT] = np.radians(hip)
        ends.append(bed.lengths(q)[0].sum())
    assert 0.0 < (ends[1] - ends[0]) / np.radians(50.0) - nerve_path.BEHIND_HIP < 0.010


@given(strain=st.floats(-0.5, 0.5))
@settings(deadline=None)
def test_tension_has_the_slope_it_says_and_rises(strain):
    """Tension grows with strain at every strain, by its own slope."""
    force, rate = nerve.tension(np.array([strain - 1e-7, strain, strain + 1e-7]), 300.0)
    assert (force[2] - force[0]) / 2e-7 == pytest.approx(rate[1], rel=1e-4)
    assert rate[1] > 0.0


@given(seed=st.integers(0, 1000), neck=st.floats(0.0, 60.0))
@settings(deadline=None, max_examples=5)
def test_what_the_nerve_settles_to_costs_least(seed, neck):
    """In any posture no other sliding has less energy: forces on all nodes vanish, and the stiffness is definite."""
    bed, held = nerve_path.bed(BODY), nerve.Mechanism()
    mesh, lengths = nerve._Mesh(bed, held), bed.lengths(limber(seed))
    w, _ = nerve._settle(mesh, lengths, held.neck * np.radians(neck))
    assert np.abs(nerve._slope(mesh, w, lengths, held.neck * np.radians(neck))).max() < 1e-7
    assert np.linalg.eigvalsh(nerve._hessian(mesh, w, lengths))[0] > 0.0


def test_the_nerve_slides_toward_the_joint_that_moves():
    """Hip flexion draws the thigh's part up and the roots down; the knee draws the thigh's part down."""
    still, raised = run(hip_deg=0.0).right.excursion_mm, run().right.excursion_mm
    assert raised["gluteal_fold"] < raised["mid_thigh"] < raised["knee"] < still["knee"]
    assert raised["notch"] > raised["root"] > still["root"]
    bent = run(knee_deg=90.0).right.excursion_mm
    assert raised["mid_thigh"] > bent["mid_thigh"]


@pytest.mark.parametrize("sensitiser", [{"ankle_deg": 20.0}, {"neck_deg": 50.0}, {"lumbar_deg": 30.0}])
def test_every_sensitiser_strains_the_whole_nerve(sensitiser):
    """Foot, neck and back each add strain in every region of a leg raise, most near where they act."""
    plain, more = run().right.strain_pct, run(**sensitiser).right.strain_pct
    added = {region: more[region] - plain[region] for region in plain}
    assert min(added.values()) > 0.0
    assert max(added, key=added.__getitem__) == ("ankle" if "ankle_deg" in sensitiser else "root")


def test_a_bent_knee_takes_strain_off_and_a_raised_leg_puts_it_on():
    """Strain of thigh and root falls with every degree of the knee and rises with every degree of the hip."""
    by_knee = [run(knee_deg=knee).right.strain_pct["thigh"] for knee in (0.0, 20.0, 45.0, 90.0)]
    by_hip = [run(hip_deg=hip).right.strain_pct["root"] for hip in (0.0, 30.0, 60.0, 90.0)]
    assert by_knee == sorted(by_knee, reverse=True)
    assert by_hip == sorted(by_hip)


def test_lifting_the_foot_leaves_the_hamstrings_as_they_are():
    """The bedside difference: the ankle moves the nerve and no hamstring."""
    anatomy = solver("standing").anatomy
    q = np.zeros(N_ANGLES)
    q[HIP_RIGHT] = 1.2
    long = anatomy.body.is_two_joint_hamstring == 1
    before = anatomy.lengths(q)[long]
    q[KNEE_RIGHT + 1] = 0.35
    assert np.array_equal(anatomy.lengths(q)[long], before)
    assert run(ankle_deg=20.0).right.strain_pct["thigh"] > run().right.strain_pct["thigh"]


def test_a_tethered_root_slides_less_and_strains_more_below_it():
    """A scar at the foramen keeps the root back and strains the buttock's part."""
    tied = nerve.Mechanism(tether={"right": {"root": 20_000.0}})
    plain, held = run().right, run(mechanism=tied).right
    assert held.excursion_mm["root"] < 0.5 * plain.excursion_mm["root"]
    assert held.strain_pct["buttock"] > plain.strain_pct["buttock"]


def test_sides_are_mirrored_and_an_unknown_test_is_named():
    """Raising the left leg gives on the left what raising the right gives on the right."""
    right, left = run(side="right"), run(side="left")
    assert left.left.strain_pct == pytest.approx(right.right.strain_pct)
    assert left.right.excursion_mm == pytest.approx(right.left.excursion_mm)
    with pytest.raises(InputError, match="lasegue"):
        nerve.strain("lasegue", anthropometry=AVERAGE)
