"""Our postures beside other engines on the same body, in one run.

python benchmarks/peers.py [--repeats 15] [--only evaluation,settling,recruitment,static]

Same body, same posture, same core: MuJoCo and OpenSim read the files that `hamstrung export` writes.

    evaluation      segments, muscle lengths and all moment arms of one posture
    settling        MuJoCo simulates from the task's first guess to our equilibrium: passive laws and active forces as
                    springs that are tangent at the answer, both feet welded. That helps MuJoCo: its springs know the
                    answer, ankles and active muscles get the stiffness without which the posture falls, and of several
                    stiffnesses, steps and dampings the fastest counts. Settled: every joint angle within 0.2 degrees
                    and slower than 0.5 degrees a second, and still within 0.4 a second later
    static          OpenSim's static optimisation of one frame, feet carried by our reactions, passive laws included
    recruitment     the same redundancy problem as a quadratic programme for DAQP and quadprog, without our tone

A peer that is not installed is skipped with a line. Times are processor time of this process on one core.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

from hamstrung import wiring  # noqa: E402

wiring.keep_kernels()

import numba  # noqa: E402
import numpy as np  # noqa: E402

from hamstrung import body as bodies  # noqa: E402
from hamstrung.body import MUSCLES, SEGMENTS, Anthropometry  # noqa: E402
from hamstrung.exchange import mjcf, opensim  # noqa: E402
from hamstrung.mechanics import TASKS, Deficit, contact, loads, potential, recruitment, tangent, tasks  # noqa: E402
from hamstrung.mechanics.ground import pelvis_height  # noqa: E402
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, tissue  # noqa: E402
from hamstrung.mechanics.layout import (  # noqa: E402
    ANKLE_LEFT,
    ANKLE_RIGHT,
    FOOT_LEFT,
    FOOT_RIGHT,
    N_LEG_BLOCK,
    N_SPINE,
    angle_names,
)
from hamstrung.mechanics.solver import Solver  # noqa: E402
from hamstrung.units import GRAVITY  # noqa: E402
from hamstrung.workflows.export import pressed, with_deficit  # noqa: E402

PERSON = Anthropometry(sex="male", age_y=35.0, height_m=1.70, mass_kg=75.0)
NEIGHBOUR_DEG, DEFICIT_DEG = 10.0, 13.0
LOOP = 100
"""Calls in one timed loop."""
CHECKED = 0.0
"""Recruitment checks its last Newton step too, as the quadratic programmes do."""
SETTLED_DEG, STILL_DEG_PER_S = 0.2, 0.5
LONGEST_S = 10.0
"""Simulated seconds after which MuJoCo is said not to settle."""
OPENSIM_S, OPENSIM_MUSCLES = (5.4, 6.7), "over 600"
"""Static optimisation of one frame by OpenSim 4.6 on a full-body model with a detailed trunk: the range of our own
runs, single thread, on a two-core machine of the class this project is developed on, without joint reactions."""
PARTS = ("evaluation", "settling", "recruitment", "static")
GOALS = {"static": 10_000.0, "settling": 20.0, "recruitment": 3.0}
SHORT_RANGE = (0.0, 20.0, 40.0, 80.0, 160.0)
"""Stiffness of an active muscle over force per fibre length; 10-40 are assumed of people, the smallest that settles
counts here."""
STEPS_S, DAMPING_S = (0.0005, 0.001, 0.002), (0.02, 0.1, 0.3)
"""MuJoCo's time steps and dampings over stiffness that are tried."""


class Ours(NamedTuple):
    """Our solver in a task, its answer, the task's first guess, and processor seconds from a neighbour and from it."""

    solver: Solver
    own: potential.Tissue
    first: np.ndarray
    q: np.ndarray
    warm_s: float
    cold_s: float


def main() -> None:
    """Print every comparison that the installed peers allow."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--repeats", type=int, default=15)
    options.add_argument("--only", default=",".join(PARTS))
    chosen = options.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for line in compare(repeats=chosen.repeats, only=chosen.only.split(",")):
        print(line, flush=True)


def compare(*, repeats: int, only: Sequence[str] = PARTS) -> Iterator[str]:
    """Lines of all comparisons that are asked for."""
    standing, bend = (solved(task, repeats=repeats) for task in ("standing", "forward_bend"))
    yield f"peers on the same body: {len(MUSCLES)} fascicles, 33 joint angles, one core, medians of {repeats}"
    if "evaluation" in only:
        yield from with_peer("mujoco", lambda engine: evaluation(engine, standing, repeats=repeats))
    if "settling" in only:
        for each in (standing, bend):
            yield from with_peer("mujoco", lambda engine, each=each: settling(engine, each))
    if "recruitment" in only:
        yield from recruiting(standing, repeats=repeats)
    if "static" in only:
        near_s = recruited(standing, repeats=repeats)[1]
        yield from with_peer("opensim", lambda engine: static(engine, standing, near_s=near_s))


def with_peer(name: str, work: Callable[[Any], Iterator[str]]) -> Iterator[str]:
    """What a peer gives, or the line that says it is not there."""
    engine = peer(name)
    return iter([engine]) if isinstance(engine, str) else work(engine)


def peer(name: str) -> Any:
    """A peer's module, or the line that says it is not there; OpenSim leaves a log where it is imported."""
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            return import_module(name)
        except ImportError:
            return f"{name} is not installed: skipped"
        finally:
            os.chdir(home)


def solved(task: str, *, repeats: int) -> Ours:
    """Our answer in a task, with its time from a neighbour's posture."""
    solver = Solver(Anatomy(bodies.build(PERSON)), TASKS[task])
    neighbour = tasks.start(TASKS[task])
    solver.run(neighbour, hamstrings(solver, NEIGHBOUR_DEG))
    known = solver.memory
    own = hamstrings(solver, DEFICIT_DEG)
    q, out = neighbour.copy(), np.zeros((6, 3))
    a, w = solver.anatomy, solver.anatomy.scratch

    def run(start: np.ndarray, *, near: bool) -> None:
        q[:], solver.memory = start, known
        solver.run(q, own, near=near)
        loads.disc_loads(q, a.body, a.spans, solver.weights, w.passive + w.activation * w.strength, w, out)

    first = tasks.start(TASKS[task])
    cold_s = median(lambda: run(first, near=False), repeats=2 * repeats)
    warm_s = median(lambda: run(neighbour, near=True), repeats=2 * repeats)
    return Ours(solver, own, first, q, warm_s, cold_s)


def hamstrings(solver: Solver, deficit_deg: float) -> potential.Tissue:
    """Both sides equally short."""
    deficit = Deficit.degrees(left=deficit_deg, right=deficit_deg)
    return tissue(solver.anatomy, deficit, tolerated_hip=TOLERATED_HIP[PERSON.sex])


def evaluation(mujoco: Any, ours: Ours, *, repeats: int) -> Iterator[str]:
    """Segments, lengths and moment arms of one posture."""
    a, w = ours.solver.anatomy, ours.solver.anatomy.scratch
    ours_s = median(lambda: _lay(LOOP, ours.q, a.body, a.tree, a.spans, ours.solver.weights, w), repeats=repeats) / LOOP
    model = mujoco.MjModel.from_xml_string(mjcf.text(a.body, posture=ours.q))
    data = mujoco.MjData(model)
    mujoco.mj_resetDataKeyframe(model, data, 0)

    def theirs() -> None:
        for _ in range(LOOP):
            mujoco.mj_kinematics(model, data)
            mujoco.mj_comPos(model, data)
            mujoco.mj_tendon(model, data)

    theirs_s = median(theirs, repeats=repeats) / LOOP
    yield (
        f"evaluation    ours {1e6 * ours_s:.1f} us, MuJoCo {mujoco.__version__} {1e6 * theirs_s:.1f} us: "
        f"{theirs_s / ours_s:.1f} times"
    )


@numba.njit
def _lay(times, q, body, tree, span, weights, w):
    for _ in range(times):
        potential.lay(q, body, tree, span, weights, w)


def settling(mujoco: Any, ours: Ours) -> Iterator[str]:
    """MuJoCo from the task's own first guess to our equilibrium; the fastest of several stiffnesses and steps."""
    name = ours.solver.task.name
    tried = []
    for short_range in SHORT_RANGE:
        model = stable_model(mujoco, ours, short_range)
        for step in STEPS_S:
            tried += [(settle(mujoco, model, ours, step, rate), short_range, step, rate) for rate in DAMPING_S]
        if any(each[0] is not None for each in tried):
            break
    done = [each for each in tried if each[0] is not None]
    if not done:
        yield f"settling      {name}: MuJoCo did not settle within {LONGEST_S:g} s of simulation"
        return
    (seconds, simulated, off, away), short_range, step, rate = min(done)
    yield (
        f"settling      {name}, from {away:.1f} deg away: ours {1e3 * ours.cold_s:.2f} ms, "
        f"MuJoCo {1e3 * seconds:.0f} ms ({simulated:.2f} s simulated, ends {off:.2f} deg from ours): "
        f"{seconds / ours.cold_s:.0f} times (goal {GOALS['settling']:g})"
    )
    yield (
        f"              the fastest of {len(done)} settings that settle, of {len(tried)}: step {1e3 * step:g} ms, "
        f"damping 1 Nm s + {rate:g} s x stiffness, active muscles {short_range:g} x force / fibre length stiff"
    )


def stable_model(mujoco: Any, ours: Ours, short_range: float) -> Any:
    """Our answer as a model that stands still there: feet welded, ankles, held angles and active muscles stiff."""
    solver = ours.solver
    q, own = ours.q.copy(), ours.own
    solver.run(q, own, near=True)
    found = tangent.of(solver, q, own)
    floor = multipliers(ours, q, found)
    body = solver.anatomy.body
    stiffness, moment = found.joint_stiffness.copy(), found.joint_moment.copy()
    whole = solver.weights.total * GRAVITY * body.height
    stiffness[[ANKLE_RIGHT, ANKLE_RIGHT + 1, ANKLE_LEFT, ANKLE_LEFT + 1]] += whole
    for row, angle in enumerate(solver.contacts.angle):
        stiffness[angle] += whole
        moment[angle] += floor[row]
    held = found._replace(
        joint_stiffness=stiffness,
        joint_moment=moment,
        passive_force=found.passive_force + found.active_force,
        passive_stiffness=found.passive_stiffness + short_range * found.active_force / body.mus_lopt,
        active_force=np.zeros(len(MUSCLES)),
    )
    model = mujoco.MjModel.from_xml_string(
        mjcf.text(body, posture=q, load_kg=solver.task.load_kg, tangent=held, standing=True)
    )
    model.opt.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    return model


def settle(mujoco: Any, model: Any, ours: Ours, step: float, rate: float) -> tuple[float, float, float, float] | None:
    """Processor seconds, simulated seconds, last and first distance [deg]; None where it does not settle."""
    model.opt.timestep = step
    model.dof_damping[6:] = 1.0 + rate * model.jnt_stiffness[6:]
    model.dof_damping[:6] = 0.0
    model.eq_solref[:] = (2.0 * step, 1.0)
    data = mujoco.MjData(model)
    mujoco.mj_resetDataKeyframe(model, data, 0)
    answer = data.qpos[3:].copy()
    feet = data.qpos[:3] + ankles(ours.solver.anatomy, answer)
    first = ours.first.copy()
    data.qpos[3:] = first
    data.qpos[:3] = feet - ankles(ours.solver.anatomy, first)
    away = float(np.degrees(np.abs(first - answer).max()))
    began = time.process_time()
    while data.time < LONGEST_S:
        mujoco.mj_step(model, data, 10)
        off = float(np.degrees(np.abs(data.qpos[3:] - answer).max()))
        if not off < 180.0:
            return None
        if off < SETTLED_DEG and np.degrees(np.abs(data.qvel[3:]).max()) < STILL_DEG_PER_S:
            took, simulated = time.process_time() - began, float(data.time)
            return (took, simulated, off, away) if stays(mujoco, model, data, answer) else None
    return None


def stays(mujoco: Any, model: Any, data: Any, answer: np.ndarray) -> bool:
    """Whether a settled posture is still there a second later; not timed."""
    mujoco.mj_step(model, data, int(1.0 / model.opt.timestep))
    return bool(np.degrees(np.abs(data.qpos[3:] - answer).max()) < 2.0 * SETTLED_DEG)


def ankles(anatomy: Anatomy, q: np.ndarray) -> np.ndarray:
    """Middle of both ankles, from the hips' axis [m], (xyz,)."""
    pelvis_height(anatomy, q)
    return anatomy.scratch.origin[[FOOT_RIGHT, FOOT_LEFT]].mean(axis=0)


def recruiting(ours: Ours, *, repeats: int) -> Iterator[str]:
    """The muscles' forces in one posture, as a quadratic programme."""
    solver, own, q = ours.solver, ours.own, ours.q.copy()
    solver.run(q, own, near=True)
    w = solver.anatomy.scratch
    n = N_LEG_BLOCK - contact.count(solver.contacts) + N_SPINE
    activation = w.activation.copy()
    arms = recruitment.levers(w, n, solver.anatomy.spans).T.copy()
    wanted = -w.g[:n].copy()
    cold, near = recruited(ours, repeats=repeats)
    yield f"recruitment   ours {1e6 * cold:.0f} us from nothing, {1e6 * near:.0f} us from 1 % off, {n} equations"
    for name, solve in (("daqp", _daqp), ("quadprog", _quadprog)):
        module = peer(name)
        if isinstance(module, str):
            yield module
            continue
        run = solve(module, arms, wanted)
        found = run()
        seconds = median(run, repeats=repeats)
        goal = f" (goal {GOALS['recruitment']:g})" if name == "daqp" else ""
        yield (
            f"recruitment   {name} {1e6 * seconds:.0f} us: {seconds / cold:.1f} times ours from nothing, "
            f"{seconds / near:.1f} from 1 % off{goal}; "
            f"activations differ by {np.abs(found - activation).max():.3f} at most"
        )


def recruited(ours: Ours, *, repeats: int) -> tuple[float, float]:
    """Processor seconds of our recruitment, from nothing and from multipliers that are 1 % off."""
    solver, q = ours.solver, ours.q.copy()
    solver.run(q, ours.own, near=True)
    a, w = solver.anatomy, solver.anatomy.scratch
    n = N_LEG_BLOCK - contact.count(solver.contacts) + N_SPINE
    answer = w.multiplier.copy()

    def timed(start: np.ndarray) -> float:
        return median(lambda: _recruit(LOOP, start, n, solver.wishes.tone, a.spans, w), repeats=repeats) / LOOP

    return timed(np.zeros_like(answer)), timed(1.01 * answer)


@numba.njit
def _recruit(times, start, free, tone, span, w):
    for _ in range(times):
        w.multiplier[:] = start
        recruitment.recruit(w.g, free, recruitment.SLACK, tone, CHECKED, span, w)


def _daqp(daqp: Any, arms: np.ndarray, wanted: np.ndarray) -> Callable[[], np.ndarray]:
    """Least squares of activations under equations, with bounds as simple ones."""
    from ctypes import c_int

    m = arms.shape[1]
    upper = np.concatenate([np.ones(m), wanted])
    lower = np.concatenate([np.zeros(m), wanted])
    sense = np.concatenate([np.zeros(m), np.full(len(wanted), 5)]).astype(c_int)
    hessian, linear = np.eye(m), np.zeros(m)
    return lambda: np.array(daqp.solve(hessian, linear, arms, upper, lower, sense)[0])


def _quadprog(quadprog: Any, arms: np.ndarray, wanted: np.ndarray) -> Callable[[], np.ndarray]:
    m = arms.shape[1]
    rows = np.vstack([arms, np.eye(m), -np.eye(m)]).T.copy()
    bounds = np.concatenate([wanted, np.zeros(m), -np.ones(m)])
    return lambda: quadprog.solve_qp(np.eye(m), np.zeros(m), rows, bounds, len(wanted))[0]


def static(engine: Any, ours: Ours, *, near_s: float) -> Iterator[str]:
    """OpenSim's static optimisation of our posture, every muscle of the body.

    Its Thelen muscles never fall below 1 % of activation, which in quiet standing is most of what muscles do. The same
    problem with plain actuators of our muscles' strength has no such floor; in it activations are compared.
    """
    solver, q = ours.solver, ours.q.copy()
    solver.run(q, ours.own, near=True)
    w = solver.anatomy.scratch
    activation, strength = w.activation.copy(), w.strength.copy()
    feet, height = reactions(ours, q), pelvis_height(solver.anatomy, q)
    body = with_deficit(solver.anatomy.body, Deficit.degrees(left=DEFICIT_DEG, right=DEFICIT_DEG))
    text = opensim.text(body, posture=q, abdomen=pressed(solver.task, body))
    home, found = os.getcwd(), []
    for document in (text, as_actuators(text, strength)):
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                engine.Logger.setLevelString("error")
                Path("body.osim").write_text(document, encoding="utf-8")
                found.append(_static(engine, q, feet, height))
            finally:
                os.chdir(home)
    (muscles_s, _, _), (actuators_s, theirs, reserves) = found
    yield (
        f"static        {solver.task.name}, all {len(MUSCLES)} fascicles: ours {1e3 * ours.warm_s:.2f} ms with posture "
        f"and disc loads, forces alone {1e6 * near_s:.0f} us; OpenSim {engine.GetVersion().split('-')[0]} "
        f"{muscles_s:.2f} s a frame for forces alone (plain actuators {actuators_s:.2f} s)"
    )
    yield (
        f"              on this body {muscles_s / ours.warm_s:.0f} times a posture, {muscles_s / near_s:.0f} times the "
        f"forces alone; on OpenSim's full body with {OPENSIM_MUSCLES} muscles {OPENSIM_S[0]}-{OPENSIM_S[1]} s, "
        f"measured apart: {OPENSIM_S[0] / ours.warm_s:.0f}-{OPENSIM_S[1] / ours.warm_s:.0f} times a posture "
        f"(goal {GOALS['static']:g})"
    )
    yield (
        f"              same problem: activations differ by {np.sqrt(np.mean((theirs - activation) ** 2)):.4f} RMS, "
        f"{np.abs(theirs - activation).max():.3f} at most; OpenSim's largest reserve {reserves:.2f} Nm"
    )


def as_actuators(text: str, strength: np.ndarray) -> str:
    """The model with every muscle as a plain actuator of its strength in this posture, activation 0 to 1."""
    root = ElementTree.fromstring(text.split("?>", 1)[1])
    for muscle in list(root.iter("Thelen2003Muscle")):
        muscle.tag = "PathActuator"
        for part in [part for part in muscle if part.tag != "GeometryPath"]:
            muscle.remove(part)
        most = strength[MUSCLES.index(str(muscle.get("name")))]
        for key, value in (("optimal_force", most), ("min_control", 0.0), ("max_control", 1.0)):
            ElementTree.SubElement(muscle, key).text = repr(float(value))
    return ElementTree.tostring(root, encoding="unicode")


def reactions(ours: Ours, q: np.ndarray) -> list[tuple[int, np.ndarray, np.ndarray]]:
    """What the floor does to each foot: its segment, force at the ankle [N] and moment [Nm] in the world."""
    solver = ours.solver
    mu = multipliers(ours, q, tangent.of(solver, q, ours.own))
    half = np.array([0.0, 0.5 * solver.weights.total * GRAVITY, 0.0])
    row = len(solver.contacts.angle)
    apart = mu[row + 3 * len(solver.contacts.segment) :]
    found = []
    for i, segment in enumerate(solver.contacts.segment):
        sign = 1.0 if SEGMENTS[segment].endswith("left") else -1.0
        found.append((int(segment), half + sign * apart, mu[row + 3 * i : row + 3 * i + 3]))
    return found


def multipliers(ours: Ours, q: np.ndarray, found: tangent.Tangent) -> np.ndarray:
    """The contacts' reactions to weight, passive and active forces, row by row [N or Nm]."""
    solver, a, w = ours.solver, ours.solver.anatomy, ours.solver.anatomy.scratch
    contact.settle(solver.contacts, a.body, a.tree, q, w)
    potential.lay(q, a.body, a.tree, a.spans, solver.weights, w)
    potential.slopes(q, a.body, a.tree, ours.own, solver.weights, w)
    contact.multipliers(solver.contacts, w.gradient + found.active_force @ w.arms, w)
    return w.mu[: contact.count(solver.contacts)].copy()


FRAMES = 3


def _static(engine: Any, q: np.ndarray, feet: list[Any], height: float) -> tuple[float, np.ndarray, float]:
    """Seconds a frame, activations and the largest reserve."""
    model = engine.Model("body.osim")
    names = ["pelvis_forward", "pelvis_up", "pelvis_right", *angle_names()]
    for segment, force, moment in feet:
        carried = engine.PrescribedForce(f"floor_{SEGMENTS[segment]}", model.getBodySet().get(SEGMENTS[segment]))
        carried.setForceFunctions(*(engine.Constant(float(x)) for x in force))
        carried.setTorqueFunctions(*(engine.Constant(float(x)) for x in moment))
        carried.setForceIsInGlobalFrame(True)
        model.addForce(carried)
        carried.thisown = False
    for name in names:
        reserve = engine.CoordinateActuator(name)
        reserve.setName(f"reserve_{name}")
        reserve.setOptimalForce(1.0)
        reserve.setMinControl(-1e4)
        reserve.setMaxControl(1e4)
        model.addForce(reserve)
        reserve.thisown = False
    model.finalizeConnections()
    model.printToXML("held.osim")
    values = [0.0, height, 0.0, *q]
    rows = [f"{0.01 * i:.3f}\t" + "\t".join(f"{x:.16g}" for x in values) for i in range(10)]
    head = ["held", "version=1", "nRows=10", f"nColumns={len(names) + 1}", "inDegrees=no", "endheader"]
    Path("held.mot").write_text("\n".join([*head, "time\t" + "\t".join(names), *rows]) + "\n", encoding="utf-8")
    tool = engine.AnalyzeTool()
    tool.setModelFilename("held.osim")
    tool.setCoordinatesFileName("held.mot")
    tool.setLowpassCutoffFrequency(-1.0)
    tool.setInitialTime(0.02)
    tool.setFinalTime(0.02 + 0.01 * (FRAMES - 1))
    tool.setResultsDir("out")
    tool.setName("held")
    analysis = engine.StaticOptimization()
    analysis.setStartTime(0.02)
    analysis.setEndTime(0.02 + 0.01 * (FRAMES - 1))
    analysis.setUseModelForceSet(True)
    analysis.setActivationExponent(2.0)
    analysis.setUseMusclePhysiology(True)
    tool.updAnalysisSet().cloneAndAppend(analysis)
    tool.printToXML("tool.xml")
    began = time.process_time()
    engine.AnalyzeTool("tool.xml").run()
    seconds = (time.process_time() - began) / FRAMES
    table = engine.TimeSeriesTable(str(Path("out") / "held_StaticOptimization_activation.sto"))
    last = table.getNumRows() - 1
    found = {label: table.getDependentColumn(label)[last] for label in table.getColumnLabels()}
    reserves = max(abs(found[f"reserve_{name}"]) for name in names)
    return seconds, np.array([found[name] for name in MUSCLES]), reserves


def median(work: Callable[[], object], *, repeats: int) -> float:
    """Median processor seconds of one call, after one that does not count."""
    work()
    times = []
    for _ in range(repeats):
        began = time.process_time()
        work()
        times.append(time.process_time() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main()
