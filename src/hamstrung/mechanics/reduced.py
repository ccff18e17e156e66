"""Between all joint angles and those that a contact leaves free.

The free directions are the null space N of the contact's rows over pelvis and legs, and the spine's 18 angles as they
are: dq = (N dz_legs, dz_spine).
"""

from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.layout import LEG_BLOCK, N_ANGLES, N_LEG_BLOCK, N_SPINE, SPINE

LEG_SHIFT = N_SPINE
"""A leg's angle stands so many places earlier in the leg block than among all angles."""


@compiled
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


@compiled
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


@compiled
def matrix(full, basis, held, half, out):
    """N' H N of a symmetric matrix over all angles, both triangles of which are filled.

    Args:
        half: scratch, (reduced, reduced)
        out: (reduced, reduced)
    """
    legs = N_LEG_BLOCK - held
    for c in range(legs):
        for b in range(N_LEG_BLOCK):
            total = 0.0
            for d in range(N_LEG_BLOCK):
                total += basis[d, held + c] * full[LEG_BLOCK[d], LEG_BLOCK[b]]
            half[c, b] = total
        for s in range(N_SPINE):
            total = 0.0
            for d in range(N_LEG_BLOCK):
                total += basis[d, held + c] * full[LEG_BLOCK[d], SPINE + s]
            out[c, legs + s] = total
            out[legs + s, c] = total
    for c in range(legs):
        for d in range(legs):
            total = 0.0
            for b in range(N_LEG_BLOCK):
                total += half[c, b] * basis[b, held + d]
            out[c, d] = total
    for s in range(N_SPINE):
        for t in range(N_SPINE):
            out[legs + s, legs + t] = full[SPINE + s, SPINE + t]


@compiled
def arms(full, span, basis, held, out, of_leg):
    """Moment arms over the free directions.

    Args:
        full: arms over all angles, (muscle, angle)
        span: `paths.Spans`
        out: (muscle, reduced)
        of_leg: out, the legs' part alone with zeros behind it, (muscle, 9)
    """
    legs = N_LEG_BLOCK - held
    for m in range(full.shape[0]):
        row, to = full[m], out[m]
        for c in range(legs):
            to[c] = 0.0
        for s in range(N_SPINE):
            to[legs + s] = row[SPINE + s]
    for x in range(span.of_leg.shape[0]):
        m = span.of_leg[x]
        row, to = full[m], of_leg[m]
        for c in range(9):
            to[c] = 0.0
        for k in range(span.leg[m, 0], span.leg[m, 1]):
            arm, along = row[k], basis[k - LEG_SHIFT]
            for c in range(legs):
                to[c] += arm * along[held + c]
        for c in range(legs):
            out[m, c] = to[c]
