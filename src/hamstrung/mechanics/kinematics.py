"""Where every segment is, given the joint angles, and how points and weights move with them.

All angles are hinges: angle k turns everything beyond it about the axis a_k through the centre c_k, so that for a
point x that it carries

    dx/dq_k = a_k x (x - c_k)          d2x/dq_i dq_j = a_i x (a_j x (x - c_j))     (i before j in the chain)

Both are exact; no kernel of this package takes differences of positions.
"""

import numpy as np

from hamstrung.mechanics.compiled import compiled_fused
from hamstrung.mechanics.layout import N_ANGLES

N_SEGMENTS = 13


@compiled_fused
def _turn(rotation, axis, angle):
    """Turns a frame about one of its own axes, in place."""
    c, s = np.cos(angle), np.sin(angle)
    i, j = (axis + 1) % 3, (axis + 2) % 3
    for row in range(3):
        a, b = rotation[row, i], rotation[row, j]
        rotation[row, i] = c * a + s * b
        rotation[row, j] = c * b - s * a


@compiled_fused
def place(q, body, tree, rotation, origin, axis):
    """Places every segment, with the pelvis' origin at zero.

    Args:
        q: joint angles [rad], (angle,)
        body: the person's `Body`
        tree: `layout.Tree`
        rotation: out, world orientation of every segment, (segment, 3, 3)
        origin: out, world position of every segment's origin [m], (segment, xyz)
        axis: out, world axis of every angle, (angle, xyz)
    """
    for segment in range(N_SEGMENTS):
        parent = body.seg_parent[segment]
        if parent < 0:
            for i in range(3):
                origin[segment, i] = 0.0
                for j in range(3):
                    rotation[segment, i, j] = 1.0 if i == j else 0.0
        else:
            for i in range(3):
                origin[segment, i] = origin[parent, i]
                for j in range(3):
                    origin[segment, i] += rotation[parent, i, j] * body.seg_offset[segment, j]
                    rotation[segment, i, j] = rotation[parent, i, j]
        for k in range(tree.first_angle[segment], tree.last_angle[segment]):
            about, sign = tree.angle_axis[k], tree.angle_sign[k]
            for i in range(3):
                axis[k, i] = sign * rotation[segment, i, about]
            _turn(rotation[segment], about, sign * q[k])


@compiled_fused
def to_world(rotation, origin, segment, local, out):
    """The world position of a point fixed to a segment, (xyz,)."""
    for i in range(3):
        out[i] = (
            origin[segment, i]
            + rotation[segment, i, 0] * local[0]
            + rotation[segment, i, 1] * local[1]
            + rotation[segment, i, 2] * local[2]
        )


@compiled_fused
def weigh(masses, points, segments, tree, origin, moment, mass):
    """Adds point masses up to the angles that carry them.

    Args:
        masses: [kg], (mass,); an anchor is a negative mass, which takes the place of the eliminated translation
        points: their world positions [m], (mass, xyz)
        segments: the segment that carries each, (mass,)
        moment: out, sum of mass x position over what an angle carries [kg m], (angle, xyz)
        mass: out, sum of mass over what an angle carries [kg], (angle,)
    """
    for k in range(N_ANGLES):
        mass[k] = 0.0
        for i in range(3):
            moment[k, i] = 0.0
    for m in range(masses.shape[0]):
        k = tree.first_angle[segments[m]]
        mass[k] += masses[m]
        for i in range(3):
            moment[k, i] += masses[m] * points[m, i]
    for s in range(N_SEGMENTS - 1, -1, -1):
        k, inner = tree.first_angle[s], tree.inner_angle[s]
        for other in range(k + 1, tree.last_angle[s]):
            mass[other] = mass[k]
            for i in range(3):
                moment[other, i] = moment[k, i]
        if inner >= 0:
            mass[inner] += mass[k]
            for i in range(3):
                moment[inner, i] += moment[k, i]


@compiled_fused
def moment_gradient(direction, factor, moment, mass, tree, origin, axis, arm, gradient):
    """Adds the slope of factor x (sum of mass x position) . direction; keeps a_j x (S_j - m_j c_j) in `arm`."""
    for j in range(N_ANGLES):
        centre, a = origin[tree.angle_segment[j]], axis[j]
        r0 = moment[j, 0] - mass[j] * centre[0]
        r1 = moment[j, 1] - mass[j] * centre[1]
        r2 = moment[j, 2] - mass[j] * centre[2]
        arm[j, 0] = a[1] * r2 - a[2] * r1
        arm[j, 1] = a[2] * r0 - a[0] * r2
        arm[j, 2] = a[0] * r1 - a[1] * r0
        gradient[j] += factor * (direction[0] * arm[j, 0] + direction[1] * arm[j, 1] + direction[2] * arm[j, 2])


@compiled_fused
def moment_slopes(direction, factor, moment, mass, tree, origin, axis, arm, gradient, hessian):
    """Adds the slopes of factor x (sum of mass x position) . direction.

    Gravity is the direction up with factor g; balance the horizontal ones with factor 1/mass.

    Args:
        arm: scratch, a_j x (S_j - m_j c_j) per angle, (angle, xyz)
        gradient: added to, (angle,)
        hessian: added to, (angle, angle), upper triangle (i <= j)
    """
    moment_gradient(direction, factor, moment, mass, tree, origin, axis, arm, gradient)
    d0, d1, d2 = factor * direction[0], factor * direction[1], factor * direction[2]
    for j in range(N_ANGLES):
        s, b = tree.angle_segment[j], arm[j]
        b0, b1, b2 = b[1] * d2 - b[2] * d1, b[2] * d0 - b[0] * d2, b[0] * d1 - b[1] * d0
        last = j + 1
        while s >= 0:
            for i in range(tree.first_angle[s], min(last, tree.last_angle[s])):
                hessian[i, j] += axis[i, 0] * b0 + axis[i, 1] * b1 + axis[i, 2] * b2
            s = tree.inner_segment[s]
