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

from hamstrung.mechanics.compiled import compiled, compiled_fused, compiled_in_any_order
from hamstrung.mechanics.dense import cholesky, cholesky_solve
from hamstrung.mechanics.layout import N_SPINE

TONE = 0.005
"""delta: activation of a muscle that has nothing to do. Assumed (0.005-0.03); resting tone, median 2.4 % (M149)."""
SLACK = 2e-4
"""eps: residual moment per unit multiplier; small enough that a feasible residual stays below 1e-6 m g h."""

OVERDRIVE = 0.01
"""Slope of a(u) beyond full activation: what a task asks for beyond it is seen, at a hundredfold price."""


CHUNK = 16
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


def levers(w, n, span):
    """Strength x arm of every muscle over the free directions, in the muscles' own order, (muscle, reduced)."""
    found, legs = np.zeros((len(span.column), n)), n - N_SPINE
    found[span.column, :legs] = w.lever[:legs].T
    end = span.shared[1]
    found[span.column[:end], legs:] = w.lever[legs:n, :end].T
    return found


@compiled
def reaching(i, legs, span):
    """How many muscles in `Spans.column`'s order hold all with an arm in a free direction.

    All loops over muscles begin with the first: where a loop begins elsewhere the compiler takes one at a time.
    """
    return span.column.shape[0] if i < legs else span.crossing[(i - legs) // 3]


@compiled_fused
def worths(multiplier, legs, span, lever, out):
    """lever' multiplier: what a unit of activation is worth, muscles in `Spans.column`'s order, (muscle,)."""
    for x in range(out.shape[0]):
        out[x] = 0.0
    for i in range(0, N_SPINE, 3):
        at = legs + i
        l0, l1, l2 = multiplier[at], multiplier[at + 1], multiplier[at + 2]
        r0, r1, r2 = lever[at], lever[at + 1], lever[at + 2]
        for x in range(span.crossing[i // 3]):
            out[x] += l0 * r0[x] + l1 * r1[x] + l2 * r2[x]
    for i in range(legs):
        share, row = multiplier[i], lever[i]
        for x in range(out.shape[0]):
            out[x] += share * row[x]


@compiled_in_any_order
def moments(activation, legs, span, lever, out):
    """lever activation: the moments about the free directions [Nm], (reduced,); muscles in `Spans.column`'s order."""
    for i in range(legs + N_SPINE):
        row, total = lever[i], 0.0
        for x in range(reaching(i, legs, span)):
            total += row[x] * activation[x]
        out[i] = total


@compiled_in_any_order
def _block(count, left, i, right, j, out):
    """Three by three of left right': rows from i and j, over the first so many muscles."""
    a0, a1, a2 = left[i], left[i + 1], left[i + 2]
    b0, b1, b2 = right[j], right[j + 1], right[j + 2]
    c0 = c1 = c2 = c3 = c4 = c5 = c6 = c7 = c8 = 0.0
    for x in range(count):
        x0, x1, x2 = a0[x], a1[x], a2[x]
        y0, y1, y2 = b0[x], b1[x], b2[x]
        c0, c1, c2 = c0 + x0 * y0, c1 + x0 * y1, c2 + x0 * y2
        c3, c4, c5 = c3 + x1 * y0, c4 + x1 * y1, c5 + x1 * y2
        c6, c7, c8 = c6 + x2 * y0, c7 + x2 * y1, c8 + x2 * y2
    out[i, j], out[i, j + 1], out[i, j + 2] = c0, c1, c2
    out[i + 1, j], out[i + 1, j + 1], out[i + 1, j + 2] = c3, c4, c5
    out[i + 2, j], out[i + 2, j + 1], out[i + 2, j + 2] = c6, c7, c8


@compiled
def gram(give, lever, legs, span, scaled, out):
    """lever diag(give) lever' over the free directions, upper triangle, (reduced, reduced).

    Block by block of three by three, each over the muscles that can have arms in it. A block of the legs may reach
    into the spine's rows; what it leaves there is overwritten by the blocks after it, or stands below the diagonal.

    Args:
        give: weights, muscles in `Spans.column`'s order, (muscle,)
        scaled: scratch, (reduced, muscle)
    """
    _scale(give, lever, legs, span, scaled)
    products(scaled, lever, legs, span, out)


@compiled
def products(left, right, legs, span, out):
    """left right' over the free directions, upper triangle, where it is symmetric; see `gram`."""
    for i in range(0, legs, 3):
        for j in range(i, legs, 3):
            _block(span.column.shape[0], left, i, right, j, out)
        for j in range(legs, legs + N_SPINE, 3):
            _block(span.shared[0], left, i, right, j, out)
    for i in range(legs, legs + N_SPINE, 3):
        for j in range(i, legs + N_SPINE, 3):
            _block(reaching(j, legs, span), left, i, right, j, out)


@compiled
def gram_of(give, left, right, legs, span, scaled, out):
    """left diag(give) right' over the free directions, whole, for two arrays like the levers."""
    _scale(give, left, legs, span, scaled)
    for i in range(0, legs, 3):
        for j in range(0, legs, 3):
            _block(span.column.shape[0], scaled, i, right, j, out)
    for i in range(legs, legs + N_SPINE, 3):
        for j in range(0, legs, 3):
            _block(span.shared[0], scaled, i, right, j, out)
    for i in range(0, legs, 3):
        for j in range(legs, legs + N_SPINE, 3):
            _block(span.shared[0], scaled, i, right, j, out)
    for i in range(legs, legs + N_SPINE, 3):
        for j in range(legs, legs + N_SPINE, 3):
            _block(reaching(max(i, j), legs, span), scaled, i, right, j, out)


@compiled
def _scale(give, lever, legs, span, scaled):
    for i in range(legs + N_SPINE):
        row, to = lever[i], scaled[i]
        for x in range(reaching(i, legs, span)):
            to[x] = give[x] * row[x]


@compiled_in_any_order
def _dual(g, n, eps, delta, multiplier, span, w):
    """phi at given multipliers; fills activations and their slopes, in `Spans.column`'s order."""
    value = 0.0
    for i in range(n):
        value -= multiplier[i] * g[i] + 0.5 * eps * multiplier[i] * multiplier[i]
    worth, activation, slope = w.worth, w.turned_on, w.turning
    worths(multiplier, n - N_SPINE, span, w.lever, worth)
    largest, total, square = 0.0, 0.0, 4.0 * delta * delta
    for x in range(worth.shape[0]):
        u = worth[x]
        root = np.sqrt(u * u + square)
        half = 0.5 * (abs(u) + root)
        a = half if u > 0.0 else 0.25 * square / half
        activation[x], slope[x] = a, a / root
        total += 0.5 * u * a
        largest = max(largest, u)
    if largest >= 1.0 - delta * delta:
        return value - _overdriven(delta, w)
    product, logarithms = 1.0, 0.0
    for x in range(worth.shape[0]):
        product *= activation[x] / delta
        if x % CHUNK == CHUNK - 1:
            logarithms += np.log(product)
            product = 1.0
    return value - total - delta * delta * (logarithms + np.log(product))


@compiled
def _overdriven(delta, w):
    """The sum of psi where some muscle is asked for more than it has; fills activations and their slopes."""
    total, product = 0.0, 1.0
    for x in range(w.worth.shape[0]):
        w.turned_on[x], w.turning[x], psi, ratio = _react(w.worth[x], delta)
        total += psi
        product *= ratio
        if x % CHUNK == CHUNK - 1:
            total += delta * delta * np.log(product)
            product = 1.0
    return total + delta * delta * np.log(product)


@compiled
def balance(g, n, eps, span, w):
    """What the present activations leave out of balance, into `residual` [Nm] = -(g + A'Fa + eps lambda).

    Returns:
        the largest residual [Nm]
    """
    moments(w.turned_on, n - N_SPINE, span, w.lever, w.residual)
    worst = 0.0
    for i in range(n):
        w.residual[i] = -g[i] - eps * w.multiplier[i] - w.residual[i]
        worst = max(worst, abs(w.residual[i]))
    return worst


@compiled
def curvature(eps, n, span, w):
    """The dual's curvature S with its sign turned, into `s` (upper triangle)."""
    gram(w.turning, w.lever, n - N_SPINE, span, w.scaled, w.s)
    for i in range(n):
        w.s[i, i] += eps


@compiled
def recruit(g, n, eps, delta, enough, span, w):
    """Solves the dual from the multipliers that stand in the workspace.

    Args:
        enough: a whole Newton step from below this residual is the last and is not checked, since what it leaves is of
            second order; zero checks every step [Nm]
        g: slope of the potential over the free directions [Nm], (reduced,)
        n: how many there are
        span: `paths.Spans`, which knows where a muscle's arms are not zero
        w: workspace with `lever` filled; `multiplier` is the start and the answer; `activation`, `yielding`, `residual`
            (the KKT residual [Nm]) and `factor` (Cholesky of S, of the last step but for the answer's own) are filled

    Returns:
        (least effort phi, largest KKT residual [Nm], iterations)
    """
    return recruit_within(g, n, eps, delta, enough, np.inf, span, w)


@compiled
def recruit_within(g, n, eps, delta, enough, most, span, w):
    """As `recruit`, but ends where phi is sure to be more than `most`: no value of the dual is more than phi."""
    found = _ascend(g, n, eps, delta, enough, most, span, w)
    for x in range(span.column.shape[0]):
        m = span.column[x]
        w.activation[m], w.yielding[m] = w.turned_on[x], w.turning[x]
    return found


@compiled
def _ascend(g, n, eps, delta, enough, most, span, w):
    """Newton's method with a line search on the dual."""
    value = _dual(g, n, eps, delta, w.multiplier, span, w)
    worst = np.inf
    for iteration in range(60):
        worst = balance(g, n, eps, span, w)
        if value > most or (worst < 1e-9 and iteration > 0):
            return value, worst, iteration
        curvature(eps, n, span, w)
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
