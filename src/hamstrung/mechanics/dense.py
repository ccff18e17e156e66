"""Small dense linear algebra over scratch arrays: no allocation, no library call."""

import numpy as np

from hamstrung.mechanics.compiled import compiled, compiled_fused, compiled_in_any_order


@compiled_fused
def cholesky(matrix, n, factor):
    """Factors the leading n x n block of a symmetric matrix (upper triangle read): matrix = factor' factor.

    Args:
        factor: out, upper triangular; row by row from all rows above, so that every inner loop runs along memory

    Returns:
        whether it is positive definite
    """
    for k in range(n):
        top, given = factor[k], matrix[k]
        for j in range(k, n):
            top[j] = given[j]
        i = 0
        while i + 3 < k:
            r0, r1, r2, r3 = factor[i], factor[i + 1], factor[i + 2], factor[i + 3]
            s0, s1, s2, s3 = r0[k], r1[k], r2[k], r3[k]
            for j in range(k, n):
                top[j] -= s0 * r0[j] + s1 * r1[j] + s2 * r2[j] + s3 * r3[j]
            i += 4
        while i < k:
            r0 = factor[i]
            s0 = r0[k]
            for j in range(k, n):
                top[j] -= s0 * r0[j]
            i += 1
        pivot = top[k]
        if not pivot > 1e-14 * max(abs(given[k]), 1e-300):
            return False
        root = 1.0 / np.sqrt(pivot)
        for j in range(k, n):
            top[j] *= root
    return True


@compiled_in_any_order
def cholesky_solve(factor, n, right, out):
    """Solves factor' factor out = right; `out` may be `right`."""
    for i in range(n):
        out[i] = right[i]
    for i in range(n):
        row = factor[i]
        share = out[i] / row[i]
        out[i] = share
        for j in range(i + 1, n):
            out[j] -= share * row[j]
    for i in range(n - 1, -1, -1):
        row, t0, t1, t2, t3, k = factor[i], 0.0, 0.0, 0.0, 0.0, i + 1
        while k + 3 < n:
            t0, t1 = t0 + row[k] * out[k], t1 + row[k + 1] * out[k + 1]
            t2, t3 = t2 + row[k + 2] * out[k + 2], t3 + row[k + 3] * out[k + 3]
            k += 4
        while k < n:
            t0 += row[k] * out[k]
            k += 1
        out[i] = (out[i] - (t0 + t1 + t2 + t3)) / row[i]


@compiled_fused
def add_squares(matrix, n, scale, out):
    """Adds scale x matrix' matrix to the upper triangle of out; n x n."""
    k = 0
    while k + 3 < n:
        r0, r1, r2, r3 = matrix[k], matrix[k + 1], matrix[k + 2], matrix[k + 3]
        for i in range(n):
            s0, s1, s2, s3, to = scale * r0[i], scale * r1[i], scale * r2[i], scale * r3[i], out[i]
            for j in range(i, n):
                to[j] += s0 * r0[j] + s1 * r1[j] + s2 * r2[j] + s3 * r3[j]
        k += 4
    while k < n:
        r0 = matrix[k]
        for i in range(n):
            s0, to = scale * r0[i], out[i]
            for j in range(i, n):
                to[j] += s0 * r0[j]
        k += 1


@compiled_fused
def lower_solve(factor, n, right, out):
    """Solves factor' out = right for all columns of an n x n matrix."""
    for i in range(n):
        to, given = out[i], right[i]
        for j in range(n):
            to[j] = given[j]
        k = 0
        while k + 3 < i:
            r0, r1, r2, r3 = out[k], out[k + 1], out[k + 2], out[k + 3]
            s0, s1, s2, s3 = factor[k, i], factor[k + 1, i], factor[k + 2, i], factor[k + 3, i]
            for j in range(n):
                to[j] -= s0 * r0[j] + s1 * r1[j] + s2 * r2[j] + s3 * r3[j]
            k += 4
        while k < i:
            r0, s0 = out[k], factor[k, i]
            for j in range(n):
                to[j] -= s0 * r0[j]
            k += 1
        share = 1.0 / factor[i, i]
        for j in range(n):
            to[j] *= share


@compiled_fused
def solve(matrix, n, right):
    """Solves matrix x = right by elimination with row pivots; both are overwritten, x stands in `right`.

    Returns:
        whether the matrix is regular
    """
    for c in range(n):
        best = c
        for r in range(c + 1, n):
            if abs(matrix[r, c]) > abs(matrix[best, c]):
                best = r
        top, other = matrix[c], matrix[best]
        if abs(other[c]) < 1e-13:
            return False
        if best != c:
            for k in range(n):
                top[k], other[k] = other[k], top[k]
            right[c], right[best] = right[best], right[c]
        share = 1.0 / top[c]
        for r in range(c + 1, n):
            row = matrix[r]
            ratio = row[c] * share
            if ratio != 0.0:
                for k in range(c + 1, n):
                    row[k] -= ratio * top[k]
                right[r] -= ratio * right[c]
    for r in range(n - 1, -1, -1):
        row, total = matrix[r], right[r]
        for k in range(r + 1, n):
            total -= row[k] * right[k]
        right[r] = total / row[r]
    return True


@compiled_in_any_order
def orthogonalise(rows, m, n, basis, triangle, reflector):
    """Householder factors of the transposed m x n matrix of constraint rows: rows' = basis triangle.

    Reflections I - v v' are found row by row; their product is then built from the last to the first, since a
    reflection that begins at entry c leaves all rows and columns before c alone. A row with one entry, an angle that is
    held, is met by exchanging that entry with entry c.

    Args:
        rows: (m, n), m <= n, kept
        basis: out, orthogonal, (n, n); its first m columns span the rows, the others their null space
        triangle: out, upper triangular, (m, m)
        reflector: out, the vectors v, each from its own place on, or rows with one entry there, (m, n)
    """
    for j in range(m):
        for i in range(n):
            reflector[j, i] = rows[j, i]
    for c in range(m):
        own = reflector[c]
        for j in range(c + 1, m):
            triangle[c, j] = 0.0
        only = _only(own, c, n)
        if only >= 0:
            triangle[c, c] = own[only]
            for j in range(c + 1, m):
                other = reflector[j]
                other[c], other[only] = other[only], other[c]
                triangle[c, j] = other[c]
            continue
        norm = 0.0
        for i in range(c, n):
            norm += own[i] * own[i]
        norm = np.sqrt(norm)
        lead = own[c]
        alpha = -norm if lead >= 0.0 else norm
        triangle[c, c] = alpha
        if norm == 0.0:
            continue
        own[c] = lead - alpha
        scale = 1.0 / np.sqrt(norm * (norm + abs(lead)))
        for i in range(c, n):
            own[i] *= scale
        for j in range(c + 1, m):
            other, along = reflector[j], 0.0
            for i in range(c, n):
                along += own[i] * other[i]
            for i in range(c, n):
                other[i] -= along * own[i]
            triangle[c, j] = other[c]
    for i in range(n):
        for j in range(n):
            basis[i, j] = 1.0 if i == j else 0.0
    for c in range(m - 1, -1, -1):
        only = _only(reflector[c], c, n)
        if only < 0:
            _reflect(reflector[c], c, n, basis)
        elif only > c:
            top, other = basis[c], basis[only]
            for j in range(c, n):
                top[j], other[j] = other[j], top[j]


@compiled
def _only(row, c, n):
    """The place of a row's only entry from c on, or -1 where there are others or none."""
    found = -1
    for i in range(c, n):
        if row[i] != 0.0:
            if found >= 0:
                return -1
            found = i
    return found


@compiled_in_any_order
def _reflect(own, c, n, basis):
    """basis - v (v' basis), where row and column c of the basis are still those of the unit matrix."""
    lead, top = own[c], basis[c]
    top[c] = lead
    for r in range(c + 1, n):
        share, row = own[r], basis[r]
        if share != 0.0:
            for j in range(c + 1, n):
                top[j] += share * row[j]
    for r in range(c + 1, n):
        share, row = own[r], basis[r]
        if share != 0.0:
            for j in range(c, n):
                row[j] -= share * top[j]
    for j in range(c, n):
        top[j] *= -lead
    top[c] += 1.0


@compiled_fused
def upper_solve(triangle, m, right, out):
    """Solves triangle out = right."""
    for i in range(m - 1, -1, -1):
        total = right[i]
        for k in range(i + 1, m):
            total -= triangle[i, k] * out[k]
        out[i] = total / triangle[i, i]


@compiled_fused
def upper_transposed_solve(triangle, m, right, out):
    """Solves triangle' out = right."""
    for i in range(m):
        total = right[i]
        for k in range(i):
            total -= triangle[k, i] * out[k]
        out[i] = total / triangle[i, i]
