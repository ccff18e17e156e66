"""Pressure in the abdomen: a push between pelvis and diaphragm, in front of the spine.

Fluid under the pressure p fills the abdomen. Cut it anywhere between pelvic inlet and diaphragm: what lies below is
pushed down, what lies above up, with p A along the cavity's axis, through the middle of the cut. One strut from the
middle of the pelvic inlet to the diaphragm stands for it; its push is constant, so that it is conservative:

    V = -p A l,     dV/dq_j = -p A u.v_j,     d2V/dq_i dq_j = -p A ((v_i.v_j - (u.v_i)(u.v_j)) / l + u.(a_i x v_j))

with u its unit vector, l its length, and v_j = a_j x (x - c_j) the velocity of its upper end (i before j).

Measured pressures: standing 2.7, sitting 2.2, at most 3.4 kPa with small loads (bladder, so with the column of viscera
over it; Cobb et al. 2005 J Surg Res 129:231); over 1.3 kPa only beyond a trunk torque of 54 Nm (Marras and Mirka 1996
Clin Biomech 11:267); 0.079 kPa per Nm at L4/5 less 1.1 in erect lifts (Mairiaux et al. 1984 Ergonomics 27:883). No row
of the evidence. A task's pressure is a constant of the task, not of the moment it makes.

Left out: that the wall's oblique and straight muscles pull thorax and pelvis together where they hold the pressure in,
so that the relief is at its largest here; and breathing.
"""

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hamstrung import body as bodies
from hamstrung.body import Body
from hamstrung.mechanics import kinematics
from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.layout import N_SPINE, PELVIS, SPINE, THORAX

if TYPE_CHECKING:
    from hamstrung.mechanics.potential import Weights
    from hamstrung.mechanics.tasks import Task

UPRIGHT: Final = 0.7
"""Pressure over the diaphragm standing or sitting [kPa]: assumed (0.2-2.7), below all readings at the bladder."""
BENT: Final = 1.5
"""Pressure with the trunk level [kPa]: assumed (0.7-3.4)."""
PER_KG: Final = 0.15
"""Pressure that a load in the hands adds [kPa/kg]: assumed (0.05-0.3)."""
AREA: Final = 0.030
"""Cross-section of the cavity at a height of 1.70 m [m2]: assumed (0.020-0.035)."""
DOME: Final = (0.075, 0.060, 0.0)
"""The push on the diaphragm, from the T12/L1 disc, at a height of 1.70 m [m]: assumed (0.06-0.09 forward); at L4/5 the
strut then runs 35-40 mm in front of the disc's centre (30-60 thought plausible)."""
REFERENCE_HEIGHT: Final = 1.70


def pressure_kpa(task: "Task") -> float:
    """The pressure that goes with a task, unless the task names its own [kPa]."""
    if task.abdominal_kpa is not None:
        return task.abdominal_kpa
    level = 1.0 if task.hands_at_handle or (task.way == "relax" and task.base == "feet") else task.trunk_deg / 90.0
    return UPRIGHT + (BENT - UPRIGHT) * min(max(level, 0.0), 1.0) + PER_KG * task.load_kg


def pressed(weights: "Weights", task: "Task", body: Body) -> "Weights":
    """A task's point masses with the push of its abdominal pressure."""
    scale = float(body.height) / REFERENCE_HEIGHT
    thrust = pressure_kpa(task) * 1000.0 * AREA * scale * scale
    return weights._replace(thrust=thrust, inlet=inlet(body), dome=np.array(DOME) * scale)


def inlet(body: Body) -> NDArray[np.float64]:
    """The middle of the pelvic inlet, between promontory and pubic crest, in the pelvis [m], (xyz,)."""
    forward = np.array([body.disc_normal[0, 1], -body.disc_normal[0, 0], 0.0])
    promontory = body.s1_centre + 0.5 * body.disc_ap[0] * forward
    pubic = body.pt_pos[body.mus_first[bodies.MUSCLES.index("rectus_abdominis_right")]] * [1.0, 1.0, 0.0]
    return np.asarray(0.5 * (promontory + pubic))


@compiled
def axis_of(weights, w, below, above, u):
    """Places the strut; fills its ends and unit vector, upwards, and returns its length [m]. Needs `kinematics.place`.

    Args:
        below, above: out, its ends in the world, the pelvis' origin at zero [m], (xyz,)
        u: out, its unit vector, (xyz,)
    """
    kinematics.to_world(w.rotation, w.origin, PELVIS, weights.inlet, below)
    kinematics.to_world(w.rotation, w.origin, THORAX, weights.dome, above)
    length = 0.0
    for i in range(3):
        u[i] = above[i] - below[i]
        length += u[i] * u[i]
    length = np.sqrt(length)
    for i in range(3):
        u[i] /= length
    return length


@compiled
def push(weights, tree, w):
    """Adds the strut's slopes to w.gradient and w.hessian (upper); only the spine's angles change its length.

    Returns:
        its energy [J]
    """
    below, above, u, v = w.slopes[7], w.slopes[8], w.slopes[0], w.va
    length = axis_of(weights, w, below, above, u)
    for j in range(SPINE, SPINE + N_SPINE):
        centre, a = w.origin[tree.angle_segment[j]], w.axis[j]
        r0, r1, r2 = above[0] - centre[0], above[1] - centre[1], above[2] - centre[2]
        v0, v1, v2 = a[1] * r2 - a[2] * r1, a[2] * r0 - a[0] * r2, a[0] * r1 - a[1] * r0
        v[j, 0], v[j, 1], v[j, 2] = v0, v1, v2
        along = u[0] * v0 + u[1] * v1 + u[2] * v2
        w.gradient[j] -= weights.thrust * along
        for i in range(SPINE, j + 1):
            b, vi = w.axis[i], v[i]
            across = vi[0] * v0 + vi[1] * v1 + vi[2] * v2
            across -= along * (u[0] * vi[0] + u[1] * vi[1] + u[2] * vi[2])
            turned = u[0] * (b[1] * v2 - b[2] * v1) + u[1] * (b[2] * v0 - b[0] * v2) + u[2] * (b[0] * v1 - b[1] * v0)
            w.hessian[i, j] -= weights.thrust * (across / length + turned)
    return -weights.thrust * length
