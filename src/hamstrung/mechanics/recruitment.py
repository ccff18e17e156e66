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

from hamstrung.mechanics.compiled import compiled
from hamstrung.mechanics.dense import cholesky, cholesky_solve

TONE = 0.005
"""delta: activation of a muscle that has nothing to do. Assumed (0.005-0.03); resting tone, median 2.4 % (M149)."""
SLACK = 2e-4
"""eps: residual moment per unit multiplier; small enough that a feasible residual stays below 1e-6 m g h."""

OVERDRIVE = 0.01
"""Slope of a(u) beyond full activation: what a task asks for beyond it is seen, at a hundredfold price."""


@compiled
def response(u, delta):
    """Activation a(u), its slope and psi(u)."""
    root = np.sqrt(u * u + 4.0 * delta * delta)
    top = 1.0 - delta * delta
    if u >= top:
        root = np.sqrt(top * top + 4.0 * delta * delta)
        at_top = 0.25 * top * (top + root) + delta * delta * np.arcsinh(0.5 * top / delta)
        over = u - top
        return 1.0 + OVERDRIVE * over, OVERDRIVE, at_top + over + 0.5 * OVERDRIVE * over * over
    a = 0.5 * (u + root) if u > 0.0 else 2.0 * delta * delta / (root - u)
    return a, a / root, 0.25 * u * (u + root) + delta * delta * np.arcsinh(0.5 * u / delta)


@compiled
def _dual(g, n, eps, delta, multiplier, w):
    """phi at given multipliers; fills activations and their slopes."""
    value = 0.0
    for i in range(n):
        value -= multiplier[i] * g[i] + 0.5 * eps * multiplier[i] * multiplier[i]
    for m in range(w.strength.shape[0]):
        u = 0.0
        for i in range(n):
            u += w.reduced_arms[m, i] * multiplier[i]
        w.activation[m], w.yielding[m], psi = response(u * w.strength[m], delta)
        value -= psi
    return value


@compiled
def recruit(g, n, eps, delta, w):
    """Solves the dual from the multipliers that stand in the workspace.

    Args:
        g: slope of the potential over the free directions [Nm], (reduced,)
        n: how many there are
        w: workspace with `strength` and `reduced_arms` filled; `multiplier` is the start and the answer; `activation`,
            `yielding`, `residual` (the KKT residual [Nm]) and `factor` (Cholesky of S) are filled

    Returns:
        (least effort phi, largest KKT residual [Nm], iterations)
    """
    value = _dual(g, n, eps, delta, w.multiplier, w)
    worst = np.inf
    for iteration in range(60):
        for i in range(n):
            w.residual[i] = -g[i] - eps * w.multiplier[i]
            for j in range(i + 1):
                w.s[i, j] = 0.0
            w.s[i, i] = eps
        for m in range(w.strength.shape[0]):
            force = w.strength[m] * w.activation[m]
            give = w.strength[m] * w.strength[m] * w.yielding[m]
            for i in range(n):
                arm = w.reduced_arms[m, i]
                if arm != 0.0:
                    w.residual[i] -= arm * force
                    arm *= give
                    for j in range(i + 1):
                        w.s[i, j] += arm * w.reduced_arms[m, j]
        worst = 0.0
        for i in range(n):
            worst = max(worst, abs(w.residual[i]))
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
            trial = _dual(g, n, eps, delta, w.trial_multiplier, w)
            if trial >= value + 1e-4 * length * slope - 1e-13 * (1.0 + abs(value)):
                found = True
                break
            length *= 0.5
        if not found:
            value = _dual(g, n, eps, delta, w.multiplier, w)
            return value, worst, iteration
        value = trial
        for i in range(n):
            w.multiplier[i] = w.trial_multiplier[i]
    return value, worst, 60
