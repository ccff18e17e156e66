"""How muscles' lengths bend over the joint angles: d2l/dq2, weighted with the pulls (their geometric stiffness)."""

import numpy as np

from hamstrung.mechanics.compiled import compiled, compiled_fused
from hamstrung.mechanics.paths import CHAINS, FORM, TABLE, velocity, wrapped


@compiled
def add(body, tree, span, force, w):
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
        for i in range(FORM):
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
    """Adds one straight span's form: 3 x 3 blocks axis-axis and axis-moment, f u, and moment-moment's upper half.

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
    form[18] += f * u0
    form[19] += f * u1
    form[20] += f * u2
    form[21] += k * (1.0 - u0 * u0)
    form[22] -= k * u0 * u1
    form[23] -= k * u0 * u2
    form[24] += k * (1.0 - u1 * u1)
    form[25] -= k * u1 * u2
    form[26] += k * (1.0 - u2 * u2)


@compiled_fused
def _sum_chains(table):
    """From the forms of spans between two segments to those of all spans that enclose two segments' hinges."""
    for chain in range(3):
        place, count = CHAINS[chain, 0], CHAINS[chain, 2]
        for inner in range(count):
            for outer in range(count - 2, inner - 1, -1):
                to, by = table[place + inner * count + outer], table[place + inner * count + outer + 1]
                for i in range(FORM):
                    to[i] += by[i]
        for inner in range(1, count):
            for outer in range(inner, count):
                to, by = table[place + inner * count + outer], table[place + (inner - 1) * count + outer]
                for i in range(FORM):
                    to[i] += by[i]


@compiled_fused
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
                    u0, u1, u2 = e[18], e[19], e[20]
                    y0 = e[0] * a0 + e[1] * a1 + e[2] * a2 + e[9] * m0 + e[10] * m1 + e[11] * m2
                    y1 = e[3] * a0 + e[4] * a1 + e[5] * a2 + e[12] * m0 + e[13] * m1 + e[14] * m2
                    y2 = e[6] * a0 + e[7] * a1 + e[8] * a2 + e[15] * m0 + e[16] * m1 + e[17] * m2
                    y3 = e[9] * a0 + (e[12] + u2) * a1 + (e[15] - u1) * a2 + e[21] * m0 + e[22] * m1 + e[23] * m2
                    y4 = (e[10] - u2) * a0 + e[13] * a1 + (e[16] + u0) * a2 + e[22] * m0 + e[24] * m1 + e[25] * m2
                    y5 = (e[11] + u1) * a0 + (e[14] - u0) * a1 + e[17] * a2 + e[23] * m0 + e[25] * m1 + e[26] * m2
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
            velocity(pb, sb, k, tree, origin, axis, v[n - n0])
        else:
            velocity(pa, sa, k, tree, origin, axis, v[n - n0])
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
        velocity(pa, sa, k, tree, origin, axis, va[n - n0])
        velocity(pb, sb, k, tree, origin, axis, vb[n - n0])
        velocity(pc, sc, k, tree, origin, axis, vc[n - n0])
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
def _dot(a, b):
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@compiled
def _triple(u, a, b):
    """u . (a x b)"""
    return u[0] * (a[1] * b[2] - a[2] * b[1]) + u[1] * (a[2] * b[0] - a[0] * b[2]) + u[2] * (a[0] * b[1] - a[1] * b[0])
