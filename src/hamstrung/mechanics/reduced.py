"""Between all joint angles and those that a contact leaves free.

The free directions are the null space N of the contact's rows over pelvis and legs, and the spine's 18 angles as they
are: dq = (N dz_legs, dz_spine).
"""

from hamstrung.mechanics.compiled import compiled, compiled_fused
from hamstrung.mechanics.layout import LEG_BLOCK, N_ANGLES, N_LEG_BLOCK, N_SPINE, SPINE

LEG_SHIFT = N_SPINE
"""A leg's angle stands so many places earlier in the leg block than among all angles."""


@compiled_fused
def vector(full, basis, held, out):
    """N' of a gradient over all angles.

    Args:
        full: (angle,)
        basis: orthogonal basis of the leg block whose first `held` columns are forbidden, (15, 15)
        held: how many rows the contact has
        out: (reduced,), legs first
    """
    legs = N_LEG_BLOCK - held
    for c in range(legs):
        total = 0.0
        for b in range(N_LEG_BLOCK):
            total += basis[b, held + c] * full[LEG_BLOCK[b]]
        out[c] = total
    for s in range(N_SPINE):
        out[legs + s] = full[SPINE + s]


@compiled_fused
def expand(step, basis, held, scale, q):
    """Adds a reduced step to the joint angles."""
    legs = N_LEG_BLOCK - held
    for b in range(N_LEG_BLOCK):
        total = 0.0
        for c in range(legs):
            total += basis[b, held + c] * step[c]
        q[LEG_BLOCK[b]] += scale * total
    for s in range(N_SPINE):
        q[SPINE + s] += scale * step[legs + s]


@compiled
def mirror(matrix):
    """Copies a matrix' upper triangle to its lower one."""
    for i in range(N_ANGLES):
        for j in range(i):
            matrix[i, j] = matrix[j, i]


@compiled_fused
def matrix(full, basis, held, half, out):
    """N' H N of a symmetric matrix over all angles, both triangles of which are filled.

    Args:
        half: scratch, (reduced, reduced)
        out: (reduced, reduced)
    """
    legs = N_LEG_BLOCK - held
    for c in range(legs):
        to = half[c]
        for k in range(N_ANGLES):
            to[k] = 0.0
        for d in range(0, N_LEG_BLOCK, 3):
            s0, s1, s2 = basis[d, held + c], basis[d + 1, held + c], basis[d + 2, held + c]
            r0, r1, r2 = full[LEG_BLOCK[d]], full[LEG_BLOCK[d + 1]], full[LEG_BLOCK[d + 2]]
            for k in range(N_ANGLES):
                to[k] += s0 * r0[k] + s1 * r1[k] + s2 * r2[k]
        for s in range(N_SPINE):
            out[c, legs + s] = to[SPINE + s]
            out[legs + s, c] = to[SPINE + s]
        for d in range(c + 1):
            total = 0.0
            for b in range(N_LEG_BLOCK):
                total += to[LEG_BLOCK[b]] * basis[b, held + d]
            out[c, d] = out[d, c] = total
    for s in range(N_SPINE):
        for t in range(N_SPINE):
            out[legs + s, legs + t] = full[SPINE + s, SPINE + t]


@compiled
def add_upper(upper, n, out):
    """Adds a symmetric matrix, of which the upper triangle stands, to both triangles of another; n x n."""
    for i in range(n):
        for j in range(i, n):
            out[i, j] += upper[i, j]
            out[j, i] = out[i, j]


@compiled_fused
def levers(full, strength, span, basis, held, out):
    """Strength x moment arm over the free directions, muscles in `Spans.column`'s order.

    Rows of the spine are filled for muscles that cross it and the few more that `Spans.crossing` counts in.

    Args:
        full: arms over all angles, (muscle, angle)
        strength: (muscle,)
        span: `paths.Spans`
        out: (reduced, muscle)
    """
    legs = N_LEG_BLOCK - held
    for x in range(span.crossing[0]):
        m = span.column[x]
        row, force = full[m], strength[m]
        for s in range(N_SPINE):
            out[legs + s, x] = force * row[SPINE + s]
    for c in range(legs):
        for x in range(span.column.shape[0]):
            out[c, x] = 0.0
    for x in range(span.column.shape[0]):
        m = span.column[x]
        first, last = span.leg[m, 0], span.leg[m, 1]
        if first < last:
            row, force = full[m], strength[m]
            for c in range(legs):
                total = 0.0
                for k in range(first, last):
                    total += row[k] * basis[k - LEG_SHIFT, held + c]
                out[c, x] = force * total
