"""Muscle paths: straight spans between points, one of which may wrap over a sphere.

A straight span of points A and B has l = |B - A|. A span over a sphere (centre C, radius r) that the straight line
would enter follows two tangents and the great circle between them,

    l = sqrt(d1^2 - r^2) + sqrt(d2^2 - r^2) + r (angle(A - C, B - C) - acos(r/d1) - acos(r/d2)).

First and second derivatives over the joint angles are closed forms of the points' (`kinematics`). Angles that carry
all points of a span leave its length alone and are left out of its list.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.layout import Tree


class Spans(NamedTuple):
    """The spans of all muscles that can change length: the same for all people.

    Attributes:
        muscle: the span's muscle, (span,)
        start, end: its points, (span,)
        wraps: 1 where it may wrap on its muscle's sphere, (span,)
        first: place of the span's first angle in `angle`, (span + 1,)
        angle: the angles that change its length, ascending within a span
        of_muscle: a muscle's spans are of_muscle[m] .. of_muscle[m + 1] - 1
    """

    muscle: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    wraps: NDArray[np.int64]
    first: NDArray[np.int64]
    angle: NDArray[np.int64]


def spans(body, tree: Tree) -> Spans:
    """The spans of a body's muscles; spans within one segment keep their length and are kept without angles."""
    rows: list[tuple[int, int, int, int]] = []
    angles: list[NDArray[np.int64]] = []
    for m in range(len(body.mus_f0)):
        for place, point in enumerate(range(int(body.mus_first[m]), int(body.mus_first[m + 1]) - 1)):
            wraps = body.wrap_seg[m] >= 0 and int(body.wrap_span[m]) == place
            segments = [body.pt_seg[point], body.pt_seg[point + 1]]
            if wraps:
                segments.append(body.wrap_seg[m])
            carried = tree.carries[segments]
            rows.append((m, point, point + 1, int(wraps)))
            angles.append(np.flatnonzero(carried.any(axis=0) & ~carried.all(axis=0)).astype(np.int64))
    table = np.array(rows, dtype=np.int64)
    first = np.concatenate([[0], np.cumsum([len(a) for a in angles])]).astype(np.int64)
    muscle, start, end, wraps = (np.ascontiguousarray(table[:, i]) for i in range(4))
    return Spans(muscle, start, end, wraps, first, np.concatenate(angles))


@compiled
def wrapped(a, b, c, radius, slopes):
    """Whether a span from a to b wraps over the sphere at c, its length, and what its second derivatives need.

    Args:
        slopes: out, dl/da and dl/db in rows 0 and 1, plane normal in row 2, unit vectors from the centre to a and b
            in rows 3 and 4, their perpendiculars in the plane (each toward the other) in rows 5 and 6, and in row 7
            (l_d1d1, l_d2d2, unused); row 8 holds (d1, d2, angle)

    Returns:
        length [m], or -1 where the straight line stays clear of the sphere
    """
    d1 = d2 = dot = 0.0
    for i in range(3):
        slopes[3, i] = a[i] - c[i]
        slopes[4, i] = b[i] - c[i]
        d1 += slopes[3, i] ** 2
        d2 += slopes[4, i] ** 2
    d1, d2 = np.sqrt(d1), np.sqrt(d2)
    if d1 <= radius or d2 <= radius:
        return -1.0
    for i in range(3):
        slopes[3, i] /= d1
        slopes[4, i] /= d2
        dot += slopes[3, i] * slopes[4, i]
    dot = min(max(dot, -1.0), 1.0)
    angle = np.arccos(dot)
    on_sphere = angle - np.arccos(radius / d1) - np.arccos(radius / d2)
    sine = np.sin(angle)
    if on_sphere <= 0.0 or sine < 1e-6:
        return -1.0
    t1, t2 = np.sqrt(d1 * d1 - radius * radius), np.sqrt(d2 * d2 - radius * radius)
    e1, e2 = slopes[3], slopes[4]
    slopes[2, 0] = (e1[1] * e2[2] - e1[2] * e2[1]) / sine
    slopes[2, 1] = (e1[2] * e2[0] - e1[0] * e2[2]) / sine
    slopes[2, 2] = (e1[0] * e2[1] - e1[1] * e2[0]) / sine
    for i in range(3):
        slopes[5, i] = (e2[i] - dot * e1[i]) / sine
        slopes[6, i] = (e1[i] - dot * e2[i]) / sine
        slopes[0, i] = t1 / d1 * e1[i] - radius / d1 * slopes[5, i]
        slopes[1, i] = t2 / d2 * e2[i] - radius / d2 * slopes[6, i]
    slopes[7, 0], slopes[7, 1] = radius * radius / (t1 * d1 * d1), radius * radius / (t2 * d2 * d2)
    slopes[8, 0], slopes[8, 1], slopes[8, 2] = d1, d2, angle
    return t1 + t2 + radius * on_sphere


@compiled
def _dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@compiled
def _triple(u, a, b):
    """u . (a x b)"""
    return u[0] * (a[1] * b[2] - a[2] * b[1]) + u[1] * (a[2] * b[0] - a[0] * b[2]) + u[2] * (a[0] * b[1] - a[1] * b[0])


@compiled
def _velocity(point, segment, k, tree, origin, axis, out):
    if tree.carries[segment, k] == 0:
        out[0] = out[1] = out[2] = 0.0
        return
    centre, a = origin[tree.angle_segment[k]], axis[k]
    r0, r1, r2 = point[0] - centre[0], point[1] - centre[1], point[2] - centre[2]
    out[0] = a[1] * r2 - a[2] * r1
    out[1] = a[2] * r0 - a[0] * r2
    out[2] = a[0] * r1 - a[1] * r0


@compiled
def lengths(body, tree, span, rotation, origin, axis, points, centres, length, arms, touch, slopes, va, vb, vc):
    """Lengths of all muscles and their slopes over the joint angles.

    Args:
        points: out, world positions of all path points, (point, xyz)
        centres: out, world positions of all wrap spheres, (muscle, xyz)
        length: out, muscle-tendon lengths [m], (muscle,)
        arms: out, dl/dq [m/rad], (muscle, angle)
        touch: out, 1 where a span lies on its sphere, (span,)
        slopes: scratch, (9, xyz)
        va, vb, vc: scratch, (angle, xyz)
    """
    for p in range(points.shape[0]):
        s, x = body.pt_seg[p], body.pt_pos[p]
        for i in range(3):
            points[p, i] = origin[s, i] + rotation[s, i, 0] * x[0] + rotation[s, i, 1] * x[1] + rotation[s, i, 2] * x[2]
    for m in range(length.shape[0]):
        length[m] = 0.0
        for k in range(arms.shape[1]):
            arms[m, k] = 0.0
        s = body.wrap_seg[m]
        if s >= 0:
            x = body.wrap_pos[m]
            for i in range(3):
                centres[m, i] = (
                    origin[s, i] + rotation[s, i, 0] * x[0] + rotation[s, i, 1] * x[1] + rotation[s, i, 2] * x[2]
                )
    for j in range(span.muscle.shape[0]):
        m, a, b = span.muscle[j], span.start[j], span.end[j]
        pa, pb, sa, sb = points[a], points[b], body.pt_seg[a], body.pt_seg[b]
        touch[j] = 0
        if span.wraps[j]:
            around = wrapped(pa, pb, centres[m], body.wrap_radius[m], slopes)
            if around > 0.0:
                touch[j] = 1
                length[m] += around
                for n in range(span.first[j], span.first[j + 1]):
                    k = span.angle[n]
                    _velocity(pa, sa, k, tree, origin, axis, va[0])
                    _velocity(pb, sb, k, tree, origin, axis, vb[0])
                    _velocity(centres[m], body.wrap_seg[m], k, tree, origin, axis, vc[0])
                    for i in range(3):
                        arms[m, k] += slopes[0, i] * (va[0, i] - vc[0, i]) + slopes[1, i] * (vb[0, i] - vc[0, i])
                continue
        u0, u1, u2 = pb[0] - pa[0], pb[1] - pa[1], pb[2] - pa[2]
        straight = np.sqrt(u0 * u0 + u1 * u1 + u2 * u2)
        length[m] += straight
        u0, u1, u2 = u0 / straight, u1 / straight, u2 / straight
        for n in range(span.first[j], span.first[j + 1]):
            k = span.angle[n]
            if tree.carries[sa, k] == tree.carries[sb, k]:
                continue
            at, sign = (pb, 1.0) if tree.carries[sb, k] else (pa, -1.0)
            centre, w = origin[tree.angle_segment[k]], axis[k]
            r0, r1, r2 = at[0] - centre[0], at[1] - centre[1], at[2] - centre[2]
            arms[m, k] += sign * (
                u0 * (w[1] * r2 - w[2] * r1) + u1 * (w[2] * r0 - w[0] * r2) + u2 * (w[0] * r1 - w[1] * r0)
            )


@compiled
def add_curvature(body, tree, span, origin, axis, points, centres, touch, force, slopes, va, vb, vc, hessian):
    """Adds the sum of force x d2l/dq2 to a Hessian's upper triangle (the geometric stiffness of the muscles).

    Args:
        force: the muscles' pull [N], (muscle,)
        hessian: added to [Nm/rad], (angle, angle)
    """
    for j in range(span.muscle.shape[0]):
        n0, n1 = span.first[j], span.first[j + 1]
        if n0 == n1:
            continue
        m, a, b = span.muscle[j], span.start[j], span.end[j]
        pull = force[m]
        pa, pb, sa, sb = points[a], points[b], body.pt_seg[a], body.pt_seg[b]
        if touch[j]:
            _add_wrapped(
                body,
                tree,
                span,
                origin,
                axis,
                pa,
                pb,
                centres[m],
                sa,
                sb,
                m,
                n0,
                n1,
                pull,
                slopes,
                va,
                vb,
                vc,
                hessian,
            )
        else:
            _add_straight(tree, span, origin, axis, pa, pb, sa, sb, n0, n1, pull, slopes[0], va, hessian)


@compiled
def _add_straight(tree, span, origin, axis, pa, pb, sa, sb, n0, n1, pull, u, v, hessian):
    """One straight span: v is the velocity of the far end against the near end."""
    length = 0.0
    for i in range(3):
        u[i] = pb[i] - pa[i]
        length += u[i] * u[i]
    length = np.sqrt(length)
    for i in range(3):
        u[i] /= length
    for n in range(n0, n1):
        k = span.angle[n]
        if tree.carries[sa, k] == tree.carries[sb, k]:
            v[n - n0, 0] = v[n - n0, 1] = v[n - n0, 2] = 0.0
        elif tree.carries[sb, k]:
            _velocity(pb, sb, k, tree, origin, axis, v[n - n0])
        else:
            _velocity(pa, sa, k, tree, origin, axis, v[n - n0])
            for i in range(3):
                v[n - n0, i] = -v[n - n0, i]
    for n in range(n0, n1):
        j, vj = span.angle[n], v[n - n0]
        along_j = _dot(u, vj)
        far = tree.carries[sb, j]
        for o in range(n0, n + 1):
            i, vi = span.angle[o], v[o - n0]
            value = (_dot(vi, vj) - _dot(u, vi) * along_j) / length
            if tree.carries[sb, i] == far and tree.carries[sa, i] != far:
                value += _triple(u, axis[i], vj)
            hessian[i, j] += pull * value


@compiled
def _add_wrapped(body, tree, span, origin, axis, pa, pb, pc, sa, sb, m, n0, n1, pull, slopes, va, vb, vc, hessian):
    """One span on its sphere: velocities of both ends against the centre, then the closed-form second derivatives."""
    radius, sc = body.wrap_radius[m], body.wrap_seg[m]
    wrapped(pa, pb, pc, radius, slopes)
    ga, gb, normal, e1, e2, f1, f2 = (
        slopes[0], slopes[1], slopes[2], slopes[3], slopes[4], slopes[5], slopes[6]
    )  # fmt: skip
    d1, d2, angle = slopes[8, 0], slopes[8, 1], slopes[8, 2]
    t1, t2 = np.sqrt(d1 * d1 - radius * radius), np.sqrt(d2 * d2 - radius * radius)
    cot, sine = np.cos(angle) / np.sin(angle), np.sin(angle)
    for n in range(n0, n1):
        k = span.angle[n]
        _velocity(pa, sa, k, tree, origin, axis, va[n - n0])
        _velocity(pb, sb, k, tree, origin, axis, vb[n - n0])
        _velocity(pc, sc, k, tree, origin, axis, vc[n - n0])
    for n in range(n0, n1):
        j = span.angle[n]
        for o in range(n0, n + 1):
            i = span.angle[o]
            value = 0.0
            # points: gradient . second derivative of each point that both angles carry
            if tree.carries[sa, i] and tree.carries[sa, j]:
                value += _triple(ga, axis[i], va[n - n0])
            if tree.carries[sb, i] and tree.carries[sb, j]:
                value += _triple(gb, axis[i], vb[n - n0])
            if tree.carries[sc, i] and tree.carries[sc, j]:
                value -= _triple(ga, axis[i], vc[n - n0]) + _triple(gb, axis[i], vc[n - n0])
            # the length's own second derivatives over the two vectors from the centre
            a1i = a1j = f1i = f1j = n1i = n1j = s1 = 0.0
            a2i = a2j = f2i = f2j = n2i = n2j = s2 = 0.0
            for x in range(3):
                p, q = va[o - n0, x] - vc[o - n0, x], va[n - n0, x] - vc[n - n0, x]
                a1i, a1j, s1 = a1i + e1[x] * p, a1j + e1[x] * q, s1 + p * q
                f1i, f1j = f1i + f1[x] * p, f1j + f1[x] * q
                n1i, n1j = n1i + normal[x] * p, n1j + normal[x] * q
                p, q = vb[o - n0, x] - vc[o - n0, x], vb[n - n0, x] - vc[n - n0, x]
                a2i, a2j, s2 = a2i + e2[x] * p, a2j + e2[x] * q, s2 + p * q
                f2i, f2j = f2i + f2[x] * p, f2j + f2[x] * q
                n2i, n2j = n2i + normal[x] * p, n2j + normal[x] * q
            value += slopes[7, 0] * a1i * a1j + t1 / d1 * (s1 - a1i * a1j) / d1
            value += slopes[7, 1] * a2i * a2j + t2 / d2 * (s2 - a2i * a2j) / d2
            value += radius / (d1 * d1) * (cot * n1i * n1j + a1i * f1j + f1i * a1j)
            value += radius / (d2 * d2) * (cot * n2i * n2j + a2i * f2j + f2i * a2j)
            value -= radius / (d1 * d2 * sine) * (n1i * n2j + n2i * n1j)
            hessian[i, j] += pull * value
