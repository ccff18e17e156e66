"""What carries a sitting person besides the ischia: the seat under the sacrum, a backrest.

A support is a plane that stands still against the seat, and a point of the body that presses into it with flesh and
cushion between. It can only push, along its normal n; x is how deep the point p lies, a the ischia's contact:

    U = U_cushion(x),    x = s - n . (p - a),    dx/dq_j = -n . (a_j x r_j),    d2x = -n . (a_i x (a_j x r_j))

r_j is p - a for the pelvis' angles, which turn the anchor too, and p - c_j for all others. Nothing rubs along a plane;
friction at the seat holds the ischia in place.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics import passive
from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.layout import ANCHOR_LEFT, ANCHOR_RIGHT, N_ANGLES, PELVIS


class Supports(NamedTuple):
    """Planes that stand still against the seat.

    Attributes:
        segment: the segment that presses, (support,)
        place: where on it [m], (support, xyz)
        normal: the plane's normal, away from it, (support, xyz)
        surface: the plane's distance from the ischia's contact along the normal [m], (support,)
        stiffness: flesh and cushion [N/m], (support,)
        edge: over how much depth a contact sets in [m], (support,)
    """

    segment: NDArray[np.int64]
    place: NDArray[np.float64]
    normal: NDArray[np.float64]
    surface: NDArray[np.float64]
    stiffness: NDArray[np.float64]
    edge: NDArray[np.float64]


NONE = Supports(np.zeros(0, np.int64), np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0), np.zeros(0), np.zeros(0))
"""Standing free."""


@compiled
def press(supports, h, w):
    """Energy, force and stiffness of one support; its point stands in `w.face`, needs the weights placed."""
    s, deep = supports.segment[h], supports.surface[h]
    for i in range(3):
        p = w.origin[s, i]
        for j in range(3):
            p += w.rotation[s, i, j] * supports.place[h, j]
        w.face[i] = p
        deep -= supports.normal[h, i] * (p - 0.5 * (w.mass_point[ANCHOR_RIGHT, i] + w.mass_point[ANCHOR_LEFT, i]))
    return passive.cushion(supports.stiffness[h], supports.edge[h], deep)


@compiled
def add(supports, tree, w):
    """Adds the supports' slopes to w.gradient and w.hessian (upper).

    Returns:
        their energy [J]
    """
    total = 0.0
    for h in range(supports.segment.shape[0]):
        energy, force, stiffness = press(supports, h, w)
        total += energy
        if force < 1e-9:
            continue
        s, n, slope, moved = supports.segment[h], supports.normal[h], w.spare, w.moment_arm
        for j in range(N_ANGLES):
            slope[j] = 0.0
            if tree.carries[s, j] == 0:
                continue
            moves, a = tree.angle_segment[j], w.axis[j]
            r = w.slopes[0]
            for i in range(3):
                here = w.origin[moves, i]
                if moves == PELVIS:
                    here = 0.5 * (w.mass_point[ANCHOR_RIGHT, i] + w.mass_point[ANCHOR_LEFT, i])
                r[i] = w.face[i] - here
            moved[j, 0] = a[1] * r[2] - a[2] * r[1]
            moved[j, 1] = a[2] * r[0] - a[0] * r[2]
            moved[j, 2] = a[0] * r[1] - a[1] * r[0]
            slope[j] = -(n[0] * moved[j, 0] + n[1] * moved[j, 1] + n[2] * moved[j, 2])
            w.gradient[j] += force * slope[j]
            for i in range(j + 1):
                if tree.carries[s, i]:
                    a, b = w.axis[i], moved[j]
                    w.hessian[i, j] += stiffness * slope[i] * slope[j] - force * (
                        n[0] * (a[1] * b[2] - a[2] * b[1])
                        + n[1] * (a[2] * b[0] - a[0] * b[2])
                        + n[2] * (a[0] * b[1] - a[1] * b[0])
                    )
    return total
