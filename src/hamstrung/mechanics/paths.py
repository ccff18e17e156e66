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
            after its last, its place in the table of `curvature`, and 1 where the end lies beyond them or 0 where
            the start does; all -1 otherwise, (span, 4)
        spine, leg: the runs of angles that change a muscle's length, first and one after last, (muscle, 2)
        over_first, over: the muscles that cross every level from I to J, for I <= J in order, (22,) into (many,)
        leg_first, of_leg: the muscles that cross the right leg's joints, and the left's, (3,) into (many,)
        both_first, both: of them those that cross level J, (7,) into (many,)
        column: the muscles in an order in which those that cross spine and legs come first, then the spine's own,
            those that end higher first, then the legs' own, (muscle,)
        shared: how many of the first kind there are, and of the first two, (2,)
        crossing: how many in that order hold all that cross level J, enough for eight at a time, (6,)
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
    crossing: NDArray[np.int64]


CHAINS = np.array([[0, 1, 6], [36, 7, 3], [45, 10, 3]], dtype=np.int64)
"""Spine, right leg, left leg: place in the table, first segment, how many segments beyond the pelvis."""
TABLE = 54
"""Places of the table: for every chain of L segments L x L pairs (inner, outer)."""
FORM = 27
"""Numbers in each: see `curvature`."""


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
    kind = np.where(leg[:, 1] == 0, 1, np.where(spine[:, 1] > 0, 0, 2))
    top = np.where(kind == 1, spine[:, 1], 0)
    shared = np.searchsorted(np.sort(kind), [1, 2])
    reaching = shared[0] + np.array([np.sum(top > SPINE + 3 * s) for s in range(6)])
    return Spans(
        muscle=muscle, start=start, end=end, wraps=wraps, first=starts, angle=np.concatenate(angles), chain=chain,
        spine=spine, leg=leg, over_first=over_first, over=over, leg_first=leg_first, of_leg=of_leg,
        both_first=both_first, both=both,
        column=np.lexsort((-top, kind)), shared=shared, crossing=np.minimum(reaching + 7 & ~7, sizes[0]),
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
def velocity(point, segment, k, tree, origin, axis, out):
    """How fast a point of a segment moves as angle k turns [m/rad], (xyz,)."""
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


@compiled_fused
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
        if span.spine[m, 1] > 0:
            for k in range(SPINE, HIP_RIGHT):
                arms[m, k] = 0.0
        if span.leg[m, 1] > 0:
            for k in range(HIP_RIGHT, N_ANGLES):
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
            for i in range(k1 - k0):
                k = k0 + i
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
        a, b = points[span.start[j]], points[span.end[j]]
        for i in range(3):
            line[i, j], line[3 + i, j] = b[i] - a[i], b[i]
    for j in range(span.muscle.shape[0]):
        x0, x1, x2 = line[3, j], line[4, j], line[5, j]
        u0, u1, u2 = line[0, j], line[1, j], line[2, j]
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
        velocity(pa, body.pt_seg[a], k, tree, w.origin, w.axis, va)
        velocity(pb, body.pt_seg[b], k, tree, w.origin, w.axis, vb)
        velocity(w.centres[m], body.wrap_seg[m], k, tree, w.origin, w.axis, vc)
        for i in range(3):
            w.arms[m, k] += slopes[0, i] * (va[i] - vc[i]) + slopes[1, i] * (vb[i] - vc[i])
    return 1
