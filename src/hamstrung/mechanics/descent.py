"""The posture of least cost J (`effort`), by damped Newton steps in the free directions.

The Hessian is Gauss-Newton's and what it leaves out: learned from the steps (symmetric rank one), or made exactly,

    H = L_qq + C'S^-1 C,    L_qq = -dK[lambda] - sum psi'' d d',    C = K + sum F psi'' A d',    d = d(F A)[lambda].
"""

import numpy as np

from hamstrung.mechanics import contact, effort, potential, recruitment, reduced
from hamstrung.mechanics.compiled import compiled, compiled_fused
from hamstrung.mechanics.dense import add_squares, cholesky, cholesky_solve, lower_solve
from hamstrung.mechanics.layout import N_ANGLES, N_LEG_BLOCK, N_SPINE
from hamstrung.mechanics.recruitment import SLACK

SOFT_SLACK = 0.5
"""Slack of the first descent."""
FLAT = 1e-7
"""Gradient of J [1/rad] below which a posture is settled."""
GAIN, SOFT_GAIN = 1e-9, 1e-3
"""Gain expected of a step, relative to 1 + J, from which it is the last; the soft descent only has to come near."""
NEARLY_FLAT = 1e-4
"""Gradient below which a step that gains nothing ends the descent: rounding of J is reached."""
PATIENCE, AGAIN = 3, 8
"""Steps from a start near by before the exact Hessian is made anew, and where the start came with what its own descent
had learned, steps from there that learn on before it is made again."""
ALONG = 1e-4
"""Largest change of an angle in the difference that gives the Hessian's change along the multipliers [rad]."""
ROUGH = 1e-2
"""Residual of recruitment [Nm] from which one more Newton step is enough on the way."""
LONGEST_STEP = 0.35
"""Largest change of an angle in one step [rad]."""
ALIKE = 0.02
"""Difference to a step that was refused, over its largest angle, below which a step is not tried."""


@compiled
def hold(q, body, tree, span, tissue, weights, contacts, wishes, w, most, near):
    """The posture of least cost, from a start; q is changed in place.

    Far from balance no muscles could carry the start, so moments are first balanced softly, unless the start is
    near (a neighbour's solution).

    Returns:
        (J, size of the last gradient, iterations, largest KKT residual [Nm])
    """
    value = size = kkt = np.inf
    total = 0
    for stage in range(1 if near else 0, 2):
        slack, gain = (SOFT_SLACK, SOFT_GAIN) if stage == 0 else (SLACK, GAIN)
        value, size, iterations, kkt = _descend(
            q, body, tree, span, tissue, weights, contacts, wishes, slack, w, most, gain, near
        )
        total += iterations
    return value, size, total, kkt


@compiled
def _descend(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, most, gain, known):
    """Damped Gauss-Newton at one slack, with what it leaves out learned from the steps (symmetric rank one)."""
    held = contact.count(contacts)
    n = N_LEG_BLOCK - held + N_SPINE
    if not known:
        for i in range(n):
            for j in range(n):
                w.learned[i, j] = 0.0
    contact.settle(contacts, body, tree, q, w)
    value, _, kkt = effort.cost(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, ROUGH)
    effort.stiffen(body, tree, span, contacts, w)
    effort.slope_of_cost(contacts, w, n, w.total)
    remembered = known and w.learned[0, 0] != 0.0
    damping, size, use = 1e-6, np.inf, 1.0
    done, elsewhere = most, False
    for iteration in range(most):
        size = 0.0
        for i in range(n):
            size = max(size, abs(w.total[i]))
        told = iteration % AGAIN == PATIENCE if remembered else not known or iteration >= PATIENCE
        if slack == SLACK and told:
            curve(q, body, tree, span, tissue, weights, contacts, n, w)
        if size < FLAT:
            done, elsewhere = iteration, True
            break
        moved = refused = False
        _keep(n, w)
        for _ in range(30):
            for i in range(n):
                for j in range(i, n):
                    w.s[i, j] = w.h[i, j] + use * w.learned[i, j]
                w.s[i, i] += damping
            if not cholesky(w.s, n, w.newton):
                use = 0.0
                damping = max(damping * 8.0, 1e-6)
                continue
            cholesky_solve(w.newton, n, w.total, w.move)
            longest = expected = 0.0
            for i in range(n):
                longest = max(longest, abs(w.move[i]))
                expected += 0.5 * w.total[i] * w.move[i]
            last = expected < gain * (1.0 + abs(value))
            scale = -min(1.0, LONGEST_STEP / longest)
            for i in range(n):
                w.move[i] *= scale
            if refused and _alike(w.move, w.refused, n):
                damping = max(damping * 8.0, 1e-5)
                continue
            for k in range(N_ANGLES):
                w.q_trial[k] = q[k]
            reduced.expand(w.move, w.basis, held, 1.0, w.q_trial)
            _foresee(n, w)
            contact.settle(contacts, body, tree, w.q_trial, w, True)
            rough = 0.0 if last else min(ROUGH, max(1e-6, 1e-2 * size))
            most_allowed = value + 1e-13 * (1.0 + abs(value))
            trial, _, kkt = effort.cost_within(
                w.q_trial, body, tree, span, tissue, weights, contacts, wishes, slack, w, rough, most_allowed
            )
            if trial <= most_allowed:
                moved = True
                break
            use, refused = 0.0, True
            damping = max(damping * 8.0, 1e-5)
            w.refused[:] = w.move
            _restore_basis(w)
        if not moved:
            w.multiplier[:] = w.multiplier_here
            done, elsewhere = iteration, True
            break
        damping = max(damping * 0.1, 1e-10)
        use = 1.0
        still = last or (value - trial <= 1e-14 * (1.0 + abs(value)) and size < NEARLY_FLAT)
        value = trial
        for k in range(N_ANGLES):
            q[k] = w.q_trial[k]
        if still:
            done = iteration + 1
            break
        for i in range(n):
            w.before[i] = w.total[i]
        effort.stiffen(body, tree, span, contacts, w)
        effort.slope_of_cost(contacts, w, n, w.total)
        _learn(n, w)
    if elsewhere:
        value, _, kkt = effort.cost(q, body, tree, span, tissue, weights, contacts, wishes, slack, w, 0.0)
    return value, size, done, kkt


@compiled
def _alike(step, refused, n):
    """Whether a step is nearly one that was refused: where steps are cut to length, more damping changes little."""
    largest = difference = 0.0
    for i in range(n):
        largest = max(largest, abs(refused[i]))
        difference = max(difference, abs(step[i] - refused[i]))
    return difference < ALIKE * largest


@compiled
def _keep(n, w):
    """Keeps what a step begins from: free directions, multipliers and the factor of recruitment."""
    _keep_basis(w)
    for i in range(n):
        w.multiplier_here[i] = w.multiplier[i]
        for j in range(i, n):
            w.factor_here[i, j] = w.factor[i, j]


@compiled
def _keep_basis(w):
    w.basis_here[:], w.triangle_here[:] = w.basis, w.triangle


@compiled
def _restore_basis(w):
    w.basis[:], w.triangle[:] = w.basis_here, w.triangle_here


@compiled
def curve(q, body, tree, span, tissue, weights, contacts, n, w):
    """What Gauss-Newton leaves out of phi's Hessian, into w.learned; after `slope_of_cost`, which q belongs to.

        H = L_qq + C'S^-1 C,    L_qq = -dK[lambda] - sum psi'' d d',    C = K + sum F psi'' A d',    d = d(F A)[lambda]

    The slopes along lambda are differences to one further evaluation; they steer the descent and enter no result.
    The free directions there are those here, projected.
    """
    held, legs = contact.count(contacts), n - N_SPINE
    largest = 0.0
    for i in range(n):
        largest = max(largest, abs(w.multiplier[i]))
    if largest == 0.0:
        return
    h = ALONG / largest
    for i in range(n):
        for j in range(i, n):
            w.learned[i, j] = w.k[i, j] / h
        for x in range(span.column.shape[0]):
            w.bend[i, x] = -w.lever[i, x]
    add_squares(w.half, n, -1.0, w.learned)
    _along(q, body, tree, span, tissue, weights, contacts, held, h, w)
    reduced.levers(w.arms, w.strength, span, w.basis, held, w.lever)
    for i in range(n):
        for x in range(span.column.shape[0]):
            w.bend[i, x] = (w.bend[i, x] + w.lever[i, x]) / h
    effort.stiffen_into(body, tree, span, contacts, w, w.there)
    recruitment.gram(w.turning, w.bend, legs, span, w.scaled, w.s)
    for i in range(n):
        for j in range(i, n):
            w.learned[i, j] -= w.there[i, j] / h + w.s[i, j]
    recruitment.gram_of(w.turning, w.lever, w.bend, legs, span, w.scaled, w.s)
    for i in range(n):
        for j in range(n):
            w.s[i, j] += w.k[i, j]
    lower_solve(w.factor, n, w.s, w.half)
    add_squares(w.half, n, 1.0, w.learned)
    for i in range(n):
        for j in range(i):
            w.learned[i, j] = w.learned[j, i]
    _restore_basis(w)


@compiled
def _along(q, body, tree, span, tissue, weights, contacts, held, h, w):
    """Lays out the posture a step h along the multipliers, with the free directions that stood before."""
    _keep_basis(w)
    for k in range(N_ANGLES):
        w.q_trial[k] = q[k]
    reduced.expand(w.multiplier, w.basis, held, h, w.q_trial)
    contact.settle(contacts, body, tree, w.q_trial, w, True)
    _align(held, w)
    potential.measure(body, tree, span, weights, w)
    potential.slopes(w.q_trial, body, tree, tissue, weights, w)
    effort.strengthen(body, w)


@compiled
def _align(held, w):
    """The free directions of the leg block: those that stood before, projected on the present ones."""
    for c in range(held, N_LEG_BLOCK):
        along = w.reflector[0]
        for d in range(held, N_LEG_BLOCK):
            along[d] = 0.0
        for b in range(N_LEG_BLOCK):
            share = w.basis_here[b, c]
            for d in range(held, N_LEG_BLOCK):
                along[d] += share * w.basis[b, d]
        for b in range(N_LEG_BLOCK):
            total = 0.0
            for d in range(held, N_LEG_BLOCK):
                total += along[d] * w.basis[b, d]
            w.projected[b, c] = total
    for c in range(held, N_LEG_BLOCK):
        for b in range(N_LEG_BLOCK):
            w.basis[b, c] = w.projected[b, c]


@compiled_fused
def _foresee(n, w):
    """Multipliers that balance the step to first order: lambda - S^-1 K dz."""
    for i in range(n):
        w.step[i] = 0.0
    for j in range(n):
        share, row = w.move[j], w.k[j]
        for i in range(n):
            w.step[i] += share * row[i]
    cholesky_solve(w.factor_here, n, w.step, w.step)
    for i in range(n):
        w.multiplier[i] = w.multiplier_here[i] - w.step[i]


@compiled_fused
def _learn(n, w):
    """Corrects the learned part so that Hessian x step is the change of the gradient."""
    along = squares = steps = 0.0
    for i in range(n):
        off = w.total[i] - w.before[i]
        for j in range(n):
            h = w.h[i, j] if i <= j else w.h[j, i]
            off -= (h + w.learned[i, j]) * w.move[j]
        w.residual[i] = off
        along += off * w.move[i]
        squares += off * off
        steps += w.move[i] * w.move[i]
    if abs(along) > 1e-6 * np.sqrt(squares * steps):
        for i in range(n):
            for j in range(n):
                w.learned[i, j] += w.residual[i] * w.residual[j] / along
