"""Measure how far MuJoCo and OpenSim are from us on the same bodies, and keep a public model's arms beside it.

python tools/measure_oracles.py [--people 60] [--seed 1] [--reference hamstrings_gait2392.csv]

Writes `oracles.json` (largest differences, versions, seed) and, where the reference table is given, `gait2392.csv` (its
arms and lengths every 10 degrees) into the package, where the validation page's topic reads them. Tests prove the same
agreement anew on every run; this only puts figures to it.
"""

import argparse
import csv
import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("NUMBA_NUM_THREADS", "1")

from hamstrung import wiring

wiring.keep_kernels()

import mujoco  # noqa: E402
import numpy as np  # noqa: E402
import opensim as engine  # noqa: E402

from hamstrung import body as bodies  # noqa: E402
from hamstrung.body import HAMSTRINGS_RIGHT, MUSCLES, SEGMENTS, Anthropometry  # noqa: E402
from hamstrung.exchange import mjcf, opensim  # noqa: E402
from hamstrung.mechanics import TASKS, angle_laws, kinematics, loads, passive, potential  # noqa: E402
from hamstrung.mechanics.digest import of_model  # noqa: E402
from hamstrung.mechanics.hamstrings import Anatomy  # noqa: E402
from hamstrung.mechanics.layout import HIP_RIGHT, KNEE_RIGHT, N_ANGLES, angle_names  # noqa: E402
from hamstrung.mechanics.solver import Solver  # noqa: E402
from hamstrung.units import DEG, GRAVITY  # noqa: E402

DATA = Path(__file__).parents[1] / "src" / "hamstrung" / "workflows" / "mechanics_targets" / "data"
COLUMNS = ("hip_flexion_deg", "knee_flexion_deg", "muscle", "mtu_length_m", "ma_hip_flexion_m", "ma_knee_flexion_m")
STEP_DEG = 20
KEPT_DEG = 10


def main() -> None:
    """Measure and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--people", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--reference", type=Path)
    chosen = options.parse_args()
    DATA.mkdir(exist_ok=True)
    random = np.random.default_rng(chosen.seed)
    found = {
        "command": f"python tools/measure_oracles.py --people {chosen.people} --seed {chosen.seed}",
        "model": of_model(),
        "people": chosen.people,
        "mujoco": {"version": mujoco.__version__, **largest(with_mujoco(random, chosen.people))},
        "opensim": {"version": str(engine.GetVersion()).split("-")[0], **largest(with_opensim(random))},
    }
    (DATA / "oracles.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    if chosen.reference:
        thin(chosen.reference, DATA / "gait2392.csv")
    print(json.dumps(found, indent=2))


def largest(rows: Iterator[dict[str, float]]) -> dict[str, float]:
    """The largest of every difference."""
    worst: dict[str, float] = {}
    for row in rows:
        for name, value in row.items():
            worst[name] = max(worst.get(name, 0.0), float(value))
    return {name: float(f"{value:.2g}") for name, value in worst.items()}


def person(random: np.random.Generator) -> Anthropometry:
    """Somebody of any plausible size and shape."""
    height = random.uniform(1.45, 1.95)
    return Anthropometry(
        sex="female" if random.random() < 0.5 else "male",
        age_y=random.uniform(12, 85),
        height_m=height,
        mass_kg=random.uniform(18, 36) * height**2,
        pelvic_incidence_rad=random.uniform(35, 75) * DEG,
    )


def limber(random: np.random.Generator) -> np.ndarray:
    """A physiological posture [rad]."""
    q = random.normal(0.0, 0.12, N_ANGLES)
    q[:3] = random.normal(0.0, 0.4, 3)
    q[[21, 27]] = random.uniform(-0.3, 2.0, 2)
    q[[24, 30]] = random.uniform(0.0, 2.0, 2)
    return q


def with_mujoco(random: np.random.Generator, people: int) -> Iterator[dict[str, float]]:
    """Differences over random people in random postures, relative to each quantity's largest value."""
    for _ in range(people):
        body, q = bodies.build(person(random)), limber(random)
        solver = Solver(Anatomy(body), TASKS["standing"])
        a, w = solver.anatomy, solver.anatomy.scratch
        weights = solver.weights._replace(mass=np.maximum(solver.weights.mass, 0.0), thrust=0.0)
        potential.lay(q, a.body, a.tree, a.spans, weights, w)
        gravity = np.zeros(N_ANGLES)
        up = np.array([0.0, 1.0, 0.0])
        kinematics.moment_gradient(up, GRAVITY, w.moment, w.mass, a.tree, w.origin, w.axis, w.moment_arm, gravity)
        model = mujoco.MjModel.from_xml_string(mjcf.text(body, posture=q))
        data = mujoco.MjData(model)
        mujoco.mj_resetDataKeyframe(model, data, 0)
        mujoco.mj_forward(model, data)
        arms = np.zeros((model.ntendon, model.nv))
        mujoco.mju_sparse2dense(arms, data.ten_J.ravel(), model.ten_J_rownnz, model.ten_J_rowadr, model.ten_J_colind)
        yield {
            "length": np.abs(data.ten_length / w.length - 1.0).max(),
            "moment_arm": np.abs(arms[:, 3:] - w.arms).max() / np.abs(w.arms).max(),
            "gravity_moment": np.abs(data.qfrc_bias[3:] - gravity).max() / np.abs(gravity).max(),
            "disc_force": cut(model, data, solver, random.uniform(0.0, 0.5, len(MUSCLES)) * body.mus_f0, q),
        }


def cut(model, data, solver: Solver, pull, q) -> float:
    """Difference of the discs' compression and shear, over the largest, when muscles pull with these forces."""
    a, body, ours = solver.anatomy, solver.anatomy.body, np.zeros((6, 3))
    bare = body._replace(spine_a=np.zeros_like(body.spine_a))
    loads.disc_loads(q, bare, a.spans, solver.weights._replace(thrust=0.0), pull, a.scratch, ours)
    for muscle in range(model.ntendon):
        first, count = data.ten_wrapadr[muscle], data.ten_wrapnum[muscle]
        points = data.wrap_xpos.reshape(-1, 3)[first : first + count]
        sites = iter(
            model.site_bodyid[model.wrap_objid[j]]
            for j in range(model.tendon_adr[muscle], model.tendon_adr[muscle] + model.tendon_num[muscle])
            if model.wrap_type[j] == mujoco.mjtWrap.mjWRAP_SITE
        )
        on = [next(sites) if k < 0 else model.geom_bodyid[k] for k in data.wrap_obj.ravel()[first : first + count]]
        for i in range(count - 1):
            along = points[i + 1] - points[i]
            size = np.linalg.norm(along)
            if size > 0.0 and on[i] != on[i + 1]:
                data.xfrc_applied[on[i], :3] += pull[muscle] * along / size
                data.xfrc_applied[on[i + 1], :3] -= pull[muscle] * along / size
    data.qacc[:] = 0.0
    mujoco.mj_rnePostConstraint(model, data)
    worst = 0.0
    for s in range(6):
        force = -data.body(SEGMENTS[s + 1]).cfrc_int[3:]
        turn = [data.body(SEGMENTS[i]).xmat.reshape(3, 3) for i in (s, s + 1)]
        normal = (turn[0] + turn[1]) @ body.disc_normal[s]
        normal /= np.linalg.norm(normal)
        forward = np.cross(normal, turn[0][:, 2])
        worst = max(worst, abs(-force @ normal - ours[s, 0]), abs(force @ forward - ours[s, 1]))
    return worst / np.abs(ours[:, :2]).max()


def with_opensim(random: np.random.Generator) -> Iterator[dict[str, float]]:
    """Differences over one man's range of hip and knee, and over random postures."""
    engine.Logger.setLevelString("error")
    body = bodies.build(Anthropometry())
    anatomy = Anatomy(body)
    home = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        Path("body.osim").write_text(opensim.text(body), encoding="utf-8")
        model = engine.Model("body.osim")
        state = model.initSystem()
        os.chdir(home)
    coordinates = [model.getCoordinateSet().get(name) for name in angle_names()]
    muscles = [model.getMuscles().get(name) for name in MUSCLES]
    forces = model.getForceSet()

    def pose(q: np.ndarray) -> np.ndarray:
        for coordinate, angle in zip(coordinates, q, strict=True):
            coordinate.setValue(state, float(angle), False)
        model.realizeDynamics(state)
        return anatomy.lengths(q)

    for hip in range(-20, 121, STEP_DEG):
        for knee in range(0, 121, STEP_DEG):
            q = np.zeros(N_ANGLES)
            q[HIP_RIGHT], q[KNEE_RIGHT] = hip * DEG, knee * DEG
            length = pose(q)
            arms, moments = anatomy.scratch.arms, angle_laws.tangent(body, q)[0]
            for m in HAMSTRINGS_RIGHT:
                row = {"hamstring_length": abs(muscles[m].getLength(state) / length[m] - 1.0)}
                for name, k in (("hip_arm", HIP_RIGHT), ("knee_arm", KNEE_RIGHT)):
                    theirs = -muscles[m].computeMomentArm(state, coordinates[k])
                    row[f"hamstring_{name}"] = abs(theirs - arms[m, k]) / 0.05
                _, ours, _ = passive.tissue(
                    length[m], body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m],
                    body.mus_pas_e0[m], body.mus_pas_k[m], body.mus_pas_shift[m],
                )  # fmt: skip
                pull = forces.get(f"{MUSCLES[m]}_passive").getRecordValues(state).get(0)
                row["passive_pull"] = abs(abs(pull) / ours - 1.0)
                yield row
            for k in (HIP_RIGHT, KNEE_RIGHT):
                theirs = forces.get(f"{angle_names()[k]}_passive").getRecordValues(state).get(0)
                yield {"passive_joint": abs(theirs - moments[k]) / max(1.0, abs(moments[k]))}
    for _ in range(20):
        length = pose(limber(random))
        theirs = np.array([muscle.getLength(state) for muscle in muscles])
        yield {"length": np.abs(theirs / length - 1.0).max()}


def thin(source: Path, to: Path) -> None:
    """Keep every 10 degrees of a public model's table."""
    with source.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if kept(row)]
    with to.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def kept(row: dict[str, str]) -> bool:
    """Whether a row lies on the coarse grid."""
    hip, knee = float(row["hip_flexion_deg"]), float(row["knee_flexion_deg"])
    return hip % KEPT_DEG == 0.0 and knee % KEPT_DEG == 0.0


if __name__ == "__main__":
    main()
