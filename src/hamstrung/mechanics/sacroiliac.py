"""Small rotations of the sacrum between the hip bones, from the loads of a solved posture.

The tree holds the pelvis as one bone; its sacroiliac joints are stiff enough to be worked out afterwards (static
condensation). Cut the pelvis in three: the sacrum carries everything above, each hip bone its muscles, its hip and, on
a seat, its ischium. With m_i the moment of hip bone i's loads about its joint's transverse axis, the nutation psi_i of
the sacrum against it (promontory forward positive) and the sliding s_i follow from

    (k + k_st r^2) psi_i + k_sym (psi_i - psi_j) = m_i        k_s s_i = upward force on hip bone i

and the sacrotuberous ligament, between the sacrum's lower angle and the ischium with the arm r about the axis, carries

    F_st = preload + k_st r psi + share x biceps femoris' long head

The long head continues into it: that share of its pull goes past the tuberosity to the sacrum and turns it back.

Preload 118 N, SD 74 (cadavers; J Mech Behav Biomed Mater 2022, doi 10.1016/j.jmbbm.2022.105368), balanced by the other
ligaments at rest. Assumed: k 600 Nm/rad a side (300-1700), k_st 100 N/mm (30-300), k_sym 1500 Nm/rad (500-5000), k_s
400 N/mm (150-1500), share 0.3 (0.1-0.7), the axis 20 mm behind and 30 mm below the sacral endplate's middle (10-30,
20-40), sacrum and hip bones a third each of the pelvis' weight. Sagittal rotation and vertical sliding only; small; not
for pelves that are injured, pregnant or fused.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Anthropometry, tables
from hamstrung.mechanics import abdomen, passive, paths, stability, support
from hamstrung.mechanics.hamstrings import Deficit
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT, PELVIS, THIGH_LEFT, THIGH_RIGHT, THORAX
from hamstrung.mechanics.solver import Solver
from hamstrung.mechanics.tasks import Task
from hamstrung.mechanics.workspace import Workspace
from hamstrung.units import DEG, GRAVITY, MM

Vector = NDArray[np.float64]

TURN: Final = 600.0
"""k, the other ligaments and the joint's surfaces, a side [Nm/rad]: assumed (300-1700)."""
SACROTUBEROUS: Final = 1.0e5
"""k_st [N/m]: assumed (3e4-3e5)."""
SYMPHYSIS: Final = 1500.0
"""k_sym, against hip bones that turn apart [Nm/rad]: assumed (500-5000)."""
SLIDE: Final = 4.0e5
"""k_s, a side [N/m]: assumed (1.5e5-1.5e6)."""
PRELOAD: Final = 118.0
"""Of the sacrotuberous ligament [N]; SD 74, 20 ligaments."""
SHARE: Final = 0.3
"""Share of the long head's pull that the ligament takes on: assumed (0.1-0.7)."""
AXIS: Final = (-0.020, -0.030)
"""The joints' axis from the middle of the sacral endplate at a height of 1.70 m [m]: assumed."""
LOWER_ANGLE: Final = (-0.050, -0.105, 0.022)
"""The sacrum's lower angle from there, right side [m]: assumed."""
REFERENCE_HEIGHT: Final = 1.70

PARTS: Final = ("right", "left", "sacrum")
BORNE: Final = [*range(14), 16]
"""Places of what is borne among the point masses: all but the anchors."""


@dataclass(frozen=True)
class Joint:
    """One sacroiliac joint in a posture.

    Attributes:
        nutation_deg: of the sacrum against the hip bone, from the unloaded pelvis; counternutation negative
        slide_mm: sacrum downward against the hip bone
        moment_nm: nutating moment
        sacrotuberous_n: force of the ligament
        from_biceps_n: the part of it that the long head of biceps femoris puts in
    """

    nutation_deg: float
    slide_mm: float
    moment_nm: float
    sacrotuberous_n: float
    from_biceps_n: float


@dataclass(frozen=True)
class Pelvis:
    """Both joints in a posture; `residual_nm` is what the three parts' moments leave over."""

    task: str
    left: Joint
    right: Joint
    residual_nm: float

    @property
    def torsion_deg(self) -> float:
        """How far the right hip bone is turned back against the left one."""
        return self.right.nutation_deg - self.left.nutation_deg


def of(task: Task | str, *, anthropometry: Anthropometry, deficit: Deficit | None = None) -> Pelvis:
    """A person's sacroiliac joints in a task.

    Raises:
        InputError: an unknown task, or a body outside its ranges
        RuntimeError: a posture that did not converge
    """
    solver, q, _ = stability.settled(task, anthropometry=anthropometry, deficit=deficit)
    w = solver.anatomy.scratch
    return of_solved(solver, q, w.passive + w.activation * w.strength)


def of_solved(solver: Solver, q: Vector, pull: Vector) -> Pelvis:
    """As `of`, for a posture that stands in the solver's scratch memory, with its muscles' forces [N]."""
    body, w = solver.anatomy.body, solver.anatomy.scratch
    biceps = {side: float(pull[bodies.MUSCLES.index(f"biceps_femoris_long_head_{side}")]) for side in ("right", "left")}
    force, moment = loads(solver, q, pull)
    residual = float(moment.sum())
    arm = {side: _ligament(body, w, side) for side in ("right", "left")}
    turning = np.array([moment[i] - SHARE * biceps[PARTS[i]] * arm[PARTS[i]] for i in (0, 1)])
    stiff = np.diag([TURN + SACROTUBEROUS * arm[side] ** 2 + SYMPHYSIS for side in ("right", "left")])
    stiff[[0, 1], [1, 0]] = -SYMPHYSIS
    psi = np.linalg.solve(stiff, turning)
    right, left = (
        Joint(
            nutation_deg=float(psi[i] / DEG),
            slide_mm=float(force[i, 1] / SLIDE / MM),
            moment_nm=float(turning[i]),
            sacrotuberous_n=max(0.0, PRELOAD + SACROTUBEROUS * arm[side] * float(psi[i]) + SHARE * biceps[side]),
            from_biceps_n=SHARE * biceps[side],
        )
        for i, side in enumerate(("right", "left"))
    )
    return Pelvis(solver.task.name, left=left, right=right, residual_nm=residual)


def _ligament(body: bodies.Body, w: Workspace, side: str) -> float:
    """Arm of the sacrotuberous ligament about the axis: how much it lengthens with nutation [m/rad]."""
    scale, sign, at = float(body.height) / REFERENCE_HEIGHT, 1.0 if side == "right" else -1.0, int(side == "left")
    axis = body.s1_centre + np.array([*AXIS, 0.0]) * scale
    lower = body.s1_centre + np.array(LOWER_ANGLE) * [1.0, 1.0, sign] * scale
    toward = body.ischium[at] - lower
    u = toward / np.linalg.norm(toward)
    moved = np.cross([0.0, 0.0, -1.0], lower - axis)
    return float(-u @ moved)


def loads(solver: Solver, q: Vector, pull: Vector) -> tuple[Vector, Vector]:
    """Force [N] on right and left hip bone and sacrum, and their moments about the axis [Nm].

    Nutating moments of the hip bones are positive: a hip bone turned back against its sacrum.

    Returns:
        (part, xyz), (part,)
    """
    body, w, weights = solver.anatomy.body, solver.anatomy.scratch, solver.weights
    scale = float(body.height) / REFERENCE_HEIGHT
    centre = w.rotation[PELVIS] @ (body.s1_centre + np.array([*AXIS, 0.0]) * scale)
    across = w.rotation[PELVIS][:, 2]
    force, moment, legs = np.zeros((3, 3)), np.zeros(3), np.zeros((2, 3))

    def add(part: int, point: Vector, push: Vector) -> None:
        force[part] += push
        moment[part] += float(across @ np.cross(point - centre, push))

    for part, segment, point, push in _pushes(solver, pull):
        if part >= 0:
            add(part, point, push)
        elif segment <= THORAX:
            add(2, point, push)
        else:
            legs[0 if segment < THIGH_LEFT else 1] += push
    reaction = np.array([0.0, GRAVITY * weights.total, 0.0])
    for part, point, push in _supported(solver):
        add(part, point, push)
        reaction -= push
    for part in range(3):
        add(part, w.mass_point[PELVIS], np.array([0.0, -GRAVITY * weights.mass[PELVIS] / 3.0, 0.0]))
    for side, thigh in enumerate((THIGH_RIGHT, THIGH_LEFT)):
        legs[side, 1] -= GRAVITY * weights.mass[thigh : thigh + 3].sum()
        borne = _carried(solver)[side] * reaction
        if solver.task.base == "feet":
            legs[side] += borne
        else:
            add(side, w.mass_point[14 + side], borne)
        add(side, w.origin[thigh], legs[side])
        moment[side] += _hip_capsule(body, q, HIP_RIGHT if side == 0 else HIP_LEFT)
    return force, moment


def _carried(solver: Solver) -> tuple[float, float]:
    """Shares of the weight under the right and the left anchor, by where the centre of mass is between them."""
    w, mass = solver.anatomy.scratch, solver.weights.mass[BORNE]
    place = float(mass @ w.mass_point[BORNE, 2] / mass.sum())
    right, left = float(w.mass_point[14, 2]), float(w.mass_point[15, 2])
    share = (place - left) / (right - left)
    return share, 1.0 - share


def _supported(solver: Solver) -> list[tuple[int, Vector, Vector]]:
    """What seat and backrest push with: part of the pelvis, point [m], force [N]; on the back, the sacrum bears it."""
    w, supports = solver.anatomy.scratch, solver.weights.supports
    found = []
    for h in range(len(supports.segment)):
        _, force, _ = support.press(supports, h, w)
        aside = float(supports.place[h, 2]) if supports.segment[h] == PELVIS else 0.0
        part = 2 if aside == 0.0 else int(aside < 0.0)
        found.append((part, w.face.copy(), force * supports.normal[h]))
    return found


def _hip_capsule(body: bodies.Body, q: Vector, at: int) -> float:
    """Moment of a hip's capsule on its hip bone about the transverse axis [Nm]."""
    return float(passive.joint(q[at], body.hip_k1[0], body.hip_a[0], body.hip_b[0], body.hip_lim[0])[1])


def _pushes(solver: Solver, pull: Vector) -> list[tuple[int, int, Vector, Vector]]:
    """Every pull and weight outside the legs' own: part of the pelvis or -1, segment, point [m], force [N]."""
    body, w, span, weights = solver.anatomy.body, solver.anatomy.scratch, solver.anatomy.spans, solver.weights
    found: list[tuple[int, int, Vector, Vector]] = []
    frame, half = tables.fascicles().point_frame, len(body.mus_f0) // 2
    for j in range(len(span.muscle)):
        m, a, b = int(span.muscle[j]), int(span.start[j]), int(span.end[j])
        side = 0 if m < half else 1
        along = w.points[b] - w.points[a]
        toward_b = along / np.linalg.norm(along)
        ends = [(a, toward_b), (b, -toward_b)]
        if w.touch[j]:
            paths.wrapped(w.points[a], w.points[b], w.centres[m], body.wrap_radius[m], w.slopes)
            ends = [(a, -w.slopes[0]), (b, -w.slopes[1])]
            found.append(_at(int(body.wrap_seg[m]), side, 0, w.centres[m], pull[m] * (w.slopes[0] + w.slopes[1])))
        for point, toward in ends:
            found.append(_at(int(body.pt_seg[point]), side, int(frame[point]), w.points[point], pull[m] * toward))
    for m in BORNE:
        if 0 < weights.segment[m] <= THORAX:
            down = np.array([0.0, -GRAVITY * weights.mass[m], 0.0])
            found.append((-1, int(weights.segment[m]), w.mass_point[m], down))
    return found + _abdomen(solver)


def _at(segment: int, side: int, frame: int, point: Vector, push: Vector) -> tuple[int, int, Vector, Vector]:
    part = (2 if frame == 1 else side) if segment == PELVIS else -1
    return part, segment, point.copy(), push.copy()


def _abdomen(solver: Solver) -> list[tuple[int, int, Vector, Vector]]:
    """The abdomen's push: down on both hip bones, up on the thorax."""
    w, weights = solver.anatomy.scratch, solver.weights
    below, above, u = np.zeros(3), np.zeros(3), np.zeros(3)
    if weights.thrust == 0.0:
        return []
    abdomen.axis_of(weights, w, below, above, u)
    down = -0.5 * weights.thrust * u
    return [(0, PELVIS, below, down), (1, PELVIS, below, down), (-1, THORAX, above, weights.thrust * u)]
