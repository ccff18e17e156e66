"""Which muscles carry a posture: least effort with muscles that can only pull.

    minimise  sum c(a) + |r|^2 / (2 eps)    subject to    A' F a + r = -g,     c(a) = a^2/2 - delta^2 log a

with c a hundred times steeper beyond a = 1.
g is the slope of the potential over the free directions (what muscles must balance), A = dl/dz, F the muscles' present
strengths. The barrier stands for tone: every muscle pulls a little. The dual is smooth and concave in the multipliers,

    phi = max over lambda of  -lambda . g - sum psi(F A lambda) - eps |lambda|^2 / 2,

psi the conjugate of c, with psi' = a(u) = (u + sqrt(u^2 + 4 delta^2)) / 2 up to 1 and a slope of 0.01 beyond. Newton's
method with a line search solves it; its value is the least effort. A task that muscles cannot carry stays solvable: it
shows as activations above 1, which are reported and never clipped.
"""

import numpy as np

from hamstrung.mechanics import paths
from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.dense import cholesky, cholesky_solve
from hamstrung.mechanics.layout import N_SPINE, SPINE

TONE = 0.005
"""delta: activation of a muscle that has nothing to do. Assumed (0.005-0.03); resting tone, median 2.4 % (M149)."""
SLACK = 2e-4
"""eps: residual moment per unit multiplier; small enough that a feasible residual stays below 1e-6 m g h."""

OVERDRIVE = 0.01
"""Slope of a(u) beyond full activation: what a task asks for beyond it is seen, at a hundredfold price."""


CHUNK = 8
"""Activations whose product goes into one logarithm."""


@compiled
def response(u, delta):
    """Activation a(u), its slope and psi(u)."""
    a, slope, psi, ratio = _react(u, delta)
    return a, slope, psi + delta * delta * np.log(ratio)


@compiled
def _react(u, delta):
    """Activation, its slope, and psi but for delta^2 times the logarithm of the last number (asinh(u/2 delta))."""
    top = 1.0 - delta * delta
    if u >= top:
        root = np.sqrt(top * top + 4.0 * delta * delta)
        over = u - top
        return (
            1.0 + OVERDRIVE * over, OVERDRIVE,
            0.25 * top * (top + root) + over + 0.5 * OVERDRIVE * over * over, 0.5 * (top + root) / delta,
        )  # fmt: skip
    root = np.sqrt(u * u + 4.0 * delta * delta)
    a = 0.5 * (u + root) if u > 0.0 else 2.0 * delta * delta / (root - u)
    return a, a / root, 0.5 * u * a, a / delta


@compiled
def _dual(g, n, eps, delta, multiplier, span, w):
    """phi at given multipliers; fills activations and their slopes."""
    value = 0.0
    for i in range(n):
        value -= multiplier[i] * g[i] + 0.5 * eps * multiplier[i] * multiplier[i]
    legs = n - N_SPINE
    product = 1.0
    for m in range(w.strength.shape[0]):
        row, u = w.reduced_arms[m], 0.0
        if span.leg[m, 1] > 0:
            for i in range(legs):
                u += row[i] * multiplier[i]
        for i in range(span.spine[m, 0], span.spine[m, 1]):
            u += row[legs - SPINE + i] * multiplier[legs - SPINE + i]
        w.activation[m], w.yielding[m], psi, ratio = _react(u * w.strength[m], delta)
        value -= psi
        product *= ratio
        if m % CHUNK == CHUNK - 1:
            value -= delta * delta * np.log(product)
            product = 1.0
    return value - delta * delta * np.log(product)


@compiled
def balance(g, n, eps, span, w):
    """What the present activations leave out of balance, and the dual's curvature S.

    Args:
        w: workspace; filled are `residual` [Nm] = -(g + A'Fa + eps lambda) and `s` (upper triangle)

    Returns:
        the largest residual [Nm]
    """
    legs = n - N_SPINE
    for m in range(w.strength.shape[0]):
        w.force[m] = w.strength[m] * w.activation[m]
        w.give[m] = w.strength[m] * w.strength[m] * w.yielding[m]
    gram(w.give, legs, span, w, w.s)
    generalised(w.force, legs, span, w, w.residual)
    worst = 0.0
    for i in range(n):
        w.s[i, i] += eps
        w.residual[i] = -g[i] - eps * w.multiplier[i] - w.residual[i]
        worst = max(worst, abs(w.residual[i]))
    return worst


@compiled
def generalised(force, legs, span, w, out):
    """A' f over the free directions [Nm], (reduced,), muscle by muscle where a level or a leg has arms."""
    for i in range(legs):
        out[i] = 0.0
    for x in range(span.of_leg.shape[0]):
        m = span.of_leg[x]
        row = w.leg_arms[m]
        for i in range(legs):
            out[i] += force[m] * row[i]
    pair = 0
    for level in range(6):
        at = legs + 3 * level
        r0 = r1 = r2 = 0.0
        for x in range(span.over_first[pair], span.over_first[pair + 1]):
            m = span.over[x]
            f, row = force[m], w.reduced_arms[m]
            r0, r1, r2 = r0 + f * row[at], r1 + f * row[at + 1], r2 + f * row[at + 2]
        out[at], out[at + 1], out[at + 2] = r0, r1, r2
        pair += 6 - level


@compiled
def gram(give, legs, span, w, out):
    """A' diag(give) A over the free directions, upper triangle, (reduced, reduced).

    Block by block of three by three: for two levels of the spine over the muscles that cross both, and so on.
    """
    pair = 0
    for one in range(6):
        for other in range(one, 6):
            i, j = legs + 3 * one, legs + 3 * other
            first, last = span.over_first[pair], span.over_first[pair + 1]
            c = paths.block(first, last, span.over, give, w.reduced_arms, i, w.reduced_arms, j)
            out[i, j], out[i, j + 1], out[i, j + 2] = c[0], c[1], c[2]
            out[i + 1, j], out[i + 1, j + 1], out[i + 1, j + 2] = c[3], c[4], c[5]
            out[i + 2, j], out[i + 2, j + 1], out[i + 2, j + 2] = c[6], c[7], c[8]
            pair += 1
    for i in range(0, legs, 3):
        rows = min(3, legs - i)
        for j in range(i, legs, 3):
            c = paths.block(0, span.of_leg.shape[0], span.of_leg, give, w.leg_arms, i, w.leg_arms, j)
            _put(c, i, j, rows, min(3, legs - j), out)
        for level in range(6):
            first, last = span.both_first[level], span.both_first[level + 1]
            c = paths.block(first, last, span.both, give, w.leg_arms, i, w.reduced_arms, legs + 3 * level)
            _put(c, i, legs + 3 * level, rows, 3, out)


@compiled
def gram_of(give, legs, span, left, left_leg, right, right_leg, out):
    """left' diag(give) right over the free directions, whole, for two arrays with the arms' own zeros."""
    for one in range(6):
        for other in range(6):
            low, high = min(one, other), max(one, other)
            pair = 6 * low - low * (low - 1) // 2 + high - low
            first, last = span.over_first[pair], span.over_first[pair + 1]
            i, j = legs + 3 * one, legs + 3 * other
            _put(paths.block(first, last, span.over, give, left, i, right, j), i, j, 3, 3, out)
    for i in range(0, legs, 3):
        rows = min(3, legs - i)
        for j in range(0, legs, 3):
            c = paths.block(0, span.of_leg.shape[0], span.of_leg, give, left_leg, i, right_leg, j)
            _put(c, i, j, rows, min(3, legs - j), out)
        for level in range(6):
            first, last, j = span.both_first[level], span.both_first[level + 1], legs + 3 * level
            _put(paths.block(first, last, span.both, give, left_leg, i, right, j), i, j, rows, 3, out)
            _put(paths.block(first, last, span.both, give, left, j, right_leg, i), j, i, 3, rows, out)


@compiled
def _put(c, i, j, rows, columns, out):
    if rows > 0:
        _put_row(c[0], c[1], c[2], j, columns, out[i])
    if rows > 1:
        _put_row(c[3], c[4], c[5], j, columns, out[i + 1])
    if rows > 2:
        _put_row(c[6], c[7], c[8], j, columns, out[i + 2])


@compiled
def _put_row(a, b, c, j, columns, row):
    row[j] = a
    if columns > 1:
        row[j + 1] = b
    if columns > 2:
        row[j + 2] = c


@compiled
def recruit(g, n, eps, delta, enough, span, w):
    """Solves the dual from the multipliers that stand in the workspace.

    Args:
        enough: a whole Newton step from below this residual is the last and is not checked, since what it leaves is of
            second order; zero checks every step [Nm]
        g: slope of the potential over the free directions [Nm], (reduced,)
        n: how many there are
        span: `paths.Spans`, which knows where a muscle's arms are not zero
        w: workspace with `strength` and `reduced_arms` filled; `multiplier` is the start and the answer; `activation`,
            `yielding`, `residual` (the KKT residual [Nm]) and `factor` (Cholesky of S) are filled

    Returns:
        (least effort phi, largest KKT residual [Nm], iterations)
    """
    value = _dual(g, n, eps, delta, w.multiplier, span, w)
    worst = np.inf
    for iteration in range(60):
        worst = balance(g, n, eps, span, w)
        if not cholesky(w.s, n, w.factor):
            return value, np.inf, iteration
        if worst < 1e-9:
            return value, worst, iteration
        cholesky_solve(w.factor, n, w.residual, w.step)
        slope = 0.0
        for i in range(n):
            slope += w.residual[i] * w.step[i]
        length = 1.0
        found = False
        for _ in range(40):
            for i in range(n):
                w.trial_multiplier[i] = w.multiplier[i] + length * w.step[i]
            trial = _dual(g, n, eps, delta, w.trial_multiplier, span, w)
            if trial >= value + 1e-4 * length * slope - 1e-13 * (1.0 + abs(value)):
                found = True
                break
            length *= 0.5
        if not found:
            value = _dual(g, n, eps, delta, w.multiplier, span, w)
            return value, worst, iteration
        value = trial
        for i in range(n):
            w.multiplier[i] = w.trial_multiplier[i]
        if worst < enough and length == 1.0:
            return value, worst, iteration + 1
    return value, worst, 60
