"""What the ground, the seat and the couch forbid.

Pelvis and legs have 15 angles. A contact is a set of rows c(q) = 0 over them: an angle held, a segment's orientation
held, or both feet on one floor. Postures move in the null space of the rows; the multipliers are the contacts' own
reactions, so no spring and no loop joint is needed. Standing on two feet leaves 6 of the 15 (sway, two shank leans, two
knees, pelvic tilt), a seat 3.

    orientation:  c = vee(R R_t' - R_t R') / 2        closure:  c = x_left foot - x_right foot - d
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.dense import orthogonalise, upper_solve, upper_transposed_solve
from hamstrung.mechanics.kinematics import place
from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT, LEG_BLOCK, N_LEG_BLOCK

MOST_PASSES = 20
"""Newton steps onto the contacts, at most."""


class Contacts(NamedTuple):
    """The rows of a task.

    Attributes:
        angle, value: angles held and at what [rad], (held,)
        segment, target: segments whose orientation is held, (oriented,), (oriented, 3, 3)
        feet: 1 where both feet stand on one floor
        apart: the left ankle's place as seen from the right one [m], (xyz,)
    """

    angle: NDArray[np.int64]
    value: NDArray[np.float64]
    segment: NDArray[np.int64]
    target: NDArray[np.float64]
    feet: int
    apart: NDArray[np.float64]


@compiled
def count(contacts):
    """How many rows a contact has."""
    return contacts.angle.shape[0] + 3 * contacts.segment.shape[0] + 3 * contacts.feet


@compiled
def rows(contacts, tree, q, rotation, origin, axis, off, slope):
    """Fills the rows' values and slopes; an orientation's slopes are exact where it is met, where they are used.

    Args:
        off: out, c(q) [rad or m], (row,)
        slope: out, dc/dq over the leg block, (row, 15)
    """
    for r in range(slope.shape[0]):
        for b in range(N_LEG_BLOCK):
            slope[r, b] = 0.0
    row = 0
    for h in range(contacts.angle.shape[0]):
        off[row] = q[contacts.angle[h]] - contacts.value[h]
        for b in range(N_LEG_BLOCK):
            if LEG_BLOCK[b] == contacts.angle[h]:
                slope[row, b] = 1.0
        row += 1
    for h in range(contacts.segment.shape[0]):
        s = contacts.segment[h]
        orientation_error(rotation[s], contacts.target[h], off[row : row + 3])
        for b in range(N_LEG_BLOCK):
            k = LEG_BLOCK[b]
            if tree.carries[s, k]:
                for i in range(3):
                    slope[row + i, b] = axis[k, i]
        row += 3
    if contacts.feet:
        for i in range(3):
            off[row + i] = origin[FOOT_LEFT, i] - origin[FOOT_RIGHT, i] - contacts.apart[i]
        for b in range(N_LEG_BLOCK):
            k = LEG_BLOCK[b]
            left, right = tree.carries[FOOT_LEFT, k], tree.carries[FOOT_RIGHT, k]
            if left != right:
                s, sign = (FOOT_LEFT, 1.0) if left else (FOOT_RIGHT, -1.0)
                c = origin[tree.angle_segment[k]]
                r0, r1, r2 = origin[s, 0] - c[0], origin[s, 1] - c[1], origin[s, 2] - c[2]
                a = axis[k]
                slope[row, b] = sign * (a[1] * r2 - a[2] * r1)
                slope[row + 1, b] = sign * (a[2] * r0 - a[0] * r2)
                slope[row + 2, b] = sign * (a[0] * r1 - a[1] * r0)
            elif left:
                a = axis[k]
                r0 = origin[FOOT_LEFT, 0] - origin[FOOT_RIGHT, 0]
                r1 = origin[FOOT_LEFT, 1] - origin[FOOT_RIGHT, 1]
                r2 = origin[FOOT_LEFT, 2] - origin[FOOT_RIGHT, 2]
                slope[row, b] = a[1] * r2 - a[2] * r1
                slope[row + 1, b] = a[2] * r0 - a[0] * r2
                slope[row + 2, b] = a[0] * r1 - a[1] * r0


@compiled
def orientation_error(rotation, target, out):
    """vee(R R_t' - R_t R') / 2: the sine of the angle between two orientations about each world axis, (xyz,)."""
    e01 = e12 = e20 = 0.0
    for i in range(3):
        e01 += rotation[1, i] * target[0, i] - rotation[0, i] * target[1, i]
        e12 += rotation[2, i] * target[1, i] - rotation[1, i] * target[2, i]
        e20 += rotation[0, i] * target[2, i] - rotation[2, i] * target[0, i]
    out[0], out[1], out[2] = 0.5 * e12, 0.5 * e20, 0.5 * e01


@compiled
def settle(contacts, body, tree, q, w, near=False):
    """Moves pelvis and legs the shortest way onto the contacts and leaves the frames placed there.

    Args:
        q: joint angles, changed in place [rad], (angle,)
        w: `workspace.Workspace`; its `basis` and `triangle` are those of the rows at the solution
        near: whether they are, to begin with, those of a posture near by

    Returns:
        the largest row left [rad or m]
    """
    worst = meet(contacts, body, tree, q, w, near)
    orthogonalise(w.row_slope, count(contacts), N_LEG_BLOCK, w.basis, w.triangle, w.reflector)
    return worst


@compiled
def meet(contacts, body, tree, q, w, near=False):
    """As `settle`, but for `basis` and `triangle`, which stay those of a posture near by; `row_slope` are the rows'.

    Newton's method, whose matrix is made anew where the rows do not shrink to a twentieth.
    """
    m = count(contacts)
    worst, before = 1.0, np.inf if near else 0.0
    for _ in range(MOST_PASSES):
        place(q, body, tree, w.rotation, w.origin, w.axis)
        rows(contacts, tree, q, w.rotation, w.origin, w.axis, w.row_off, w.row_slope)
        worst = 0.0
        for r in range(m):
            worst = max(worst, abs(w.row_off[r]))
        if worst < 1e-11:
            break
        if worst > 0.05 * before:
            orthogonalise(w.row_slope, m, N_LEG_BLOCK, w.basis, w.triangle, w.reflector)
        before = worst
        upper_transposed_solve(w.triangle, m, w.row_off, w.row_step)
        size = 0.0
        for b in range(N_LEG_BLOCK):
            w.block_step[b] = 0.0
            for r in range(m):
                w.block_step[b] -= w.basis[b, r] * w.row_step[r]
            size = max(size, abs(w.block_step[b]))
        shrink = min(1.0, 0.5 / size) if size > 0.0 else 1.0
        for b in range(N_LEG_BLOCK):
            q[LEG_BLOCK[b]] += shrink * w.block_step[b]
    return worst


@compiled
def multipliers(contacts, total, w, more=0):
    """The reactions of the contacts to a generalised force: rows' mu = total, in the least-squares sense.

    Args:
        total: generalised force over all angles [Nm], (angle,)
        more: rows that were orthogonalised after the contacts' own and take their share, such as held ankles
        w: workspace; the answer stands in `w.mu`, (row,)
    """
    m = count(contacts) + more
    for r in range(m):
        w.row_step[r] = 0.0
        for b in range(N_LEG_BLOCK):
            w.row_step[r] += w.basis[b, r] * total[LEG_BLOCK[b]]
    upper_solve(w.triangle, m, w.row_step, w.mu)


@compiled
def add_curvature(contacts, tree, origin, axis, mu, scale, hessian):
    """Adds scale x sum of mu x d2c/dq2 to a Hessian's upper triangle.

    On the contact, d2/dq_i dq_j of an orientation row is a_i x a_j / 2 and of a point a_i x (a_j x r).
    """
    row = contacts.angle.shape[0]
    for h in range(contacts.segment.shape[0]):
        s = contacts.segment[h]
        for bj in range(N_LEG_BLOCK):
            j = LEG_BLOCK[bj]
            if tree.carries[s, j] == 0:
                continue
            for bi in range(bj):
                i = LEG_BLOCK[bi]
                if tree.carries[s, i]:
                    a, b = axis[i], axis[j]
                    hessian[i, j] += (
                        0.5
                        * scale
                        * (
                            mu[row] * (a[1] * b[2] - a[2] * b[1])
                            + mu[row + 1] * (a[2] * b[0] - a[0] * b[2])
                            + mu[row + 2] * (a[0] * b[1] - a[1] * b[0])
                        )
                    )
        row += 3
    if contacts.feet:
        for side in range(2):
            s, sign = (FOOT_LEFT, scale) if side == 0 else (FOOT_RIGHT, -scale)
            for bj in range(N_LEG_BLOCK):
                j = LEG_BLOCK[bj]
                if tree.carries[s, j] == 0:
                    continue
                c, b = origin[tree.angle_segment[j]], axis[j]
                r0, r1, r2 = origin[s, 0] - c[0], origin[s, 1] - c[1], origin[s, 2] - c[2]
                v0, v1, v2 = b[1] * r2 - b[2] * r1, b[2] * r0 - b[0] * r2, b[0] * r1 - b[1] * r0
                for bi in range(bj + 1):
                    i = LEG_BLOCK[bi]
                    if tree.carries[s, i]:
                        a = axis[i]
                        hessian[i, j] += sign * (
                            mu[row] * (a[1] * v2 - a[2] * v1)
                            + mu[row + 1] * (a[2] * v0 - a[0] * v2)
                            + mu[row + 2] * (a[0] * v1 - a[1] * v0)
                        )
