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
        for d in range(N_LEG_BLOCK):
            share, row = basis[d, held + c], full[LEG_BLOCK[d]]
            for k in range(N_ANGLES):
                to[k] += share * row[k]
        for s in range(N_SPINE):
            out[c, legs + s] = to[SPINE + s]
            out[legs + s, c] = to[SPINE + s]
    for c in range(legs):
        for d in range(legs):
            out[c, d] = 0.0
        for b in range(N_LEG_BLOCK):
            share = half[c, LEG_BLOCK[b]]
            for d in range(legs):
                out[c, d] += share * basis[b, held + d]
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

    Rows of the legs are filled for muscles that cross a leg, rows of the spine for those that cross the spine; what
    stands elsewhere is never read.

    Args:
        full: arms over all angles, (muscle, angle)
        strength: (muscle,)
        span: `paths.Spans`
        out: (reduced, muscle)
    """
    legs = N_LEG_BLOCK - held
    for x in range(span.shared[1]):
        m = span.column[x]
        row, force = full[m], strength[m]
        for s in range(N_SPINE):
            out[legs + s, x] = force * row[SPINE + s]
    for x in range(span.shared[0], span.column.shape[0]):
        m = span.column[x]
        row, force = full[m], strength[m]
        for c in range(legs):
            out[c, x] = 0.0
        for k in range(span.leg[m, 0], span.leg[m, 1]):
            arm, along = force * row[k], basis[k - LEG_SHIFT]
            for c in range(legs):
                out[c, x] += arm * along[held + c]
