"""Solved postures: laws first, then published numbers with their intervals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.errors import InputError
from hamstrung.mechanics import TASKS, Deficit, loads, posture, potential, tasks
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.units import DEG, GRAVITY, MM
from mechanics.people import AVERAGE, anthropometries, deficits, own_tissue, solver

WOMAN = Anthropometry(sex="female", age_y=35.0, height_m=1.63, mass_kg=62.0)


def solve(task, deficit_deg=0.0, anthropometry=AVERAGE):
    """A task with so much structural deficit on both sides."""
    return posture.solve(
        task, anthropometry=anthropometry, deficit=Deficit.degrees(left=deficit_deg, right=deficit_deg)
    )


@pytest.mark.parametrize("task", sorted(TASKS))
def test_every_task_is_in_balance(task):
    """What is left out of balance stays below 1e-6 of body weight times height, also with tight hamstrings."""
    for deficit in (0.0, 25.0):
        solved = solve(task, deficit)
        assert solved.converged, solved.residual
        assert solved.residual < 1e-6


@given(anthropometry=anthropometries, deficit=deficits, task=st.sampled_from(["standing", "forward_bend", "toe_touch"]))
@settings(deadline=None, max_examples=25)
def test_random_people_are_in_balance(anthropometry, deficit, task):
    """People of all shapes settle, with one or two tight sides."""
    assert posture.solve(task, anthropometry=anthropometry, deficit=deficit).residual < 1e-6


@pytest.mark.parametrize("task", ["standing", "forward_bend", "sitting_slouched"])
def test_a_mirrored_person_has_the_mirrored_posture(task):
    """Left and right are names: a mirrored person with mirrored deficits gives mirrored angles and forces."""
    person = replace(AVERAGE, leg_length_left_m=0.89, leg_length_right_m=0.90)
    deficit = Deficit.degrees(left=25.0, right=5.0)
    one = posture.solve(task, anthropometry=person, deficit=deficit)
    other = posture.solve(task, anthropometry=person.mirrored(), deficit=deficit.mirrored)
    assert other.pelvic_obliquity_deg == pytest.approx(-one.pelvic_obliquity_deg, abs=2e-4)
    assert other.pelvic_rotation_deg == pytest.approx(-one.pelvic_rotation_deg, abs=2e-4)
    assert other.pelvis_deg == pytest.approx(one.pelvis_deg, abs=5e-4)
    assert other.cobb_deg == pytest.approx(one.cobb_deg, abs=2e-4)
    assert other.ischial_force_n["left"] == pytest.approx(one.ischial_force_n["right"], rel=1e-3, abs=0.1)
    assert other.loads["l4l5"].compression_n == pytest.approx(one.loads["l4l5"].compression_n, rel=1e-4)


def test_a_symmetric_person_stands_straight():
    """No deficit, equal legs: no obliquity, no rotation, no curve."""
    standing = solve("standing")
    assert abs(standing.pelvic_obliquity_deg) < 1e-4
    assert abs(standing.pelvic_rotation_deg) < 1e-4
    assert standing.cobb_deg < 1e-4


def test_the_start_does_not_matter_in_standing():
    """From other starts the same posture is found."""
    s = solver("standing")
    own = own_tissue(s)
    found = []
    for seed in range(4):
        q = tasks.start(s.task) + np.random.default_rng(seed).normal(0, 0.06, 33)
        s.run(q, own)
        found.append(q)
    assert np.ptp(np.array(found), axis=0).max() < 1e-3


def test_twenty_degrees_hardly_tilt_the_standing_pelvis():
    """C4: the two-joint torque is about 2 Nm a leg upright (M155); under 2 degrees of tilt."""
    assert abs(solve("standing", 20.0).pelvis_deg - solve("standing").pelvis_deg) < 2.0


def test_twenty_degrees_hold_the_bent_pelvis_back():
    """C5: pelvis-on-thigh flexion at toe-touch falls by more than 10 degrees (52 against 72, M261)."""
    healthy, short = solve("toe_touch"), solve("toe_touch", 20.0)
    assert 10.0 < healthy.pelvis_on_thigh_deg - short.pelvis_on_thigh_deg < 30.0
    assert abs(short.lumbar_flexion_deg - healthy.lumbar_flexion_deg) < 4.0
    assert healthy.pelvis_on_thigh_deg == pytest.approx(72.0, abs=8.0)
    assert short.pelvis_on_thigh_deg == pytest.approx(52.0, abs=18.0)


def test_bending_the_knees_gives_the_pelvis_back():
    """The bedside counterfactual: slackened hamstrings let the pelvis tilt further and change the spine little."""
    straight, bent = solve("forward_bend", 25.0), solve("forward_bend_knees_bent", 25.0)
    assert bent.pelvis_deg - straight.pelvis_deg > 5.0
    assert abs(bent.lumbar_flexion_deg - straight.lumbar_flexion_deg) < 4.0


def test_one_short_side_turns_the_bent_pelvis_and_hardly_the_standing_one():
    """C7: 40 degrees on one side give visible rotation in bending, under a degree of obliquity standing."""
    one_sided = Deficit.degrees(left=40.0)
    standing = posture.solve("standing", anthropometry=AVERAGE, deficit=one_sided)
    bent = posture.solve("forward_bend", anthropometry=AVERAGE, deficit=one_sided)
    assert abs(standing.pelvic_obliquity_deg) < 1.0
    assert abs(bent.pelvic_rotation_deg) > 2.0


@pytest.mark.parametrize(
    ("task", "quantity", "low", "high"),
    [
        ("forward_bend", "trunk_flexion_deg", 100.0, 116.0),  # M254, M256: 104.6, 111
        ("forward_bend", "pelvis_on_thigh_deg", 60.0, 78.0),  # M254, M256: 66.7, 69.4
        ("forward_bend", "lumbar_flexion_deg", 41.0, 65.0),  # M254, M256: 64.5, 41.6
    ],
)
def test_published_angles(task, quantity, low, high):
    """The average man's angles lie within the published range."""
    assert low <= getattr(solve(task), quantity) <= high


def test_standing_compression_agrees_with_full_body_models():
    """Upright, published full-body spine models give about 600 N at L4/5 (495-706 in the trial's body)."""
    assert 450.0 < solve("standing").loads["l4l5"].compression_n < 750.0


def test_lifting_loads_the_disc_more_than_standing():
    """Stooping for 15 kg costs several times the standing compression (M294, M279)."""
    assert solve("lifting").loads["l4l5"].compression_n > 3.0 * solve("standing").loads["l4l5"].compression_n


def test_what_is_put_into_the_hands_reaches_every_disc():
    """Muscles silent, ten kilograms more add exactly their weight to what each disc carries, whatever its tilt."""
    s = solver("standing")
    a, w, q = s.anatomy, s.anatomy.scratch, np.zeros(33)
    silent = np.zeros(len(a.body.mus_f0))

    def carried(extra_kg):
        mass = s.weights.mass.copy()
        mass[13] += extra_kg
        potential.lay(q, a.body, a.tree, a.spans, s.weights, w)
        out = np.zeros((6, 3))
        loads.disc_loads(q, a.body, a.spans, s.weights._replace(mass=mass), silent, w, out)
        return out

    added = carried(10.0) - carried(0.0)
    assert np.allclose(np.hypot(added[:, 0], added[:, 1]), 10.0 * GRAVITY, rtol=1e-9)


def test_a_shorter_leg_lowers_its_side():
    """20 mm less on the left tilt the pelvis right side up, by no more than rigid geometry allows (M340)."""
    leg = 0.90
    person = replace(AVERAGE, leg_length_left_m=leg - 10 * MM, leg_length_right_m=leg + 10 * MM)
    tilted = posture.solve("standing", anthropometry=person)
    hips = 2 * bodies.build(AVERAGE).seg_offset[7, 2]
    assert 0.5 < tilted.pelvic_obliquity_deg <= np.arcsin(20 * MM / hips) / DEG + 0.2


def test_bigger_people_of_the_same_shape_load_their_discs_alike():
    """Same shape, other size: compression over body weight stays within a tenth."""
    small = Anthropometry(sex="male", age_y=35.0, height_m=1.60, mass_kg=75.0 * (1.60 / 1.70) ** 3)
    ratios = [
        solve("standing", anthropometry=p).loads["l4l5"].compression_n / (p.mass_kg * GRAVITY) for p in (AVERAGE, small)
    ]
    assert ratios[0] == pytest.approx(ratios[1], rel=0.1)


def test_an_unknown_task_is_named_with_its_neighbour():
    """The message says what was meant."""
    with pytest.raises(InputError, match="did you mean toe_touch"):
        posture.solve("toe_tuch", anthropometry=AVERAGE)


def test_an_impossible_body_is_refused():
    """A height of 17 m is no height."""
    with pytest.raises(InputError, match="height_m"):
        Anthropometry(sex="male", age_y=35.0, height_m=17.0, mass_kg=75.0)


def test_the_hot_path_allocates_nothing():
    """Thousands of solves leave the interpreter's memory as it was."""
    import tracemalloc

    s = solver("forward_bend")
    own, q = own_tissue(s), tasks.start(s.task)
    tracemalloc.start()
    for _ in range(200):
        s.run(q.copy(), own)
    before = tracemalloc.take_snapshot()
    for _ in range(200):
        s.run(q.copy(), own)
    grown = sum(stat.size_diff for stat in tracemalloc.take_snapshot().compare_to(before, "filename"))
    tracemalloc.stop()
    assert grown < 50_000


def test_anatomy_is_derived_once():
    """The spans of a body depend on its topology alone, so that two people share them."""
    one, other = Anatomy(bodies.build(AVERAGE)).spans, Anatomy(bodies.build(WOMAN)).spans
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
