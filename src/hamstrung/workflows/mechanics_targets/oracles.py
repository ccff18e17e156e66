"""The mechanics beside two other engines on the same body, and beside two published leg models on their own.

Agreement with MuJoCo and OpenSim is measured by `tools/measure_oracles.py` and kept in `data/oracles.json` with the
model's digest; tests prove it anew. The arms of gait2392 stand in `data/gait2392.csv` (our own evaluation of the public
model with OpenSim, every 10 degrees); those of the other model are rows M117 to M124.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung import evidence
from hamstrung.body import Anthropometry
from hamstrung.mechanics import digest
from hamstrung.mechanics.hamstrings import Anatomy
from hamstrung.mechanics.layout import HIP_RIGHT, KNEE_RIGHT, N_ANGLES
from hamstrung.report import charts
from hamstrung.units import DEG
from hamstrung.workflows.mechanics_targets.target import Section, Target

Values = NDArray[np.float64]

CLOSE: Final = 1e-6
"""Largest relative difference that counts as agreement: the issue's bound."""
HIP_DEG: Final = (-10, 0, 15, 30, 45, 60, 75, 90, 110)
KNEE_DEG: Final = (5, 20, 40, 60, 80, 100)
HAMSTRINGS: Final = {
    "bflh": ("biceps femoris long head", 0, "M117", "M121"),
    "bfsh": ("biceps femoris short head", 1, None, "M122"),
    "semimem": ("semimembranosus", 2, "M118", "M123"),
    "semiten": ("semitendinosus", 3, "M119", "M124"),
}
"""gait2392's name: ours, place among the right hamstrings, rows of the other model's hip and knee arms."""
SAID: Final = {
    "length": "length of every fascicle",
    "moment_arm": "moment arm of every fascicle over every angle",
    "gravity_moment": "gravity's moment about every joint",
    "disc_force": "compression and shear of every disc under random muscle pulls",
    "hamstring_length": "length of the hamstrings, hip -20 to 120° by knee 0 to 120°",
    "hamstring_hip_arm": "hip arm of the hamstrings, same grid",
    "hamstring_knee_arm": "knee arm of the hamstrings, same grid",
    "passive_pull": "passive pull of the hamstrings, same grid",
    "passive_joint": "passive moment of hip and knee, same grid",
}
_FITTED: Final = "Fitted to the other model, which is about as far from gait2392"
_HIP: Final = f"{_FITTED}; past 105° of hip flexion ours lies on the femoral head, where both models are straight."
MISSES: Final[Mapping[str, str]] = {
    f"{said}, {joint} arm": _HIP if joint == "hip" else f"{_FITTED}."
    for said, *_ in HAMSTRINGS.values()
    for joint in ("hip", "knee")
}


def targets() -> Iterator[Target]:
    """Agreement with the engines in millionths, and arms against gait2392 within what published models differ by."""
    for name in ("mujoco", "opensim"):
        for key, value in measured()[name].items():
            if key in SAID:
                said = f"{name.replace('mujoco', 'MuJoCo').replace('opensim', 'OpenSim')}: {SAID[key]}"
                yield Target(
                    "other engines, same body", said, "tools/measure_oracles.py", "10⁻⁶", None, 0.0, 1e6 * CLOSE,
                    "largest relative difference", 1e6 * value,
                )  # fmt: skip
    for key, (said, _, hip, knee) in HAMSTRINGS.items():
        for joint, row in (("hip", hip), ("knee", knee)):
            if row is not None:
                ours, models = differences_mm(key, joint, row)
                yield Target(
                    "published leg models", f"{said}, {joint} arm against gait2392, RMS", row, "mm", None, 0.0,
                    round(models, 1), "RMS between the two published models", ours,
                )  # fmt: skip


def differences_mm(key: str, joint: str, row: str) -> tuple[float, float]:
    """RMS of ours, and of the other published model, against gait2392 over one joint's range [mm]."""
    angles = HIP_DEG if joint == "hip" else KNEE_DEG
    theirs = gait2392_arms_mm(key, joint, np.array(angles, dtype=float))
    printed = np.array([float(part) for part in evidence.row(row).value.split("/")])
    return rms(arms_mm(key, joint, angles) - theirs), rms(printed - theirs)


def rms(values: Values) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(values**2)))


def arms_mm(key: str, joint: str, angles: tuple[int, ...]) -> Values:
    """Our arms over one joint's angle, the other straight [mm]: hip extension and knee flexion positive."""
    postures = [(angle, 0) if joint == "hip" else (0, angle) for angle in angles]
    return np.array([ours(hip, knee)[1 if joint == "hip" else 2][HAMSTRINGS[key][1]] for hip, knee in postures])


@cache
def ours(hip_deg: float, knee_deg: float) -> tuple[Values, Values, Values]:
    """Lengths, hip arms and knee arms of the four right hamstrings of the reference man [mm], (hamstring,)."""
    q = np.zeros(N_ANGLES)
    q[HIP_RIGHT], q[KNEE_RIGHT] = hip_deg * DEG, knee_deg * DEG
    which = list(bodies.HAMSTRINGS_RIGHT)
    anatomy = _reference()
    length = anatomy.lengths(q)[which]
    arms = anatomy.scratch.arms[which]
    return 1e3 * length, 1e3 * arms[:, HIP_RIGHT], -1e3 * arms[:, KNEE_RIGHT]


@cache
def _reference() -> Anatomy:
    return Anatomy(bodies.build(Anthropometry()))


def gait2392_arms_mm(key: str, joint: str, angles: Values) -> Values:
    """gait2392's arms over one joint's angle, the other straight [mm], by cubic interpolation of every 10 degrees."""
    from scipy.interpolate import CubicSpline

    column, sign = ("ma_hip_flexion_m", -1.0) if joint == "hip" else ("ma_knee_flexion_m", 1.0)
    own, other = ("hip_flexion_deg", "knee_flexion_deg")[:: 1 if joint == "hip" else -1]
    rows = [row for row in gait2392() if row["muscle"] == key and float(row[other]) == 0.0]
    known = CubicSpline([float(row[own]) for row in rows], [sign * 1e3 * float(row[column]) for row in rows])
    return np.asarray(known(angles))


@cache
def gait2392() -> tuple[Mapping[str, str], ...]:
    """gait2392's hamstrings every 10 degrees of hip and knee."""
    return tuple(csv.DictReader(io.StringIO(_data("gait2392.csv"))))


@cache
def measured() -> Mapping[str, Any]:
    """What `tools/measure_oracles.py` found."""
    return dict(json.loads(_data("oracles.json")))


def _data(name: str) -> str:
    return resources.files("hamstrung.workflows.mechanics_targets").joinpath("data", name).read_text("utf-8")


def grid_rms_mm() -> dict[str, tuple[float, float, float]]:
    """RMS of length, hip arm and knee arm against gait2392 over its whole grid, by muscle [mm]."""
    found = {}
    for key, (_, at, _, _) in HAMSTRINGS.items():
        off = []
        for row in (row for row in gait2392() if row["muscle"] == key):
            mine = ours(float(row["hip_flexion_deg"]), float(row["knee_flexion_deg"]))
            theirs = (float(row["mtu_length_m"]), -float(row["ma_hip_flexion_m"]), float(row["ma_knee_flexion_m"]))
            off.append([part[at] - 1e3 * value for part, value in zip(mine, theirs, strict=True)])
        found[key] = tuple(rms(part) for part in np.array(off).T)
    return found  # type: ignore[return-value]


def sections() -> Iterator[Section]:
    """The engines' agreement in a table, and the arms of three models in a picture."""
    yield _engines()
    yield _models()


def _engines() -> Section:
    found = measured()
    rows = [
        (label, found[name]["version"], SAID[key], f"{value:.1e}")
        for name, label in (("mujoco", "MuJoCo"), ("opensim", "OpenSim"))
        for key, value in found[name].items()
        if key in SAID
    ]
    fresh = found["model"] == digest.of_model()
    state = "the present model" if fresh else f"an earlier model ({found['model']})"
    return Section(
        name="engines",
        title="Two other engines on the same body",
        text=(
            f"`hamstrung export` writes the body for MuJoCo and OpenSim. Largest relative differences over "
            f"{found['people']} random people in random postures (MuJoCo) and over one man's range (OpenSim), measured "
            f"on {state} by `{found['command']}`; tests prove the same to 10⁻⁶ on every run.",
            "OpenSim's moment arms and MuJoCo's disc forces come by other ways than ours: virtual work, and inverse "
            "dynamics with the tendons' pulls along the paths that MuJoCo found. Solved postures are equilibria in "
            "both, and OpenSim's static optimisation of standing finds our muscle forces.",
        ),
        header=("engine", "version", "quantity", "largest relative difference"),
        rows=rows,
        figures=dict(found),
    )


def _models() -> Section:
    panels, fine = [], {"hip": tuple(range(-20, 121, 5)), "knee": tuple(range(0, 121, 5))}
    for joint, published in (("hip", HIP_DEG), ("knee", KNEE_DEG)):
        for key, (said, _, *ids) in HAMSTRINGS.items():
            row = ids[0] if joint == "hip" else ids[1]
            if row is None:
                continue
            x = fine[joint]
            series = [
                charts.Line("ours", x=x, y=arms_mm(key, joint, x)),
                charts.Line("gait2392", x=x, y=gait2392_arms_mm(key, joint, np.array(x, dtype=float)), dashed=True),
                charts.Line(
                    "", x=published, y=[float(part) for part in evidence.row(row).value.split("/")], points=True,
                    joined=False, colour=charts.COLOURS[2],
                ),
            ]  # fmt: skip
            panels.append(charts.Panel(f"{said}, {joint}", series, x=f"{joint} flexion, degrees", y="arm, mm"))
    described = (
        "Moment arms of the hamstrings over hip and knee flexion: ours as a line on the points of one published model, "
        "gait2392 as a dashed line a few to fifteen millimetres away."
    )
    whole, title = grid_rms_mm(), "Hamstrings' moment arms in three models"
    return Section(
        name="leg-models",
        title="Hamstrings of two published leg models",
        text=(
            "Ours were fitted to one public model (points, M117 to M124); gait2392 (dashed) is the other. RMS over hip "
            "-20 to 120° by knee 0 to 120°, at 1.70 m and 75 kg, unscaled:",
        ),
        header=("muscle", "length, mm", "hip arm, mm", "knee arm, mm"),
        rows=[(HAMSTRINGS[key][0], *(f"{value:.1f}" for value in whole[key])) for key in HAMSTRINGS],
        picture=charts.panels(panels, title=title, description=described, name="legs"),
        described=described,
        figures={
            "rms_mm": {key: [round(v, 2) for v in values] for key, values in whole.items()},
            "bfsh_hip": "crosses no hip",
        },
    )
