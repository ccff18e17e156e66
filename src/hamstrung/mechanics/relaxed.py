"""Postures at the end of a range: passive equilibrium instead of least effort.

Bent to the limit, the back muscles fall silent and ligaments, discs and stretched muscles carry the trunk. The posture
is where gravity, a reaching effort Q and passive tissue balance in every free direction,

    N' (dV/dq - Q) = 0,

but for those that muscles hold actively: standing, the mean shank lean and the sway are given by balance (centre of
mass over the feet) instead; on a seat without backrest, where bent knees leave the hips slack, the pelvis' tilt is
(centre of mass over the ischia). Newton on this square system; its matrix is the exact stiffness.
"""

import numpy as np

from hamstrung.mechanics import contact, curvature, kinematics, potential, recruitment, reduced
from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.dense import cholesky, orthogonalise, solve
from hamstrung.mechanics.layout import (
    ANKLE_LEFT,
    ANKLE_RIGHT,
    LEG_BLOCK,
    N_ANGLES,
    N_LEG_BLOCK,
    N_SPINE,
    PELVIS_TILT,
)

CLOSE = 3.0
"""Moment out of balance [Nm] from which on Newton's method is left to itself: balance, which fixes two directions, can
hold a posture whose stiffness over the others alone is not definite."""
PATIENCE = 50
"""Steps after which it is led again everywhere."""


@compiled
def _order_directions(contacts, balance, w):
    """Puts the directions that ankles or hips hold first among the free ones.

    Returns:
        how many there are: 2 on the feet, on a seat 1, or 0 where nothing is to be balanced
    """
    m = contact.count(contacts)
    if np.isnan(balance[0]):
        orthogonalise(w.row_slope, m, N_LEG_BLOCK, w.basis, w.triangle, w.reflector)
        return 0
    if contacts.feet == 0:
        for b in range(N_LEG_BLOCK):
            w.row_slope[m, b] = 1.0 if LEG_BLOCK[b] == PELVIS_TILT else 0.0
        orthogonalise(w.row_slope, m + 1, N_LEG_BLOCK, w.basis, w.triangle, w.reflector)
        return 1
    for b in range(N_LEG_BLOCK):
        w.row_slope[m, b] = w.row_slope[m + 1, b] = 0.0
        if LEG_BLOCK[b] == ANKLE_RIGHT:
            w.row_slope[m, b] = 0.5
        if LEG_BLOCK[b] == ANKLE_LEFT:
            w.row_slope[m, b] = 0.5
        if LEG_BLOCK[b] == ANKLE_RIGHT + 1:
            w.row_slope[m + 1, b] = 0.5
        if LEG_BLOCK[b] == ANKLE_LEFT + 1:
            w.row_slope[m + 1, b] = -0.5
    orthogonalise(w.row_slope, m + 2, N_LEG_BLOCK, w.basis, w.triangle, w.reflector)
    return 2


@compiled
def _residual(q, body, tree, span, tissue, weights, contacts, reach, balance, w):
    """Fills w.total with the equations' values and w.face_slope's first rows with the slopes of balance.

    Returns:
        (largest moment out of balance [Nm], largest distance out of balance [m], directions held actively)
    """
    held = contact.count(contacts)
    n = N_LEG_BLOCK - held + N_SPINE
    active = _order_directions(contacts, balance, w)
    potential.measure(body, tree, span, weights, w)
    potential.slopes(q, body, tree, tissue, weights, w)
    for k in range(N_ANGLES):
        w.soft_gradient[k] = w.gradient[k] - reach[k]
    reduced.vector(w.soft_gradient, w.basis, held, w.total)
    worst, away = 0.0, 0.0
    for i in range(active, n):
        worst = max(worst, abs(w.total[i]))
    for side in range(active):
        axis = 0 if side == 0 else 2
        place = -balance[side]
        for m in range(weights.mass.shape[0]):
            place += weights.mass[m] * w.mass_point[m, axis] / weights.total
        w.face[0], w.face[1], w.face[2] = 0.0, 0.0, 0.0
        w.face[axis] = 1.0
        slope = w.face_slope[side]
        for k in range(N_ANGLES):
            slope[k] = 0.0
        kinematics.moment_gradient(
            w.face, 1.0 / weights.total, w.moment, w.mass, tree, w.origin, w.axis, w.moment_arm, slope
        )
        w.total[side] = place
        away = max(away, abs(place))
    return worst, away, active


@compiled
def relax(q, body, tree, span, tissue, weights, contacts, reach, balance, w, most):
    """Passive equilibrium from a start; q is changed in place.

    Args:
        reach: generalised reaching effort [Nm], (angle,)
        balance: where the centre of mass must be over the anchors, forward and right [m], (2,); NaN where passive
            tissue and supports hold all directions

    Returns:
        (largest moment out of balance [Nm], iterations)
    """
    held = contact.count(contacts)
    n = N_LEG_BLOCK - held + N_SPINE
    contact.meet(contacts, body, tree, q, w)
    worst, away, active = _residual(q, body, tree, span, tissue, weights, contacts, reach, balance, w)
    for iteration in range(most):
        if worst < 1e-8 and away < 1e-10:
            return worst, iteration
        if not np.isfinite(worst):
            return np.inf, iteration
        _stiffen(body, tree, span, contacts, active, w)
        shift = _shift_to_solid(n, active, w) if worst > CLOSE or iteration > PATIENCE else 0.0
        for i in range(active, n):
            for j in range(n):
                w.h[i, j] = w.k[i, j]
            w.h[i, i] += shift
            w.step[i] = -w.total[i]
        for side in range(active):
            reduced.vector(w.face_slope[side], w.basis, held, w.h[side])
            w.step[side] = -w.total[side]
        if not solve(w.h, n, w.step):
            return np.inf, iteration
        longest = 0.0
        for i in range(n):
            longest = max(longest, abs(w.step[i]))
        scale = min(1.0, 0.35 / longest)
        before = worst + 1000.0 * away
        for attempt in range(8):
            for k in range(N_ANGLES):
                w.q_trial[k] = q[k]
            reduced.expand(w.step, w.basis, held, scale, w.q_trial)
            contact.meet(contacts, body, tree, w.q_trial, w, True)
            worst, away, active = _residual(w.q_trial, body, tree, span, tissue, weights, contacts, reach, balance, w)
            if worst + 1000.0 * away < 3.0 * before + 1.0 or attempt == 7:
                break
            scale *= 0.5
            contact.meet(contacts, body, tree, q, w, True)
            _order_directions(contacts, balance, w)
        for k in range(N_ANGLES):
            q[k] = w.q_trial[k]
    return worst, most


@compiled
def _stiffen(body, tree, span, contacts, active, w):
    """K over the free directions, of potential, passive muscles and contacts, into w.k; after `_residual`."""
    held = contact.count(contacts)
    n = N_LEG_BLOCK - held + N_SPINE
    curvature.add(body, tree, span, w.passive, w)
    contact.multipliers(contacts, w.soft_gradient, w, active)
    contact.add_curvature(contacts, tree, w.origin, w.axis, w.mu, -1.0, w.hessian)
    reduced.mirror(w.hessian)
    reduced.matrix(w.hessian, w.basis, held, w.half, w.k)
    for m in range(w.length.shape[0]):
        w.root[m] = np.sqrt(w.passive_stiffness[m])
    reduced.levers(w.arms, w.root, span, w.basis, held, w.lever)
    recruitment.products(w.lever, w.lever, n - N_SPINE, span, w.s)
    reduced.add_upper(w.s, n, w.k)


@compiled
def _shift_to_solid(n, active, w):
    """The smallest tried shift that makes the stiffness of the passive directions positive definite."""
    shift = 0.0
    for _ in range(20):
        for i in range(active, n):
            for j in range(i, n):
                w.s[i - active, j - active] = w.k[i, j]
            w.s[i - active, i - active] += shift
        if cholesky(w.s, n - active, w.factor):
            return shift
        shift = max(4.0 * shift, 1.0)
    return shift
