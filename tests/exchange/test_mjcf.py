"""MuJoCo, given our body as MJCF, finds the same lengths, moment arms, gravity moments and cut forces."""

from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from body.people import people
from hamstrung import body as bodies
from hamstrung.body import MUSCLES, SEGMENTS
from hamstrung.exchange import mjcf
from hamstrung.mechanics import contact, kinematics, loads, potential, reduced, support, tangent, tasks
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import N_ANGLES, N_LEG_BLOCK, N_SPINE, THORAX, angle_names
from hamstrung.mechanics.solver import Solver
from hamstrung.units import GRAVITY
from mechanics.people import AVERAGE, limber, own_tissue, solver

mujoco = pytest.importorskip("mujoco")

CLOSE = 1e-6
"""Largest relative difference that counts as agreement."""
UP = np.array([0.0, 1.0, 0.0])
seeds = st.integers(0, 100_000)


def opened(body, q, **options):
    """MuJoCo's model and data in a posture at rest."""
    model = mujoco.MjModel.from_xml_string(mjcf.text(body, posture=q, **options))
    data = mujoco.MjData(model)
    mujoco.mj_resetDataKeyframe(model, data, 0)
    mujoco.mj_forward(model, data)
    return model, data


def arms_of(model, data):
    """dl/dq of all tendons over all 36 coordinates, (muscle, 36)."""
    dense = np.zeros((model.ntendon, model.nv))
    mujoco.mju_sparse2dense(dense, data.ten_J.ravel(), model.ten_J_rownnz, model.ten_J_rowadr, model.ten_J_colind)
    return dense


@given(person=people, seed=seeds)
@settings(deadline=None, max_examples=25)
def test_lengths_and_moment_arms_agree(person, seed):
    """All fascicles of any person in any posture are as long, with the same arms, wrapped or not."""
    body, q = bodies.build(person), limber(seed)
    model, data = opened(body, q)
    anatomy = Anatomy(body)
    length = anatomy.lengths(q)
    arms, theirs = anatomy.scratch.arms, arms_of(model, data)
    np.testing.assert_allclose(data.ten_length, length, rtol=CLOSE)
    assert np.abs(theirs[:, 3:] - arms).max() < CLOSE * np.abs(arms).max()
    assert np.abs(theirs[:, :3]).max() < CLOSE * np.abs(arms).max()


def test_wrapped_spans_were_among_them():
    """Among such postures are some in which each sphere carries its muscle and some in which it does not."""
    anatomy = Anatomy(bodies.build(AVERAGE))
    touched = []
    for seed in range(60):
        anatomy.lengths(limber(seed))
        touched.append(anatomy.scratch.touch.copy())
    share = np.mean(touched, axis=0)[anatomy.spans.wraps == 1]
    assert (share > 0.0).any()
    assert (share < 1.0).any()


@given(person=people, seed=seeds, task=st.sampled_from(["standing", "sitting_erect", "lifting"]))
@settings(deadline=None, max_examples=15)
def test_gravity_moments_agree(person, seed, task):
    """Weight turns every joint alike, the body carried at its ankles or its seat."""
    body, q = bodies.build(person), limber(seed)
    held = Solver(Anatomy(body), tasks.TASKS[task])
    a, w, weights = held.anatomy, held.anatomy.scratch, held.weights
    potential.lay(q, a.body, a.tree, a.spans, weights, w)
    ours = np.zeros(N_ANGLES)
    kinematics.moment_gradient(UP, GRAVITY, w.moment, w.mass, a.tree, w.origin, w.axis, w.moment_arm, ours)
    model, data = opened(body, q, load_kg=held.task.load_kg)
    for name, mass in zip(SEGMENTS, weights.mass, strict=False):
        model.body(name).mass = mass
    mujoco.mj_forward(model, data)
    theirs = data.qfrc_bias.copy()
    for anchor in (14, 15):
        theirs += GRAVITY * weights.mass[anchor] * up_of(model, data, weights.segment[anchor], weights.place[anchor])
    size = weights.total * GRAVITY * body.height
    assert theirs[1] == pytest.approx(0.0, abs=CLOSE * size)
    assert np.abs(theirs[3:] - ours).max() < CLOSE * np.abs(ours).max()


def up_of(model, data, segment, place):
    """Slope of a point's height over all coordinates, (36,)."""
    body = data.body(SEGMENTS[segment])
    slope = np.zeros((3, model.nv))
    mujoco.mj_jac(model, data, slope, None, body.xpos + body.xmat.reshape(3, 3) @ place, body.id)
    return slope[1]


@given(person=people, seed=seeds)
@settings(deadline=None, max_examples=15)
def test_disc_forces_agree_with_a_cut_through_the_tree(person, seed):
    """Weight and any muscle pulls give every disc the force that MuJoCo's inverse dynamics sends through its joint."""
    body, q = bodies.build(person), 0.5 * limber(seed)
    held = Solver(Anatomy(body), tasks.TASKS["standing"])
    a, w = held.anatomy, held.anatomy.scratch
    potential.lay(q, a.body, a.tree, a.spans, held.weights, w)
    pull = np.random.default_rng(seed).uniform(0.0, 0.5, len(MUSCLES)) * body.mus_f0
    ours = np.zeros((6, 3))
    no_ligaments = body._replace(spine_a=np.zeros_like(body.spine_a))
    loads.disc_loads(q, no_ligaments, a.spans, held.weights._replace(thrust=0.0), pull, w, ours)
    model, data = opened(body, q)
    pull_on_bodies(model, data, pull)
    data.qacc[:] = 0.0
    mujoco.mj_rnePostConstraint(model, data)
    for s in range(6):
        force = -data.body(SEGMENTS[s + 1]).cfrc_int[3:]
        normal, forward = disc_axes(body, data, s)
        assert -force @ normal == pytest.approx(ours[s, 0], rel=CLOSE, abs=1e-3)
        assert force @ forward == pytest.approx(ours[s, 1], rel=CLOSE, abs=1e-3)


def pull_on_bodies(model, data, pull):
    """Sets the outer forces on bodies to what the tendons do along the paths that MuJoCo found."""
    data.xfrc_applied[:] = 0.0
    for muscle in range(model.ntendon):
        first, count = data.ten_wrapadr[muscle], data.ten_wrapnum[muscle]
        points = data.wrap_xpos.reshape(-1, 3)[first : first + count]
        kinds = data.wrap_obj.ravel()[first : first + count]
        on = body_of_points(model, muscle, kinds)
        for i in range(count - 1):
            along = points[i + 1] - points[i]
            size = np.linalg.norm(along)
            if size == 0.0 or on[i] == on[i + 1]:
                continue
            data.xfrc_applied[on[i], :3] += pull[muscle] * along / size
            data.xfrc_applied[on[i + 1], :3] -= pull[muscle] * along / size


def body_of_points(model, muscle, kinds):
    """The body of every point of a tendon's path: its site's, or its sphere's where a geom is named."""
    first, count = model.tendon_adr[muscle], model.tendon_num[muscle]
    sites = [
        model.site_bodyid[model.wrap_objid[j]]
        for j in range(first, first + count)
        if model.wrap_type[j] == mujoco.mjtWrap.mjWRAP_SITE
    ]
    places = iter(sites)
    return [next(places) if kind < 0 else model.geom_bodyid[kind] for kind in kinds]


def disc_axes(body, data, s):
    """Normal and forward direction of a disc's middle plane, (xyz,) each."""
    turn = [data.body(SEGMENTS[i]).xmat.reshape(3, 3) for i in (s, s + 1)]
    normal = (turn[0] + turn[1]) @ body.disc_normal[s]
    normal /= np.linalg.norm(normal)
    return normal, np.cross(normal, turn[0][:, 2])


def test_the_file_says_whose_it_is():
    """Hinges carry our angles' names in our order, tendons our fascicles', and inertia is positive everywhere."""
    model, data = opened(bodies.build(AVERAGE), np.zeros(N_ANGLES), load_kg=12.0)
    names = [mujoco.mj_id2name(model, mujoco.mjtObj.mjOBJ_JOINT, j) for j in range(model.njnt)]
    assert tuple(names[3:]) == angle_names()
    assert tuple(model.tendon(i).name for i in range(model.ntendon)) == MUSCLES
    assert (model.body_inertia[1:] > 0.0).all()
    assert model.body_mass.sum() == pytest.approx(AVERAGE.mass_kg + 12.0)
    assert data.qpos[1] > 0.7


@pytest.mark.parametrize("task", ["standing", "forward_bend", "sitting_erect"])
def test_a_solved_posture_is_an_equilibrium_of_the_other_engine(task):
    """With our forces as springs and motors, weight is balanced in MuJoCo along every direction the contacts leave."""
    s = solver(task)
    own, q = own_tissue(s), tasks.start(s.task)
    s.run(q, own)
    a, w = s.anatomy, s.anatomy.scratch
    found = tangent.of(s, q, own)
    model, data = opened(a.body, q, tangent=found)
    for name, mass in zip(SEGMENTS, s.weights.mass, strict=False):
        model.body(name).mass = mass
    mujoco.mj_resetDataKeyframe(model, data, 0)
    mujoco.mj_forward(model, data)
    force = data.qfrc_bias - data.qfrc_passive - data.qfrc_actuator
    for anchor in (14, 15):
        place = s.weights.place[anchor]
        force += GRAVITY * s.weights.mass[anchor] * up_of(model, data, s.weights.segment[anchor], place)
    seat = s.weights.supports
    for h, (segment, place) in enumerate(zip(seat.segment, seat.place, strict=True)):
        _, push, _ = support.press(seat, h, w)
        force -= push * up_of(model, data, segment, place)
        for anchor in (14, 15):
            force += 0.5 * push * up_of(model, data, s.weights.segment[anchor], s.weights.place[anchor])
    held = contact.count(s.contacts)
    out = np.zeros(N_LEG_BLOCK + N_SPINE)
    reduced.vector(force[3:].copy(), w.basis, held, out)
    out = out[: N_LEG_BLOCK - held + N_SPINE]
    assert np.abs(out).max() < 1e-6 * AVERAGE.mass_kg * GRAVITY * AVERAGE.height_m
    assert np.abs(force[3:]).max() > 1.0


def test_the_document_is_plain_xml_with_one_tendon_a_fascicle():
    """Any XML reader finds one spatial tendon per fascicle and one motor on each."""
    root = ElementTree.fromstring(mjcf.text(bodies.build(AVERAGE)))
    assert [t.get("name") for t in root.findall("tendon/spatial")] == list(MUSCLES)
    assert [t.get("tendon") for t in root.findall("actuator/motor")] == list(MUSCLES)
    assert len(root.findall(f".//body[@name='{SEGMENTS[THORAX]}']")) == 1
