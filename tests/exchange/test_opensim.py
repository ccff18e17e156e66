"""OpenSim, given our body as a model, finds the same lengths, moment arms, passive pulls and joint moments."""

import os

import numpy as np
import pytest

from hamstrung import body as bodies
from hamstrung.body import HAMSTRINGS_RIGHT, MUSCLES, Anthropometry
from hamstrung.exchange import opensim as format_
from hamstrung.mechanics import angle_laws, kinematics, passive, potential, tasks
from hamstrung.mechanics.hamstrings import Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import HIP_RIGHT, KNEE_RIGHT, N_ANGLES, angle_names
from hamstrung.mechanics.solver import Solver
from hamstrung.units import DEG, GRAVITY
from hamstrung.workflows.export import pressed, with_deficit
from mechanics.people import AVERAGE, limber

CLOSE = 1e-6
"""Largest relative difference that counts as agreement."""
SMALL_WOMAN = Anthropometry(sex="female", age_y=60.0, height_m=1.52, mass_kg=49.0, leg_length_left_m=0.80)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    """OpenSim itself, which leaves its log in a folder of its own."""
    home = os.getcwd()
    os.chdir(tmp_path_factory.mktemp("opensim"))
    found = pytest.importorskip("opensim")
    found.Logger.setLevelString("error")
    yield found
    os.chdir(home)


class Theirs:
    """A body of ours as OpenSim holds it."""

    def __init__(self, engine, folder, body, **options):
        path = folder / "body.osim"
        path.write_text(format_.text(body, **options), encoding="utf-8")
        self.model = engine.Model(str(path))
        self.state = self.model.initSystem()
        self.coordinates = [self.model.getCoordinateSet().get(name) for name in angle_names()]
        self.muscles = [self.model.getMuscles().get(name) for name in MUSCLES]

    def pose(self, q):
        """Take a posture."""
        for coordinate, angle in zip(self.coordinates, q, strict=True):
            coordinate.setValue(self.state, float(angle), False)
        self.model.realizeDynamics(self.state)

    def lengths(self):
        """Muscle-tendon lengths [m]."""
        return np.array([muscle.getLength(self.state) for muscle in self.muscles])


@pytest.fixture(scope="module")
def average(engine, tmp_path_factory):
    """The average man."""
    return Theirs(engine, tmp_path_factory.mktemp("average"), bodies.build(AVERAGE))


@pytest.mark.parametrize("person", [AVERAGE, SMALL_WOMAN], ids=["man", "woman"])
def test_all_lengths_agree(engine, tmp_path, person):
    """Every fascicle of the whole body is as long in random postures, around its sphere or not."""
    body = bodies.build(person)
    anatomy, theirs = Anatomy(body), Theirs(engine, tmp_path, body)
    touched = 0
    for seed in range(15):
        q = limber(seed)
        theirs.pose(q)
        np.testing.assert_allclose(theirs.lengths(), anatomy.lengths(q), rtol=CLOSE)
        touched += int(anatomy.scratch.touch.sum())
    assert touched > 10


def test_hamstrings_agree_over_hip_and_knee(average):
    """Length, hip arm and knee arm of the four hamstrings, hip -20 to 120 by knee 0 to 120 degrees."""
    anatomy = Anatomy(bodies.build(AVERAGE))
    for hip in range(-20, 121, 35):
        for knee in range(0, 121, 30):
            q = np.zeros(N_ANGLES)
            q[HIP_RIGHT], q[KNEE_RIGHT] = hip * DEG, knee * DEG
            length, arms = anatomy.lengths(q), anatomy.scratch.arms
            average.pose(q)
            for m in HAMSTRINGS_RIGHT:
                muscle = average.muscles[m]
                assert muscle.getLength(average.state) == pytest.approx(length[m], rel=CLOSE)
                for k in (HIP_RIGHT, KNEE_RIGHT):
                    theirs = muscle.computeMomentArm(average.state, average.coordinates[k])
                    assert -theirs == pytest.approx(arms[m, k], abs=CLOSE * 0.05)


def test_passive_pull_follows_the_same_law(engine, tmp_path):
    """Force against length of every muscle, of a person with short hamstrings, from slack to far beyond use."""
    body = with_deficit(bodies.build(AVERAGE), Deficit.degrees(left=10, right=30))
    anatomy, theirs = Anatomy(body), Theirs(engine, tmp_path, body)
    forces = theirs.model.getForceSet()
    for hip, knee in ((0, 0), (60, 0), (90, 0), (90, 90), (-10, 100)):
        q = np.zeros(N_ANGLES)
        q[HIP_RIGHT], q[KNEE_RIGHT] = hip * DEG, knee * DEG
        theirs.pose(q)
        for m, length in enumerate(anatomy.lengths(q)):
            _, ours, _ = passive.tissue(
                length, body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m],
                body.mus_pas_e0[m], body.mus_pas_k[m], body.mus_pas_shift[m],
            )  # fmt: skip
            force = forces.get(f"{MUSCLES[m]}_passive").getRecordValues(theirs.state).get(0)
            assert abs(force) == pytest.approx(ours, rel=CLOSE, abs=1e-9)


def test_passive_joints_follow_the_same_law(average):
    """Moment against angle of every disc, ligament and capsule, to both sides."""
    body = bodies.build(AVERAGE)
    forces = average.model.getForceSet()
    for share in (-0.9, -0.3, 0.0, 0.4, 0.9):
        q = np.zeros(N_ANGLES)
        for k, law in angle_laws.laws(body).items():
            low, high = angle_laws.possible(law)
            q[k] = share * (high if share > 0 else -low)
        average.pose(q)
        ours, _ = angle_laws.tangent(body, q)
        for k in angle_laws.laws(body):
            theirs = forces.get(f"{angle_names()[k]}_passive").getRecordValues(average.state).get(0)
            assert theirs == pytest.approx(ours[k], rel=CLOSE, abs=1e-9)


def test_active_force_follows_the_same_law(average):
    """Force at full activation with a rigid tendon is ours at every length at which it matters."""
    body, anatomy = bodies.build(AVERAGE), Anatomy(bodies.build(AVERAGE))
    for seed in range(5):
        q = limber(seed)
        average.pose(q)
        for m, length in enumerate(anatomy.lengths(q)):
            if length - body.mus_lslack[m] < 0.06 * body.mus_lopt[m]:
                continue
            ours, _ = passive.strength(
                length, body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m]
            )  # fmt: skip
            theirs = average.muscles[m].calcInextensibleTendonActiveFiberForce(average.state, 1.0)
            assert theirs == pytest.approx(ours, rel=1e-5, abs=1e-3 * body.mus_f0[m])


def test_weight_turns_the_joints_alike(engine, average):
    """Gravity's generalised forces over all joint angles are those of OpenSim's multibody system."""
    solver = Solver(Anatomy(bodies.build(AVERAGE)), tasks.TASKS["standing"])
    a, w = solver.anatomy, solver.anatomy.scratch
    weights = solver.weights._replace(mass=np.where(solver.weights.mass < 0.0, 0.0, solver.weights.mass))
    for seed in range(3):
        q = limber(seed)
        potential.lay(q, a.body, a.tree, a.spans, weights, w)
        ours = np.zeros(N_ANGLES)
        up = np.array([0.0, 1.0, 0.0])
        kinematics.moment_gradient(up, GRAVITY, w.moment, w.mass, a.tree, w.origin, w.axis, w.moment_arm, ours)
        average.pose(q)
        assert np.abs(gravity_moments(engine, average) - ours).max() < CLOSE * np.abs(ours).max()


def gravity_moments(engine, theirs, keep=()):
    """What weight alone, and forces that are kept, ask of every joint angle at rest, by inverse dynamics, (angle,)."""
    forces, state = theirs.model.getForceSet(), engine.State(theirs.state)
    for i in range(forces.getSize()):
        forces.get(i).setAppliesForce(state, forces.get(i).getName() in keep)
    theirs.model.realizeDynamics(state)
    found = engine.InverseDynamicsSolver(theirs.model).solve(state)
    return np.array([found.get(i) for i in range(found.size())])[theirs_order(theirs)]


def theirs_order(theirs):
    """Where each of our angles stands in OpenSim's vectors, found by setting speeds one by one."""
    order = []
    for coordinate in theirs.coordinates:
        for other in theirs.coordinates:
            other.setSpeedValue(theirs.state, 0.0)
        coordinate.setSpeedValue(theirs.state, 1.0)
        speeds = theirs.state.getU()
        order.append(int(np.argmax([abs(speeds.get(i)) for i in range(speeds.size())])))
        coordinate.setSpeedValue(theirs.state, 0.0)
    return order


def test_thelens_own_passive_law_is_ours_up_to_a_constant(engine, tmp_path):
    """Without pennation ours = (1 - exp(-k)) theirs + exp(-k) above optimal length, with the same strain and shape."""
    body = bodies.build(AVERAGE)
    body = body._replace(mus_penn=np.zeros_like(body.mus_penn))
    m = HAMSTRINGS_RIGHT[3]
    f0, fibre, slack = body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m]
    e0, k = body.mus_pas_e0[m], body.mus_pas_k[m]
    theirs = Theirs(engine, tmp_path, body, passive_elements=False)
    muscle = engine.Thelen2003Muscle.safeDownCast(theirs.muscles[m])
    for stretch in (1.05, 1.3, 1.6, 2.0):
        _, ours, _ = passive.tissue(slack + stretch * fibre, f0, fibre, slack, 0.0, e0, k, 0.0)
        muscle.setFiberLength(theirs.state, stretch * fibre)
        theirs.model.realizeDynamics(theirs.state)
        law = muscle.getPassiveForceMultiplier(theirs.state)
        assert ours / f0 == pytest.approx((1.0 - np.exp(-k)) * law + np.exp(-k), rel=1e-9)


def test_abdominal_pressure_pushes_alike(engine, tmp_path):
    """The push between pelvis and thorax turns the spine's joints in OpenSim as it does with us."""
    solver = Solver(Anatomy(bodies.build(AVERAGE)), tasks.TASKS["forward_bend"])
    a, w, q = solver.anatomy, solver.anatomy.scratch, 0.5 * limber(2)
    held = tissue(a, Deficit(), tolerated_hip=np.inf)
    slopes = []
    for weights in (solver.weights, solver.weights._replace(thrust=0.0)):
        potential.lay(q, a.body, a.tree, a.spans, weights, w)
        potential.slopes(q, a.body, a.tree, held, weights, w)
        slopes.append(w.gradient.copy())
    ours = slopes[1] - slopes[0]
    theirs = Theirs(engine, tmp_path, a.body, abdomen=pressed(solver.task, a.body))
    theirs.pose(q)
    moments = [gravity_moments(engine, theirs, keep=("abdominal_pressure",)), gravity_moments(engine, theirs)]
    assert np.abs(ours).max() > 1.0
    assert np.abs(moments[1] - moments[0] - ours).max() < CLOSE * np.abs(ours).max()
