"""The posture that a person takes in a task, what the muscles do in it, and what the discs carry.

`solve` is exact: least cost or passive equilibrium of the whole model, with its residual. Lives use `interpolant`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Anthropometry, Body
from hamstrung.errors import InputError
from hamstrung.mechanics import loads, tasks
from hamstrung.mechanics.hamstrings import TOLERATED_HIP, Anatomy, Deficit, tissue
from hamstrung.mechanics.layout import (
    ANCHOR_LEFT,
    ANCHOR_RIGHT,
    ARMS,
    HIP_LEFT,
    HIP_RIGHT,
    LEVELS,
    N_SPINE,
    PELVIS,
    SPINE,
    THORAX,
    angle_names,
)
from hamstrung.mechanics.solver import Exponent, Shared, Solver
from hamstrung.mechanics.tasks import TASKS, Task
from hamstrung.mechanics.workspace import Workspace
from hamstrung.units import DEG, GRAVITY

Vector = NDArray[np.float64]

PRESSURE_FACTOR = 1.5
"""Intradiscal pressure over compression per area: assumed (1.3-1.8); no row of the evidence gives areas in life."""


RESIDUAL_ALLOWED = 1e-6
"""Largest residual of a converged posture, over body weight x height."""
KKT_ALLOWED = 1e-8
"""Largest residual of the reported forces' conditions, over the strength about each direction."""


@dataclass(frozen=True)
class DiscLoad:
    """Load of one disc: compression [N], anterior shear [N], passive flexion moment [Nm]."""

    compression_n: float
    shear_n: float
    moment_nm: float


@dataclass(frozen=True)
class Posture:
    """One solved posture.

    Angles in degrees, as named; pelvic, lumbar and trunk flexion from the person's own neutral standing. `residual` is
    the largest force or moment out of balance over body weight x height. `q` are the joint angles [rad], (angle,).
    `points` are polylines for drawing: name -> (n, xyz) [m], the floor or seat at height zero.

    Muscle forces, and all loads that follow from them, are those of `bounded`: the least sum of activations to the
    power `exponent` with every activation between 0 and 1; `kkt_residual` is what its conditions leave out, over the
    strength about each direction. Where no such forces balance the posture it is not `feasible`; `lacking_nm` is then
    the least moment that is missing and `limited_by` the joint angle that misses most of it.
    `tone_compression_l4l5_n` is the compression with the tone of every muscle that the posture was found with.
    """

    task: str
    converged: bool
    residual: float
    kkt_residual_nm: float
    kkt_residual: float
    exponent: int
    feasible: bool
    limited_by: str | None
    lacking_nm: float
    iterations: int
    anterior_pelvic_tilt_deg: float
    sacral_slope_deg: float
    lumbar_lordosis_deg: float
    lower_lordosis_deg: float
    lumbar_flexion_deg: float
    pelvis_deg: float
    pelvis_on_thigh_deg: float
    trunk_flexion_deg: float
    pelvic_obliquity_deg: float
    pelvic_rotation_deg: float
    cobb_deg: float
    lateral_curve_deg: float
    fingertip_floor_cm: float
    joints: dict[str, float]
    loads: dict[str, DiscLoad]
    pressure_l4l5_mpa: float
    tone_compression_l4l5_n: float
    hip_moment_nm: float
    hamstring_force_n: dict[str, float]
    ischial_force_n: dict[str, float]
    muscles: dict[str, tuple[float, float]]
    points: dict[str, Vector]
    q: Vector


def solve(
    task: Task | str,
    *,
    anthropometry: Anthropometry,
    deficit: Deficit | None = None,
    start: Vector | None = None,
    exponent: Exponent = 2,
) -> Posture:
    """The posture of a person in a task.

    Args:
        task: a `tasks.Task` or the name of one
        anthropometry: the person's body
        deficit: the hamstrings' deficit, none by default
        start: joint angles to begin from, such as a neighbour's `q`
        exponent: power of the activations whose sum the reported forces make least

    Raises:
        InputError: an unknown task, or a body outside its ranges
    """
    task = named(task)
    anatomy = Anatomy(bodies.build(anthropometry))
    return solve_in(anatomy, task, deficit or Deficit(), sex=anthropometry.sex, start=start, exponent=exponent)


def named(task: Task | str) -> Task:
    """A task by its name."""
    if isinstance(task, Task):
        return task
    if task not in TASKS:
        raise InputError.unknown(task, TASKS, what="task")
    return TASKS[task]


def solve_in(
    anatomy: Anatomy,
    task: Task,
    deficit: Deficit,
    *,
    sex: str,
    start: Vector | None = None,
    exponent: Exponent = 2,
) -> Posture:
    """As `solve`, for a body that is already built."""
    solver = Solver(anatomy, task)
    own = tissue(anatomy, deficit, tolerated_hip=TOLERATED_HIP[sex])
    q = (tasks.start(task) if start is None else start).copy()
    residual, kkt, iterations = solver.run(q, own, near=start is not None)
    return _describe(solver, q, residual, kkt, iterations, solver.share(exponent))


def describe(solver: Solver, q: Vector) -> Posture:
    """A posture that a solver's kernels have just settled at q, read off its scratch memory."""
    solver.anatomy.scratch.bound_off[:] = 0.0
    return _describe(solver, q, solver.out_of_balance(), 0.0, 0, solver.share())


def _describe(solver: Solver, q: Vector, residual_nm: float, kkt: float, iterations: int, shared: Shared) -> Posture:
    """Reads the solved posture off the scratch memory."""
    body, w = solver.anatomy.body, solver.anatomy.scratch
    scale = body.body_mass * GRAVITY * body.height
    pull = w.passive + w.bounded * w.strength
    toned, disc = np.zeros((6, 3)), np.zeros((6, 3))
    loads.disc_loads(q, body, solver.anatomy.spans, solver.weights, w.passive + w.activation * w.strength, w, toned)
    loads.disc_loads(q, body, solver.anatomy.spans, solver.weights, pull, w, disc)
    origin = {
        side: float(loads.origin_force(body, solver.anatomy.spans, pull, number, w))
        for side, number in (("left", 2), ("right", 1))
    }
    hamstring = {
        side: float(pull[body.is_two_joint_hamstring == number].sum()) for side, number in (("left", 2), ("right", 1))
    }
    shape = shape_of(body, q, w.rotation)
    residual = max(residual_nm, kkt, shared.residual_nm if shared.feasible else 0.0) / scale
    settled = bool(np.isfinite(residual) and residual < RESIDUAL_ALLOWED)
    return Posture(
        task=solver.task.name,
        converged=settled and (not shared.feasible or shared.kkt_residual < KKT_ALLOWED),
        residual=residual,
        kkt_residual_nm=float(kkt),
        kkt_residual=shared.kkt_residual,
        exponent=shared.exponent,
        feasible=shared.feasible,
        limited_by=shared.limited_by,
        lacking_nm=shared.lacking_nm,
        iterations=iterations,
        **shape,
        fingertip_floor_cm=100.0 * fingertip_height(solver),
        joints={name: float(angle / DEG) for name, angle in zip(angle_names(), q, strict=True)},
        loads={level: DiscLoad(*(float(x) for x in disc[s])) for s, level in reversed(list(enumerate(LEVELS[:5])))},
        pressure_l4l5_mpa=float(PRESSURE_FACTOR * disc[1, 0] / body.disc_area[1] / 1e6),
        tone_compression_l4l5_n=float(toned[1, 0]),
        hip_moment_nm=float(w.gradient[[HIP_RIGHT, HIP_LEFT]].mean()),
        hamstring_force_n=hamstring,
        ischial_force_n=origin,
        muscles={name: (float(f), float(a)) for name, f, a in zip(bodies.MUSCLES, pull, w.bounded, strict=True)},
        points=_points(solver),
        q=q,
    )


def shape_of(body: Body, q: Vector, rotation: Vector) -> dict[str, float]:
    """Clinical angles of a posture [deg], by their names in `Posture`."""
    extension = q[SPINE : SPINE + N_SPINE : 3] / DEG
    lean = np.concatenate([[0.0], np.cumsum(q[SPINE + 1 : SPINE + N_SPINE : 3])]) / DEG
    pelvis = -float(np.arctan2(rotation[PELVIS, 1, 0], rotation[PELVIS, 0, 0])) / DEG
    return {
        "pelvis_deg": pelvis,
        "anterior_pelvic_tilt_deg": float(body.neutral_anterior_tilt) / DEG + pelvis,
        "sacral_slope_deg": float(body.neutral_sacral_slope) / DEG + pelvis,
        "lumbar_lordosis_deg": float(body.neutral_lordosis / DEG + extension[:5].sum()),
        "lower_lordosis_deg": float(body.neutral_lower_lordosis / DEG + extension[:2].sum()),
        "lumbar_flexion_deg": float(-extension.sum()),
        "pelvis_on_thigh_deg": float(q[[HIP_RIGHT, HIP_LEFT]].mean() / DEG),
        "trunk_flexion_deg": -float(np.arctan2(rotation[THORAX, 1, 0], rotation[THORAX, 0, 0])) / DEG,
        "pelvic_obliquity_deg": float(np.arcsin(np.clip(rotation[PELVIS, 1, 2], -1, 1))) / DEG,
        "pelvic_rotation_deg": float(np.arctan2(rotation[PELVIS, 0, 2], rotation[PELVIS, 2, 2])) / DEG,
        "cobb_deg": float(lean.max() - lean.min()),
        "lateral_curve_deg": float(lean[-1]),
    }


def fingertip_height(solver: Solver) -> float:
    """Fingertips over the floor, or short of the toes on a seat [m]; who reaches rounds the chest and the shoulders."""
    body, w = solver.anatomy.body, solver.anatomy.scratch
    shoulder = _shoulder(solver)
    if solver.task.base == "feet":
        above_ankle = shoulder[1] - w.mass_point[[ANCHOR_RIGHT, ANCHOR_LEFT], 1].mean()
        return float(above_ankle + tasks.ankle_height(body) - body.arm_length)
    toes = np.stack([_world(w, foot, body.heel_toe[side, 1]) for side, foot in ((0, 9), (1, 12))]).mean(axis=0)
    return float(np.linalg.norm((toes - shoulder)[:2]) - body.arm_length)


def _shoulder(solver: Solver) -> Vector:
    """Where the arms hang from."""
    body, task, w = solver.anatomy.body, solver.task, solver.anatomy.scratch
    if task.rounded:
        return _world(w, THORAX, body.shoulder_reaching)
    return np.asarray(w.mass_point[ARMS])


def _world(w: Workspace, segment: int, local: Vector) -> Vector:
    return w.origin[segment] + w.rotation[segment] @ local


def _points(solver: Solver) -> dict[str, Vector]:
    """Polylines for drawing; what carries the body is at height zero."""
    body, w = solver.anatomy.body, solver.anatomy.scratch
    ground = w.mass_point[[ANCHOR_RIGHT, ANCHOR_LEFT]].mean(axis=0).copy()
    ground[1] -= tasks.ankle_height(body) if solver.task.base == "feet" else body.ischium_radius
    t1 = _world(w, THORAX, body.t1)
    up = w.rotation[THORAX] @ np.array([0.0, 1.0, 0.0])
    shoulder = _shoulder(solver)
    lines = {
        "spine": np.vstack([w.origin[1 : THORAX + 1], t1]),
        "head": np.vstack([t1, t1 + 0.13 * body.height * up]),
        "arms": np.vstack([shoulder, shoulder - np.array([0.0, body.arm_length, 0.0])]),
        "pelvis": np.vstack(
            [
                _world(w, PELVIS, body.psis.mean(axis=0)),
                w.origin[1],
                _world(w, PELVIS, body.asis.mean(axis=0)),
                w.origin[PELVIS],
                _world(w, PELVIS, body.ischium.mean(axis=0)),
                _world(w, PELVIS, body.psis.mean(axis=0)),
            ]
        ),
    }
    for side, (name, thigh) in enumerate((("right", 7), ("left", 10))):
        foot = thigh + 2
        ends = [_world(w, foot, body.heel_toe[side, i]) for i in (0, 1)]
        lines[f"leg_{name}"] = np.vstack([w.origin[thigh : foot + 1], *ends])
        m = int(np.flatnonzero(body.is_two_joint_hamstring == side + 1)[0])
        lines[f"hamstring_{name}"] = w.points[body.mus_first[m] : body.mus_first[m + 1]].copy()
    return {name: line - ground for name, line in lines.items()}
