"""The body's potential energy in a posture, with its slopes over the joint angles.

    V(q) = g (sum m y - M y_anchor) - p A l + sum U_joint + sum U_tissue + sum U_guard + sum U_support

The translation of the body is eliminated: what carries it (the ankles or the seat) enters as a negative mass of the
same size, half a side. The guard is a person's own stop: beyond the length at which stretch is no longer tolerated a
hamstring resists steeply (deficit's tolerance part); it is no tissue and is left out of clinical tests, which stop.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics import abdomen, curvature, kinematics, passive, paths, support
from hamstrung.mechanics.compiled import compiled, compiled_fused, compiled_in_any_order
from hamstrung.mechanics.layout import (
    ANKLE_LEFT,
    ANKLE_RIGHT,
    HIP_LEFT,
    HIP_RIGHT,
    KNEE_LEFT,
    KNEE_RIGHT,
    N_ANGLES,
    SPINE,
)
from hamstrung.units import GRAVITY

GUARD_FORCE = 60.0
"""Guard force of one hamstring at the tolerated length [N]: assumed (20-150)."""
GUARD_RATE = 150.0
"""Growth of the guard force [1/m]: e-fold in 6.7 mm, about 7 degrees of hip flexion: assumed (100-300)."""


class Tissue(NamedTuple):
    """What a person's hamstrings add to the body.

    Attributes:
        shift: how much shorter the passive curve's muscle is (structural and tonic deficit) [m], (muscle,)
        guard_at: tolerated muscle-tendon length [m], (muscle,); infinite where there is no guard
    """

    shift: NDArray[np.float64]
    guard_at: NDArray[np.float64]


class Weights(NamedTuple):
    """Point masses that act in a task: segments, arms with load, anchors (negative).

    Attributes:
        mass: [kg], (mass,)
        segment: the segment that carries each, (mass,)
        place: where on it [m], (mass, xyz)
        total: the mass that the anchors carry [kg]
        thrust: push of the abdominal pressure [N], none at zero (`abdomen`)
        inlet, dome: its ends, in the pelvis and in the thorax [m], (xyz,)
        supports: what else carries it: a seat's cushion, a backrest
    """

    mass: NDArray[np.float64]
    segment: NDArray[np.int64]
    place: NDArray[np.float64]
    total: float
    thrust: float = 0.0
    inlet: NDArray[np.float64] = np.zeros(3)
    dome: NDArray[np.float64] = np.zeros(3)
    supports: support.Supports = support.NONE


@compiled
def lay(q, body, tree, span, weights, w):
    """Places segments, paths and weights for a posture."""
    kinematics.place(q, body, tree, w.rotation, w.origin, w.axis)
    measure(body, tree, span, weights, w)


@compiled
def measure(body, tree, span, weights, w):
    """As `lay`, where the segments are placed already."""
    paths.lengths(body, tree, span, w)
    for m in range(weights.mass.shape[0]):
        kinematics.to_world(w.rotation, w.origin, weights.segment[m], weights.place[m], w.mass_point[m])
    kinematics.weigh(weights.mass, w.mass_point, weights.segment, tree, w.origin, w.moment, w.mass)


@compiled
def _gather(body, law):
    """The joints' passive laws by angle: slope, then moment, rate and limit of either stop; (7, angle)."""
    for s in range(6):
        for x in range(3):
            at = SPINE + 3 * s + x
            _put(at, body.spine_k1[s, x], body.spine_a[s, x], body.spine_b[s, x], body.spine_lim[s, x], law)
    for hip, knee, ankle in ((HIP_RIGHT, KNEE_RIGHT, ANKLE_RIGHT), (HIP_LEFT, KNEE_LEFT, ANKLE_LEFT)):
        for x in range(3):
            _put(hip + x, body.hip_k1[x], body.hip_a[x], body.hip_b[x], body.hip_lim[x], law)
        _put(knee, body.knee_k1, body.knee_a, body.knee_b, body.knee_lim, law)
        for x in range(2):
            _put(ankle + x, body.ankle_k1[x], body.ankle_a[x], body.ankle_b[x], body.ankle_lim[x], law)


@compiled
def _put(at, k1, a, b, limit, law):
    law[0, at], law[1, at], law[2, at], law[3, at] = k1, a[0], b[0], limit[0]
    law[4, at], law[5, at], law[6, at] = a[1], b[1], limit[1]


@compiled_in_any_order
def _joints(q, law, w):
    """Adds all joints' passive laws; keeps their stops' energy and slopes."""
    energy = 0.0
    for k in range(SPINE, N_ANGLES):
        up_u, up_m, up_k = passive.stop(law[1, k], law[2, k], q[k] - law[3, k])
        down_u, down_m, down_k = passive.stop(law[4, k], law[5, k], -q[k] - law[6, k])
        w.stop_energy[k], w.stop_slope[k], w.stop_stiffness[k] = up_u + down_u, up_m - down_m, up_k + down_k
        energy += 0.5 * law[0, k] * q[k] * q[k] + up_u + down_u
    for k in range(SPINE, N_ANGLES):
        w.gradient[k] += law[0, k] * q[k] + w.stop_slope[k]
        w.hessian[k, k] += law[0, k] + w.stop_stiffness[k]
    return energy


@compiled
def slopes(q, body, tree, tissue, weights, w):
    """Energy, gradient and all of the Hessian but the muscles' curvature; fills passive forces. Needs `lay`.

    Returns:
        V [J]; w.gradient and w.hessian (upper) hold the slopes [Nm, Nm/rad]
    """
    for i in range(N_ANGLES):
        w.gradient[i] = 0.0
        for j in range(N_ANGLES):
            w.hessian[i, j] = 0.0
    energy = 0.0
    for m in range(weights.mass.shape[0]):
        energy += GRAVITY * weights.mass[m] * w.mass_point[m, 1]
    up = w.face
    up[0], up[1], up[2] = 0.0, 1.0, 0.0
    kinematics.moment_slopes(up, GRAVITY, w.moment, w.mass, tree, w.origin, w.axis, w.moment_arm, w.gradient, w.hessian)
    if weights.thrust != 0.0:
        energy += abdomen.push(weights, tree, w)
    _gather(body, w.law)
    energy += _joints(q, w.law, w)
    energy += support.add(weights.supports, tree, w)
    return energy + _muscles(body, tissue, w)


@compiled_in_any_order
def _tissues(body, shift, w):
    """The passive tissues' energy; fills their forces and stiffness."""
    energy = 0.0
    for m in range(w.length.shape[0]):
        u, f, k = passive.tissue(
            w.length[m], body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m],
            body.mus_pas_e0[m], body.mus_pas_k[m], body.mus_pas_shift[m] + shift[m],
        )  # fmt: skip
        energy += u
        w.tissue_force[m], w.passive[m], w.passive_stiffness[m] = f, f, k
    return energy


@compiled
def _muscles(body, tissue, w):
    """Adds the passive muscles' energy and gradient; keeps force and stiffness."""
    energy = _tissues(body, tissue.shift, w)
    for m in range(w.length.shape[0]):
        if tissue.guard_at[m] < np.inf:
            u, f, k = passive.stop(GUARD_FORCE, GUARD_RATE, w.length[m] - tissue.guard_at[m])
            energy += u
            w.passive[m] += f
            w.passive_stiffness[m] += k
    _add_pulls(w.passive, w.arms, w.gradient)
    return energy


@compiled_fused
def _add_pulls(pull, arms, gradient):
    """Adds the muscles' pulls times their arms, four muscles at a time."""
    m, muscles = 0, pull.shape[0]
    while m + 3 < muscles:
        f0, f1, f2, f3 = pull[m], pull[m + 1], pull[m + 2], pull[m + 3]
        r0, r1, r2, r3 = arms[m], arms[m + 1], arms[m + 2], arms[m + 3]
        for k in range(N_ANGLES):
            gradient[k] += f0 * r0[k] + f1 * r1[k] + f2 * r2[k] + f3 * r3[k]
        m += 4
    while m < muscles:
        f0, r0 = pull[m], arms[m]
        for k in range(N_ANGLES):
            gradient[k] += f0 * r0[k]
        m += 1


@compiled
def add_muscle_stiffness(body, tree, span, force, stiffness, w):
    """Adds the muscles' part of the Hessian: force x d2l + stiffness x dl dl', upper triangle."""
    pair = 0
    for one in range(6):
        for other in range(one, 6):
            first, last = span.over_first[pair], span.over_first[pair + 1]
            _add_block(first, last, span.over, stiffness, SPINE + 3 * one, SPINE + 3 * other, w)
            pair += 1
    for side, hip in ((0, HIP_RIGHT), (1, HIP_LEFT)):
        first, last = span.leg_first[side], span.leg_first[side + 1]
        for i, j in ((0, 0), (0, 3), (3, 3)):
            _add_block(first, last, span.of_leg, stiffness, hip + i, hip + j, w)
        for level in range(6):
            first, last = span.both_first[level], span.both_first[level + 1]
            if last > first:
                for j in (0, 3):
                    _add_block(first, last, span.both, stiffness, SPINE + 3 * level, hip + j, w)
    curvature.add(body, tree, span, force, w)


@compiled
def _add_block(first, last, muscles, stiffness, i, j, w):
    """Adds stiffness x dl dl' of some muscles to three rows and three columns of the Hessian."""
    c = _block(first, last, muscles, stiffness, w.arms, i, w.arms, j)
    for row in range(3):
        for column in range(3):
            w.hessian[i + row, j + column] += c[3 * row + column]


@compiled
def _block(first, last, muscles, give, left, i, right, j):
    """Sum over muscles of give x (three arms from i) (three arms from j)', row by row."""
    c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = c8 = 0.0
    for x in range(first, last):
        m = muscles[x]
        f, a, b = give[m], left[m], right[m]
        a0, a1, a2 = f * a[i], f * a[i + 1], f * a[i + 2]
        b0, b1, b2 = b[j], b[j + 1], b[j + 2]
        c0, c1, c2 = c0 + a0 * b0, c1 + a0 * b1, c2 + a0 * b2
        c3, c4, c5 = c3 + a1 * b0, c4 + a1 * b1, c5 + a1 * b2
        c6, c7, c8 = c6 + a2 * b0, c7 + a2 * b1, c8 + a2 * b2
    return c0, c1, c2, c3, c4, c5, c6, c7, c8
