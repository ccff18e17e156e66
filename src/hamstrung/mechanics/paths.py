"""Muscle paths: straight spans between points, one of which may wrap over a sphere.

A straight span of points A and B has l = |B - A|. A span over a sphere (centre C, radius r) that the straight line
would enter follows two tangents and the great circle between them,

    l = sqrt(d1^2 - r^2) + sqrt(d2^2 - r^2) + r (angle(A - C, B - C) - acos(r/d1) - acos(r/d2)).

First and second derivatives over the joint angles are closed forms of the points' (`kinematics`). Angles that carry
all points of a span leave its length alone and are left out of its list.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from hamstrung.body.packed import Packed
from hamstrung.mechanics.compiled import compiled, compiled_fused
from hamstrung.mechanics.layout import HIP_LEFT, HIP_RIGHT, N_ANGLES, PELVIS, SPINE, Tree


class Spans(Packed):
    """The spans of all muscles that can change length: the same for all people.

    Attributes:
        muscle: the span's muscle, (span,)
        start, end: its points, (span,)
        wraps: 1 where it may wrap on its muscle's sphere, (span,)
        first: place of the span's first angle in `angle`, (span + 1,)
        angle: the angles that change its length, ascending within a span
        chain: where its angles are one run of one chain (spine, right leg, left leg): the run's first angle, the one
            after its last, its place in the table of `add_curvature`, and 1 where the end lies beyond them or 0 where
            the start does; all -1 otherwise, (span, 4)
        spine, leg: the runs of angles that change a muscle's length, first and one after last, (muscle, 2)
        over_first, over: the muscles that cross every level from I to J, for I <= J in order, (22,) into (many,)
        leg_first, of_leg: the muscles that cross the right leg's joints, and the left's, (3,) into (many,)
        both_first, both: of them those that cross level J, (7,) into (many,)
        column: the muscles in an order in which those of the spine stand together, and those of the legs, (muscle,)
        shared: where in that order those begin that are both, and where they end, (2,)
    """

    muscle: NDArray[np.int64]
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    wraps: NDArray[np.int64]
    first: NDArray[np.int64]
    angle: NDArray[np.int64]
    chain: NDArray[np.int64]
    spine: NDArray[np.int64]
    leg: NDArray[np.int64]
    over_first: NDArray[np.int64]
    over: NDArray[np.int64]
    leg_first: NDArray[np.int64]
    of_leg: NDArray[np.int64]
    both_first: NDArray[np.int64]
    both: NDArray[np.int64]
    column: NDArray[np.int64]
    shared: NDArray[np.int64]


CHAINS = np.array([[0, 1, 6], [36, 7, 3], [45, 10, 3]], dtype=np.int64)
"""Spine, right leg, left leg: place in the table, first segment, how many segments beyond the pelvis."""
TABLE = 54
"""Places of the table: for every chain of L segments L x L pairs (inner, outer)."""


def spans(body, tree: Tree) -> Spans:
    """The spans of a body's muscles; spans within one segment keep their length and are kept without angles."""
    key = (body.mus_first, body.pt_seg, body.wrap_seg, body.wrap_span, tree.carries)
    return _spans(*(np.asarray(part).tobytes() for part in key), len(body.mus_f0), len(body.pt_seg))


@lru_cache(maxsize=8)
def _spans(first: bytes, segments: bytes, wrap_segment: bytes, wrap_span: bytes, carries: bytes, *sizes: int) -> Spans:
    """The spans of a topology."""
    mus_first, pt_seg, wrap_seg, wrap_at = (
        np.frombuffer(part, dtype=np.int64) for part in (first, segments, wrap_segment, wrap_span)
    )
    carry = np.frombuffer(carries, dtype=np.int64).reshape(-1, N_ANGLES)
    rows: list[tuple[int, int, int, int]] = []
    angles: list[NDArray[np.int64]] = []
    chain: list[tuple[int, int, int, int]] = []
    for m in range(sizes[0]):
        for place, point in enumerate(range(int(mus_first[m]), int(mus_first[m + 1]) - 1)):
            wraps = wrap_seg[m] >= 0 and int(wrap_at[m]) == place
            segments_of = [pt_seg[point], pt_seg[point + 1]]
            chain.append(_run(int(segments_of[0]), int(segments_of[1]), carry))
            if wraps:
                segments_of.append(wrap_seg[m])
            carried = carry[segments_of]
            rows.append((m, point, point + 1, int(wraps)))
            angles.append(np.flatnonzero(carried.any(axis=0) & ~carried.all(axis=0)).astype(np.int64))
    table = np.array(rows, dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum([len(a) for a in angles])]).astype(np.int64)
    muscle, start, end, wraps = (np.ascontiguousarray(table[:, i]) for i in range(4))
    of_muscle = [np.concatenate([angles[j] for j in np.flatnonzero(muscle == m)]) for m in range(sizes[0])]
    spine = np.array([_ends(a[(a >= SPINE) & (a < HIP_RIGHT)]) for a in of_muscle], dtype=np.int64)
    leg = np.array([_ends(a[a >= HIP_RIGHT]) for a in of_muscle], dtype=np.int64)
    crosses = [(spine[:, 0] <= SPINE + 3 * s) & (spine[:, 1] > SPINE + 3 * s) for s in range(6)]
    right, left = (leg[:, 1] > 0) & (leg[:, 0] < HIP_LEFT), (leg[:, 1] > HIP_LEFT)
    over_first, over = _listed([crosses[i] & crosses[j] for i in range(6) for j in range(i, 6)])
    leg_first, of_leg = _listed([right, left])
    both_first, both = _listed([cross & (right | left) for cross in crosses])
    kind = np.where(leg[:, 1] == 0, 0, np.where(spine[:, 1] > 0, 1, 2))
    return Spans(
        muscle=muscle, start=start, end=end, wraps=wraps, first=starts, angle=np.concatenate(angles), chain=chain,
        spine=spine, leg=leg, over_first=over_first, over=over, leg_first=leg_first, of_leg=of_leg,
        both_first=both_first, both=both,
        column=np.argsort(kind, kind="stable"), shared=np.searchsorted(np.sort(kind), [1, 2]),
    )  # fmt: skip


def _listed(masks: list[NDArray[np.bool_]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The members of several sets one after the other, and where each begins."""
    members = [np.flatnonzero(mask).astype(np.int64) for mask in masks]
    return np.cumsum([0, *(len(each) for each in members)]).astype(np.int64), np.concatenate(members)


def _run(start: int, end: int, carry: NDArray[np.int64]) -> tuple[int, int, int, int]:
    """A span's row of `Spans.chain`."""
    for inner, outer, beyond in ((start, end, 1), (end, start, 0)):
        own = np.flatnonzero(carry[outer] > carry[inner])
        if len(own) == 0 or np.any(carry[inner] > carry[outer]):
            continue
        for place, first, count in CHAINS:
            if first <= outer < first + count:
                behind = 0 if inner == PELVIS else inner - int(first) + 1
                return int(own[0]), int(own[-1]) + 1, int(place + behind * count + outer - first), beyond
    return -1, -1, -1, -1


def _ends(angles: NDArray[np.int64]) -> tuple[int, int]:
    return (int(angles.min()), int(angles.max()) + 1) if len(angles) else (0, 0)


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
def _screws(tree, w):
    """Every hinge as a screw: a point x that angle k carries moves by a_k x x + m_k, m_k = c_k x a_k; (6, angle)."""
    for k in range(N_ANGLES):
        c, a = w.origin[tree.angle_segment[k]], w.axis[k]
        w.screw[0, k], w.screw[1, k], w.screw[2, k] = a[0], a[1], a[2]
        w.screw[3, k] = c[1] * a[2] - c[2] * a[1]
        w.screw[4, k] = c[2] * a[0] - c[0] * a[2]
        w.screw[5, k] = c[0] * a[1] - c[1] * a[0]


@compiled
def lengths(body, tree, span, w):
    """Lengths of all muscles and their slopes over the joint angles, of a body that `kinematics.place` has placed.

    A straight span pulls as one wrench, (x x u, u) for any point x on it, so that its arm about a hinge that lies
    between its ends is that wrench times the hinge's screw.

    Args:
        w: `workspace.Workspace`; filled are `points`, `centres`, `length` [m], `arms` = dl/dq [m/rad], `touch`, `screw`
    """
    points, centres, length, arms, touch, line = w.points, w.centres, w.length, w.arms, w.touch, w.line
    rotation, origin = w.rotation, w.origin
    _screws(tree, w)
    t0, t1, t2, t3, t4, t5 = w.screw[0], w.screw[1], w.screw[2], w.screw[3], w.screw[4], w.screw[5]
    for p in range(points.shape[0]):
        s, x = body.pt_seg[p], body.pt_pos[p]
        for i in range(3):
            points[p, i] = origin[s, i] + rotation[s, i, 0] * x[0] + rotation[s, i, 1] * x[1] + rotation[s, i, 2] * x[2]
    for m in range(length.shape[0]):
        length[m] = 0.0
        for k in range(span.spine[m, 0], span.spine[m, 1]):
            arms[m, k] = 0.0
        for k in range(span.leg[m, 0], span.leg[m, 1]):
            arms[m, k] = 0.0
        s = body.wrap_seg[m]
        if s >= 0:
            x = body.wrap_pos[m]
            for i in range(3):
                centres[m, i] = (
                    origin[s, i] + rotation[s, i, 0] * x[0] + rotation[s, i, 1] * x[1] + rotation[s, i, 2] * x[2]
                )
    _lines(span, points, line)
    for j in range(span.muscle.shape[0]):
        m = span.muscle[j]
        touch[j] = 0
        if span.wraps[j] and _enters(points[span.start[j]], points[span.end[j]], centres[m], body.wrap_radius[m]):
            touch[j] = _add_around(body, tree, span, j, w)
            if touch[j]:
                continue
        length[m] += line[6, j]
        k0, k1 = span.chain[j, 0], span.chain[j, 1]
        if k0 < 0 and span.first[j] == span.first[j + 1]:
            continue
        u0, u1, u2, w0, w1, w2 = line[0, j], line[1, j], line[2, j], line[3, j], line[4, j], line[5, j]
        row = arms[m]
        if k0 >= 0:
            if span.chain[j, 3] == 0:
                u0, u1, u2, w0, w1, w2 = -u0, -u1, -u2, -w0, -w1, -w2
            for k in range(k0, k1):
                row[k] += w0 * t0[k] + w1 * t1[k] + w2 * t2[k] + u0 * t3[k] + u1 * t4[k] + u2 * t5[k]
            continue
        for n in range(span.first[j], span.first[j + 1]):
            k = span.angle[n]
            sign = tree.carries[body.pt_seg[span.end[j]], k] - tree.carries[body.pt_seg[span.start[j]], k]
            row[k] += sign * (w0 * t0[k] + w1 * t1[k] + w2 * t2[k] + u0 * t3[k] + u1 * t4[k] + u2 * t5[k])


@compiled_fused
def _lines(span, points, line):
    """Straight spans: unit vector u, its moment x x u about the origin, length; (7, span)."""
    for j in range(span.muscle.shape[0]):
        a, b = span.start[j], span.end[j]
        x0, x1, x2 = points[b, 0], points[b, 1], points[b, 2]
        u0, u1, u2 = x0 - points[a, 0], x1 - points[a, 1], x2 - points[a, 2]
        length = np.sqrt(u0 * u0 + u1 * u1 + u2 * u2)
        share = 1.0 / length
        u0, u1, u2 = u0 * share, u1 * share, u2 * share
        line[0, j], line[1, j], line[2, j] = u0, u1, u2
        line[3, j], line[4, j], line[5, j] = x1 * u2 - x2 * u1, x2 * u0 - x0 * u2, x0 * u1 - x1 * u0
        line[6, j] = length


@compiled
def _enters(a, b, c, radius):
    """Whether the straight line from a to b may come nearer to c than the radius."""
    along = squared = off = 0.0
    for i in range(3):
        along += (b[i] - a[i]) * (c[i] - a[i])
        squared += (b[i] - a[i]) ** 2
    share = min(max(along / squared, 0.0), 1.0) if squared > 0.0 else 0.0
    for i in range(3):
        off += (a[i] + share * (b[i] - a[i]) - c[i]) ** 2
    return not off > (1.0 + 1e-9) * radius * radius


@compiled
def _add_around(body, tree, span, j, w):
    """Adds length and arms of a span that wraps; tells whether it does."""
    m, a, b = span.muscle[j], span.start[j], span.end[j]
    pa, pb, slopes, va, vb, vc = w.points[a], w.points[b], w.slopes, w.va[0], w.vb[0], w.vc[0]
    around = wrapped(pa, pb, w.centres[m], body.wrap_radius[m], slopes)
    if not around > 0.0:
        return 0
    w.length[m] += around
    for n in range(span.first[j], span.first[j + 1]):
        k = span.angle[n]
        _velocity(pa, body.pt_seg[a], k, tree, w.origin, w.axis, va)
        _velocity(pb, body.pt_seg[b], k, tree, w.origin, w.axis, vb)
        _velocity(w.centres[m], body.wrap_seg[m], k, tree, w.origin, w.axis, vc)
        for i in range(3):
            w.arms[m, k] += slopes[0, i] * (va[i] - vc[i]) + slopes[1, i] * (vb[i] - vc[i])
    return 1


@compiled
def add_curvature(body, tree, span, force, w):
    """Adds the sum of force x d2l/dq2 to `w.hessian`'s upper triangle (the geometric stiffness of the muscles).

    A straight span from x_0 in an inner segment to x in an outer one, u = (x - x_0)/l, has

        d2l/dq_i dq_j = v_i (1 - u u') v_j / l + u . (a_i x v_j),     v_k = a_k x x + m_k,    i before j,

    for the hinges between its ends and zero for others: a bilinear form of two screws that depends on span and force
    alone. The forms of all spans between two segments are added up, those of the pairs that enclose a pair of hinges
    summed over the chain, and only then applied to screws.

    Args:
        force: the muscles' pull [N], (muscle,)
    """
    table = w.form
    for place in range(TABLE):
        for i in range(33):
            table[place, i] = 0.0
    for j in range(span.muscle.shape[0]):
        n0, n1 = span.first[j], span.first[j + 1]
        if n0 == n1:
            continue
        m, a, b = span.muscle[j], span.start[j], span.end[j]
        pull = force[m]
        if w.touch[j]:
            _add_wrapped(
                body, tree, span, w.origin, w.axis, w.points[a], w.points[b], w.centres[m], body.pt_seg[a],
                body.pt_seg[b], m, n0, n1, pull, w.slopes, w.va, w.vb, w.vc, w.hessian,
            )  # fmt: skip
        elif span.chain[j, 2] < 0:
            _add_straight(
                tree, span, w.origin, w.axis, w.points[a], w.points[b], body.pt_seg[a], body.pt_seg[b], n0, n1, pull,
                w.slopes[0], w.va, w.hessian,
            )  # fmt: skip
        elif span.chain[j, 3]:
            _add_form(w.points[b], w.line, j, 1.0, pull, table[span.chain[j, 2]])
        else:
            _add_form(w.points[a], w.line, j, -1.0, pull, table[span.chain[j, 2]])
    _sum_chains(table)
    _apply_forms(tree, table, w.screw, w.hessian)


@compiled_fused
def _add_form(outer, line, j, sign, pull, form):
    """Adds one straight span's form: 3 x 3 blocks axis-axis, axis-moment, moment-axis, and moment-moment's upper half.

    axis-axis k (|x|^2 - x x' - w w') + f (x u' - x.u), axis-moment k ([x] - w u') - f [u], moment-axis its transpose
    without the last, moment-moment k (1 - u u'); w = x x u, k = f/l, [x] y = x x y; x on the outer segment, u from
    the inner one to it, which `sign` makes of the span's own direction.
    """
    x0, x1, x2 = outer[0], outer[1], outer[2]
    u0, u1, u2 = sign * line[0, j], sign * line[1, j], sign * line[2, j]
    w0, w1, w2 = sign * line[3, j], sign * line[4, j], sign * line[5, j]
    k, f = pull / line[6, j], pull
    xu = x0 * u0 + x1 * u1 + x2 * u2
    form[0] += k * (x1 * x1 + x2 * x2 - w0 * w0) + f * (x0 * u0 - xu)
    form[1] += f * x0 * u1 - k * (x0 * x1 + w0 * w1)
    form[2] += f * x0 * u2 - k * (x0 * x2 + w0 * w2)
    form[3] += f * x1 * u0 - k * (x1 * x0 + w1 * w0)
    form[4] += k * (x0 * x0 + x2 * x2 - w1 * w1) + f * (x1 * u1 - xu)
    form[5] += f * x1 * u2 - k * (x1 * x2 + w1 * w2)
    form[6] += f * x2 * u0 - k * (x2 * x0 + w2 * w0)
    form[7] += f * x2 * u1 - k * (x2 * x1 + w2 * w1)
    form[8] += k * (x0 * x0 + x1 * x1 - w2 * w2) + f * (x2 * u2 - xu)
    form[9] -= k * w0 * u0
    form[10] += f * u2 - k * (x2 + w0 * u1)
    form[11] += k * (x1 - w0 * u2) - f * u1
    form[12] += k * (x2 - w1 * u0) - f * u2
    form[13] -= k * w1 * u1
    form[14] += f * u0 - k * (x0 + w1 * u2)
    form[15] += f * u1 - k * (x1 + w2 * u0)
    form[16] += k * (x0 - w2 * u1) - f * u0
    form[17] -= k * w2 * u2
    form[18] -= k * w0 * u0
    form[19] += k * (x2 - w1 * u0)
    form[20] -= k * (x1 + w2 * u0)
    form[21] -= k * (x2 + w0 * u1)
    form[22] -= k * w1 * u1
    form[23] += k * (x0 - w2 * u1)
    form[24] += k * (x1 - w0 * u2)
    form[25] -= k * (x0 + w1 * u2)
    form[26] -= k * w2 * u2
    form[27] += k * (1.0 - u0 * u0)
    form[28] -= k * u0 * u1
    form[29] -= k * u0 * u2
    form[30] += k * (1.0 - u1 * u1)
    form[31] -= k * u1 * u2
    form[32] += k * (1.0 - u2 * u2)


@compiled
def _sum_chains(table):
    """From the forms of spans between two segments to those of all spans that enclose two segments' hinges."""
    for chain in range(3):
        place, count = CHAINS[chain, 0], CHAINS[chain, 2]
        for inner in range(count):
            for outer in range(count - 2, inner - 1, -1):
                to, by = table[place + inner * count + outer], table[place + inner * count + outer + 1]
                for i in range(33):
                    to[i] += by[i]
        for inner in range(1, count):
            for outer in range(inner, count):
                to, by = table[place + inner * count + outer], table[place + (inner - 1) * count + outer]
                for i in range(33):
                    to[i] += by[i]


@compiled
def _apply_forms(tree, table, screw, hessian):
    """Applies the summed forms to the screws of every pair of hinges of a chain."""
    for chain in range(3):
        place, first, count = CHAINS[chain, 0], CHAINS[chain, 1], CHAINS[chain, 2]
        for outer in range(count):
            for j in range(tree.first_angle[first + outer], tree.last_angle[first + outer]):
                a0, a1, a2 = screw[0, j], screw[1, j], screw[2, j]
                m0, m1, m2 = screw[3, j], screw[4, j], screw[5, j]
                for inner in range(outer + 1):
                    e = table[place + inner * count + outer]
                    y0 = e[0] * a0 + e[1] * a1 + e[2] * a2 + e[9] * m0 + e[10] * m1 + e[11] * m2
                    y1 = e[3] * a0 + e[4] * a1 + e[5] * a2 + e[12] * m0 + e[13] * m1 + e[14] * m2
                    y2 = e[6] * a0 + e[7] * a1 + e[8] * a2 + e[15] * m0 + e[16] * m1 + e[17] * m2
                    y3 = e[18] * a0 + e[19] * a1 + e[20] * a2 + e[27] * m0 + e[28] * m1 + e[29] * m2
                    y4 = e[21] * a0 + e[22] * a1 + e[23] * a2 + e[28] * m0 + e[30] * m1 + e[31] * m2
                    y5 = e[24] * a0 + e[25] * a1 + e[26] * a2 + e[29] * m0 + e[31] * m1 + e[32] * m2
                    for i in range(tree.first_angle[first + inner], min(j + 1, tree.last_angle[first + inner])):
                        hessian[i, j] += (
                            screw[0, i] * y0 + screw[1, i] * y1 + screw[2, i] * y2
                            + screw[3, i] * y3 + screw[4, i] * y4 + screw[5, i] * y5
                        )  # fmt: skip


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


@compiled
def block(first, last, muscles, give, left, i, right, j):
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
