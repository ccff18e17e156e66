"""Laws that every body in every posture obeys: energy, mirror, heading and gravity, geometric similarity."""

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hamstrung import body as bodies
from hamstrung.body import Anthropometry
from hamstrung.mechanics import TASKS, Deficit, Side, exam, loads, passive, posture, potential, tasks
from hamstrung.mechanics.hamstrings import Anatomy, tissue
from hamstrung.mechanics.layout import N_ANGLES, THORAX
from hamstrung.mechanics.solver import Solver
from hamstrung.units import DEG, GRAVITY
from mechanics.people import AVERAGE, anthropometries, deficits, limber

ways = st.sampled_from(["standing", "forward_bend", "sitting_slouched", "driving_seat"])
seeds = st.integers(0, 10_000)
small = settings(deadline=None, max_examples=12, derandomize=True)


def potential_at(s, own, q):
    """V of a posture [J]; its slopes stay in the scratch memory."""
    a = s.anatomy
    potential.lay(q, a.body, a.tree, a.spans, s.weights, a.scratch)
    return potential.slopes(q, a.body, a.tree, own, s.weights, a.scratch)


def in_task(person, task, deficit):
    """A solver with the person's hamstrings."""
    s = Solver(Anatomy(bodies.build(person)), TASKS[task])
    return s, tissue(s.anatomy, deficit, tolerated_hip=62.0 * DEG)


# Energy


@given(person=anthropometries, deficit=deficits, task=ways, seed=seeds)
@small
def test_work_along_a_path_is_the_energy_between_its_ends(person, deficit, task, seed):
    """Gravity, joints, muscles, pressure and seats do the work V(b) - V(a), whatever the path and the person."""
    s, own = in_task(person, task, deficit)
    r = np.random.default_rng(seed)
    start = 0.35 * limber(seed)
    corner, end = (start + r.normal(0.0, 0.05, N_ANGLES) for _ in range(2))
    nodes, weights = np.polynomial.legendre.leggauss(6)
    parts = 12

    def work(a, b):
        total = 0.0
        for part in range(parts):
            for node, weight in zip(nodes, weights, strict=True):
                potential_at(s, own, a + (part + 0.5 * (node + 1.0)) / parts * (b - a))
                total += 0.5 * weight / parts * float(s.anatomy.scratch.gradient @ (b - a))
        return total

    risen = potential_at(s, own, end) - potential_at(s, own, start)
    scale = abs(work(start, corner)) + abs(work(corner, end)) + abs(risen)
    assert work(start, corner) + work(corner, end) == pytest.approx(risen, abs=1e-6 * scale)
    assert work(start, end) == pytest.approx(risen, abs=1e-6 * scale)


@given(person=anthropometries, deficit=deficits, seed=seeds)
@small
def test_force_times_arm_is_the_loss_of_energy_in_every_muscle(person, deficit, seed):
    """Each passive muscle by itself: F dl/dq is the slope of the energy that it stores."""
    s, own = in_task(person, "standing", deficit)
    body, w = s.anatomy.body, s.anatomy.scratch
    q, way = 0.35 * limber(seed), np.random.default_rng(seed).normal(0.0, 1.0, N_ANGLES)

    def stored(at):
        length = s.anatomy.lengths(at)
        return np.array(
            [
                passive.tissue(
                    length[m], body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m],
                    body.mus_pas_e0[m], body.mus_pas_k[m], body.mus_pas_shift[m] + own.shift[m],
                )[0]
                for m in range(len(length))
            ]
        )  # fmt: skip

    potential_at(s, own, q)
    torque = w.tissue_force * (w.arms @ way)
    step = 1e-5
    slope = (stored(q + step * way) - stored(q - step * way)) / (2.0 * step)
    assert np.allclose(torque, slope, rtol=1e-5, atol=1e-6 * (1.0 + np.abs(torque).max()))


# Mirror


def mirrored(joints):
    """Joint angles with left and right changed over."""

    def other(name):
        for one, two in (("right", "left"), ("left", "right")):
            if name.endswith(f"_{one}"):
                return name.removesuffix(one) + two
        return name

    turned = ("_right_lean", "_left_turn")
    return {other(name): -angle if name.endswith(turned) else angle for name, angle in joints.items()}


@pytest.mark.parametrize("task", [*sorted(TASKS), "held bend", "squat"])
def test_the_mirrored_person_takes_the_mirrored_posture(task):
    """Every joint, disc, muscle and tuberosity of a lopsided person changes sides with the person, in every task."""
    chosen = {"held bend": tasks.bend_to(40.0), "squat": tasks.lift(load_kg=10.0, style="squat")}.get(task) or TASKS[
        task
    ]
    person = replace(AVERAGE, leg_length_left_m=0.892, leg_length_right_m=0.90)
    deficit = Deficit.degrees(left=25.0, right=5.0)
    one = posture.solve(chosen, anthropometry=person, deficit=deficit)
    two = posture.solve(chosen, anthropometry=person.mirrored(), deficit=deficit.mirrored)
    assert one.converged == two.converged
    expected = mirrored(one.joints)
    for name, angle in two.joints.items():
        assert angle == pytest.approx(expected[name], abs=5e-3), name
    for level, load in one.loads.items():
        assert two.loads[level].compression_n == pytest.approx(load.compression_n, rel=1e-3)
        assert two.loads[level].shear_n == pytest.approx(load.shear_n, rel=1e-3, abs=0.5)
    for side, other in (("left", "right"), ("right", "left")):
        assert two.ischial_force_n[side] == pytest.approx(one.ischial_force_n[other], rel=2e-3, abs=0.1)
    assert two.pelvic_obliquity_deg == pytest.approx(-one.pelvic_obliquity_deg, abs=5e-3)
    assert two.lateral_curve_deg == pytest.approx(-one.lateral_curve_deg, abs=5e-3)


@pytest.mark.parametrize("test", ["slr", "ake"])
@given(structural=st.floats(-10, 40), tolerance=st.floats(0, 20), idle=st.floats(-10, 40))
@settings(deadline=None, max_examples=6, derandomize=True)
def test_a_test_of_the_left_leg_is_that_of_the_mirrored_right_leg(test, structural, tolerance, idle):
    """Reading, pelvis, moment and what stopped it do not know left from right."""
    tight = Side(structural=structural * DEG, tolerance=tolerance * DEG)
    other = Side(structural=idle * DEG)
    one = exam.run(test, anthropometry=AVERAGE, deficit=Deficit(right=tight, left=other), side="right")
    two = exam.run(test, anthropometry=AVERAGE.mirrored(), deficit=Deficit(left=tight, right=other), side="left")
    for name in ("value", "pelvis_deg", "lumbar_deg", "hip_moment_nm"):
        assert getattr(two, name) == pytest.approx(getattr(one, name), rel=1e-6, abs=1e-6)
    assert two.stopped_by == one.stopped_by


# Frames


def turned_about(axis, angle):
    """The rotation about a unit vector."""
    x = np.cross(np.eye(3), axis)
    return np.eye(3) + np.sin(angle) * x + (1.0 - np.cos(angle)) * x @ x


def heading(q, angle):
    """The same posture with the whole body turned about the vertical [rad], (angle,)."""
    a, b, c = q[:3]
    rz = turned_about(np.array([0.0, 0.0, 1.0]), a)
    rx = turned_about(np.array([1.0, 0.0, 0.0]), b)
    ry = turned_about(np.array([0.0, 1.0, 0.0]), c)
    r = turned_about(np.array([0.0, 1.0, 0.0]), angle) @ rz @ rx @ ry
    out = q.copy()
    out[:3] = np.arctan2(-r[0, 1], r[1, 1]), np.arcsin(r[2, 1]), np.arctan2(-r[2, 0], r[2, 2])
    return out


@given(person=anthropometries, deficit=deficits, seed=seeds, angle=st.floats(-1.2, 1.2))
@small
def test_it_does_not_matter_which_way_a_person_faces(person, deficit, seed, angle):
    """Turned about the vertical a posture keeps its energy, muscle lengths, joint moments and disc loads."""
    s, own = in_task(person, "standing", deficit)
    a, w = s.anatomy, s.anatomy.scratch
    q = limber(seed)
    q[:3] *= 0.5
    found = []
    for at in (q, heading(q, angle)):
        energy = potential_at(s, own, at)
        disc = np.zeros((6, 3))
        loads.disc_loads(at, a.body, a.spans, s.weights, w.passive, w, disc)
        found.append((energy, w.length.copy(), w.gradient[3:].copy(), disc))
    assert not np.allclose(found[0][0], 0.0)
    for one, two in zip(*found, strict=True):
        assert np.allclose(one, two, rtol=1e-9, atol=1e-8)


@given(person=anthropometries, seed=seeds, axis=st.tuples(*[st.floats(-1, 1)] * 3), angle=st.floats(-3.1, 3.1))
@small
def test_discs_carry_the_same_in_a_world_turned_with_its_gravity(person, seed, axis, angle):
    """The free body above each disc, written down anew in a turned world, gives the loads that the kernel gives."""
    assume(np.linalg.norm(axis) > 0.1)
    turn = turned_about(np.array(axis) / np.linalg.norm(axis), angle)
    s, own = in_task(person, "standing", Deficit())
    a, w = s.anatomy, s.anatomy.scratch
    q = 0.7 * limber(seed)
    potential_at(s, own, q)
    pull = w.passive + 0.1 * a.body.mus_f0
    disc = np.zeros((6, 3))
    loads.disc_loads(q, a.body, a.spans, s.weights, pull, w, disc)
    for joint in range(6):
        force = turn.T @ free_body(s, joint, pull, turn)
        normal, forward = resolved(a.body, w, joint)
        ligament = passive.stop(
            a.body.spine_a[joint, 0, 1], a.body.spine_b[joint, 0, 1], -q[3 + 3 * joint] - a.body.spine_lim[joint, 0, 1]
        )[1]
        assert disc[joint, 0] == pytest.approx(-force @ normal + ligament / loads.LIGAMENT_LEVER, rel=1e-9, abs=1e-6)
        assert disc[joint, 1] == pytest.approx(force @ forward, rel=1e-9, abs=1e-6)


def free_body(s, joint, pull, turn):
    """Sum of all forces on what lies above a disc, in a world turned by `turn` with its gravity [N], (xyz,)."""
    body, w, spans = s.anatomy.body, s.anatomy.scratch, s.anatomy.spans
    down = turn @ np.array([0.0, -1.0, 0.0])
    carried = [m for m, segment in enumerate(s.weights.segment) if joint < segment <= THORAX]
    force = GRAVITY * s.weights.mass[carried].sum() * down
    above = (body.pt_seg > joint) & (body.pt_seg <= THORAX)
    points = w.points @ turn.T
    for span, (start, end) in enumerate(zip(spans.start, spans.end, strict=True)):
        if above[start] == above[end]:
            continue
        assert not w.touch[span], "no span across a lumbar disc lies on a sphere"
        top, bottom = (start, end) if above[start] else (end, start)
        line = points[bottom] - points[top]
        force += pull[spans.muscle[span]] * line / np.linalg.norm(line)
    if s.weights.thrust:
        dome = turn @ (w.origin[THORAX] + w.rotation[THORAX] @ s.weights.dome)
        inlet = turn @ (w.origin[0] + w.rotation[0] @ s.weights.inlet)
        force += s.weights.thrust * (dome - inlet) / np.linalg.norm(dome - inlet)
    return force


def resolved(body, w, joint):
    """A disc's normal, and forward across it, (xyz,) each."""
    normal = (w.rotation[joint] + w.rotation[joint + 1]) @ body.disc_normal[joint]
    normal /= np.linalg.norm(normal)
    return normal, np.cross(normal, w.rotation[joint][:, 2])


# Similarity

LENGTHS = (
    "seg_offset seg_com shoulder shoulder_reaching disc_ap pt_pos wrap_pos wrap_radius mus_lopt mus_lslack "
    "mus_pas_shift ischium ischium_radius asis psis s1_centre heel_toe arm_length eyes t1 height"
)
MOMENTS = "spine_k1 spine_a hip_k1 hip_a knee_k1 knee_a ankle_k1 ankle_a"
POWERS = (
    dict.fromkeys(LENGTHS.split(), 1)
    | dict.fromkeys(MOMENTS.split(), 4)
    | {"disc_area": 2, "seg_mass": 3, "arms_load_mass": 3, "body_mass": 3, "mus_f0": 3}
)
"""What a length of s makes of a body's fields: weight grows with s^3, and every force with it, so that moments grow
with s^4. Angles, shares and laws in strain or angle stay."""


def similar(body, s):
    """The body grown s times in every length, of the same density."""
    assert set(POWERS) <= set(body._fields)
    return body._replace(**{name: getattr(body, name) * s**power for name, power in POWERS.items()})


def alike(solver, s):
    """A solver for the similar body whose task asks for the similar thing.

    What a task names in metres, newtons or joules grows as the body does; what it names in radians or as effort stays.
    """
    grown = Solver(Anatomy(similar(solver.anatomy.body, s)), solver.task)
    grown.contacts = solver.contacts._replace(apart=solver.contacts.apart * s)
    one = solver.weights
    grown.weights = one._replace(
        mass=one.mass * s**3, place=one.place * s, total=one.total * s**3, thrust=one.thrust * s**3,
        inlet=one.inlet * s, dome=one.dome * s,
    )  # fmt: skip
    if hasattr(one, "supports"):
        planes = one.supports
        planes = planes._replace(
            place=planes.place * s, surface=planes.surface * s, stiffness=planes.stiffness * s**2, edge=planes.edge * s
        )
        grown.weights = grown.weights._replace(supports=planes)
    grown.reach, grown.balance = solver.reach * s**4, solver.balance * s
    wishes = solver.wishes
    grown.wishes = wishes._replace(
        strain=wishes.strain / s**4, balance=wishes.balance * s, balance_weight=wishes.balance_weight / s**2
    )
    return grown


@lru_cache
def free_of_guard(person: Anthropometry, task: str):
    """A solver whose hamstrings stop at no length (that stop is a constant of people, not of their size)."""
    s = Solver(Anatomy(bodies.build(person)), TASKS[task])
    return s, tissue(s.anatomy, Deficit.degrees(left=10.0, right=25.0), tolerated_hip=np.inf)


def settled(s, own):
    """A solved posture, its passive forces, all forces and disc loads, over body weight."""
    q = tasks.start(s.task)
    worst, _, _ = s.run(q, own)
    body, w = s.anatomy.body, s.anatomy.scratch
    weight = body.body_mass * GRAVITY
    assert worst < 1e-6 * weight * body.height
    pull = w.passive + w.activation * w.strength
    disc = np.zeros((6, 3))
    loads.disc_loads(q, body, s.anatomy.spans, s.weights, pull, w, disc)
    ligament = np.array(
        [
            passive.stop(body.spine_a[k, 0, 1], body.spine_b[k, 0, 1], -q[3 + 3 * k] - body.spine_lim[k, 0, 1])[1]
            for k in range(6)
        ]
    )
    squeezed = disc[:, 0] - ligament / loads.LIGAMENT_LEVER
    return q, w.passive / weight, pull / weight, np.column_stack([squeezed, disc[:, 1]]) / weight


@pytest.mark.parametrize("size", [0.8, 1.25])
def test_a_bend_in_balance_is_the_same_at_every_size(size):
    """Lengths times s, masses and forces times s^3: a relaxed bend has the same angles and forces over weight."""
    s, own = free_of_guard(AVERAGE, "forward_bend")
    one = settled(s, own)
    two = settled(alike(s, size), own._replace(shift=own.shift * size))
    assert np.allclose(one[0], two[0], atol=1e-8)
    assert np.allclose(one[1], two[1], atol=1e-8)


@pytest.mark.parametrize("size", [0.8, 1.25])
@pytest.mark.parametrize("task", ["standing", "sitting_slouched"])
def test_a_held_posture_and_its_loads_are_the_same_at_every_size(task, size):
    """Angles, muscle forces, compression and shear over body weight agree with those of the similar person.

    Two absolute numbers are left out: the lever of the ligaments (their part of the compression), and the slack of
    recruitment, whose residual moment does not grow with the body and bounds the agreement.
    """
    s, own = free_of_guard(AVERAGE, task)
    one = settled(s, own)
    two = settled(alike(s, size), own._replace(shift=own.shift * size))
    assert np.allclose(one[0], two[0], atol=1e-5)
    assert np.allclose(one[2], two[2], atol=1e-5)
    assert np.allclose(one[3], two[3], atol=1e-4)


@pytest.mark.parametrize("exponent", [2, 3])
def test_a_posture_in_passive_balance_needs_no_muscle(exponent):
    """Leaning on a seat with nothing left to balance, every activation is zero and the conditions hold exactly."""
    solved = posture.solve("driving_seat", anthropometry=AVERAGE, exponent=exponent)
    assert solved.converged
    assert solved.feasible
    assert solved.kkt_residual < 1e-9
    assert max(activation for _, activation in solved.muscles.values()) == 0.0
