"""What a person tries to do in a task, and what falling short of it costs.

    w_strain (sum U_stop + sum U_guard) + sum w_habit (q - q_habit)^2 / 2 + |face|^2 w / 2 + balance + hands

is J without its effort (`effort`).
"""

import numpy as np
from numpy.typing import NDArray

from hamstrung.body.packed import Packed
from hamstrung.mechanics import contact, kinematics, passive, potential
from hamstrung.mechanics.compiled import compiled, compiled_fused
from hamstrung.mechanics.layout import ANCHOR_LEFT, ANCHOR_RIGHT, ARMS, N_ANGLES, N_SPINE, SPINE, THORAX


class Wishes(Packed):
    """What a person tries to do in a task.

    Attributes:
        strain: weight of strain energy beyond the comfortable range [1/J]
        habit_weight, habit: habitual posture [1/rad^2, rad], (angle,)
        face_weight: weight on the thorax' orientation about the world axes [1/rad^2], (xyz,)
        face: the orientation wished for, (3, 3)
        balance_weight: weight on the centre of mass, forward and right [1/m^2], (2,)
        balance: its place against the anchors [m], (2,)
        hand_weight: weight on the shoulders' place, forward and up [1/m^2], (2,)
        shoulder: the place wished for over the anchors, forward and up [m], (2,)
        tone: `recruitment.TONE`
    """

    strain: float
    habit_weight: NDArray[np.float64]
    habit: NDArray[np.float64]
    face_weight: NDArray[np.float64]
    face: NDArray[np.float64]
    balance_weight: NDArray[np.float64]
    balance: NDArray[np.float64]
    hand_weight: NDArray[np.float64]
    shoulder: NDArray[np.float64]
    tone: float


@compiled
def soft(q, tree, span, tissue, weights, wishes, w):
    """Everything of J but phi; fills w.soft_gradient and w.soft_hessian (upper). Needs `potential.slopes`."""
    value = 0.0
    for i in range(N_ANGLES):
        off = q[i] - wishes.habit[i]
        value += 0.5 * wishes.habit_weight[i] * off * off
        w.soft_gradient[i] = wishes.habit_weight[i] * off
        for j in range(N_ANGLES):
            w.soft_hessian[i, j] = 0.0
        w.soft_hessian[i, i] = wishes.habit_weight[i]
    for at in range(SPINE, SPINE + N_SPINE):
        value += wishes.strain * w.stop_energy[at]
        w.soft_gradient[at] += wishes.strain * w.stop_slope[at]
        w.soft_hessian[at, at] += wishes.strain * w.stop_stiffness[at]
    value += _stretch(span, tissue, wishes, w)
    value += _face(tree, wishes, w)
    value += _balance(tree, weights, wishes, w)
    for axis in range(2):
        if wishes.hand_weight[axis] > 0.0:
            value += _hands(axis, tree, weights, wishes, w)
    return value


@compiled
def _stretch(span, tissue, wishes, w):
    """Strain of hamstrings beyond what is tolerated, at the same weight; their paths' curvature is left out of it."""
    value = 0.0
    for m in range(w.length.shape[0]):
        if tissue.guard_at[m] == np.inf:
            continue
        energy, force, stiffness = passive.stop(
            potential.GUARD_FORCE, potential.GUARD_RATE, w.length[m] - tissue.guard_at[m]
        )
        value += wishes.strain * energy
        for i in range(span.leg[m, 0], span.leg[m, 1]):
            arm = wishes.strain * w.arms[m, i]
            w.soft_gradient[i] += force * arm
            for j in range(i, span.leg[m, 1]):
                w.soft_hessian[i, j] += stiffness * arm * w.arms[m, j]
    return value


@compiled_fused
def _add_square(weight, off, slope, w):
    """Adds weight off^2 / 2 whose slope over the angles is given."""
    for i in range(N_ANGLES):
        if slope[i] != 0.0:
            share, row = weight * slope[i], w.soft_hessian[i]
            w.soft_gradient[i] += share * off
            for j in range(i, N_ANGLES):
                row[j] += share * slope[j]
    return 0.5 * weight * off * off


@compiled
def _face(tree, wishes, w):
    """The thorax' orientation against the one wished for, E = R R_t'.

    Lean and turn count as sines, vee(E - E') / 2 with de = (tr(E) I - E) omega / 2; flexion as the whole angle of the
    forward axis f = E x in the sagittal plane, dtheta = omega_z - f_z (f_x omega_x + f_y omega_y) / (f_x^2 + f_y^2).
    """
    value = 0.0
    contact.orientation_error(w.rotation[THORAX], wishes.face, w.face)
    e = w.slopes
    trace = 0.0
    for i in range(3):
        for j in range(3):
            e[i, j] = 0.0
            for k in range(3):
                e[i, j] += w.rotation[THORAX, i, k] * wishes.face[j, k]
        trace += e[i, i]
    flat = e[0, 0] * e[0, 0] + e[1, 0] * e[1, 0]
    w.face[2] = np.arctan2(e[1, 0], e[0, 0])
    for i in range(3):
        if wishes.face_weight[i] == 0.0:
            continue
        slope = w.face_slope[i]
        for k in range(N_ANGLES):
            slope[k] = 0.0
            if tree.carries[THORAX, k]:
                a = w.axis[k]
                if i == 2:
                    slope[k] = a[2] - e[2, 0] * (e[0, 0] * a[0] + e[1, 0] * a[1]) / flat
                else:
                    for j in range(3):
                        slope[k] += 0.5 * ((trace if i == j else 0.0) - e[i, j]) * a[j]
        value += _add_square(wishes.face_weight[i], w.face[i], slope, w)
    return value


@compiled
def _balance(tree, weights, wishes, w):
    """The centre of mass over the anchors, forward (x) and right (z)."""
    value = 0.0
    for side in range(2):
        weight = wishes.balance_weight[side]
        if weight == 0.0:
            continue
        axis = 0 if side == 0 else 2
        place = 0.0
        for m in range(weights.mass.shape[0]):
            place += weights.mass[m] * w.mass_point[m, axis] / weights.total
        direction, slope = w.face, w.spare
        direction[0], direction[1], direction[2] = 0.0, 0.0, 0.0
        direction[axis] = 1.0
        off = place - wishes.balance[side]
        for k in range(N_ANGLES):
            slope[k] = 0.0
        kinematics.moment_gradient(
            direction, 1.0 / weights.total, w.moment, w.mass, tree, w.origin, w.axis, w.moment_arm, slope
        )
        value += _add_square(weight, off, slope, w)
    return value


@compiled
def _hands(axis, tree, weights, wishes, w):
    """The shoulders over the anchors, forward (axis 0) or up (1)."""
    off = (
        w.mass_point[ARMS, axis]
        - 0.5 * (w.mass_point[ANCHOR_RIGHT, axis] + w.mass_point[ANCHOR_LEFT, axis])
        - wishes.shoulder[axis]
    )
    slope = w.spare
    for k in range(N_ANGLES):
        slope[k] = 0.0
    one, two = (1, 2) if axis == 0 else (2, 0)
    for part, factor in ((ARMS, 1.0), (ANCHOR_RIGHT, -0.5), (ANCHOR_LEFT, -0.5)):
        for k in range(N_ANGLES):
            if tree.carries[weights.segment[part], k]:
                c, a = w.origin[tree.angle_segment[k]], w.axis[k]
                slope[k] += factor * (
                    a[one] * (w.mass_point[part, two] - c[two]) - a[two] * (w.mass_point[part, one] - c[one])
                )
    return _add_square(wishes.hand_weight[axis], off, slope, w)
