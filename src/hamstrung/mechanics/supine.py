"""The straight leg raise and the active knee extension as an examiner does them, lying on a couch.

The trunk and the other thigh lie on the couch. Raising the tested thigh stretches its hamstrings; their pull turns the
pelvis backwards by tau, as far as the other hip, the lumbar spine and the couch give way,

    M_tested(h, knee) = M_other(tau) + M_lumbar(tau) + k_couch tau,        thigh angle = h + tau

The test ends where stretch is no longer tolerated: where the long hamstrings' passive torque about the hip reaches the
norm's torque, and sooner by the tolerance part of the deficit; or where the hip itself stops. Quasi-static, knee
straight or thigh upright; not for slings or straps that let the pelvis roll.
"""

import numpy as np

from hamstrung.mechanics import potential
from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT, KNEE_LEFT, KNEE_RIGHT, N_ANGLES, SPINE

COUCH = 15.0
"""Stiffness with which couch and trunk weight resist a rolling pelvis [Nm/rad]: assumed (5-60), so that the pelvis
takes part from the first degrees with a growing share (M174, M175)."""
OTHER_THIGH = 0.5
"""How much of the pelvis' turn the other hip takes; its thigh rises from the couch by the rest: assumed (0.3-1)."""
HIP_STOP = 40.0
"""Passive moment of the hip without hamstrings at which an examiner stops [Nm]: assumed (30-60)."""


@compiled
def _slopes_at(tilt, hip, knee, left, body, tree, span, tissue, weights, q, w):
    """dV/dq with the pelvis turned back by `tilt`, the tested hip and knee flexed, the other leg on the couch."""
    for k in range(N_ANGLES):
        q[k] = 0.0
    q[0] = tilt
    total = 0.0
    for s in range(6):
        total += 1.0 / body.spine_k1[s, 0]
    for s in range(6):
        q[SPINE + 3 * s] = -tilt / body.spine_k1[s, 0] / total
    q[HIP_LEFT if left else HIP_RIGHT] = hip
    q[KNEE_LEFT if left else KNEE_RIGHT] = knee
    q[HIP_RIGHT if left else HIP_LEFT] = -OTHER_THIGH * tilt
    potential.lay(q, body, tree, span, weights, w)
    potential.slopes(q, body, tree, tissue, weights, w)


@compiled
def hamstring_torque(hip, knee, left, body, tree, span, tissue, weights, q, w):
    """Passive extension torque of the long hamstrings about the tested hip [Nm]."""
    _slopes_at(0.0, hip, knee, left, body, tree, span, tissue, weights, q, w)
    at, side = (HIP_LEFT, 2) if left else (HIP_RIGHT, 1)
    torque = 0.0
    for m in range(w.length.shape[0]):
        if body.is_two_joint_hamstring[m] == side:
            torque += w.tissue_force[m] * w.arms[m, at]
    return torque


@compiled
def _tilt_balance(tilt, hip, knee, left, body, tree, span, tissue, weights, q, w):
    """dV/dtilt at a hip angle that is kept: what still turns the pelvis back is negative [Nm]."""
    _slopes_at(tilt, hip, knee, left, body, tree, span, tissue, weights, q, w)
    tested, other = (HIP_LEFT, HIP_RIGHT) if left else (HIP_RIGHT, HIP_LEFT)
    total, lumbar = 0.0, 0.0
    for s in range(6):
        total += 1.0 / body.spine_k1[s, 0]
    for s in range(6):
        lumbar -= w.gradient[SPINE + 3 * s] / body.spine_k1[s, 0] / total
    return lumbar - OTHER_THIGH * w.gradient[other] - w.gradient[tested] + COUCH * tilt


@compiled
def _balanced_tilt(hip, knee, thigh_fixed, left, body, tree, span, tissue, weights, q, w):
    """The pelvis' backward turn in equilibrium; the hip's own angle is kept, or the thigh's against the couch."""
    low, high = -0.5, 1.0
    for _ in range(26):
        middle = 0.5 * (low + high)
        flexed = hip - middle if thigh_fixed else hip
        if _tilt_balance(middle, flexed, knee, left, body, tree, span, tissue, weights, q, w) > 0.0:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)


@compiled
def _hip_stop(limit, left, body, tree, span, tissue, weights, q, w):
    """Hip flexion at which the hip itself stops, knee bent away [rad]."""
    at = HIP_LEFT if left else HIP_RIGHT
    low, high = 0.0, 3.0
    for _ in range(24):
        middle = 0.5 * (low + high)
        _slopes_at(0.0, middle, 1.5, left, body, tree, span, tissue, weights, q, w)
        if w.gradient[at] > limit:
            high = middle
        else:
            low = middle
    return 0.5 * (low + high)


@compiled
def _raised(tolerated, tolerance, left, body, tree, span, tissue, weights, q, w):
    """The straight leg raise where it stops: hip flexion without the tolerance part and with it, pelvic tilt [rad]."""
    low, high = -0.5, 3.0
    for _ in range(26):
        middle = 0.5 * (low + high)
        if hamstring_torque(middle, 0.0, left, body, tree, span, tissue, weights, q, w) > tolerated:
            high = middle
        else:
            low = middle
    hip = 0.5 * (low + high)
    tilt = _balanced_tilt(hip, 0.0, False, left, body, tree, span, tissue, weights, q, w)
    if tolerance == 0.0:
        return hip, hip, tilt
    thigh = hip + tilt - tolerance
    tilt = _balanced_tilt(thigh, 0.0, True, left, body, tree, span, tissue, weights, q, w)
    return hip, thigh - tilt, tilt


@compiled
def straight_leg_raise(tolerated, tolerance, left, body, tree, span, tissue, weights, q, w):
    """The straight leg raise.

    Args:
        tolerated: hamstring torque at which a person without deficit stops [Nm]
        tolerance: the tolerance part of the deficit: the thigh's angle that is lost to it [rad]
        left: whether the left leg is tested

    Returns:
        (thigh angle to the couch [rad], pelvis' backward turn [rad], hip moment [Nm], 1 where the hip stopped it)
    """
    _, hip, tilt = _raised(tolerated, tolerance, left, body, tree, span, tissue, weights, q, w)
    bony = _hip_stop(HIP_STOP, left, body, tree, span, tissue, weights, q, w)
    by_hip = 1 if bony < hip else 0
    if by_hip:
        hip = bony
        tilt = _balanced_tilt(hip, 0.0, False, left, body, tree, span, tissue, weights, q, w)
    _slopes_at(tilt, hip, 0.0, left, body, tree, span, tissue, weights, q, w)
    return hip + tilt, tilt, w.gradient[HIP_LEFT if left else HIP_RIGHT], by_hip


@compiled
def knee_extension(tolerated, tolerance, left, body, tree, span, tissue, weights, q, w):
    """The knee extension test with the thigh upright.

    It stops at the hamstring torque of the straight leg raise, felt sooner by as much hip flexion as the tolerance
    part costs there.

    Returns:
        (knee flexion left when the stretch stops it [rad], pelvis' backward turn [rad], hip moment [Nm], 0)
    """
    reached, felt, _ = _raised(tolerated, tolerance, left, body, tree, span, tissue, weights, q, w)
    sooner = reached - felt
    low, high = 0.0, 2.2
    tilt = 0.0
    for _ in range(18):
        middle = 0.5 * (low + high)
        tilt = _balanced_tilt(0.5 * np.pi, middle, True, left, body, tree, span, tissue, weights, q, w)
        hip = 0.5 * np.pi - tilt
        if hamstring_torque(hip + sooner, middle, left, body, tree, span, tissue, weights, q, w) > tolerated:
            low = middle
        else:
            high = middle
    _slopes_at(tilt, 0.5 * np.pi - tilt, high, left, body, tree, span, tissue, weights, q, w)
    return 0.5 * (low + high), tilt, w.gradient[HIP_LEFT if left else HIP_RIGHT], 0
