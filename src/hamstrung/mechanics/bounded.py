"""Muscle forces that are reported: the least sum of powered activations within hard bounds, solved to its conditions.

    minimise  sum a^p / p    subject to    A'F a = -g,    0 <= a <= 1,        p = 2 or 3

g is the slope of the potential over the free directions, A the moment arms, F the strengths. With multipliers lambda
and u = F A lambda the optimal activations are a(u) = clip(u^(1/(p-1)), 0, 1), so that bounds, stationarity and
complementarity hold exactly and only the balance of moments is left to be solved: the maximum of the concave dual

    d(lambda) = -lambda . g - sum psi(u),      psi' = a

by Newton's method on proximal steps, d(lambda) - eps |lambda - centre|^2 / 2, which need no regular matrix. Where no
activations within bounds balance the moments, the residual r of the proximal steps tends to the least possible one and
proves it: for every admissible a,

    r . (A'F a + g) <= r . g + sum max(0, F A r) < 0.

Source: proximal point and its behaviour on infeasible problems, Rockafellar 1976; exponents 2 and 3 are the customary
ones (Crowninshield and Brand 1981). Valid for held postures; antagonists are silent unless they balance something.
"""

import numpy as np

from hamstrung.mechanics.compiled import compiled, compiled_in_any_order
from hamstrung.mechanics.dense import cholesky, cholesky_solve
from hamstrung.mechanics.layout import N_SPINE
from hamstrung.mechanics.recruitment import gram, moments, reaching, worths

CLOSE = 1e-11
"""Residual over the strength about its direction below which moments balance: round-off of their sum."""
SILENT = 1e-9
"""Moments over the strength about their direction below which a posture needs no muscle: passive equilibrium."""
EDGE, FIRST_EDGE = 1e-11, 1e-3
"""Rounding of the marginal worth where activation begins, for exponent 3: in the end, and at first."""
LEAST_ROOM = 1e-7
"""Gap of an infeasibility proof over the strength about its direction from which it counts."""
SOFTEST, FIRMEST = 1e-7, 1e-4
"""eps at first, and at most where Newton's method needs a firmer hold, over the mean strength^2 about a direction."""
MOST_CENTRES, MOST_INNER = 60, 25
"""Proximal steps and Newton steps in each: what bounds the work; a solve that needs more is reported as not solved."""


@compiled
def activate(u, power, edge):
    """Optimal activation at a marginal worth u, its slope, and psi(u).

    The square root of exponent 3 is steep without bound where it begins; there u is rounded over `edge`, which leaves
    stationarity out by less than `edge`.
    """
    if u >= 1.0:
        return 1.0, 0.0, u - 1.0 / power
    if power == 2:
        return (u, 1.0, 0.5 * u * u) if u >= 0.0 else (0.0, 0.0, 0.0)
    root = np.sqrt(u * u + 4.0 * edge * edge)
    s = 0.5 * (u + root) if u > 0.0 else 2.0 * edge * edge / (root - u)
    a = np.sqrt(s)
    # psi = integral of sqrt(s) du with u = s - edge^2 / s
    return a, 0.5 * a / root, 2.0 / 3.0 * s * a - 2.0 * edge * edge / a


@compiled
def _value(g, n, power, edge, eps, multiplier, span, w):
    """d at given multipliers, less the proximal term; fills activations and slopes in `Spans.column`'s order."""
    value = 0.0
    for i in range(n):
        off = multiplier[i] - w.centre[i]
        value -= multiplier[i] * g[i] + 0.5 * eps * off * off
    worths(multiplier, n - N_SPINE, span, w.lever, w.worth)
    if power == 2:
        return value - _squares(w.worth, w.turned_on, w.turning)
    for x in range(w.worth.shape[0]):
        w.turned_on[x], w.turning[x], psi = activate(w.worth[x], power, edge)
        value -= psi
    return value


@compiled_in_any_order
def _squares(worth, activation, slope):
    """The sum of psi for exponent 2, as `activate` has it; fills activations and slopes."""
    total = 0.0
    for x in range(worth.shape[0]):
        u = worth[x]
        a = min(max(u, 0.0), 1.0)
        activation[x] = a
        slope[x] = 1.0 if a == u and u < 1.0 else 0.0
        total += a * (u - 0.5 * a)
    return total


@compiled
def _balance(g, n, legs, span, w):
    """Fills w.residual = -(g + A'F a) and returns its largest entry over the strength about its direction."""
    moments(w.turned_on, legs, span, w.lever, w.residual)
    worst = 0.0
    for i in range(n):
        w.residual[i] = -g[i] - w.residual[i]
        worst = max(worst, abs(w.residual[i]) / w.reachable[i])
    return worst


@compiled
def _room(g, n, span, w):
    """Fills w.lack with the residual's direction and returns how far, along it, all bounds leave the moments [Nm]."""
    size = 0.0
    for i in range(n):
        size += w.residual[i] * w.residual[i]
    size = np.sqrt(size)
    room = 0.0
    for i in range(n):
        w.lack[i] = w.residual[i] / size
        room -= w.lack[i] * g[i]
    worths(w.lack, n - N_SPINE, span, w.lever, w.worth)
    for x in range(w.worth.shape[0]):
        room -= max(0.0, w.worth[x])
    return room, size


@compiled
def _newton(g, n, power, edge, eps, span, w):
    """Maximises d less the proximal term from the multipliers in `w.bound`."""
    legs = n - N_SPINE
    value = _value(g, n, power, edge, eps, w.bound, span, w)
    steps, worst = 0, np.inf
    for steps in range(MOST_INNER):
        worst = _balance(g, n, legs, span, w)
        inner = far = 0.0
        for i in range(n):
            w.step[i] = w.residual[i] - eps * (w.bound[i] - w.centre[i])
            inner = max(inner, abs(w.step[i]) / w.reachable[i])
            far = max(far, abs(w.residual[i]) / w.reachable[i])
        if inner < max(CLOSE, 0.01 * far) or worst < CLOSE:
            break
        gram(w.turning, w.lever, legs, span, w.scaled, w.s)
        for i in range(n):
            w.s[i, i] += eps
        for i in range(n):
            w.trial_multiplier[i] = w.step[i]
        if not cholesky(w.s, n, w.inner):
            return steps, np.inf
        cholesky_solve(w.inner, n, w.step, w.step)
        slope = 0.0
        for i in range(n):
            slope += w.trial_multiplier[i] * w.step[i]
        length, found = 1.0, False
        for _ in range(40):
            for i in range(n):
                w.trial_multiplier[i] = w.bound[i] + length * w.step[i]
            trial = _value(g, n, power, edge, eps, w.trial_multiplier, span, w)
            if trial >= value + 1e-4 * length * slope - 1e-14 * (1.0 + abs(value)):
                found = True
                break
            length *= 0.5
        if not found:
            _value(g, n, power, edge, eps, w.bound, span, w)
            worst = _balance(g, n, legs, span, w)
            break
        value = trial
        for i in range(n):
            w.bound[i] = w.trial_multiplier[i]
    return steps, worst


@compiled
def _needs_no_muscle(g, n, w):
    """Whether all muscles may be silent; then makes them so, as Newton's method creeps toward that kink of the dual."""
    for i in range(n):
        if abs(g[i]) >= SILENT * w.reachable[i]:
            return False
    for i in range(n):
        w.bound[i] = 0.0
    for x in range(w.turned_on.shape[0]):
        w.turned_on[x] = 0.0
    return True


@compiled
def choose(g, n, power, span, w):
    """Takes the multipliers in `trial_multiplier` for a start instead of those in `bound`, if they balance better."""
    _reach(n, span, w)
    if _off(g, n, power, w.trial_multiplier, span, w) < _off(g, n, power, w.bound, span, w):
        for i in range(n):
            w.bound[i] = w.trial_multiplier[i]


@compiled
def _off(g, n, power, multiplier, span, w):
    """The largest moment that given multipliers leave out of balance, over the strength about its direction."""
    _value(g, n, power, EDGE, 0.0, multiplier, span, w)
    return _balance(g, n, n - N_SPINE, span, w)


@compiled
def share(g, n, power, span, w):
    """Shares moments among the muscles.

    Args:
        g: slope of the potential over the free directions [Nm], (reduced,)
        n: how many there are
        power: exponent of the activations, 2 or 3
        span: `paths.Spans`
        w: workspace with `lever`; `bound` holds the multipliers' start and answer; filled are `bounded`, the
            activations in [0, 1], `residual` [Nm], and `lack`, the direction of a proof

    Returns:
        (largest moment out of balance over the strength about its direction, least moment that is lacking [Nm]: zero
        where the moments can be carried, Newton steps)
    """
    found = _shared(g, n, power, _reach(n, span, w), span, w)
    for x in range(span.column.shape[0]):
        w.bounded[span.column[x]] = w.turned_on[x]
    return found


@compiled_in_any_order
def _reach(n, span, w):
    """Fills w.reachable, the strength about every free direction, and returns the mean of its squares."""
    legs, squares = n - N_SPINE, 0.0
    for i in range(n):
        row, total = w.lever[i], 1e-9
        for x in range(reaching(i, legs, span)):
            total += abs(row[x])
            squares += row[x] * row[x]
        w.reachable[i] = total
    return squares / n


@compiled
def _shared(g, n, power, mean, span, w):
    """As `share`, once `_reach` has been filled in; activations in `Spans.column`'s order."""
    if _needs_no_muscle(g, n, w):
        return _balance(g, n, n - N_SPINE, span, w), 0.0, 0
    eps, total, worst = SOFTEST * mean, 0, np.inf
    edge = EDGE if power == 2 else FIRST_EDGE
    while edge > 2.0 * EDGE:
        for i in range(n):
            w.centre[i] = w.bound[i]
        steps, _ = _newton(g, n, power, edge, eps, span, w)
        total += steps
        edge *= 0.01
    for _ in range(MOST_CENTRES):
        for i in range(n):
            w.centre[i] = w.bound[i]
        steps, worst = _newton(g, n, power, EDGE, eps, span, w)
        total += steps
        if worst < CLOSE or not worst < np.inf:
            return worst, 0.0, total
        room, size = _room(g, n, span, w)
        if room > 0.999 * size and room > LEAST_ROOM:
            return worst, room, total
        if steps >= MOST_INNER - 1:
            eps = min(30.0 * eps, FIRMEST * mean)
    room, size = _room(g, n, span, w)
    return worst, max(room, 0.0) if room > LEAST_ROOM else 0.0, total
