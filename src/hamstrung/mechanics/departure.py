"""The posture nearest to a reference that a person's own hamstrings allow, phase by phase of a cycle.

With departures d = q - q_ref, normal spreads in W, and E joules for one spread of departure,

    minimise  d'W d / 2  +  (h(q) - h_ref)^2 / (2 s^2)  +  sum over muscles of  X(l(q)) / E
    X(l) = integral from l* to l of (f(x) - f_asked) dx beyond l*, else 0,      f(l*) = f_asked

f is the passive pull of tissue and guard of a long hamstring. f_asked is what the walk itself asks of that muscle: up
to there a stretched tissue only spares the muscle work, and hinders nothing; what it pulls beyond bends the walk. h is
the height of the leading heel over the trailing toe while both feet are down. Newton with the exact second derivatives
of all three.

Valid for small departures (angles of one axis add up). The forces of inertia are those of the reference.
"""

import numpy as np

from hamstrung.mechanics import curvature, kinematics, passive, paths
from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.dense import cholesky, cholesky_solve
from hamstrung.mechanics.layout import FOOT_LEFT, FOOT_RIGHT, N_ANGLES
from hamstrung.mechanics.potential import GUARD_FORCE, GUARD_RATE

SETTLED = 1e-10
"""Largest slope left, in spreads."""
LONGEST_STEP = 0.35
"""Newton's steps are cut here [rad]."""


@compiled
def lay(q, body, tree, span, w):
    """Places the segments and measures the muscles."""
    kinematics.place(q, body, tree, w.rotation, w.origin, w.axis)
    paths.lengths(body, tree, span, w)


@compiled
def law(m, length, body, tissue):
    """Energy [J], force [N] and stiffness [N/m] of one muscle's tissue and guard at a length."""
    u, f, k = passive.tissue(
        length, body.mus_f0[m], body.mus_lopt[m], body.mus_lslack[m], body.mus_penn[m],
        body.mus_pas_e0[m], body.mus_pas_k[m], body.mus_pas_shift[m] + tissue.shift[m],
    )  # fmt: skip
    gu, gf, gk = passive.stop(GUARD_FORCE, GUARD_RATE, length - tissue.guard_at[m])
    return u + gu, f + gf, k + gk


@compiled
def pull(body, tissue, w):
    """Fills the muscles' passive force. Needs `lay`."""
    for m in range(w.length.shape[0]):
        _, w.passive[m], _ = law(m, w.length[m], body, tissue)


@compiled
def length_at(m, force, start, body, tissue):
    """The length at which tissue and guard pull with a force [m]: Newton on the force's logarithm.

    It is convex and rises, so that steps from the far side never overshoot; from the near side one step leads there.
    """
    length = start
    for _ in range(60):
        _, f, k = law(m, length, body, tissue)
        step = min(np.log(f / force) * f / k, 0.2)
        length -= step
        if abs(step) < 1e-13:
            break
    return length


@compiled
def _hindrance(asked, free_length, free_energy, body, tissue, w):
    """Sum of X [J]; fills the pull and stiffness beyond what is asked. Needs `lay`."""
    total = 0.0
    for m in range(w.length.shape[0]):
        w.pull[m] = w.passive_stiffness[m] = 0.0
        beyond = w.length[m] - free_length[m]
        if beyond > 0.0:
            u, f, k = law(m, w.length[m], body, tissue)
            total += u - free_energy[m] - asked[m] * beyond
            w.pull[m], w.passive_stiffness[m] = f - asked[m], k
    return total


@compiled
def foot_height(leading_left, body, tree, w, slope):
    """Height of the leading heel over the trailing toe [m] and its slopes, (angle,). Needs `lay`."""
    ahead, behind = (FOOT_LEFT, FOOT_RIGHT) if leading_left else (FOOT_RIGHT, FOOT_LEFT)
    side = 1 if leading_left else 0
    heel, toe = w.vb[0], w.vb[1]
    kinematics.to_world(w.rotation, w.origin, ahead, body.heel_toe[side, 0], heel)
    kinematics.to_world(w.rotation, w.origin, behind, body.heel_toe[1 - side, 1], toe)
    for k in range(N_ANGLES):
        c, a = w.origin[tree.angle_segment[k]], w.axis[k]
        slope[k] = 0.0
        if tree.carries[ahead, k]:
            slope[k] += a[2] * (heel[0] - c[0]) - a[0] * (heel[2] - c[2])
        if tree.carries[behind, k]:
            slope[k] -= a[2] * (toe[0] - c[0]) - a[0] * (toe[2] - c[2])
    return heel[1] - toe[1]


@compiled
def _add_height_curvature(factor, leading_left, tree, w, hessian):
    """Adds factor x d2h/dq2: a_i x (a_j x r), upward, of both ends. The ends stand where `foot_height` left them."""
    ahead, behind = (FOOT_LEFT, FOOT_RIGHT) if leading_left else (FOOT_RIGHT, FOOT_LEFT)
    for which in range(2):
        segment, sign = (ahead, factor) if which == 0 else (behind, -factor)
        x = w.vb[which]
        for j in range(N_ANGLES):
            if tree.carries[segment, j] == 0:
                continue
            c, b = w.origin[tree.angle_segment[j]], w.axis[j]
            r0, r1, r2 = x[0] - c[0], x[1] - c[1], x[2] - c[2]
            v0, v2 = b[1] * r2 - b[2] * r1, b[0] * r1 - b[1] * r0
            for i in range(j + 1):
                if tree.carries[segment, i]:
                    hessian[i, j] += sign * (w.axis[i, 2] * v0 - w.axis[i, 0] * v2)


@compiled
def _value(q, reference, asked, height, feet, weight, foot_weight, drive, body, tree, span, tissue, w):
    """The cost at q and how far the foot is off; leaves what `_slopes` needs (the foot's slopes in w.spare)."""
    lay(q, body, tree, span, w)
    cost = _hindrance(asked, w.strength, w.strength_slope, body, tissue, w) / drive
    for i in range(N_ANGLES):
        for j in range(N_ANGLES):
            cost += 0.5 * (q[i] - reference[i]) * weight[i, j] * (q[j] - reference[j])
    off = 0.0
    if feet != 0:
        off = foot_height(feet == 2, body, tree, w, w.spare) - height
        cost += 0.5 * foot_weight * off * off
    return cost, off


@compiled
def _slopes(q, reference, off, feet, weight, foot_weight, drive, body, tree, span, w):
    """Gradient and upper Hessian of the cost. Needs `_value`."""
    for i in range(N_ANGLES):
        w.gradient[i] = 0.0
        for j in range(N_ANGLES):
            w.gradient[i] += weight[i, j] * (q[j] - reference[j])
            w.hessian[i, j] = weight[i, j]
    if feet != 0:
        for j in range(N_ANGLES):
            w.gradient[j] += foot_weight * off * w.spare[j]
            for i in range(j + 1):
                w.hessian[i, j] += foot_weight * w.spare[i] * w.spare[j]
        _add_height_curvature(foot_weight * off, feet == 2, tree, w, w.hessian)
    for m in range(w.length.shape[0]):
        w.pull[m] /= drive
        for j in range(N_ANGLES):
            arm = w.arms[m, j]
            if arm != 0.0:
                w.gradient[j] += w.pull[m] * arm
                for i in range(j + 1):
                    w.hessian[i, j] += w.passive_stiffness[m] / drive * arm * w.arms[m, i]
    curvature.add(body, tree, span, w.pull, w)


@compiled
def _downhill(w):
    """Newton's step in w.step, with the smallest tried shift that makes the Hessian positive definite."""
    shift = 0.0
    for _ in range(30):
        for j in range(N_ANGLES):
            for i in range(j + 1):
                w.s[i, j] = w.s[j, i] = w.hessian[i, j]
            w.s[j, j] += shift
        if cholesky(w.s, N_ANGLES, w.factor):
            break
        shift = max(4.0 * shift, 1.0)
    for k in range(N_ANGLES):
        w.step[k] = -w.gradient[k]
    cholesky_solve(w.factor, N_ANGLES, w.step, w.step)
    longest = 0.0
    for k in range(N_ANGLES):
        longest = max(longest, abs(w.step[k]))
    return min(1.0, LONGEST_STEP / longest) if longest > 0.0 else 1.0


@compiled
def settle(q, reference, asked, height, feet, weight, spread, foot_weight, drive, body, tree, span, tissue, w, most):
    """Finds the posture; q is start and answer.

    Args:
        q: [rad], (angle,)
        reference: the reference's posture [rad], (angle,)
        asked: pull that the walk asks of every muscle [N], above zero, (muscle,)
        height: of the leading heel over the trailing toe in the reference [m]
        feet: 0 with one foot down, 1 where the right heel leads, 2 where the left
        weight: W [1/rad^2], (angle, angle)
        spread: normal spread of every angle, for the residual [rad], (angle,)
        foot_weight: 1/s^2 [1/m^2]
        drive: E [J]

    Returns:
        (largest slope left, in spreads; iterations)
    """
    lay(q, body, tree, span, w)
    for m in range(w.length.shape[0]):
        w.strength[m] = length_at(m, asked[m], w.length[m], body, tissue)
        w.strength_slope[m], _, _ = law(m, w.strength[m], body, tissue)
    cost, off = _value(q, reference, asked, height, feet, weight, foot_weight, drive, body, tree, span, tissue, w)
    left = np.inf
    for iteration in range(most):
        _slopes(q, reference, off, feet, weight, foot_weight, drive, body, tree, span, w)
        left = 0.0
        for k in range(N_ANGLES):
            left = max(left, abs(w.gradient[k]) * spread[k])
        if left < SETTLED:
            return left, iteration
        scale = _downhill(w)
        trial = cost
        for _ in range(20):
            for k in range(N_ANGLES):
                w.q_trial[k] = q[k] + scale * w.step[k]
            trial, off = _value(
                w.q_trial, reference, asked, height, feet, weight, foot_weight, drive, body, tree, span, tissue, w
            )
            if trial <= cost + 1e-12 * abs(cost) + 1e-15:
                break
            scale *= 0.5
        cost = trial
        for k in range(N_ANGLES):
            q[k] = w.q_trial[k]
    return left, most
