"""Between all joint angles and those that a contact leaves free.

The free directions are the null space N of the contact's rows over pelvis and legs, and the spine's 18 angles as they
are: dq = (N dz_legs, dz_spine).
"""

from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.layout import LEG_BLOCK, N_ANGLES, N_LEG_BLOCK, N_SPINE, SPINE


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
def arms(full, basis, held, out):
    """Moment arms over the free directions, (muscle, reduced)."""
    legs = N_LEG_BLOCK - held
    for m in range(full.shape[0]):
        for c in range(legs):
            total = 0.0
            for b in range(3, N_LEG_BLOCK):
                total += full[m, LEG_BLOCK[b]] * basis[b, held + c]
            out[m, c] = total
        for s in range(N_SPINE):
            out[m, legs + s] = full[m, SPINE + s]
